"""The systems of coordinates that a French file may hold, and which one a column is in."""

from collections.abc import Callable, Sequence
from functools import partial
from math import cos, hypot, isfinite, radians
from statistics import median

from entrelieux.engine.records.columns.projections import (
    LAMBERT_93,
    LAMBERT_ZONES,
    NEW_CALEDONIA,
    from_cone,
    from_utm,
    from_web_mercator,
    zone_cone,
)

Point = tuple[float, float]  # (longitude, latitude), degrees WGS 84
WGS84 = "wgs84"
# Boxes (west, south, east, north) around every French territory, in degrees: what a system that
# is only used there may give.
MAINLAND = (-5.6, 41.2, 9.7, 51.3)
OVERSEAS = (
    (-61.9, 15.7, -60.9, 16.6),
    (-61.3, 14.3, -60.7, 15.0),
    (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 56.0, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-56.6, 46.6, -56.0, 47.2),
    (-63.2, 17.8, -62.7, 18.2),
    (163.5, -22.8, 168.3, -19.4),
    (-154.8, -28.0, -134.0, -7.8),
    (-178.3, -14.5, -176.0, -13.1),
)
FRANCE = (MAINLAND, *OVERSEAS)
_MOST_DEGREES = 270.0
_DOUBT_M = 5_000.0  # two systems that stand closer than this to what is expected are not told apart


def _same(x: float, y: float) -> Point:
    return x, y


def _utm() -> dict[str, Callable[[float, float], Point]]:
    zones = [*((zone, False) for zone in (20, 21, 22, 30, 31, 32))]
    zones += [(zone, True) for zone in (1, 5, 6, 7, 38, 40, 58)]
    return {
        f"utm-{zone}{'s' if south else 'n'}": partial(from_utm, zone=zone, south=south)
        for zone, south in zones
    }


# In the order in which they are believed when several give points of France.
SYSTEMS: dict[str, Callable[[float, float], Point]] = {
    WGS84: _same,
    "lambert-93": partial(from_cone, cone=LAMBERT_93),
    "lambert-2-etendu": partial(from_cone, cone=LAMBERT_ZONES["lambert-2-etendu"]),
    "mercator": from_web_mercator,
    **{f"cc{parallel}": partial(from_cone, cone=zone_cone(parallel)) for parallel in range(42, 51)},
    **_utm(),
    "lambert-nc": partial(from_cone, cone=NEW_CALEDONIA),
    **{name: partial(from_cone, cone=cone) for name, cone in LAMBERT_ZONES.items()},
}
LABELS = {
    WGS84: "degrés (WGS 84)",
    "lambert-93": "Lambert 93",
    "lambert-2-etendu": "Lambert II étendu",
    "mercator": "Mercator des cartes du web",
    "lambert-nc": "Lambert Nouvelle-Calédonie",
}


def label(system: str) -> str:
    """A system as a person calls it: « Lambert 93 », « UTM 40S », « CC46 »."""
    return LABELS.get(system) or system.replace("-", " ").upper()


def to_degrees(system: str, x: float, y: float) -> Point:
    """(longitude, latitude) in degrees WGS 84. x: towards the east; y: towards the north."""
    return SYSTEMS[system](x, y)


def in_france(point: Point) -> bool:
    lon, lat = point
    return any(w <= lon <= e and s <= lat <= n for w, s, e, n in FRANCE)


def away_m(one: Point, other: Point) -> float:
    """Metres between two points, as if the earth were flat there."""
    east = (one[0] - other[0]) * cos(radians(other[1]))
    return 111_195.0 * hypot(east, one[1] - other[1])


def safe_degrees(system: str, x: float, y: float) -> Point | None:
    """As ``to_degrees``; None when these metres are nowhere on earth."""
    try:
        point = to_degrees(system, x, y)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return point if all(map(isfinite, point)) and abs(point[1]) <= 90 else None


def share_in_france(system: str, pairs: Sequence[Point]) -> float:
    """The share of (x, y) pairs that this system puts in a French territory; 0 without pairs."""
    points = [safe_degrees(system, x, y) for x, y in pairs]
    return sum(point is not None and in_france(point) for point in points) / max(1, len(points))


def system_of(pairs: Sequence[Point], near: Sequence[Point | None] = ()) -> tuple[str, float]:
    """(system, share of the pairs it puts in France) that explains (x, y) pairs best.

    near: where each pair is expected (its commune's centre), None when not known. Without any,
    the first system in the usual order that puts nearly as many in France as the best.
    """
    in_degrees = median(abs(x) + abs(y) for x, y in pairs) < _MOST_DEGREES if pairs else True
    tried = [WGS84] if in_degrees else [name for name in SYSTEMS if name != WGS84]
    shares = {name: share_in_france(name, pairs) for name in tried}
    best = max(shares.values(), default=0.0)
    fitting = [name for name, share in shares.items() if share >= best - 0.05]
    if not best:
        return WGS84, 0.0
    gaps = {name: _gap(name, pairs, near) for name in fitting} if any(near) else {}
    if gaps and (least := min(gaps.values())) < float("inf"):
        fitting = [name for name in fitting if gaps[name] <= least + _DOUBT_M]
    return fitting[0], shares[fitting[0]]


def _gap(system: str, pairs: Sequence[Point], near: Sequence[Point | None]) -> float:
    gaps = [
        away_m(point, place)
        for (x, y), place in zip(pairs, near, strict=True)
        if place is not None and (point := safe_degrees(system, x, y)) is not None
    ]
    return median(gaps) if gaps else float("inf")
