"""One commune after the other, when a single function or need is asked: which place is nearest?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from entrelieux.directory.selectors import cards_of, table_of
from entrelieux.engine.access import NOBODY
from entrelieux.engine.language import fold
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.cards import AccessStudy
from entrelieux.observatory.ground import sites_of
from entrelieux.observatory.territory import EPCI, names
from entrelieux.territories.selectors import communes_table


@dataclass(frozen=True, slots=True)
class Row:
    """minutes: to the nearest surely there, None when none is known within the limit. perhaps: to
    one of unknown hours that is nearer, None otherwise. ref, place: the nearest.
    """

    code: str
    name: str
    people: int
    minutes: int | None
    perhaps: int | None
    ref: str
    place: str
    reached: int
    epci: str
    departement: str


@dataclass(frozen=True, slots=True)
class Group:
    """An intercommunalité, and its communes in the territory, by name. key: of its own study, ""
    for communes that are in none.
    """

    key: str
    name: str
    people: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Place:
    ref: str
    name: str
    where: str


LISTED, MOST_NAMED = 40, 400
"""Beyond, a list of places is counted, not written; beyond, names are not even looked up."""


def rows_of(viewer: Viewer, study: AccessStudy) -> tuple[Row, ...]:
    """By name of the commune: nothing is ranked. Empty when several kinds are asked."""
    found = study.by_commune
    if found is None:
        return ()
    _version, sources, table, _fiction = table_of(viewer)
    sites, communes, said = sites_of(table), communes_table(), names()
    nearest = set(found.site.tolist()) - {NOBODY}
    key = {site: int(table.pk[sites.row[site]]) for site in nearest}
    cards = cards_of(tuple(key.values()), table, sources, timezone.localdate())
    rows = []
    for rank, commune in enumerate(study.asked.territory.communes.tolist()):
        minutes, perhaps = int(found.minutes[rank]), int(found.perhaps[rank])
        card = cards.get(key.get(int(found.site[rank]), -1))
        rows.append(
            Row(
                code=communes.codes[commune],
                name=said.commune[commune],
                people=int(communes.population[commune]),
                minutes=None if minutes == NOBODY else minutes,
                perhaps=perhaps if perhaps not in (NOBODY, minutes) else None,
                ref=card.ref if card else "",
                place=card.name if card else "",
                reached=int(found.reached[rank]),
                epci=str(said.epci[commune]),
                departement=str(said.departement[commune]),
            )
        )
    return tuple(sorted(rows, key=lambda row: (fold(row.name), row.code)))


def by_epci(rows: Sequence[Row]) -> tuple[Group, ...]:
    """The same rows by intercommunalité, by name; communes in none come last."""
    label = names().of[EPCI]
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.epci, []).append(row)
    groups = (
        Group(
            f"{EPCI}-{code}" if code in label else "",
            label.get(code, ""),
            sum(row.people for row in held),
            tuple(held),
        )
        for code, held in found.items()
    )
    return tuple(sorted(groups, key=lambda one: (not one.name, fold(one.name))))


def named_places(viewer: Viewer, study: AccessStudy) -> tuple[dict[int, Place], dict[int, Place]]:
    """(places of the first groups, first places that somebody leans on alone), by rank."""
    if study.mesh is None:
        return {}, {}
    _version, sources, table, _fiction = table_of(viewer)
    sites = sites_of(table)
    groups = [site for group in study.mesh.groups[:LISTED] for site in group]
    leaning = [site for site, _communes, _people in study.mesh.leaning[:MOST_NAMED]]
    key = {site: int(table.pk[sites.row[site]]) for site in (*groups, *leaning)}
    cards = cards_of(tuple(key.values()), table, sources, timezone.localdate())

    def told(ranks: list[int]) -> dict[int, Place]:
        shown = ((site, cards.get(key[site])) for site in ranks)
        return {site: Place(one.ref, one.name, one.commune) for site, one in shown if one}

    by_name = sorted(told(leaning).items(), key=lambda one: fold(one[1].name))
    return told(groups), dict(by_name[:LISTED])
