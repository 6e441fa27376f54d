"""The list of places and the sheet of each: read only, without script, their filters in the URL."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.directory import selectors, visits, wording
from entrelieux.directory.asking import ALL_MODES, MODES, modes_offered
from entrelieux.directory.cards import PlaceSheet, ServiceCard
from entrelieux.directory.doubles.policies import judges
from entrelieux.directory.forms import MOST_LETTERS, Filters, params_of, query
from entrelieux.directory.functions.showing import life_shown
from entrelieux.directory.lines import (
    distance_of,
    heading_of,
    known_of,
    lines_of,
    map_of,
    reach_said,
)
from entrelieux.directory.quality.showing import quality_shown
from entrelieux.directory.reaching import way_word
from entrelieux.directory.selectors import PlacePage
from entrelieux.directory.wording import Freshness
from entrelieux.kernel import ui
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.territories.selectors import (
    CommuneCard,
    TerritoriesNotLoaded,
    commune_for,
    resolve_commune,
)

SECTION = {"section": "lieux"}


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    address: str
    is_current: bool
    follows_a_gap: bool


class NearbyLine(NamedTuple):
    name: str
    address: str
    kind: str
    distance: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """needs: labels of what it answers exactly or nearly."""

    card: ServiceCard
    needs: tuple[str, ...]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Group:
    """What one organisation does here."""

    name: str
    services: tuple[ServiceLine, ...]


@access(anyone)
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    params = params_of(request.GET)
    try:
        page = selectors.place_list(request.viewer, params, with_facets=True)  # type: ignore[attr-defined]
    except UserError as error:
        filters = Filters(params, error)
        wrong = {"filters": filters, "page": None, **SECTION}
        # To ask which of several communes is meant is no fault of anybody.
        status = 200 if filters.candidates() else error.status
        return render(request, "directory/place_list.html", wrong, status=status)
    lines = lines_of(page)
    context: dict[str, Any] = {
        "filters": Filters(page.params, page=page),
        "page": page,
        "heading": heading_of(page),
        "known": known_of(page),
        "lines": lines,
        "map": map_of(page, lines),
        "reach": reach_said(page),
        "links": _links(page),
        "previous": link_to(page, page.page - 1),
        "next": link_to(page, page.page + 1),
        "files_query": query(replace(page.params, page=1)),
        **SECTION,
    }
    return render(request, "directory/place_list.html", context)


@access(anyone)
@require_safe
def place(request: HttpRequest, ref: str) -> HttpResponse:
    origin, mode, wrong = _coming_from(request.GET)
    try:
        visit = visits.visit_for(request.viewer, ref, origin=origin, mode=mode)  # type: ignore[attr-defined]
    except selectors.PlaceGone:
        raise Http404 from None
    sheet, today = visit.sheet, timezone.localdate()
    if sheet.card.ref != ref:
        return _now_at(sheet.card.ref, request)
    context = {
        "visit": visit,
        "sheet": sheet,
        "card": sheet.card,
        "door": wording.door(visit.door),
        "week": tuple((wording.day_of_week(line.day), line) for line in visit.week),
        "trip": _trip(visit.trip) if visit.trip else "",
        "origin": origin.label if origin else request.GET.get("depuis", "")[:MOST_LETTERS],
        "origin_error": wrong,
        "modes": tuple((one, wording.mode(one), one == mode) for one in modes_offered(mode)),
        "links": _map_links(sheet),
        "nearby": tuple(_nearby_line(one, origin, mode) for one in visit.nearby),
        "groups": _groups(sheet),
        "freshness": wording.freshness(sheet.card.confirmed_on, today, sheet.card.confirmed_by),
        "confirmation": wording.last_confirmation(sheet.card.confirmed_on, sheet.card.confirmed_by),
        **life_shown(request.viewer, sheet),  # type: ignore[attr-defined]
        **quality_shown(request.viewer, sheet),  # type: ignore[attr-defined]
        "start": _start(sheet),
        "has_permanences": any(one.presence for one in sheet.services),
        "may_judge": judges(request.viewer),  # type: ignore[attr-defined]
        **SECTION,
    }
    return render(request, "directory/place.html", context, status=wrong.status if wrong else 200)


def _now_at(ref: str, request: HttpRequest) -> HttpResponse:
    """The sheet is shown on another. Nobody keeps that for ever: it may be taken back."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    found = HttpResponsePermanentRedirect(reverse("directory:place", args=[ref]) + asked)
    found["Cache-Control"] = "no-cache"
    return found


