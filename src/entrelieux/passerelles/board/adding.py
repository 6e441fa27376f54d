"""Figures of a territory from those shown in each of its départements and quarters.

Nothing is added up that was hidden: what cannot be said exactly is said « at least ».
"""

from collections.abc import Iterable

from entrelieux.passerelles.board.cards import NOT_KEPT, WITHHELD, Figure
from entrelieux.passerelles.board.counting import Counts, Unit
from entrelieux.passerelles.board.layout import Cell

PERCENT, DAYS = "pourcent", "jours"


def added(counts: Iterable[int | None], *, partial: bool = False) -> Figure:
    """partial: a part of what is asked has no count of its own."""
    found = list(counts)
    known = sum(one for one in found if one is not None)
    if None not in found and not partial:
        return Figure(known)
    return Figure(None, known or None, WITHHELD)


def of_cell(many: Iterable[Counts | None], one: Cell, *, partial: bool = False) -> Figure:
    """A cell over several systems; a system that does not have it holds nobody there."""
    found = list(many)
    if any(counts is None for counts in found):
        return Figure(None, missing=NOT_KEPT)
    return added((counts.get(one, 0) for counts in found if counts is not None), partial=partial)


def unmet_of(some: Iterable[Unit], one: Cell, *, partial: bool = False) -> Figure:
    return of_cell((unit.unmet for unit in some), one, partial=partial)


def ratio(part: Figure, whole: Figure) -> Figure:
    """In percent, whole; missing for the reason of whichever is."""
    for one in (part, whole):
        if one.value is None:
            return Figure(None, missing=one.missing, unit=PERCENT)
    if not whole.value:
        return Figure(None, missing="not_applicable", unit=PERCENT)
    return Figure(round(100 * (part.value or 0) / whole.value), unit=PERCENT)
