"""If we opened there, who would gain? The best choice with its proof, or a try."""

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.cards import PlaceCard
from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import cards_of, table_of
from entrelieux.engine.siting import (
    Answer,
    Change,
    fairest,
    maximal_cover,
    p_median,
    set_cover,
    what_if,
)
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.asking import StudyWrong
from entrelieux.observatory.access.selectors import places_there
from entrelieux.observatory.ground import Flags, Sites, ground_of, sites_of
from entrelieux.observatory.siting.adapters import Territory, territory_of
from entrelieux.observatory.siting.asking import (
    COVER,
    FAIR,
    NEAR,
    SitingAsked,
    SitingParams,
    siting_understood,
)
from entrelieux.observatory.siting.cards import (
    Balance,
    Effect,
    Existing,
    Opened,
    Other,
    Proof,
    SitingStudy,
)
from entrelieux.observatory.territory import names
from entrelieux.observatory.wording import density
from entrelieux.territories.selectors import communes_table, territories_digest

FURTHEST = 60
"""Minutes: beyond, nobody is said to have a place."""
Sited = NDArray[np.int64]


def siting_study(viewer: Viewer, params: SitingParams) -> SitingStudy:
    """The choice asked for, or what a try would change; the same for everybody.

    Raises:
        UserError: a value of ``params`` names nothing; ``field`` says which.
    """
    asked = siting_understood(params)
    version, sources, table, is_fiction = table_of(viewer)
    sites = sites_of(table)
    access = asked.access
    reach = access.minutes if asked.goal in (COVER, "tous") else FURTHEST
    ground = ground_of(sites, access.territory, access.mode, reach)
    there = places_there(sites, access)
    found = territory_of(ground, there, access.mode, reach)
    cards = cards_of(
        table.pk[sites.row[found.places]].tolist(), table, sources, timezone.localdate()
    )
    shown = _Shown(found, sites, cards)
    before = np.arange(found.places.size)
    answer = None if asked.is_try else _best(found, asked)
    after = shown.tried(asked) if answer is None else np.append(before, answer.chosen)
    density_class = communes_table().density[found.communes].astype(np.int64)
    change = what_if(found.instance, before, after)
    by_class = what_if(found.instance, before, after, density_class)
    return SitingStudy(
        asked=asked,
        opened=shown.opened(after, change),
        existing=shown.existing(change),
        effects=shown.effects(change),
        balance=(*_balance(change, found, [""]), *_balance(by_class, found, None)),
        proof=_proof(answer),
        others=shown.others(answer),
        method=reach_model().method,
        is_fiction=is_fiction,
        ground=(" ".join(map(str, version[2:])), territories_digest(), reach_model().method.id),
    )


def _best(found: Territory, asked: SitingAsked) -> Answer:
    if asked.goal == COVER:
        return maximal_cover(found.instance, asked.count, asked.access.minutes)
    if asked.goal == NEAR:
        return p_median(found.instance, asked.count)
    if asked.goal == FAIR:
        return fairest(found.instance, asked.count)
    return set_cover(found.instance, asked.access.minutes)


def _proof(answer: Answer | None) -> Proof | None:
    if answer is None:
        return None
    return Proof(
        answer.proved, answer.by, answer.gap, answer.bound, answer.objective, answer.seconds
    )


class _Shown:
    """Sites of an instance under the names that people know."""

    def __init__(self, found: Territory, sites: Sites, cards: dict[int, PlaceCard]) -> None:
        self.found, self.sites = found, sites
        keys = sites.table.pk[sites.row[found.places]].tolist()
        self.cards = [cards.get(key) for key in keys]
        self.table, self.names = communes_table(), names()
        self.people = found.instance.weights

    def tried(self, asked: SitingAsked) -> Sited:
        """Sites open in a try. Raises: StudyWrong: a commune or a place is not of the study."""
        rank = {self.table.codes[one]: one for one in self.found.communes.tolist()}
        place = {card.ref: site for site, card in enumerate(self.cards) if card}
        for code in asked.opened:
            if code not in rank:
                raise StudyWrong(
                    _("« %(code)s » n'est pas une commune de ce territoire.") % {"code": code[:20]},
                    field="plus",
                )
        for ref in asked.closed:
            if ref not in place:
                raise StudyWrong(
                    _("« %(ref)s » n'est pas un lieu de cette étude.") % {"ref": ref[:40]},
                    field="moins",
                )
        closed = {place[ref] for ref in asked.closed}
        kept = [site for site in range(len(self.cards)) if site not in closed]
        return np.array(
            kept + [self.found.site_of_commune(rank[code]) for code in asked.opened], np.int64
        )

    def opened(self, after: Sited, change: Change) -> tuple[Opened, ...]:
        new = [int(site) for site in after if site >= len(self.cards)]
        return tuple(
            Opened(
                self.table.codes[self._rank(site)],
                self.names.commune[self._rank(site)],
                float(self.people[change.near_after == site].sum()),
            )
            for site in new
        )

    def existing(self, change: Change) -> tuple[Existing, ...]:
        return tuple(
            Existing(
                card.ref,
                card.name,
                card.commune,
                float(self.people[change.near_before == site].sum()),
            )
            for site, card in enumerate(self.cards)
            if card
        )

    def effects(self, change: Change) -> tuple[Effect, ...]:
        """Communes where something changes, by name: nothing is ranked."""
        moved: Flags = change.before != change.after
        found = []
        for zone in np.flatnonzero(moved).tolist():
            rank = int(self.found.communes[zone])
            found.append(
                Effect(
                    self.table.codes[rank],
                    self.names.commune[rank],
                    int(self.people[zone]),
                    _minutes(change.before[zone]),
                    _minutes(change.after[zone]),
                )
            )
        return tuple(sorted(found, key=lambda one: (one.name, one.code)))

    def others(self, answer: Answer | None) -> tuple[Other, ...]:
        if answer is None:
            return ()
        return tuple(
            Other(
                tuple(self.names.commune[self._rank(int(site))] for site in one.chosen),
                one.objective,
            )
            for one in answer.alternatives
        )

    def _rank(self, site: int) -> int:
        return int(self.found.communes[site - len(self.cards)])


def _minutes(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


def _balance(change: Change, found: Territory, labels: list[str] | None) -> list[Balance]:
    """One line for each class where somebody lives."""
    classes = communes_table().density[found.communes]
    people = found.instance.weights
    lines = []
    for rank in range(change.gains.size):
        label = density(rank) if labels is None else labels[rank]
        living = float(people[classes == rank].sum()) if labels is None else float(people.sum())
        if not living:
            continue
        had, has = float(change.reached_before[rank]), float(change.reached_after[rank])
        lines.append(
            Balance(
                label=label,
                people=living,
                reached_before=had,
                reached_after=has,
                gain=float(change.gains[rank] + change.newly_reached[rank]),
                lose=float(change.loses[rank] + change.newly_left[rank]),
                mean_before=float(change.minutes_before[rank]) / had if had else None,
                mean_after=float(change.minutes_after[rank]) / has if has else None,
            )
        )
    return lines
