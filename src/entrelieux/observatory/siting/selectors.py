"""If we opened there, who would gain? The best choice with its proof, or a try."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import cards_of, table_of
from entrelieux.engine.siting import Answer, fairest, maximal_cover, p_median, set_cover, what_if
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.ground import Sites, ground_of, sites_of
from entrelieux.observatory.indicators.selectors import indicator_card, indicator_of
from entrelieux.observatory.siting.adapters import Territory, may_open, standing, territory_of
from entrelieux.observatory.siting.asking import (
    COVER,
    FAIR,
    NEAR,
    WITHIN,
    SitingAsked,
    SitingParams,
    siting_understood,
)
from entrelieux.observatory.siting.cards import Host, RoundCard, SitingStudy
from entrelieux.observatory.siting.fairness import balances, by_fifth
from entrelieux.observatory.siting.rounds import rounds_of
from entrelieux.observatory.siting.showing import Shown, hosts_rows, proof_of
from entrelieux.territories.selectors import territories_digest

FINENESS = (1, 5)
"""Minutes that make no difference to the fairest choice, the finest first."""
FURTHEST = 60
"""Minutes: beyond, nobody is said to have a place."""


def siting_study(viewer: Viewer, params: SitingParams) -> SitingStudy:
    """The choice asked for, or what a try would change; the same for everybody.

    Raises:
        UserError: a value of ``params`` names nothing; ``field`` says which.
    """
    asked = siting_understood(params)
    version, sources, table, is_fiction = table_of(viewer)
    sites = sites_of(table)
    access = asked.access
    limit = limit_of(asked)
    ground = ground_of(sites, access.territory, access.mode, limit)
    there, unknown = standing(sites, asked)
    found = territory_of(ground, there, access.mode, limit, may_open(sites, asked))
    today = timezone.localdate()
    cards = cards_of(table.pk[sites.row[found.places]].tolist(), table, sources, today)
    shown = Shown(found, sites, cards)
    before = np.arange(found.places.size)
    best = None if asked.is_try else _best(found, asked)
    answer = best.answer if best else None
    after = shown.tried(asked) if answer is None else np.append(before, answer.chosen)
    change = what_if(found.instance, before, after)
    indicator = indicator_of(access.indicator) if access.indicator else None
    hosts = _hosts(sites, asked, shown.codes(after), sources)
    seen = np.unique(ground.pairs.site[: ground.pairs.start[ground.inside]])
    return SitingStudy(
        asked=asked,
        limit=limit,
        unknown=int(unknown[seen].sum()),
        opened=shown.opened(after, change, hosts),
        existing=shown.existing(change, asked),
        effects=shown.effects(change),
        still=shown.still(change),
        balance=balances(found, change, before, after),
        indicator=indicator_card(access.indicator) if indicator else None,
        fifths=by_fifth(indicator, found, before, after) if indicator else (),
        proof=proof_of(best.answer, best.step) if best else None,
        others=shown.others(answer, before),
        rounds=best.rounds if best else (),
        method=reach_model().method,
        is_fiction=is_fiction,
        ground=(" ".join(map(str, version[2:])), territories_digest(), reach_model().method.id),
    )


def limit_of(asked: SitingAsked) -> int:
    """Minutes within which somebody is said to have a place."""
    return asked.access.minutes if asked.goal in WITHIN else FURTHEST


@dataclass(frozen=True, slots=True)
class _Best:
    """step: minutes that made no difference while choosing."""

    answer: Answer
    rounds: tuple[RoundCard, ...] = ()
    step: int = 1


def _best(found: Territory, asked: SitingAsked) -> _Best:
    if asked.tour:
        return _Best(*rounds_of(found, asked))
    if asked.goal == COVER:
        return _Best(maximal_cover(found.instance, asked.count, asked.access.minutes))
    if asked.goal == NEAR:
        return _Best(p_median(found.instance, asked.count))
    if asked.goal == FAIR:
        return _fairest(found, asked.count)
    return _Best(set_cover(found.instance, asked.access.minutes))


def _fairest(found: Territory, count: int) -> _Best:
    """To the minute; where that cannot be proved, the choice that can be to a few minutes."""
    tried = [_Best(fairest(found.instance, count, step=FINENESS[0]))]
    for step in FINENESS[1:]:
        if tried[-1].answer.proved:
            break
        tried.append(_Best(fairest(found.instance, count, step=step), step=step))
    return tried[-1] if tried[-1].answer.proved else tried[0]


def _hosts(
    sites: Sites, asked: SitingAsked, codes: list[str], sources: Collection[int]
) -> dict[str, tuple[Host, ...]]:
    """A few places of each commune, by name, that could lend a room."""
    rows = hosts_rows(sites, asked.hosts, codes)
    keys = [int(sites.table.pk[row]) for found in rows.values() for row in found]
    cards = cards_of(keys, sites.table, sources, timezone.localdate())
    return {
        code: tuple(
            Host(cards[key].ref, cards[key].name)
            for key in (int(sites.table.pk[row]) for row in found)
            if key in cards
        )
        for code, found in rows.items()
    }
