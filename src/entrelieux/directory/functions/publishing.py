"""Functions, limits, spaces and periods of a draft: what differs, and how it is written.

What a place took back or mended here stays so: a producer's file changes its own rows under it,
and never brings them back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Model

from entrelieux.directory.changing import (
    Changes,
    DraftError,
    Kind,
    RecordKey,
    column_values,
    parts,
)
from entrelieux.directory.models import PlaceFunction, PlaceLimit, Space, Validity

FUNCTION = (
    *("code", "hours_week", "origin", "asked_by", "starts_on", "ends_on", "note"),
    "confirmed_on",
)
LIMIT = ("code", "words", "said_on", "ends_on")
SPACE = (
    *("name", "kind", "seats", "surface_m2", "equipment", "conditions", "wheelchair"),
    *("starts_on", "ends_on", "confirmed_on"),
)
VALIDITY = ("service_ref", "starts_on", "ends_on", "confirmed_on")
Life = type[PlaceFunction] | type[PlaceLimit] | type[Space] | type[Validity]


def compare_life(changes: Changes) -> None:
    """Fill in what differs. Places known more recently than the draft are left as they are."""
    for model, columns, drafts, kind in _kinds(changes):
        _compare(model, columns, drafts, kind, changes.places.older)
    offer = changes.offer
    described = {(draft.ref, draft.source) for draft in offer.places}
    for _model, _columns, drafts, _kind in _kinds(changes):
        described |= {(draft.place_ref, draft.source) for draft in drafts}
    places = {place for place, _source in described} - changes.places.older
    for rows, given in (
        (PlaceFunction.objects.exclude(record=None), {one.ref for one in offer.functions}),
        (Space.objects.exclude(record=None), {one.ref for one in offer.spaces}),
        (Validity.objects.exclude(record=None), {one.ref for one in offer.periods}),
        # A limit hangs on no record: those said here have the source of their place.
        (PlaceLimit.objects.exclude(source=F("place__source")), {one.ref for one in offer.limits}),
    ):
        for part in parts(sorted(places)):
            there = rows.filter(place__ref__in=part, withdrawn_at=None)
            for row in there.select_related("place", "source"):
                if row.ref not in given and (row.place.ref, row.source.slug) in described:
                    changes.gone_life.append(row)


def write_life(
    changes: Changes,
    places: Mapping[str, int],
    sources: Mapping[str, int],
    records: Mapping[RecordKey, int],
) -> None:
    """Write what ``compare_life`` found, inside the caller's transaction."""
    for row in changes.gone_life:
        row.delete()
    for model, columns, _drafts, kind in _kinds(changes):
        hangs = ("place", "source") if model is PlaceLimit else ("place", "source", "record")
        rows = []
        for draft in (*kind.created, *kind.updated):
            values = dict(zip(columns, column_values(draft, columns), strict=True))
            if model is not PlaceLimit:
                values["record_id"] = records.get((draft.source, draft.record_key))
            place, source = places[draft.place_ref], sources[draft.source]
            rows.append(model(ref=draft.ref, place_id=place, source_id=source, **values))
        model._default_manager.bulk_create(
            rows,  # type: ignore[arg-type]
            batch_size=500,
            update_conflicts=True,
            unique_fields=["ref"],
            update_fields=[*columns, *hangs],
        )


def _kinds(changes: Changes) -> tuple[tuple[Life, tuple[str, ...], Sequence[Any], Kind], ...]:
    offer = changes.offer
    return (
        (PlaceFunction, FUNCTION, offer.functions, changes.functions),
        (PlaceLimit, LIMIT, offer.limits, changes.limits),
        (Space, SPACE, offer.spaces, changes.spaces),
        (Validity, VALIDITY, offer.periods, changes.periods),
    )


def _compare(
    model: Life, columns: tuple[str, ...], drafts: Sequence[Any], kind: Kind, older: set[str]
) -> None:
    if len({draft.ref for draft in drafts}) != len(drafts):
        name = model._meta.verbose_name
        raise DraftError(f"Deux brouillons de {name} portent la même référence.")
    _must_fit(model, columns, drafts)
    known = _known(model, columns, drafts)
    for draft in drafts:
        there = known.get(draft.ref)
        values = (*column_values(draft, columns), draft.source, draft.place_ref)
        if draft.place_ref in older:
            kind.older.add(draft.ref)
            kind.unchanged += 1
        elif there is None:
            kind.created.append(draft)
        elif there != values:
            kind.updated.append(draft)
        else:
            kind.unchanged += 1


def _known(
    model: type[Model], columns: tuple[str, ...], drafts: Iterable[Any]
) -> dict[str, tuple[Any, ...]]:
    found = {}
    for part in parts(sorted(draft.ref for draft in drafts)):
        rows = model._default_manager.filter(ref__in=part)
        for ref, *values in rows.values_list("ref", *columns, "source__slug", "place__ref"):
            found[ref] = tuple(values)
    return found


def _must_fit(model: Life, columns: tuple[str, ...], drafts: Sequence[Any]) -> None:
    for name in columns:
        width = getattr(model._meta.get_field(name), "max_length", None)
        long = next((x for x in drafts if width and len(getattr(x, name)) > width), None)
        if long is not None:
            found = f"« {name} » compte {len(getattr(long, name))} signes"
            raise DraftError(f"{found}, {width} au plus ({model._meta.verbose_name}).")
