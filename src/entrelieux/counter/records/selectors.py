"""What may be read of records: those of the structures that the viewer writes for."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from entrelieux.accounts.selectors import account_card
from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.cards import Cell, Month, RecordCard, StructureChoice, TwoWays
from entrelieux.counter.records.errors import NotYourRecords, RecordGone
from entrelieux.counter.records.policies import WRITERS, is_fiction_at, may_keep_records
from entrelieux.counter.records.presenting import record_card, record_card_by
from entrelieux.directory.structures import structure_for
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import coop

PER_PAGE = 50
__all__ = [
    "everything_between",
    "month_of",
    "record_for",
    "structure_named",
    "structures_of",
    "two_ways",
]


def structures_of(viewer: Viewer) -> tuple[StructureChoice, ...]:
    """Structures that the viewer writes records for, by name."""
    choices = (structure_named(viewer, ref) for ref in viewer.organisations(*WRITERS))
    return tuple(sorted(choices, key=lambda one: (one.name, one.ref)))


def structure_named(viewer: Viewer, ref: str) -> StructureChoice:
    """Its reference stands for its name when the offer does not show it."""
    card = structure_for(viewer, ref)
    return StructureChoice(ref, card.name if card else ref)


def record_for(viewer: Viewer, ref: str) -> RecordCard:
    """One record of a structure of the viewer's.

    Raises:
        RecordGone: absent, or not to be shown: the two look the same.
    """
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        raise RecordGone
    mine = viewer.organisations(*WRITERS)
    row = SupportRecord.objects.filter(ref=ref, organisation_ref__in=mine).first()
    if row is None:
        raise RecordGone
    return record_card(row, viewer)


def month_of(viewer: Viewer, organisation_ref: str, first: date, page: int = 1) -> Month:
    """One page of the records of the month that begins on ``first``, and its table.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    rows, is_fiction = _shown(viewer, organisation_ref)
    until = end_of_month(first)
    held = rows.filter(held_on__range=(first, until))
    count = held.count()
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(page, 1), pages)
    on_page = held.order_by("-held_on", "-pk")[(page - 1) * PER_PAGE : page * PER_PAGE]
    months = rows.annotate(month=TruncMonth("held_on")).values_list("month", flat=True)
    every = SupportRecord.objects.filter(organisation_ref=organisation_ref)
    return Month(
        first=first,
        lines=tuple(_cards(on_page, viewer)),
        count=count,
        page=page,
        pages=pages,
        table=_table(held, first, until, is_fiction=is_fiction),
        months=tuple(months.order_by("-month").distinct()),
        apart=every.filter(held_on__range=(first, until)).exclude(is_fiction=is_fiction).count(),
    )


def two_ways(viewer: Viewer, organisation_ref: str, since: date, until: date) -> TwoWays:
    """The table of both meanings of mediation, both days included.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    rows, is_fiction = _shown(viewer, organisation_ref)
    held = rows.filter(held_on__range=(since, until))
    return _table(held, since, until, is_fiction=is_fiction)


def everything_between(
    viewer: Viewer, organisation_ref: str, since: date, until: date
) -> tuple[RecordCard, ...]:
    """Every record, oldest first: for a file. Fiction never comes with what is real.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    rows, _is_fiction = _shown(viewer, organisation_ref)
    held = rows.filter(held_on__range=(since, until)).order_by("held_on", "pk")
    return tuple(_cards(held, viewer))


def end_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _shown(viewer: Viewer, organisation_ref: str) -> tuple[QuerySet[SupportRecord], bool]:
    """Rows of a structure that may be counted together: all real, or all fiction."""
    if not may_keep_records(viewer, organisation_ref):
        raise NotYourRecords
    is_fiction = is_fiction_at(organisation_ref)
    rows = SupportRecord.objects.filter(organisation_ref=organisation_ref, is_fiction=is_fiction)
    return rows, is_fiction


def _cards(rows: QuerySet[SupportRecord], viewer: Viewer) -> Iterator[RecordCard]:
    names: dict[int, str] = {}
    for row in rows:
        key = row.author_id or 0
        if key not in names:
            author = account_card(row.author_id) if row.author_id else None
            names[key] = author.name if author else ""
        yield record_card_by(row, viewer, names[key])


def _table(rows: QuerySet[SupportRecord], since: date, until: date, *, is_fiction: bool) -> TwoWays:
    found = (
        rows.order_by()
        .values_list("forme_mediation", "monde")
        .annotate(acts=Count("pk"), length=Sum("minutes"))
    )
    cells = {(form, world): Cell(acts, minutes) for form, world, acts, minutes in found}
    worlds = tuple(coop.worlds())
    lines = tuple(
        (form, tuple(cells.get((form, world), Cell(0, 0)) for world in worlds))
        for form in coop.forms()
    )
    totals = tuple(_sum(line[rank] for _form, line in lines) for rank in range(len(worlds)))
    return TwoWays(
        since=since,
        until=until,
        worlds=worlds,
        rows=tuple((form, line, _sum(iter(line))) for form, line in lines),
        totals=totals,
        total=_sum(iter(totals)),
        is_fiction=is_fiction,
    )


def _sum(cells: Iterator[Cell]) -> Cell:
    kept = tuple(cells)
    return Cell(sum(one.acts for one in kept), sum(one.minutes for one in kept))
