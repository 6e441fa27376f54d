"""Which places does a publication change the sheet of? Not those whose file says the same again.

A sheet shows its place and what is offered there, by whom and from which source. What is deduced
from other sheets (a likely double, others under one roof) is no change of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model

from entrelieux.directory.changing import Changes, parts
from entrelieux.directory.models import (
    Permanence,
    Place,
    PlaceFunction,
    PlaceLimit,
    Service,
    Space,
    Validity,
)
from entrelieux.kernel.models import Source

_NAMED = ("title", "producer", "licence")
"""Of a source: a later date alone changes no sheet, or each new file would change them all."""


def sheets_before(changes: Changes) -> set[int]:
    """Keys of the places that show rows about to change or to go. Ask before writing."""
    services = _refs(changes.services.updated)
    organisations = _refs(changes.organisations.updated)
    sources = _sources_renamed(changes)
    found = (
        *_places(Service, "ref", services),
        *_places(Permanence, "service__ref", services),
        *_places(Service, "organisation__ref", organisations),
        *_places(Permanence, "service__organisation__ref", organisations),
        *_places(Service, "source__slug", sources),
        *_places(Permanence, "service__source__slug", sources),
        *_places(Place, "source__slug", sources, "pk"),
        *_places(Permanence, "pk", changes.gone_permanences),
        *_places(Place.records.through, "pk", changes.gone_links),
        *_places(PlaceFunction, "ref", _refs(changes.functions.updated)),
        *_places(PlaceLimit, "ref", _refs(changes.limits.updated)),
        *_places(Space, "ref", _refs(changes.spaces.updated)),
        *_places(Validity, "ref", _refs(changes.periods.updated)),
    )
    gone = (row.place_id for row in changes.gone_life)  # type: ignore[attr-defined]
    return {*found, *gone, *changes.withdrawn} - {None}


def sheets_after(changes: Changes) -> set[str]:
    """References of the places that the draft writes, or writes something of."""
    offered = (changes.services, changes.permanences)
    life = (changes.functions, changes.limits, changes.spaces, changes.periods)
    told = (draft for kind in (*offered, *life) for draft in (*kind.created, *kind.updated))
    linked = {ref for ref, _key in changes.new_links}
    return changes.places.touched | linked | {draft.place_ref for draft in told} - {None}


def _refs(drafts: Iterable[Any]) -> list[str]:
    return [draft.ref for draft in drafts]


def _places(
    model: type[Model], column: str, values: Sequence[Any], place: str = "place_id"
) -> Iterator[int | None]:
    for part in parts(values):
        rows = model._default_manager.filter(**{f"{column}__in": part}).order_by()
        yield from rows.values_list(place, flat=True).distinct()


def _sources_renamed(changes: Changes) -> list[str]:
    there = Source.objects.in_bulk([one.slug for one in changes.sources], field_name="slug")
    return [
        slug
        for slug, known in there.items()
        for draft in changes.sources
        if draft.slug == slug and any(getattr(known, n) != getattr(draft, n) for n in _NAMED)
    ]
