"""Rows of the offer as cards: names and plain words instead of keys and codes."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.agenda.rows import changes_at, in_force, timing_of
from entrelieux.directory.agenda.times import DateChange, Schedule, Times, dates_held
from entrelieux.directory.cards import Named, PlaceCard, ServiceCard, SourceCard
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions.words import existence
from entrelieux.directory.listing import NOT_ANSWERED, PlaceTable
from entrelieux.directory.models import Permanence, Place, Record, Service
from entrelieux.directory.naming import named, shown_name
from entrelieux.directory.opening import start_of
from entrelieux.directory.validity import Period, services_on
from entrelieux.kernel import ui
from entrelieux.kernel.models import Source
from entrelieux.packs.fr import needs as needs_pack

CARD_FIELDS = (
    *("ref", "name", "kind", "adresse", "code_postal", "commune", "code_insee", "lon", "lat"),
    *("position", "horaires", "itinerant", "confirmed_on", "said_on", "source"),
)
MOST_AROUND = 12
MOST_TIMES = 3
NEXT_DATES = 2
Held = tuple[Service, Permanence | None]


def services_at(
    places: Collection[int], sources: Collection[int], today: date
) -> dict[int, list[Held]]:
    """What each place offers: its own services, then those present there at given times."""
    found: dict[int, list[Held]] = defaultdict(list)
    shown_now = Q(source_id__in=sources, withdrawn_on=None)
    own = Service.objects.filter(shown_now, place_id__in=places)
    for service in own.select_related("organisation", "source").order_by("name", "pk"):
        assert service.place_id is not None
        found[service.place_id].append((service, None))
    held = (
        Permanence.objects.filter(place_id__in=places, service__source_id__in=sources)
        .filter(service__withdrawn_on=None)
        .select_related("service__organisation", "service__source")
    )
    for permanence in in_force(held, today).order_by("service__name", "starts_on", "pk"):
        found[permanence.place_id].append((permanence.service, permanence))
    return found


def services_listed(
    places: Collection[int],
    hosted: Mapping[int, Sequence[int]],
    sources: Collection[int],
    today: date,
) -> dict[int, list[Service]]:
    """The same for many places at once, without the times: one query.

    hosted: keys of the services that are present at a place without being its own.
    """
    wanted = {service for place in places for service in hosted.get(place, ())}
    rows = Service.objects.filter(
        Q(place_id__in=places) | Q(pk__in=wanted), source_id__in=sources, withdrawn_on=None
    )
    rows = services_on(rows, today).select_related("organisation")
    found: dict[int, list[Service]] = defaultdict(list)
    by_key = {row.pk: row for row in rows.order_by("name", "pk")}
    for row in by_key.values():
        if row.place_id is not None:
            found[row.place_id].append(row)
    for place in places:
        own = {row.pk for row in found[place]}
        present = (by_key.get(key) for key in hosted.get(place, ()) if key not in own)
        found[place] += [row for row in present if row is not None]
    return found


def place_card(
    place: Place, services: Iterable[Service], times: Iterable[str], today: date
) -> PlaceCard:
    """times: hours of the services, said when the place has none of its own."""
    organisations = {s.organisation.ref: s.organisation.name for s in services}
    profile = _profile(place, services)
    confirmed_on, confirmed_by = last_confirmed(place)
    return PlaceCard(
        ref=place.ref,
        name=shown_name(place.name),
        kind=place.kind,
        kind_label=wording.kind_label(place.kind),
        adresse=place.adresse,
        code_postal=place.code_postal,
        commune=place.commune,
        code_insee=place.code_insee,
        lon=place.lon,
        lat=place.lat,
        is_approximate=place.position == Place.Position.COMMUNE,
        horaires=place.horaires,
        hours=_usual_hours(place, times, today),
        organisations=tuple(named(ref, name) for ref, name in organisations.items()),
        besoins=tuple(
            (code, label) for code, label, worth in _needs(profile) if worth <= wording.CLOSE
        ),
        itinerant=place.itinerant,
        confirmed_on=confirmed_on,
        confirmed_by=confirmed_by,
        source=source_card(place.source),
        is_fiction=place.source.is_fiction,
    )


def last_confirmed(place: Place) -> tuple[date | None, str]:
    """When a sheet was last said right, and by whom: « lieu », « producteur », "" nobody."""
    given, said = place.confirmed_on, place.said_on
    if said and (given is None or said >= given):
        return said, "lieu"
    return given, "producteur" if given else ""


def _usual_hours(place: Place, times: Iterable[str], today: date) -> str:
    if place.horaires:
        return wording.hours(place.horaires, today)
    said = list(dict.fromkeys(filter(None, (wording.hours(osm, today) for osm in times))))
    if not said:
        return ""
    if len(said) > MOST_TIMES:
        said = [*said[:MOST_TIMES], "…"]
    return _("selon le service : %(times)s") % {"times": wording.listed(said)}


def _profile(place: Place, services: Iterable[Service]) -> dict[str, int]:
    """What the services answer at this place, each need at its best: as in the table."""
    best: dict[str, int] = {}
    for service in services:
        answers = needs_pack.profile_of(
            service.services_mediation,
            service.thematiques,
            service.organisation.kind or place.kind,
            service.organisation.reseaux_porteurs,
        )
        for code, worth in answers.items():
            best[code] = min(int(worth), best.get(code, NOT_ANSWERED))
    return best


def _own_profile(place: Place, service: Service) -> dict[str, int]:
    """What the service itself says it answers; what its kind of place does when it says nothing."""
    said = needs_pack.profile_of(service.services_mediation, service.thematiques)
    return {code: int(worth) for code, worth in said.items()} or _profile(place, (service,))


def _needs(profile: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """(code, label, quality), best first, then in the order of the pack."""
    rank = needs_pack.needs_by_code()
    ordered = sorted(profile.items(), key=lambda pair: (pair[1], rank[pair[0]].rank))
    return tuple((code, wording.need_label(code), worth) for code, worth in ordered)


def service_cards(
    place: Place,
    services: Iterable[Held],
    today: date,
    periods: Mapping[str, tuple[Period, ...]],
) -> tuple[ServiceCard, ...]:
    """One card per service, organisations together; the times of its permanences are joined.

    periods: by reference of service.
    """
    times: dict[int, list[Permanence]] = defaultdict(list)
    rows: dict[int, Service] = {}
    for service, permanence in services:
        rows[service.pk] = service
        if permanence is not None:
            times[service.pk].append(permanence)
    organisations = list(dict.fromkeys(row.organisation_id for row in rows.values()))
    ordered = sorted(rows.values(), key=lambda row: organisations.index(row.organisation_id))
    changes = changes_at(((key, place.pk) for key in times), today) if times else {}
    return tuple(
        replace(
            _service_card(place, row, times[row.pk], changes.get((row.pk, place.pk), ()), today),
            dates=existence(periods.get(row.ref, ()), today),
        )
        for row in ordered
    )


def _service_card(
    place: Place,
    service: Service,
    permanences: list[Permanence],
    changes: tuple[DateChange, ...],
    today: date,
) -> ServiceCard:
    said = [_permanence(one, today) for one in permanences]
    if not said and service.horaires:
        said = [wording.hours(service.horaires, today)]
    presence = ""
    if place.itinerant:
        presence = _("tournée")
    elif permanences:
        presence = _("permanence")
    return ServiceCard(
        ref=service.ref,
        name=shown_name(service.name),
        organisation=named(service.organisation.ref, service.organisation.name),
        presentation=service.presentation,
        besoins=_needs(_own_profile(place, service)),
        publics=wording.publics(service.publics),
        frais=wording.fees(service.frais, service.frais_precisions),
        modes_accueil=wording.modes(service.modes_accueil),
        conditions=service.conditions,
        hours=wording.listed(filter(None, said)),
        presence=presence,
        next_times=_next_times(place, permanences, changes, today),
        confirmed_on=service.confirmed_on,
        source=source_card(service.source),
    )


def _next_times(
    place: Place,
    permanences: Iterable[Permanence],
    changes: tuple[DateChange, ...],
    today: date,
) -> str:
    """« mardi 24 novembre, 9 h–12 h », the next two dates of what has begun or begins."""
    rules = tuple(dict.fromkeys(timing_of(one) for one in permanences))
    if not rules:
        return ""
    schedule = Schedule(place.departement, rules, changes)
    return wording.dates(dates_held(schedule, start_of(today), days=NEXT_DATES))


def _permanence(permanence: Permanence, today: date) -> str:
    said = [wording.hours(permanence.horaires, today), permanence.note]
    if permanence.starts_on and permanence.starts_on > today:
        said.append(_("à partir du %(day)s") % {"day": ui.day(permanence.starts_on)})
    if (last := timing_of(permanence).last) is not None:
        said.append(_("jusqu'au %(day)s") % {"day": ui.day(last)})
    return " · ".join(filter(None, said))


def source_card(source: Source) -> SourceCard:
    return SourceCard(
        slug=source.slug,
        title=source.title,
        producer=source.producer,
        url=wording.web_address(source.url),
        licence=source.licence,
        published_on=source.published_on,
        is_fiction=source.is_fiction,
    )


def records_behind(sheets: Collection[int], services: Iterable[Service]) -> list[Record]:
    """The rows as given that describe the place or what it offers."""
    of_services = {service.record_id for service in services if service.record_id}
    of_sheets = Place.objects.filter(pk__in=sheets).exclude(records=None).values("records")
    wanted = Q(pk__in=of_sheets) | Q(pk__in=of_services)
    return list(Record.objects.filter(wanted).select_related("source").order_by("source", "pk"))


def times_of(place: Place, times: Iterable[str], table: PlaceTable | None) -> Times:
    """Its own, else those of its services, dates said included, as the list has them.

    table: None when it may be older than what was said.
    """
    if table is not None:
        rows = np.flatnonzero(table.pk == place.pk)
        if rows.size:
            return table.texts_of(int(rows[0]))
    return (place.horaires,) if place.horaires else tuple(sorted({osm for osm in times if osm}))


def around_of(place: Place, table: PlaceTable) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """The same place as other producers describe it, and others under the same roof."""
    twins, neighbours = table.around(place.pk)
    near = Place.objects.filter(pk__in=[*twins, *neighbours]).select_related("source")
    shown = shown_now()
    rows = {row.pk: row for row in near.order_by("pk") if shown.head(row.pk) != place.pk}
    return (
        tuple(by_producer(rows[pk]) for pk in twins[:MOST_AROUND] if pk in rows),
        tuple(named(rows[pk].ref, rows[pk].name) for pk in neighbours[:MOST_AROUND] if pk in rows),
    )


def by_producer(place: Place) -> Named:
    return named(place.ref, f"{shown_name(place.name)} ({place.source.title})")


def as_given(record: Record) -> dict[str, str]:
    """The row as it came, cells that held nothing left out."""
    return {
        str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in dict(record.original).items()
        if value not in ("", None, [], {})
    }
