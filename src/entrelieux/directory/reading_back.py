"""The offer as it is shown, given back as the drafts that it could be published from.

What was said here is in it; places and services that left their lists, and what was taken back,
are not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from entrelieux.directory.comparing import ORGANISATION, PERMANENCE, PLACE, SERVICE, SOURCE
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    ServiceDraft,
    SourceDraft,
    SpaceDraft,
    ValidityDraft,
)
from entrelieux.directory.functions.publishing import FUNCTION, LIMIT, SPACE, VALIDITY
from entrelieux.directory.functions.rows import standing
from entrelieux.directory.models import (
    Organisation,
    Permanence,
    Place,
    PlaceFunction,
    PlaceLimit,
    PlaceStatement,
    Publication,
    Service,
    Space,
    Validity,
)
from entrelieux.directory.selectors import places_visible_to
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import Viewer

_OF_RECORD = {"record__external_key": "record_key"}
_OF_SERVICE = _OF_RECORD | {"organisation__ref": "organisation_ref", "place__ref": "place_ref"}

_OF_PLACE = {"place__ref": "place_ref"}


@dataclass(frozen=True, slots=True)
class Offered:
    """offer: drafts without records.

    stated: fields said here, said_on: day of the last confirmation here, by reference of a place.
    kept: of each sheet shown on another, the reference of that one.
    """

    offer: OfferDraft
    stated: Mapping[str, Collection[str]] = field(default_factory=dict)
    said_on: Mapping[str, date] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def offer_mark() -> str:
    """Changes with every publication, single dates included; "" when nothing was published."""
    last = Publication.objects.order_by("-pk").values_list("pk", "at").first()
    return f"{last[0]}-{last[1]:%Y%m%dT%H%M%S%f}" if last else ""


def offer_read_back(
    viewer: Viewer,
    *,
    departement: str = "",
    source: str = "",
) -> Offered:
    """Everything that is shown, in the order it was first written.

    Args:
        departement: code; then only its places, and the services and structures met there.
        source: slug; likewise.
    """
    places, services = _chosen(places_visible_to(viewer), departement, source)
    keys = _record_keys(places)
    offered = tuple(ServiceDraft(**values) for values in _values(services, SERVICE, _OF_SERVICE))
    by = {service.organisation_ref for service in offered}
    organisations = _values(Organisation.objects.all(), ORGANISATION, _OF_RECORD)
    permanences = Permanence.objects.filter(service__in=services, place__in=places)
    names = ("service__ref", "place__ref", *PERMANENCE[2:])
    sources = Source.objects.order_by("pk").values("slug", *SOURCE)
    offer = OfferDraft(
        tuple(SourceDraft(**values) for values in sources),
        organisations=tuple(OrganisationDraft(**row) for row in organisations if row["ref"] in by),
        places=tuple(
            PlaceDraft(**row, record_keys=tuple(keys[row["ref"]])) for row in _values(places, PLACE)
        ),
        services=offered,
        permanences=tuple(
            PermanenceDraft(*row) for row in permanences.order_by("pk").values_list(*names)
        ),
        functions=tuple(
            FunctionDraft(**row)
            for row in _values(
                standing(PlaceFunction.objects.filter(place__in=places)), FUNCTION, _OF_PLACE
            )
        ),
        limits=tuple(
            LimitDraft(**row)
            for row in _values(
                standing(PlaceLimit.objects.filter(place__in=places)), LIMIT, _OF_PLACE
            )
        ),
        spaces=tuple(
            SpaceDraft(**row)
            for row in _values(standing(Space.objects.filter(place__in=places)), SPACE, _OF_PLACE)
        ),
        periods=tuple(
            ValidityDraft(**row) for row in _values(_periods(places, services), VALIDITY, _OF_PLACE)
        ),
    )
    days = places.exclude(said_on=None).values_list("ref", "said_on")
    return Offered(offer, _stated(), {ref: day for ref, day in days if day}, _kept())


def _periods(places: QuerySet[Place], services: QuerySet[Service]) -> QuerySet[Validity]:
    of_place = Q(service_ref="") | Q(service_ref__in=services.values("ref"))
    return standing(Validity.objects.filter(of_place, place__in=places))


def _chosen(
    places: QuerySet[Place], departement: str, source: str
) -> tuple[QuerySet[Place], QuerySet[Service]]:
    places = places.filter(withdrawn_on=None)
    services = Service.objects.filter(withdrawn_on=None)
    if departement:
        places = places.filter(departement=departement)
        services = services.filter(place__departement=departement)
    if source:
        places = places.filter(source__slug=source)
        services = services.filter(source__slug=source)
    return places, services


def _values(
    rows: "QuerySet[Any]", columns: Iterable[str], more: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Rows as drafts take them: tuples for lists, the slug of the source.

    more: {column of a neighbouring table: name in the draft}; nothing there gives "", but for a
    place, which may be None.
    """
    renamed = {"source__slug": "source", **(more or {})}
    names = ("ref", *columns, *renamed)
    titles = ("ref", *columns, *renamed.values())
    for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=2000):
        values = dict(zip(titles, row, strict=True))
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(value)
        if "record_key" in values:
            values["record_key"] = values["record_key"] or ""
        yield values


def _record_keys(places: "QuerySet[Place]") -> dict[str, list[str]]:
    links: type[Model] = Place.records.through
    rows = links._default_manager.filter(place__in=places).order_by("record__external_key")
    found: dict[str, list[str]] = defaultdict(list)
    for ref, key in rows.values_list("place__ref", "record__external_key"):
        found[ref].append(key)
    return found


def _kept() -> dict[str, str]:
    heads = shown_now().heads
    refs = dict(Place.objects.filter(pk__in={*heads, *heads.values()}).values_list("pk", "ref"))
    return {refs[sheet]: refs[head] for sheet, head in heads.items()}


def _stated() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = PlaceStatement.objects.filter(withdrawn_at=None)
    for ref, name in rows.values_list("place__ref", "field"):
        found[ref].add(name)
    return found
