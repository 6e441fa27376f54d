"""Plane coordinates come back to degrees. The pairs were computed by PROJ 9 (EPSG registry)."""

from math import cos, hypot, radians

import pytest

from entrelieux.engine.records.columns import projections
from entrelieux.engine.records.columns.systems import SYSTEMS, to_degrees

PARIS, BREST = (2.3488, 48.8534), (-4.4861, 48.3904)
STRASBOURG, PERPIGNAN = (7.7521, 48.5734), (2.8954, 42.6887)
AJACCIO, LYON = (8.7386, 41.9192), (4.8357, 45.764)
NOUMEA = (166.4580, -22.2758)
KNOWN = [
    ("lambert-93", (652216.626, 6861681.5), PARIS),
    ("lambert-93", (146632.979, 6836262.327), BREST),
    ("lambert-93", (1050362.695, 6840899.647), STRASBOURG),
    ("lambert-93", (691417.338, 6176570.523), PERPIGNAN),
    ("lambert-93", (1176667.561, 6108273.283), AJACCIO),
    ("lambert-2-etendu", (600902.721, 2428339.803), PARIS),
    ("lambert-2-etendu", (95210.271, 2398759.847), BREST),
    ("lambert-2-etendu", (999472.191, 2410952.534), STRASBOURG),
    ("lambert-2-etendu", (645905.172, 1742961.895), PERPIGNAN),
    ("lambert-1-carto", (600902.192, 1128104.52), PARIS),
    ("lambert-1", (600902.192, 128104.52), PARIS),
    ("lambert-2", (794390.283, 87943.39), LYON),
    ("lambert-3", (645804.069, 43362.474), PERPIGNAN),
    ("lambert-4", (530797.627, 178459.558), AJACCIO),
    ("cc43", (1691428.49, 2165425.891), PERPIGNAN),
    ("cc46", (1842779.109, 5175416.428), LYON),
    ("cc48", (1146480.416, 7270301.303), BREST),
    ("cc49", (1652215.349, 8183903.184), PARIS),
    ("utm-20n", (635739.99, 1769183.673), (-61.7314, 15.9985)),
    ("utm-20n", (709096.316, 1616759.733), (-61.0588, 14.6161)),
    ("utm-22n", (354363.155, 544229.782), (-52.3135, 4.9224)),
    ("utm-40s", (338807.609, 7690477.745), (55.4504, -20.8789)),
    ("utm-38s", (524724.521, 8587115.821), (45.2278, -12.7806)),
    ("utm-58s", (650214.884, 7535920.737), NOUMEA),
    ("utm-6s", (227196.001, 8059415.058), (-149.5696, -17.5350)),
    ("utm-1s", (589419.126, 8531574.86), (-176.1745, -13.2816)),
    ("utm-21n", (562801.102, 5181167.597), (-56.1773, 46.7811)),
    ("utm-31n", (452230.092, 5411363.589), PARIS),
    ("utm-30n", (389984.028, 5360759.927), BREST),
    ("utm-32n", (478324.1, 4640838.191), AJACCIO),
    ("lambert-nc", (447201.339, 214033.899), NOUMEA),
    ("mercator", (261467.22, 6250022.951), PARIS),
    ("mercator", (18530019.798, -2544670.687), NOUMEA),
    ("wgs84", BREST, BREST),
]


def away_m(one, other):
    east = (one[0] - other[0]) * cos(radians(other[1]))
    return 111_195 * hypot(east, one[1] - other[1])


@pytest.mark.parametrize(("system", "plane", "point"), KNOWN)
def test_a_point_of_any_system_comes_back_within_ten_metres(system, plane, point):
    assert away_m(to_degrees(system, *plane), point) < 10


def test_every_system_is_tried_against_a_point_that_somebody_else_computed():
    zones = {f"cc{parallel}" for parallel in range(42, 51)}
    carto = {"lambert-3-carto", "lambert-4-carto"}
    twins = {"utm-5s", "utm-7s"}
    assert SYSTEMS.keys() - {name for name, _, _ in KNOWN} <= zones | carto | twins


def test_the_inverse_conic_gives_the_example_that_ign_published():
    """NTG 71, ALG0004: the second point of the test set, in radians, on Clarke's ellipsoid."""
    cone = projections.Cone(
        0.760405966, 11603796.9767, 600000.0, 5657616.674, 0.04079234433, on_clarke=True
    )
    lon, lat = projections.on_ellipsoid(1029705.083, 272723.849, cone)
    assert (lon, lat) == pytest.approx((0.145512099, 0.872664626), abs=1e-8)
