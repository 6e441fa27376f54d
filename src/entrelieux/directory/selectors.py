"""What may be read of the offer: lists, sheets, and the one rule that keeps fiction apart."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from entrelieux.directory import wording
from entrelieux.directory.asking import (
    MOST_KM,
    RADIUS_KM,
    Asked,
    DirectoryParams,
    FilterError,
    departements,
    understood,
    wanted_of,
)
from entrelieux.directory.cards import PlaceCard, PlaceSheet
from entrelieux.directory.doors import doors_at, quarter_of
from entrelieux.directory.doubles.shown import sheet_shown, shown_now
from entrelieux.directory.facets import Facets, kept_facets
from entrelieux.directory.finding.results import PlacePage, Results, commune_named
from entrelieux.directory.functions.words import existence
from entrelieux.directory.listing import PlaceTable
from entrelieux.directory.loosening import order_of
from entrelieux.directory.models import Place, Record, Service
from entrelieux.directory.presenting import (
    CARD_FIELDS,
    around_of,
    as_given,
    by_producer,
    place_card,
    records_behind,
    service_cards,
    services_at,
    services_listed,
    source_card,
    times_of,
)
from entrelieux.directory.reaching import (
    by_road,
    follows_roads_from,
    minutes_said,
    outings_said,
    way_word,
)
from entrelieux.directory.served import (
    offer_is_fiction,
    offer_shown,
    shown_before,
    table_of,
    table_shown,
    visible_source_ids,
)
from entrelieux.directory.stating import closings_said
from entrelieux.directory.validity import holds, said_now
from entrelieux.directory.version import last_said
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.territories.selectors import resolve_commune

PER_PAGE = 25
MOST_AROUND = 12
MOST_KEPT = 4_096
NOT_LOOKED_AT = np.zeros(0, np.int8)
__all__ = [
    "ANYONE",
    "MOST_KM",
    "PER_PAGE",
    "RADIUS_KM",
    "DirectoryParams",
    "FilterError",
    "PlaceGone",
    "PlacePage",
    "cards_of",
    "departements",
    "offer_is_fiction",
    "place_for",
    "place_list",
    "places_visible_to",
    "results_for",
    "table_of",
    "visible_source_ids",
]

PlaceGone = Place.DoesNotExist
"""A place is absent, or not to be shown: the two look the same."""


def places_visible_to(viewer: Viewer) -> QuerySet[Place]:
    """Places of visible sources, those withdrawn included: their sheet says that they are."""
    return Place.objects.filter(source_id__in=visible_source_ids(viewer))


def place_list(
    viewer: Viewer,
    params: DirectoryParams,
    *,
    twins_apart: bool = False,
    with_facets: bool = False,
    now: datetime | None = None,
) -> PlacePage:
    """One page of the places that answer every filter (``listing`` says how, and how fast).

    Args:
        twins_apart: count and show each record of a place that several producers describe;
            otherwise one record stands for all.
        with_facets: count what each option of each filter would give.
        now: with its time zone; the clock when None.

    Raises:
        UserError: a filter names nothing, or several communes; ``field`` says which.
    """
    results = results_for(viewer, params, twins_apart=twins_apart, with_doors=with_facets, now=now)
    found, table, asked = results.found, results.table, results.asked
    facets: Facets = {}
    if with_facets:
        key = (replace(params, page=1), quarter_of(results.now))
        facets = kept_facets(table, key, results.facets)
    pages = max(1, -(-len(found.rows) // PER_PAGE))
    page = min(max(params.page, 1), pages)
    on_page = range((page - 1) * PER_PAGE, min(page * PER_PAGE, len(found.rows)))
    keys = table.pk[found.rows[on_page.start : on_page.stop]].tolist()
    cards = cards_of(keys, table, results.sources, timezone.localdate())
    return PlacePage(
        found=tuple(
            replace(results.place(rank, cards[key]), outing=outing)
            for rank, key, outing in zip(on_page, keys, _outings(results, on_page), strict=True)
            if key in cards
        ),
        way=_way(asked),
        minutes_said=_minutes_said(asked),
        total=len(found.rows),
        known=int(np.count_nonzero(found.doubts == 0)),
        page=page,
        pages=pages,
        params=replace(params, page=page),
        commune=asked.commune,
        minutes=asked.minutes,
        need="" if asked.need is None else needs_pack.load_needs()[asked.need].code,
        order=order_of(asked),
        facets=facets,
        loosened=() if len(found.rows) else results.loosenings(),
        words=results.words_read(),
        named=None if len(found.rows) else commune_named(asked),
    )


def _way(asked: Asked) -> str:
    if not asked.minutes or asked.commune is None:
        return ""
    return way_word(follows_roads_from(asked.commune, asked.params.mode), asked.params.mode)


def _outings(results: Results, ranks: range) -> list[str]:
    asked, rows = results.asked, results.found.rows[ranks.start : ranks.stop].tolist()
    if not asked.minutes or asked.commune is None:
        return [""] * len(rows)
    mode, most = asked.params.mode, asked.minutes
    return outings_said(asked.commune, results.table, mode, rows, most, asked.weekday)


def _minutes_said(asked: Asked) -> str:
    if not asked.minutes or asked.commune is None:
        return ""
    return minutes_said(asked.commune, asked.params.mode)


def results_for(
    viewer: Viewer,  # noqa: ARG001  public to everyone
    params: DirectoryParams,
    *,
    twins_apart: bool = False,
    with_doors: bool = False,
    now: datetime | None = None,
) -> Results:
    """Every place that answers every filter, in order: what pages, maps, files and the API show.

    Args, errors: as ``place_list``. with_doors: look at every door now, though none is asked.
    """
    asked = understood(params, resolve_commune(params.commune) if params.commune else None)
    now = now or timezone.now()
    offer, today = offer_shown(), timezone.localdate()
    table = table_shown(offer, today)
    doors = doors_at(table, now) if with_doors or asked.is_about_now else NOT_LOOKED_AT
    wanted = wanted_of(asked, table, doors)
    sieve = table.sieve(wanted)
    found = table.settle(sieve, wanted, twins_apart=twins_apart)
    roads = np.zeros(0, np.bool_)
    if asked.minutes and asked.commune is not None:
        roads = by_road(asked.commune, table, params.mode)
    return Results(asked, table, offer.sources, now, doors, wanted, sieve, found, roads)


def place_for(viewer: Viewer, ref: str) -> PlaceSheet:
    """Everything known of one place, on whichever of its sheets it is shown.

    Raises:
        Place.DoesNotExist: absent, or not to be shown: the two look the same.
    """
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        raise Place.DoesNotExist
    place, shown = places_visible_to(viewer).select_related("source").get(ref=ref), shown_now()
    place, sheets = sheet_shown(place, shown), shown.sheets(place.pk)
    offer, today = offer_shown(), timezone.localdate()
    found = services_at(sheets, offer.sources, today)
    held = [one for sheet in sheets for one in found[sheet]]
    others = tuple(Place.objects.filter(pk__in=sheets[1:]).select_related("source").order_by("pk"))
    dated = said_now()
    now = [one for one in held if holds(dated.services.get(one[0].ref, ()), today)]
    periods = dated.places.get(place.pk, ())
    later = [one for one in held if one not in now]
    services = [service for service, _permanence in now]
    times = [(permanence or service).horaires for service, permanence in now]
    records = records_behind(sheets, [service for service, _permanence in held])
    table = table_shown(offer, today)
    twins, neighbours = around_of(place, table)
    rows: tuple[Place | Record | Service, ...] = (place, *others, *records, *services)
    sources = {row.source_id: row.source for row in rows}
    return PlaceSheet(
        key=place.pk,
        departement=place.departement,
        texts=times_of(place, times, None if shown_before() else table),
        card=place_card(place, services, times, today),
        services=service_cards(place, now, today, dated.services),
        other_days=service_cards(place, later, today, dated.services),
        dates=existence(periods, today),
        is_outside=not holds(periods, today),
        telephone=place.telephone,
        courriel=place.courriel,
        site_web=wording.web_address(place.site_web),
        prise_rdv=wording.web_address(place.prise_rdv),
        presentation=place.presentation,
        accessibilite=wording.web_address(place.accessibilite),
        wheelchair=place.wheelchair,
        horaires_original=place.horaires_original,
        horaires_problem=place.horaires_problem,
        sources=tuple(source_card(source) for source in sources.values()),
        mends=tuple(mend for record in records for mend in record.mends),
        originals=tuple((record.source.title, as_given(record)) for record in records),
        held=tuple(by_producer(one) for one in others),
        twins=twins,
        neighbours=neighbours,
        first_seen_on=place.first_seen_on,
        withdrawn_on=place.withdrawn_on,
        is_said_closed=bool(place.withdrawn_on) and place.ref in closings_said(),
    )


def cards_of(
    pks: Sequence[int], table: PlaceTable, sources: Collection[int], today: date
) -> dict[int, PlaceCard]:
    """Cards of these places by key: two queries, however many they are, or none when kept.

    A card says what the table says: it is kept with it, and for the language of the page.
    """
    # What is said of a sheet may change its card and leave the arrays as they are.
    said = last_said()
    language = f"{get_language() or 'fr'} {said}"
    kept = _CARDS.setdefault(table, {})
    found = {pk: kept[language, pk] for pk in pks if (language, pk) in kept}
    missing = [pk for pk in pks if pk not in found]
    if not missing:
        return found
    rows = Place.objects.filter(pk__in=missing, source_id__in=sources)
    places = {row.pk: row for row in rows.select_related("source").only(*CARD_FIELDS)}
    services = services_listed(places, table.hosted, sources, today)
    if len(kept) > MOST_KEPT:
        kept.clear()
    for pk, place in places.items():
        found[pk] = place_card(place, services[pk], table.times.get(pk, ()), today)
        kept[language, pk] = found[pk]
    return found


_CARDS: WeakKeyDictionary[PlaceTable, dict[tuple[str, int], PlaceCard]] = WeakKeyDictionary()
