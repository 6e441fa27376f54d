"""What a page hands to the map that moves: the records of its list, where each stands.

The map is a view of the list: names stay in the list, where ``site/js/map.js`` reads them by the
``id`` given here. The drawing of ``kernel/sketch.py`` stays in the page, for paper, for browsers
without scripts or WebGL, and until the map is there.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.kernel.sketch import Stop, Town
from entrelieux.packs.fr import outlines

SCRIPT = "site/js/map.js"


@dataclass(frozen=True, slots=True)
class Spot:
    """A record of the list. target: the ``id`` of its line in the page. lon, lat: WGS 84."""

    number: int
    target: str
    lon: float | None
    lat: float | None
    is_approximate: bool = False

    @classmethod
    def of(cls, stop: Stop, target: str) -> "Spot":
        return cls(stop.number, target, stop.lon, stop.lat, stop.is_approximate)


def moving_map(
    drawing: SafeString | str,
    spots: Sequence[Spot],
    *,
    around: Town | None = None,
    tour: Sequence[int] = (),
    list_id: str = "",
) -> SafeString | str:
    """The drawing, in an element that puts a map in its place when the browser can.

    Args:
        drawing: what is shown meanwhile and otherwise; given back as it is when it is empty, or
            when no spot has a place to be shown at.
        spots: in the order of the list; those without coordinates are left out.
        around: where one starts from, drawn with its name.
        tour: numbers of the spots in the order of one round from there and back, drawn as a line.
        list_id: where « back to the list » leads; the first spot's line by default.
    """
    placed = [spot for spot in spots if spot.lon is not None and spot.lat is not None]
    if not drawing or not placed:
        return drawing
    content = _content(placed, around, tour, list_id)
    return format_html(
        '<places-map data-map="{}" data-words="{}">{}</places-map>'
        '<script type="module" src="{}"></script>',
        json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        json.dumps(_words("tour" in content), ensure_ascii=False, separators=(",", ":")),
        drawing,
        static(SCRIPT),
    )


def _content(
    placed: Sequence[Spot], around: Town | None, tour: Sequence[int], list_id: str
) -> dict[str, Any]:
    content: dict[str, Any] = {
        "spots": [
            {
                "n": spot.number,
                "to": spot.target,
                "at": _degrees(spot.lon, spot.lat),
                **({"about": True} if spot.is_approximate else {}),
            }
            for spot in placed
        ],
        "list": list_id or placed[0].target,
        "outlines": static("outlines/"),
    }
    if around is not None:
        content["around"] = {"name": around.name, "at": _degrees(around.lon, around.lat)}
        shown = {spot.number for spot in placed}
        if order := [number for number in tour if number in shown]:
            content["tour"] = order
    if settings.MAP_TILES_URL:
        content["tiles"] = settings.MAP_TILES_URL
    return content


def _degrees(lon: float | None, lat: float | None) -> list[float]:
    """Of a placed spot, to the metre."""
    return [round(value, 5) for value in (lon, lat) if value is not None]


def _words(has_tour: bool) -> dict[str, str]:
    credit = _("Contours simplifiés des communes : %(producer)s, %(licence)s.") % {
        "producer": outlines.CREDIT,
        "licence": outlines.LICENCE,
    }
    if settings.MAP_TILES_ATTRIBUTION:
        ground = _("Fond : %(producer)s.") % {"producer": settings.MAP_TILES_ATTRIBUTION}
        credit = f"{credit} {ground}"
    words = {
        "title": _("Carte qui se déplace"),
        "show": _("Afficher la carte qui se déplace"),
        "weight": _("(environ 400 ko)"),
        "in": _("Rapprocher"),
        "out": _("Éloigner"),
        "all": _("Tout revoir"),
        "back": _("Revenir à la liste"),
        "keys": _("Au clavier : flèches pour se déplacer, + et − pour la taille."),
        "ctrl": _("Ctrl et molette pour changer la taille de la carte"),
        "cmd": _("⌘ et molette pour changer la taille de la carte"),
        "fingers": _("Deux doigts pour déplacer la carte"),
        "credit": credit,
    }
    if has_tour:
        words["tour"] = _(
            "Le trait fait le tour des étapes en ligne droite et revient : ce n'est pas une route."
        )
    return words
