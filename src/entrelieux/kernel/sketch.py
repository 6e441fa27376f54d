"""A schematic map as one SVG: where from, numbered steps, towns around, scale and north.

It is a picture of the list beside it: same records, same numbers, same order. Distances are true
at the scale shown (equirectangular projection about the middle of the frame, good to 0.5 % over
the 200 km such a map may span); roads and relief are not drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, floor, hypot, log10, radians
from typing import Protocol

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 360.0, 270.0
MARGIN_X, MARGIN_Y = 44.0, 36.0
KM_PER_DEGREE = 111.32
LEAST_SPAN_KM = 4.0
EDGE = 4  # beyond which nothing of a shaded surface is drawn
MARKER = 13.0  # half height of a marker
LETTER, BOLD_LETTER = 6.3, 8.0  # usual widths of a letter in wide system fonts


class Town(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...


class Stop(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def is_approximate(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """lon, lat: middle of the drawing. km: kilometres for one unit of the drawing."""

    lon: float
    lat: float
    km: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.lon) * KM_PER_DEGREE * cos(radians(self.lat)) / self.km
        y = (lat - self.lat) * KM_PER_DEGREE / self.km
        return WIDTH / 2 + x, HEIGHT / 2 - y

    def bounds(self) -> tuple[float, float, float, float]:
        """lon_min, lat_min, lon_max, lat_max of the drawing."""
        half_lat = HEIGHT / 2 * self.km / KM_PER_DEGREE
        half_lon = WIDTH / 2 * self.km / (KM_PER_DEGREE * cos(radians(self.lat)))
        return self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat


@dataclass(slots=True)
class Marker:
    x: float
    y: float
    numbers: list[int]
    is_approximate: bool

    @property
    def half(self) -> float:
        return MARKER if len(self.numbers) == 1 else 5.5 * len(self.numbers) + 8


Box = tuple[float, float, float, float]
CORNERS: tuple[Box, ...] = ((0, HEIGHT - 34, 130, HEIGHT), (WIDTH - 34, 0, WIDTH, 44))
"""Where the scale and the north are."""
Point = tuple[float, float]


def frame_around(points: Sequence[tuple[float, float]], least_km: float = LEAST_SPAN_KM) -> Frame:
    """The tightest frame that holds these (lon, lat) points with room for labels."""
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    wide = (max(lons) - min(lons)) * KM_PER_DEGREE * cos(radians(lat))
    high = (max(lats) - min(lats)) * KM_PER_DEGREE
    km = max(
        wide / (WIDTH - 2 * MARGIN_X),
        high / (HEIGHT - 2 * MARGIN_Y),
        least_km / (WIDTH - 2 * MARGIN_X),
    )
    return Frame(lon, lat, km)


def frame_of(origin: Town, stops: Sequence[Stop]) -> Frame:
    placed = [(s.lon, s.lat) for s in stops if s.lon is not None and s.lat is not None]
    return frame_around([(origin.lon, origin.lat), *placed])


def plan_map(
    origin: Town,
    stops: Sequence[Stop],
    towns: Sequence[Town],
    *,
    title: str,
    ref: str,
    tour: Sequence[int] = (),
    areas: Sequence[Iterable[Point]] = (),
) -> SafeString:
    """The drawing, or nothing when no step stands anywhere.

    Args:
        towns: the most populous first; those whose label finds no room are left out.
        title: what a screen reader says; the list beside it holds the rest.
        ref: makes the ids of this drawing unique in the page.
        tour: numbers of the stops in the order of one round from home and back, drawn as one line
            with its direction; empty: a line from home to each stop.
        areas: closed rings (lon, lat) of a surface to be shaded, its holes among them.
    """
    frame = frame_of(origin, stops)
    markers = _markers(frame, stops)
    if not markers:
        return mark_safe("")
    home = frame.at(origin.lon, origin.lat)
    taken: list[Box] = [box(m.x, m.y, m.half, MARKER) for m in markers]
    taken += [box(*home, 20, 20), *CORNERS]
    home_label = label(*home, origin.name, "map__home-name", taken, 23, BOLD_LETTER)
    dots = [_town(frame, town, taken) for town in towns if town.name != origin.name]
    ways = _round(home, markers, tour) or [_way(home, (m.x, m.y)) for m in markers]
    under = (_area(frame, areas), *ways, *dots, _home(*home), home_label)
    return drawing(under, frame, markers, title, ref)


def _area(frame: Frame, rings: Sequence[Iterable[Point]]) -> str:
    """One path, brought back to the edges of the drawing; what is smaller than a unit is gone."""
    parts = []
    for ring in rings:
        placed = (frame.at(lon, lat) for lon, lat in ring)
        whole = [(_within(x, WIDTH), _within(y, HEIGHT)) for x, y in placed]
        kept = [at for at, before in zip(whole, [None, *whole], strict=False) if at != before]
        if len(kept) > 3:
            parts.append("M" + " ".join(f"{x} {y}" for x, y in kept) + "z")
    return f'<path class="map__halo" d="{"".join(parts)}"/>' if parts else ""


def _within(value: float, most: float) -> int:
    return round(min(max(value, -EDGE), most + EDGE))


def points_map(
    stops: Sequence[Stop], *, title: str, ref: str, least_km: float = LEAST_SPAN_KM
) -> SafeString:
    """These stops alone, however near one another; nothing when none stands anywhere."""
    placed = [(s.lon, s.lat) for s in stops if s.lon is not None and s.lat is not None]
    if not placed:
        return mark_safe("")
    frame = frame_around(placed, least_km)
    return drawing((), frame, _markers(frame, stops), title, ref)


def drawing(
    under: Sequence[str],
    frame: Frame,
    markers: Sequence[Marker],
    title: str,
    ref: str,
    *,
    role: str = "img",
) -> SafeString:
    """Markers, scale and north over what is drawn under them: SVG whose texts are escaped.

    role: « group » when links are in it, which an image would hide.
    """
    drawn = "".join((*under, *(pin(marker) for marker in markers), _scale(frame.km), _north()))
    return format_html(
        '<svg class="map" role="{5}" aria-labelledby="{0}-title" viewBox="0 0 {1} {2}">'
        '<title id="{0}-title">{3}</title>'
        '<rect class="map__ground" width="{1}" height="{2}" rx="10"/>{4}</svg>',
        ref,
        int(WIDTH),
        int(HEIGHT),
        title,
        mark_safe(drawn),  # noqa: S308  every text in it went through escape()
        role,
    )


def _markers(frame: Frame, stops: Sequence[Stop]) -> list[Marker]:
    """One marker per spot: steps that would hide one another share it."""
    markers: list[Marker] = []
    for stop in stops:
        if stop.lon is None or stop.lat is None:
            continue
        x, y = frame.at(stop.lon, stop.lat)
        near = next((m for m in markers if hypot(m.x - x, m.y - y) < 2 * MARKER), None)
        if near:
            near.numbers.append(stop.number)
            near.is_approximate = near.is_approximate and stop.is_approximate
        else:
            markers.append(Marker(x, y, [stop.number], stop.is_approximate))
    return markers


def box(x: float, y: float, half_x: float, half_y: float) -> Box:
    return x - half_x, y - half_y, x + half_x, y + half_y


def _meets(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(box: Box) -> bool:
    return box[0] > 2 and box[1] > 2 and box[2] < WIDTH - 2 and box[3] < HEIGHT - 2


def label(
    x: float, y: float, text: str, name: str, taken: list[Box], gap: float, letter: float = LETTER
) -> str:
    """The text where it hides nothing: right, left, below, above; or nowhere."""
    wide = len(text) * letter + 2
    spots = (
        (x + gap, y + 4, "start", (x + gap, y - 8, x + gap + wide, y + 8)),
        (x - gap, y + 4, "end", (x - gap - wide, y - 8, x - gap, y + 8)),
        (x, y + gap + 10, "middle", (x - wide / 2, y + gap, x + wide / 2, y + gap + 14)),
        (x, y - gap - 2, "middle", (x - wide / 2, y - gap - 14, x + wide / 2, y - gap)),
    )
    for at_x, at_y, anchor, room in spots:
        if _inside(room) and not any(_meets(room, other) for other in taken):
            taken.append(room)
            return (
                f'<text class="{name}" x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}">'
                f"{escape(text)}</text>"
            )
    return ""


def _town(frame: Frame, town: Town, taken: list[Box]) -> str:
    x, y = frame.at(town.lon, town.lat)
    dot = box(x, y, 4, 4)
    if not _inside(dot) or any(_meets(dot, other) for other in taken):
        return ""
    name = label(x, y, town.name, "map__town-name", taken, 7)
    if not name:
        return ""
    taken.append(dot)
    return f'<circle class="map__town" cx="{x:.1f}" cy="{y:.1f}" r="3"/>{name}'


def _round(home: Point, markers: Sequence[Marker], tour: Sequence[int]) -> list[str]:
    """The legs of a tour, each with an arrow at its middle; a leg run both ways has two."""
    spot = {number: (m.x, m.y) for m in markers for number in m.numbers}
    if any(number not in spot for number in tour):
        return []
    places = [home, *(spot[number] for number in tour), home]
    legs = [(a, b) for a, b in pairwise(places) if a != b]
    return [_way(a, b) + _arrow(a, b) for a, b in legs] if tour else []


def _way(start: Point, end: Point) -> str:
    if hypot(start[0] - end[0], start[1] - end[1]) < 2 * MARKER:
        return ""
    return (
        f'<line class="map__way" x1="{start[0]:.1f}" y1="{start[1]:.1f}"'
        f' x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _arrow(start: Point, end: Point) -> str:
    """A small arrow past the middle of a leg, so that two ways of one road show two arrows."""
    long = hypot(end[0] - start[0], end[1] - start[1])
    if long < 4 * MARKER:
        return ""
    along = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    across = -along[1], along[0]
    tip = start[0] + 0.58 * long * along[0], start[1] + 0.58 * long * along[1]
    left, right = (
        (tip[0] - 9 * along[0] + side * across[0], tip[1] - 9 * along[1] + side * across[1])
        for side in (4, -4)
    )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (left, tip, right))
    return f'<polyline class="map__arrow" points="{points}"/>'


def _home(x: float, y: float) -> str:
    # The ring stays visible when a step stands at the very centre of the commune.
    return (
        f'<circle class="map__halo" cx="{x:.1f}" cy="{y:.1f}" r="20"/>'
        f'<path class="map__home" d="M{x:.1f} {y - 9:.1f}l9 9-9 9-9-9z"/>'
    )


def pin(marker: Marker) -> str:
    text = " ".join(str(number) for number in marker.numbers)
    look = "map__pin map__pin--about" if marker.is_approximate else "map__pin"
    return (
        f'<rect class="{look}" x="{marker.x - marker.half:.1f}" y="{marker.y - MARKER:.1f}"'
        f' width="{2 * marker.half:.1f}" height="{2 * MARKER:.1f}" rx="{MARKER:.1f}"/>'
        f'<text class="map__number" x="{marker.x:.1f}" y="{marker.y + 5:.1f}"'
        f' text-anchor="middle">{text}</text>'
    )


def scale_km(km_per_unit: float) -> float:
    """The roundest length (1, 2 or 5 × a power of ten) that takes at most 100 units."""
    most = 100 * km_per_unit
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most)


def _scale(km_per_unit: float) -> str:
    length = scale_km(km_per_unit)
    text = _("%(km)g km") % {"km": length} if length >= 1 else f"{length * 1000:.0f} m"
    y = HEIGHT - 12
    return (
        f'<path class="map__scale" d="M12 {y - 5:.0f}v5h{length / km_per_unit:.1f}v-5"/>'
        f'<text class="map__scale-name" x="14" y="{y - 8:.0f}">{escape(text)}</text>'
    )


def _north() -> str:
    x = WIDTH - 18
    return (
        f'<path class="map__north" d="M{x:.0f} 12l5 14-5-4-5 4z"/>'
        f'<text class="map__scale-name" x="{x:.0f}" y="38" text-anchor="middle">N</text>'
    )
