"""What is known of the functions, limits and spaces of one place."""

from collections.abc import Collection, Iterable
from datetime import date
from operator import itemgetter

import numpy as np
from django.db.models import BooleanField, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import selectors
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions import words
from entrelieux.directory.functions.cards import (
    FunctionCard,
    LimitCard,
    PeriodCard,
    PlaceLife,
    PlaceSaid,
    SpaceCard,
    Step,
)
from entrelieux.directory.functions.rows import held_of, on, standing
from entrelieux.directory.functions.services import services_of
from entrelieux.directory.listing import PlaceTable
from entrelieux.directory.models import PlaceFunction, PlaceLimit, PlaceWish, Space, Validity
from entrelieux.directory.validity import Period
from entrelieux.engine.records.hybridity import breaks
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import functions as pack


def life_of(viewer: Viewer, place: int, *, today: date | None = None) -> PlaceLife:
    """What a place says it allows, does not do and holds, and what is deduced of it.

    Args:
        place: key of a place that the viewer may see; what other sheets shown there say counts.
        today: the clock when None.
    """
    today = today or timezone.localdate()
    said = said_of(viewer, place, today=today)
    rows = said.functions
    return PlaceLife(
        today=today,
        stated=_functions((row for row in rows if _is_held(row, today)), today),
        coming=_functions((x for x in rows if x.starts_on and x.starts_on > today), today),
        past=_functions((x for x in rows if x.ends_on and x.ends_on < today), today),
        deduced=tuple(map(words.function, said.deduced)),
        limits=_limits(said.limits, today),
        wishes=_limits(said.wishes, today),
        spaces=_spaces(said.spaces, today),
        steps=_steps(rows, today),
    )


def periods_of(place: int) -> tuple[PeriodCard, ...]:
    """Dates said of a place and of its services, those of the place first."""
    today, names = timezone.localdate(), dict(services_of(place))
    here = Q(place__in=shown_now().sheets(place))
    rows = standing(Validity.objects.filter(here)).select_related("source")
    ordered = sorted(rows, key=lambda row: (row.service_ref, row.starts_on or date.min, row.pk))
    return tuple(
        PeriodCard(
            ref=row.ref,
            label=names.get(row.service_ref, "") or _("le lieu lui-même"),
            dates=words.existence((Period(row.starts_on, row.ends_on),), today),
            source=_("le lieu, sur ce site") if row.record_id is None else row.source.title,
        )
        for row in ordered
        if not row.service_ref or row.service_ref in names
    )


def said_of(viewer: Viewer, place: int, *, today: date | None = None) -> PlaceSaid:
    """The rows and codes that `life_of` puts into words. Args: as there."""
    today = today or timezone.localdate()
    here = shown_now().sheets(place)
    functions = standing(PlaceFunction.objects.filter(place__in=here)).select_related("source")
    ordered = sorted(functions, key=lambda row: (row.starts_on or date.min, row.pk))
    spaces = standing(Space.objects.filter(place__in=here)).select_related("source")
    _version, _sources, table, _is_fiction = selectors.table_of(viewer)
    held = {row.code for row in ordered if _is_held(row, today)}
    limits, wishes = _limits_and_wishes(here, today)
    return PlaceSaid(
        functions=tuple(ordered),
        limits=limits,
        spaces=tuple(row for row in spaces if row.ends_on is None or today <= row.ends_on),
        deduced=_deduced(table, place, held | {row.code for row in limits}),
        wishes=tuple(row for row in wishes if row.code not in held),
    )


def _limits_and_wishes(
    here: Collection[int], today: date
) -> tuple[tuple[PlaceLimit, ...], tuple[PlaceWish, ...]]:
    """Those in force, in the order they were written: one query for both."""
    names = ("pk", "ref", "code", "words", "said_on", "ends_on")
    limits, wishes = (
        on(model._default_manager.filter(place__in=here), today, "said_on")
        .order_by()
        .annotate(is_wish=Value(model is PlaceWish, BooleanField()))
        .values_list(*names, "is_wish")
        for model in (PlaceLimit, PlaceWish)
    )
    rows = sorted(limits.union(wishes, all=True), key=itemgetter(0))
    said = [(dict(zip(names, row, strict=False)), row[-1]) for row in rows]
    return (
        tuple(PlaceLimit(**values) for values, is_wish in said if not is_wish),
        tuple(PlaceWish(**values) for values, is_wish in said if is_wish),
    )


def _is_held(row: PlaceFunction, today: date) -> bool:
    return (row.starts_on is None or row.starts_on <= today) and (
        row.ends_on is None or today <= row.ends_on
    )


def _limits(rows: Iterable[PlaceLimit | PlaceWish], today: date) -> tuple[LimitCard, ...]:
    return tuple(
        LimitCard(
            ref=row.ref,
            label=words.function(row.code) if row.code else "",
            words=row.words,
            dates=words.dates(row.said_on, row.ends_on, today),
        )
        for row in rows
    )


def _functions(rows: Iterable[PlaceFunction], today: date) -> tuple[FunctionCard, ...]:
    return tuple(
        FunctionCard(
            ref=row.ref,
            code=row.code,
            label=words.function(row.code),
            dates=words.dates(row.starts_on, row.ends_on, today),
            hours=words.hours_a_week(row.hours_week),
            origin=words.origin(row),
            note=row.note,
            source=_("le lieu, sur ce site") if row.record_id is None else row.source.title,
            is_said_here=row.record_id is None,
        )
        for row in rows
    )


def _spaces(rows: Iterable[Space], today: date) -> tuple[SpaceCard, ...]:
    return tuple(
        SpaceCard(
            ref=row.ref,
            name=row.name,
            kind=words.space(row.kind) if row.kind else "",
            size=words.size(row),
            equipment=tuple(words.belonging(code) for code in row.equipment),
            conditions=row.conditions,
            wheelchair=row.wheelchair,
            dates=words.dates(row.starts_on, row.ends_on, today),
            source=_("le lieu, sur ce site") if row.record_id is None else row.source.title,
        )
        for row in rows
    )


def _deduced(table: PlaceTable, place: int, stated: set[str]) -> tuple[str, ...]:
    rows = np.flatnonzero(table.pk == place)
    if not rows.size:
        return ()
    word = int(table.facts.functions[rows[0]])
    return tuple(
        code for code, one in pack.functions().items() if word >> one.bit & 1 and code not in stated
    )


def _steps(rows: Collection[PlaceFunction], today: date) -> tuple[Step, ...]:
    return tuple(
        Step(
            day=one.day,
            known=len(one.mix.hours),
            unknown=len(one.mix.unknown),
            effective=one.mix.effective,
            largest=one.mix.specialisation,
            appeared=tuple(map(words.function, one.appeared)),
            emerged=tuple(map(words.function, one.emerged)),
            ended=tuple(map(words.function, one.ended)),
        )
        for one in breaks(held_of(rows), today)
    )
