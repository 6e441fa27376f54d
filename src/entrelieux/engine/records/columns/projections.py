"""Metres on a map back to degrees: the plane coordinates met in French files.

**Source:** IGN, « Projection cartographique conique conforme de Lambert » (NTG 71, algorithms
ALG0002, ALG0004 and ALG0019) and « Changement de système géodésique » (NTG 80, ALG0009, ALG0012,
ALG0013), with their constants; transverse Mercator by Krüger's series, Karney (2011),
doi:10.1007/s00190-011-0445-3, to the fourth order; spherical Mercator as web maps have it (EPSG
method 1024). WGS 84, RGF93 and the overseas systems of the IAG GRS 80 ellipsoid are one here:
they differ by less than two metres. NTF comes back by a translation, good to about five metres.
"""

from dataclasses import dataclass
from functools import cache
from math import (
    asinh,
    atan,
    atan2,
    copysign,
    cos,
    cosh,
    degrees,
    exp,
    hypot,
    log,
    pi,
    radians,
    sin,
    sinh,
    sqrt,
    tan,
)

A_GRS80, F_GRS80 = 6378137.0, 1 / 298.257222101
E_GRS80 = sqrt(F_GRS80 * (2 - F_GRS80))
A_CLARKE, E_CLARKE = 6378249.2, 0.08248325676
PARIS = radians(2 + 20 / 60 + 14.025 / 3600)
NTF_TO_WGS84 = (-168.0, -60.0, 320.0)
FALSE_EASTING, SCALE = 500_000.0, 0.9996


@dataclass(frozen=True, slots=True)
class Cone:
    """A conic projection. n, c: IGN's exponent and constant. xs, ys: the pole, in metres.

    meridian: of origin, in radians from Greenwich. on_clarke: NTF rather than RGF93.
    """

    n: float
    c: float
    xs: float
    ys: float
    meridian: float
    on_clarke: bool


LAMBERT_93 = Cone(0.7256077650532670, 11754255.4261, 700000.0, 12655612.0499, radians(3), False)
LAMBERT_ZONES = {
    "lambert-1": Cone(0.7604059656, 11603796.98, 600000.0, 5657616.674, PARIS, True),
    "lambert-2": Cone(0.7289686274, 11745793.39, 600000.0, 6199695.768, PARIS, True),
    "lambert-2-etendu": Cone(0.7289686274, 11745793.39, 600000.0, 8199695.768, PARIS, True),
    "lambert-3": Cone(0.6959127966, 11947992.52, 600000.0, 6791905.085, PARIS, True),
    "lambert-4": Cone(0.6712679322, 12136281.99, 234.358, 7239161.542, PARIS, True),
    "lambert-1-carto": Cone(0.7604059656, 11603796.98, 600000.0, 6657616.674, PARIS, True),
    "lambert-3-carto": Cone(0.6959127966, 11947992.52, 600000.0, 9791905.085, PARIS, True),
    "lambert-4-carto": Cone(0.6712679322, 12136281.99, 234.358, 11239161.542, PARIS, True),
}


def isometric(phi: float, e: float) -> float:
    """ALG0001: latitude in radians to isometric latitude."""
    s = e * sin(phi)
    return log(tan(pi / 4 + phi / 2) * ((1 - s) / (1 + s)) ** (e / 2))


def latitude_of(iso: float, e: float) -> float:
    """ALG0002: the inverse, to 1e-12 radian (a few micrometres)."""
    grown = exp(iso)
    phi = 2 * atan(grown) - pi / 2
    for _ in range(30):
        s = e * sin(phi)
        nearer = 2 * atan(((1 + s) / (1 - s)) ** (e / 2) * grown) - pi / 2
        if abs(nearer - phi) < 1e-12:
            break
        phi = nearer
    return nearer


