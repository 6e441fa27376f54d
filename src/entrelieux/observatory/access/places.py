"""One commune after the other, when a single function or need is asked: which place is nearest?"""

from dataclasses import dataclass

from django.utils import timezone

from entrelieux.directory.selectors import cards_of, table_of
from entrelieux.engine.access import NOBODY
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.access.cards import AccessStudy
from entrelieux.observatory.ground import sites_of
from entrelieux.observatory.territory import names
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
    shared: float


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
                shared=float(found.shared[rank]),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.name, row.code)))
