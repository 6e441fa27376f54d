"""A page of places in words: its title, its lines, its drawing; for the list and for frames."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory import selectors, wording
from entrelieux.directory.asking import MODES
from entrelieux.directory.cards import FoundPlace, PlaceCard
from entrelieux.directory.reaching import follows_roads_from, reached_area
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.selectors import PlacePage
from entrelieux.directory.wording import Freshness
from entrelieux.kernel import mapping, sketch, ui
from entrelieux.territories.selectors import towns_within

NEEDS_ON_A_LINE = 4
TOWNS_ON_A_MAP = 40
MOST_ON_A_MAP = 9


class Tag(NamedTuple):
    """A short property of a place. style: the end of its class."""

    text: str
    icon: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the list. records: how many others describe it.

    address: of its sheet, which then says how long it takes from the commune asked. needs: the
    first labels; more_needs: how many are not among them. door: open or not now, "" unknown.
    outing: as ``FoundPlace``.
    """

    number: int
    card: PlaceCard
    address: str
    tags: tuple[Tag, ...]
    door: str
    records: int
    others: tuple[str, ...]
    needs: tuple[str, ...]
    more_needs: int
    freshness: Freshness
    outing: str


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place as the map marks it."""

    number: int
    lon: float | None
    lat: float | None
    is_approximate: bool


def heading_of(page: PlacePage) -> str:
    found = _("Aucun lieu")
    if page.total:
        found = ngettext("%(count)s lieu", "%(count)s lieux", page.total)
    found %= {"count": ui.number(page.total)}
    if page.commune is None:
        return found
    name = page.commune.matched or page.commune.name
    where = {"found": found, "commune": name, "from": wording.from_place(name)}
    if page.minutes:
        where["time"] = ui.duration(page.minutes)
        where["mode"] = wording.mode(page.params.mode).lower()
        where["way"] = page.way
        return _("%(found)s à %(time)s ou moins %(from)s, %(mode)s (%(way)s)") % where
    if not page.params.rayon_km:
        return _("%(found)s à %(commune)s") % where
    where["km"] = str(page.params.rayon_km)
    return _("%(found)s à moins de %(km)s km %(from)s") % where


def known_of(page: PlacePage) -> str:
    """Of how many places all that was asked is known, when it is not of all; else ""."""
    unknown = page.total - page.known
    if not unknown:
        return ""
    said = {"known": ui.number(page.known), "unknown": ui.number(unknown)}
    if not page.known:
        return _("Aucun ne le dit clairement : c'est à vérifier avec chacun.")
    return (
        ngettext(
            "%(known)s lieu le dit clairement ; pour %(unknown)s, c'est à vérifier sur place.",
            "%(known)s lieux le disent clairement ; pour %(unknown)s, c'est à vérifier sur place.",
            page.known,
        )
        % said
    )


def lines_of(page: PlacePage) -> tuple[Line, ...]:
    today = timezone.localdate()
    first = (page.page - 1) * selectors.PER_PAGE + 1
    start = _start_of(page)
    is_mixed = any(one.is_by_road for one in page.found)
    by_bus = is_mixed and page.params.mode == TRANSPORT
    return tuple(
        Line(
            number=number,
            card=one.card,
            address=reverse("directory:place", args=[one.card.ref]) + start,
            tags=_tags(one, is_mixed=is_mixed, on_foot=by_bus and not one.outing),
            door=wording.door(one.door),
            records=one.others,
            others=tuple(x.name for x in one.card.organisations if x.name != one.card.name),
            needs=_first_needs(one.card, page.need),
            more_needs=max(0, len(one.card.besoins) - NEEDS_ON_A_LINE),
            freshness=wording.freshness(one.card.confirmed_on, today, one.card.confirmed_by),
            outing=one.outing,
        )
        for number, one in enumerate(page.found, first)
    )


def _start_of(page: PlacePage) -> str:
    """What tells a sheet where its reader comes from; "" when they did not say."""
    if page.commune is None:
        return ""
    asked = {"depuis": page.commune.label}
    if page.params.mode != MODES[0]:
        asked["mode"] = page.params.mode
    return f"?{urlencode(asked)}"


def _tags(one: FoundPlace, *, is_mixed: bool, on_foot: bool) -> tuple[Tag, ...]:
    """is_mixed: other minutes of the page follow roads, so that estimates are told apart. on_foot:
    among places reached by bus."""
    found = []
    if one.minutes is not None:
        said = {"time": ui.duration(one.minutes)} if one.minutes else {}
        text = _("environ %(time)s") % said if said else _("dans la commune")
        if said and is_mixed and not one.is_by_road:
            text = _("environ %(time)s (estimation)") % said
        elif said and on_foot:
            text = _("environ %(time)s à pied") % said
        found.append(Tag(text, "route"))
    elif distance := distance_of(one.card, one.km):
        found.append(Tag(distance, "map-pin"))
    if one.card.itinerant:
        found.append(Tag(_("itinérant"), "bus"))
    # Unknown hours are said beside the clock, once.
    told = {"ouvert"} if not one.card.hours and one.door.is_open is None else set()
    found += [Tag(wording.to_check(x), "", " tag--check") for x in one.doubts if x not in told]
    return tuple(found)


def _first_needs(card: PlaceCard, asked: str) -> tuple[str, ...]:
    """The need that was asked first, then those that the place answers best."""
    ordered = sorted(card.besoins, key=lambda pair: pair[0] != asked)
    return tuple(label for _code, label in ordered[:NEEDS_ON_A_LINE])


def distance_of(card: PlaceCard, km: float | None) -> str:
    """« 3,2 km », « environ 12 km » when only the commune is known; "" when nothing is."""
    if km is None:
        return ""
    if card.is_approximate or card.lon is None:
        return _("environ %(km)s km") % {"km": round(km)} if km >= 1 else _("dans la commune")
    if km < 0.95:
        return _("%(m)d m") % {"m": round(km * 1000, -2) or 100}
    return _("%(km)s km") % {"km": number_format(round(km, 1)) if km < 9.95 else round(km)}


def map_of(page: PlacePage, lines: tuple[Line, ...]) -> SafeString | str:
    """The drawing of the nearest places, which moves when the browser can."""
    spots = [
        mapping.Spot(x.number, f"lieu-{x.card.ref}", x.card.lon, x.card.lat, x.card.is_approximate)
        for x in lines
    ]
    drawing = drawing_of(page, lines, shows_reach=True)
    return mapping.moving_map(drawing, spots, around=page.commune, list_id="resultats")


def reach_said(page: PlacePage) -> str:
    """What is shaded on the drawing; "" when nothing is."""
    if not page.minutes or page.commune is None or page.page > 1:
        return ""
    if page.params.mode == TRANSPORT or not follows_roads_from(page.commune, page.params.mode):
        return ""
    said = {"time": ui.duration(page.minutes), "mode": wording.mode(page.params.mode).lower()}
    return _("En vert : ce que l’on atteint en %(time)s, %(mode)s, %(way)s.") % {
        **said,
        "way": page.way,
    }


def drawing_of(
    page: PlacePage, lines: tuple[Line, ...], *, shows_reach: bool = False
) -> SafeString | str:
    """The nearest places around the commune asked; nothing without one, nor further on."""
    if page.commune is None or page.page > 1:
        return ""
    nearest = lines[:MOST_ON_A_MAP]
    stops = [_Stop(x.number, x.card.lon, x.card.lat, x.card.is_approximate) for x in nearest]
    frame = sketch.frame_of(page.commune, stops)
    mode = page.params.mode
    drawn = shows_reach and bool(page.minutes)
    areas = reached_area(page.commune, mode, page.minutes, frame.bounds()) if drawn else []
    return sketch.plan_map(
        page.commune,
        stops,
        towns_within(*frame.bounds(), TOWNS_ON_A_MAP),
        title=_("Carte schématique des lieux autour de %(commune)s")
        % {"commune": page.commune.matched or page.commune.name},
        ref="carte",
        areas=areas,
    )