@cache
def secant_cone(
    parallels: tuple[float, float], origin: float, meridian: float, x0: float, y0: float
) -> Cone:
    """ALG0019: a cone through two parallels, on GRS 80. Angles in degrees, x0 and y0 in metres."""
    e = E_GRS80
    phi1, phi2 = map(radians, parallels)

    def normal(phi: float) -> float:
        return A_GRS80 / sqrt(1 - (e * sin(phi)) ** 2)

    ratio = log(normal(phi2) * cos(phi2) / (normal(phi1) * cos(phi1)))
    n = ratio / (isometric(phi1, e) - isometric(phi2, e))
    c = normal(phi1) * cos(phi1) / n * exp(n * isometric(phi1, e))
    ys = y0 + c * exp(-n * isometric(radians(origin), e))
    return Cone(n, c, x0, ys, radians(meridian), on_clarke=False)


def zone_cone(parallel: int) -> Cone:
    """The conic conformal zone CC42 to CC50 of mainland France."""
    north = (parallel - 41) * 1_000_000.0 + 200_000.0
    return secant_cone((parallel - 0.75, parallel + 0.75), parallel, 3.0, 1_700_000.0, north)


NEW_CALEDONIA = secant_cone((-20 - 40 / 60, -22 - 20 / 60), -21.5, 166.0, 400_000.0, 300_000.0)


def on_ellipsoid(x: float, y: float, cone: Cone) -> tuple[float, float]:
    """ALG0004: metres to (longitude, latitude) in radians, on the projection's own ellipsoid."""
    side = copysign(1.0, cone.n)
    radius = side * hypot(x - cone.xs, y - cone.ys)
    angle = atan2(side * (x - cone.xs), side * (cone.ys - y))
    e = E_CLARKE if cone.on_clarke else E_GRS80
    return cone.meridian + angle / cone.n, latitude_of(-log(radius / cone.c) / cone.n, e)


def from_cone(x: float, y: float, cone: Cone) -> tuple[float, float]:
    """Metres to (longitude, latitude) in degrees WGS 84."""
    lon, lat = on_ellipsoid(x, y, cone)
    return _from_ntf(lon, lat) if cone.on_clarke else (degrees(lon), degrees(lat))


def _from_ntf(lon: float, lat: float) -> tuple[float, float]:
    """ALG0009, ALG0013, ALG0012: the height is taken for the ellipsoid's."""
    e2 = E_CLARKE**2
    normal = A_CLARKE / sqrt(1 - e2 * sin(lat) ** 2)
    dx, dy, dz = NTF_TO_WGS84
    x = normal * cos(lat) * cos(lon) + dx
    y = normal * cos(lat) * sin(lon) + dy
    z = normal * (1 - e2) * sin(lat) + dz
    flat, e2 = hypot(x, y), E_GRS80**2
    phi = atan(z / (flat * (1 - e2)))
    for _ in range(6):
        normal = A_GRS80 / sqrt(1 - e2 * sin(phi) ** 2)
        phi = atan((z + e2 * normal * sin(phi)) / flat)
    return degrees(atan2(y, x)), degrees(phi)


_N = F_GRS80 / (2 - F_GRS80)
_RADIUS = A_GRS80 / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)


def from_utm(x: float, y: float, zone: int, *, south: bool) -> tuple[float, float]:
    """Universal transverse Mercator to (longitude, latitude) in degrees. zone: 1 to 60."""
    north = (y - (10_000_000.0 if south else 0.0)) / (SCALE * _RADIUS)
    east = (x - FALSE_EASTING) / (SCALE * _RADIUS)
    xi, eta = north, east
    for rank, beta in enumerate(_BETA, 1):
        xi -= beta * sin(2 * rank * north) * cosh(2 * rank * east)
        eta -= beta * cos(2 * rank * north) * sinh(2 * rank * east)
    tau = sin(xi) / sqrt(sinh(eta) ** 2 + cos(xi) ** 2)
    lat = latitude_of(asinh(tau), E_GRS80)
    return degrees(atan2(sinh(eta), cos(xi))) + 6 * zone - 183, degrees(lat)


def from_web_mercator(x: float, y: float) -> tuple[float, float]:
    """The squares of web maps (EPSG 3857) to (longitude, latitude) in degrees."""
    return degrees(x / A_GRS80), degrees(atan(sinh(y / A_GRS80)))
