"""Sites of an instance under the names that people know."""

from collections.abc import Mapping, Sequence

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.cards import PlaceCard
from entrelieux.engine.language import fold
from entrelieux.engine.siting import Answer, Change, what_if
from entrelieux.observatory.access.asking import StudyWrong
from entrelieux.observatory.ground import Flags, Sites
from entrelieux.observatory.siting.adapters import Territory, hosting
from entrelieux.observatory.siting.asking import EVERYWHERE, WITH_A_ROOM, SitingAsked, ranks_of
from entrelieux.observatory.siting.cards import (
    Balance,
    Effect,
    Existing,
    Host,
    Opened,
    Other,
    Proof,
    Still,
)
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table

Sited = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_HOSTS = 5


class Shown:
    def __init__(self, found: Territory, sites: Sites, cards: Mapping[int, PlaceCard]) -> None:
        self.found, self.sites = found, sites
        keys = sites.table.pk[sites.row[found.places]].tolist()
        self.cards = [cards.get(key) for key in keys]
        self.table, self.names = communes_table(), names()
        self.people = found.instance.weights

    def tried(self, asked: SitingAsked) -> Sited:
        """Sites open in a try. Raises: StudyWrong: a place is not of the study."""
        place = {card.ref: site for site, card in enumerate(self.cards) if card}
        for ref in asked.closed:
            if ref not in place:
                raise StudyWrong(
                    _("« %(ref)s » n'est pas un lieu de cette étude.") % {"ref": ref[:40]},
                    field="moins",
                )
        closed = {place[ref] for ref in asked.closed}
        kept = [site for site in range(len(self.cards)) if site not in closed]
        new = [self.found.site_of_commune(rank) for rank in ranks_of(asked.opened).tolist()]
        return np.array(kept + new, np.int64)

    def codes(self, after: Sited) -> list[str]:
        """Communes where something opens."""
        return [self.table.codes[self._rank(int(s))] for s in after if s >= len(self.cards)]

    def opened(
        self, after: Sited, change: Change, hosts: Mapping[str, tuple[Host, ...]]
    ) -> tuple[Opened, ...]:
        return tuple(
            self._opened(int(site), change, hosts) for site in after if site >= len(self.cards)
        )

    def _opened(self, site: int, change: Change, hosts: Mapping[str, tuple[Host, ...]]) -> Opened:
        rank = self._rank(site)
        code = self.table.codes[rank]
        nearest = change.near_after == site
        had = np.isfinite(change.before)
        nearer = nearest & had & (change.after < change.before)
        return Opened(
            code=code,
            name=self.names.commune[rank],
            people=self._living(nearest),
            newly=self._living(nearest & ~had),
            nearer=self._living(nearer),
            hosts=hosts.get(code, ()),
        )

    def existing(self, change: Change, asked: SitingAsked) -> tuple[Existing, ...]:
        """By name: nothing is ranked."""
        targets = self.sites.targets
        found = [
            Existing(
                ref=card.ref,
                name=card.name,
                commune=card.commune,
                people=self._living(change.near_before == site),
                lon=float(targets.lon[self.found.places[site]]),
                lat=float(targets.lat[self.found.places[site]]),
                is_closed=card.ref in asked.closed,
            )
            for site, card in enumerate(self.cards)
            if card
        ]
        return tuple(sorted(found, key=lambda one: (fold(one.name), one.ref)))

    def effects(self, change: Change) -> tuple[Effect, ...]:
        """Communes where something changes, by name: nothing is ranked."""
        found = [
            Effect(
                *self._commune(zone), _minutes(change.before[zone]), _minutes(change.after[zone])
            )
            for zone in np.flatnonzero(change.before != change.after).tolist()
        ]
        return tuple(sorted(found, key=_by_name))

    def still(self, change: Change) -> tuple[Still, ...]:
        """The other communes, by name."""
        found = [
            Still(*self._commune(zone), _minutes(change.after[zone]))
            for zone in np.flatnonzero(change.before == change.after).tolist()
        ]
        return tuple(sorted(found, key=_by_name))

    def _commune(self, zone: int) -> tuple[str, str, int]:
        """(code, name, people)."""
        rank = int(self.found.communes[zone])
        return self.table.codes[rank], self.names.commune[rank], int(self.people[zone])

    def others(self, answer: Answer | None, before: Sited) -> tuple[Other, ...]:
        if answer is None:
            return ()
        found = []
        for one in answer.alternatives:
            ranks = [self._rank(int(site)) for site in one.chosen]
            codes = tuple(self.table.codes[rank] for rank in ranks)
            called = tuple(self.names.commune[rank] for rank in ranks)
            change = what_if(self.found.instance, before, np.append(before, one.chosen))
            gain = float(change.gains[0] + change.newly_reached[0])
            found.append(Other(codes, called, one.objective, gain))
        return tuple(found)

    def _living(self, zones: Flags) -> float:
        return float(self.people[zones].sum())

    def _rank(self, site: int) -> int:
        return int(self.found.communes[site - len(self.cards)])


def hosts_rows(sites: Sites, hosts: str, codes: Sequence[str]) -> dict[str, list[int]]:
    """The first rows of each commune that could host, one for each place."""
    table = sites.table
    one_each = np.zeros(len(table.pk), np.bool_)
    one_each[sites.row] = True
    could = one_each & hosting(sites, WITH_A_ROOM if hosts == EVERYWHERE else hosts)
    return {
        code: np.flatnonzero(could & (table.commune == code))[:MOST_HOSTS].tolist()
        for code in codes
    }


def proof_of(answer: Answer, step: int) -> Proof:
    return Proof(
        answer.proved, answer.by, answer.gap, answer.bound, answer.objective, answer.seconds, step
    )


def balance(change: Change, people: Floats, classes: Sited, labels: Sequence[str]) -> list[Balance]:
    """One line for each class that has a label and where somebody lives."""
    lines = []
    for rank, label in enumerate(labels[: change.gains.size]):
        living = float(people[classes == rank].sum())
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


def _by_name(one: Effect | Still) -> tuple[str, str]:
    return fold(one.name), one.code


def _minutes(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None
