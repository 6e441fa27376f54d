"""The map of a choice: a picture of the tables beside it, in shapes that need no colour."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.kernel import sketch
from entrelieux.observatory.siting.asking import SitingAsked, ranks_of
from entrelieux.territories.selectors import communes_table

LEAST_KM = 10.0
CROWD = 40
"""More places than this are drawn smaller."""


def siting_map(asked: SitingAsked, figures: Mapping[str, Any]) -> SafeString:
    """Communes as discs (full: gains, crossed: loses), places as squares, what opens numbered."""
    table = communes_table()
    ranks = asked.access.territory.communes
    points = list(zip(table.lon[ranks].tolist(), table.lat[ranks].tolist(), strict=True))
    frame = sketch.frame_around(points, LEAST_KM)
    moved = {one["code"]: one for one in figures["communes"]}
    drawn = [
        _commune(*frame.at(*point), moved.get(table.codes[rank]))
        for rank, point in zip(ranks.tolist(), points, strict=True)
    ]
    half = 5 if len(figures["existants"]) <= CROWD else 3
    west, south, east, north = frame.bounds()
    drawn += [
        _place(*frame.at(one["lon"], one["lat"]), half, is_closed=one["ferme"])
        for one in figures["existants"]
        if west < one["lon"] < east and south < one["lat"] < north
    ]
    return sketch.drawing(
        drawn, frame, _pins(frame, figures), _("Carte des communes qui changent"), "ouvrir"
    )


def _pins(frame: sketch.Frame, figures: Mapping[str, Any]) -> list[sketch.Marker]:
    """Numbered as in the list."""
    codes = tuple(one["code"] for one in figures["ouverts"])
    table, ranks = communes_table(), ranks_of(codes)
    spots = [frame.at(float(table.lon[rank]), float(table.lat[rank])) for rank in ranks]
    return [sketch.Marker(x, y, [number], False) for number, (x, y) in enumerate(spots, start=1)]


def _commune(x: float, y: float, moved: Mapping[str, Any] | None) -> str:
    if moved is None:
        return f'<circle class="siting-same" cx="{x:.0f}" cy="{y:.0f}" r="2"/>'
    before, after = moved["avant"], moved["apres"]
    if after is None or (before is not None and after > before):
        return f'<path class="siting-loses" d="M{x - 4:.0f} {y - 4:.0f}l8 8m0-8l-8 8"/>'
    look = "siting-new" if before is None else "siting-nearer"
    return f'<circle class="{look}" cx="{x:.0f}" cy="{y:.0f}" r="4.5"/>'


def _place(x: float, y: float, half: int, *, is_closed: bool) -> str:
    look = "siting-place siting-place--closed" if is_closed else "siting-place"
    side = 2 * half
    return (
        f'<rect class="{look}" x="{x - half:.0f}" y="{y - half:.0f}"'
        f' width="{side}" height="{side}"/>'
    )
