"""Where would the next round of evenings reach most people who have never had one near them?

One evening may be held in each commune of the territory. A commune counts as reached when an
evening was held, or is proposed, within so many minutes by car of where trips to it start. Those
held already count; the question is ``engine.siting.maximal_cover``, which proves its answer.

**Source:** Church & ReVelle (1974), doi:10.1007/BF01942293, for the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import pairs_of
from entrelieux.engine.reach import Mode
from entrelieux.engine.siting import Instance, Pairs, maximal_cover
from entrelieux.exchanges.meetings.selectors import meetings_by_commune
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.once import once
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.siting.adapters import origins, targets
from entrelieux.observatory.territory import DEPARTEMENT, EPCI, Territory, names, territory
from entrelieux.territories.selectors import communes_table

EVENINGS, MINUTES = (1, 2, 3, 5, 8, 13, 20), (10, 15, 20, 30, 45)
USUAL_EVENINGS, USUAL_MINUTES = 5, 20
MOST_COMMUNES = 900


class RoundWrong(UserError):  # noqa: N818  named by what is so
    code = "tournee-impossible"
    status = 422


@dataclass(frozen=True, slots=True)
class Proposed:
    """gains: people who had no evening within reach and have this one nearest."""

    code: str
    name: str
    gains: int
    communes: int


@dataclass(frozen=True, slots=True)
class NextRound:
    """before, after: people within reach of an evening, of ``people`` in all. bound: nobody can
    reach more with as many evenings. left: people still without one."""

    territory: Territory
    evenings: int
    minutes: int
    held: int
    people: int
    before: int
    after: int
    bound: int
    is_proved: bool
    gap_percent: float
    proposed: tuple[Proposed, ...]

    @property
    def left(self) -> int:
        return self.people - self.after


def next_round(viewer: Viewer, asked: Mapping[str, str]) -> NextRound:  # noqa: ARG001  public to everyone
    """asked: ``territoire`` (« dep-48 »), ``combien`` evenings, ``minutes``, as texts.

    Raises:
        TerritoryUnknown, RoundWrong: what is asked cannot be.
    """
    where = territory(asked.get("territoire", "") or "dep-48")
    if where.kind not in {DEPARTEMENT, EPCI} or where.communes.size > MOST_COMMUNES:
        raise RoundWrong(
            _("Choisissez un département ou une intercommunalité."), field="territoire"
        )
    count = _one_of(asked.get("combien", ""), EVENINGS, USUAL_EVENINGS, "combien")
    minutes = _one_of(asked.get("minutes", ""), MINUTES, USUAL_MINUTES, "minutes")
    table, ranks = communes_table(), where.communes
    visited = meetings_by_commune()
    existing = [n for n, rank in enumerate(ranks.tolist()) if table.codes[rank] in visited]
    near = once(
        f"soirees:{where.key}:{minutes}",
        lambda: pairs_of(reach_model(), origins(ranks), targets(ranks), Mode.VOITURE, minutes),
    )
    people = table.population[ranks].astype(np.float64)
    instance = Instance(
        weights=people,
        costs=Pairs(
            near.start.astype(np.int64),
            near.site.astype(np.int32),
            near.minutes.astype(np.float64),
            int(ranks.size),
        ),
        existing=existing,
    )
    before = _reached(instance, np.asarray(existing, np.int64))
    answer = maximal_cover(instance, count, minutes)
    said = names().commune
    gains = people * ~before
    proposed = [
        Proposed(
            code=table.codes[int(ranks[site])],
            name=said[int(ranks[site])],
            gains=round(float(gains[answer.assignment == site].sum())),
            communes=int((~before & (answer.assignment == site)).sum()),
        )
        for site in answer.chosen.tolist()
    ]
    return NextRound(
        territory=where,
        evenings=count,
        minutes=minutes,
        held=sum(visited[table.codes[int(ranks[n])]] for n in existing),
        people=round(float(people.sum())),
        before=round(float(people[before].sum())),
        after=round(answer.objective),
        bound=round(answer.bound),
        is_proved=answer.proved,
        gap_percent=round(100 * answer.gap, 2),
        proposed=tuple(sorted(proposed, key=lambda one: (-one.gains, one.name))),
    )


def _reached(instance: Instance, sites: np.ndarray) -> np.ndarray:
    """Whether each commune has one of these within the minutes of the pairs."""
    pairs = instance.pairs
    reached = np.zeros(instance.weights.size, bool)
    reached[pairs.rows[np.isin(pairs.site, sites)]] = True
    return reached


def _one_of(text: str, known: tuple[int, ...], otherwise: int, field: str) -> int:
    if not text:
        return otherwise
    if text not in map(str, known):
        raise RoundWrong(
            _("« %(found)s » ne se choisit pas. Attendu : %(known)s.")
            % {"found": text[:20], "known": ", ".join(map(str, known))},
            field=field,
        )
    return int(text)