def _coming_from(data: QueryDict) -> tuple[CommuneCard | None, str, UserError | None]:
    """The commune the reader comes from, how they travel, and what could not be understood."""
    mode = data.get("mode", "")
    mode = mode if mode in ALL_MODES else MODES[0]
    text = data.get("depuis", "").strip()[:MOST_LETTERS]
    if not text:
        return None, mode, None
    try:
        return resolve_commune(text), mode, None
    except UserError as error:
        return None, mode, error


def _trip(trip: visits.Trip) -> str:
    """« environ 25 min en voiture depuis Mende (estimation) », else how far it is."""
    name = trip.commune.matched or trip.commune.name
    where = {"commune": name, "from": wording.from_place(name)}
    if trip.minutes is not None:
        said = {**where, "time": ui.duration(trip.minutes), "mode": wording.mode(trip.mode).lower()}
        if not trip.minutes:
            return _("dans la même commune que vous, %(commune)s") % where
        said["way"] = way_word(trip.is_by_road, trip.mode)
        text = _("environ %(time)s depuis %(commune)s, %(mode)s (%(way)s, un aller)") % said
        return f"{text}. {trip.outing}" if trip.outing else text
    if trip.outing:
        return trip.outing
    if trip.km is not None:
        said = {**where, "km": ui.number(round(trip.km))}
        return _("à %(km)s km %(from)s à vol d'oiseau ; temps de trajet inconnu") % said
    return _("distance inconnue depuis %(commune)s") % where


def _map_links(sheet: PlaceSheet) -> dict[str, str]:
    """Addresses that open a map elsewhere; none when only the commune is known."""
    card = sheet.card
    if card.lon is None or card.lat is None or card.is_approximate:
        return {}
    point = f"{card.lat:.5f},{card.lon:.5f}"
    marker = urlencode({"mlat": f"{card.lat:.5f}", "mlon": f"{card.lon:.5f}"})
    view = f"#map=17/{card.lat:.5f}/{card.lon:.5f}"
    return {"geo": f"geo:{point}", "osm": f"https://www.openstreetmap.org/?{marker}{view}"}


def _nearby_line(near: visits.NearbyPlace, origin: CommuneCard | None, mode: str) -> NearbyLine:
    start = f"?{urlencode({'depuis': origin.label, 'mode': mode})}" if origin else ""
    labels = tuple(label for _code, label in near.card.besoins[:3])
    return NearbyLine(
        name=near.card.name,
        address=reverse("directory:place", args=[near.card.ref]) + start,
        kind=near.card.kind_label,
        distance=distance_of(near.card, near.km),
        needs=labels,
    )


def _links(page: PlacePage) -> tuple[PageLink, ...]:
    """First, last and neighbouring pages."""
    near = range(page.page - 2, page.page + 3)
    numbers = sorted({n for n in (1, *near, page.pages) if 1 <= n <= page.pages})
    return tuple(
        PageLink(n, link_to(page, n), n == page.page, bool(i) and numbers[i - 1] != n - 1)
        for i, n in enumerate(numbers)
    )


def link_to(page: PlacePage, number: int) -> str:
    if not 1 <= number <= page.pages:
        return ""
    return query(replace(page.params, page=number))


def _groups(sheet: PlaceSheet) -> tuple[Group, ...]:
    today = timezone.localdate()
    shown = (*sheet.services, *sheet.other_days)
    ranks = {one: rank for rank, one in enumerate(dict.fromkeys(s.organisation for s in shown))}
    return tuple(
        Group(name, tuple(_service_line(one, today) for one in services))
        for (_ref, name), services in groupby(
            sorted(shown, key=lambda one: ranks[one.organisation]),
            lambda one: (one.organisation.ref, one.organisation.name),
        )
    )


def _service_line(card: ServiceCard, today: date) -> ServiceLine:
    return ServiceLine(
        card=card,
        needs=tuple(label for _code, label, worth in card.besoins if worth <= wording.CLOSE),
        freshness=wording.freshness(card.confirmed_on, today),
    )


def _start(sheet: PlaceSheet) -> str:
    """What finds the commune of this place again in the form of a plan; "" when it is unknown."""
    try:
        commune = commune_for(sheet.card.code_insee) if sheet.card.code_insee else None
    except TerritoriesNotLoaded:
        return ""
    return commune.label if commune else ""
