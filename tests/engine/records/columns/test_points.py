"""One point from what cells say of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.records.columns.points import angle_of, number_of, pair_of, placed
from entrelieux.engine.records.columns.systems import MAINLAND, WGS84, system_of

PARIS = (2.3488, 48.8534)
BREST = (-4.4861, 48.3904)
GUADELOUPE = (-61.7314, 15.9985)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("48.85", 48.85),
        ("48,85", 48.85),
        (" -4,5 ", -4.5),
        ("\u22124.5", -4.5),
        ("652 381,25", 652381.25),
        ("652\u202f381,25", 652381.25),
        (48, 48.0),
        ("48.85°", 48.85),
        ("abc", None),
        ("", None),
        ("nan", None),
        ("1e999", None),
        (True, None),
        (None, None),
    ],
)
def test_numbers_are_read_as_people_and_spreadsheets_write_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("48°51'12\"N", 48 + 51 / 60 + 12 / 3600, "lat"),
        ("N 48° 51' 12\"", 48 + 51 / 60 + 12 / 3600, "lat"),
        ("4° 29′ 10″ O", -(4 + 29 / 60 + 10 / 3600), "lon"),
        ("4°29'10''W", -(4 + 29 / 60 + 10 / 3600), "lon"),
        ("48°51,2'", 48 + 51.2 / 60, ""),
        ("-0° 30' 0\"", -0.5, ""),
        ("2.35 E", 2.35, "lon"),
        ("Latitude : 48.85", 48.85, ""),
        ("48 51 12 N", 48 + 51 / 60 + 12 / 3600, "lat"),
        ("20°53'24\"Sud", -(20 + 53 / 60 + 24 / 3600), "lat"),
    ],
)
def test_angles_are_read_with_their_letter(text, degrees, axis):
    found = angle_of(text)
    assert found is not None
    assert found[0] == pytest.approx(degrees)
    assert found[1] == axis


@pytest.mark.parametrize("text", ["", "48°75'", "rue 12", "12 bis", "bonjour", "°"])
def test_what_is_no_angle_is_none(text):
    assert angle_of(text) is None


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("48.8534, 2.3488", ""),
        ("48.8534,2.3488", ""),
        ("48,8534;2,3488", ""),
        ("48,8534, 2,3488", ""),
        ("48.8534 2.3488", ""),
        ("(48.8534, 2.3488)", ""),
        ("lat: 48.8534, lon: 2.3488", "lat-lon"),
        ({"lat": 48.8534, "lon": "2,3488"}, "lat-lon"),
        ('{"latitude": 48.8534, "longitude": 2.3488}', "lat-lon"),
    ],
)
def test_both_coordinates_of_a_cell_are_found(cell, order):
    pair = pair_of(cell)
    assert (pair.first, pair.second, pair.order) == (48.8534, 2.3488, order)


@pytest.mark.parametrize(
    "cell",
    [
        [2.3488, 48.8534],
        "[2.3488, 48.8534]",
        "POINT(2.3488 48.8534)",
        "SRID=4326;POINT (2.3488 48.8534)",
        {"type": "Point", "coordinates": [2.3488, 48.8534]},
        '{"type": "Point", "coordinates": [2.3488, 48.8534, 35]}',
    ],
)
def test_geojson_and_wkt_give_the_longitude_first(cell):
    pair = pair_of(cell)
    assert (pair.first, pair.second, pair.order) == (2.3488, 48.8534, "lon-lat")


@pytest.mark.parametrize("cell", ["", "48.85", "[1]", "{", "a, b", [], {}, "12 rue du Port"])
def test_a_cell_without_a_pair_has_none(cell):
    assert pair_of(cell) is None


@pytest.mark.parametrize(
    ("x", "y", "near", "why"),
    [
        (*PARIS, None, ""),
        (48.8534, 2.3488, None, "inversées"),
        (4.4861, 48.3904, BREST, "signe de la longitude"),
        (61.7314, 15.9985, GUADELOUPE, "signe de la longitude"),
        (-23488, 488534, None, None),
        (23488, 488534, PARIS, "virgule décimale"),
    ],
)
def test_what_cannot_be_right_is_repaired_and_said(x, y, near, why):
    point, said = placed(WGS84, x, y, near)
    if why is None:
        assert said
        return
    assert point == pytest.approx(near or PARIS, abs=1e-4)
    assert why in said


def test_a_point_that_nothing_saves_is_left_out_with_a_reason():
    assert placed(WGS84, 0.0, 0.0) == (None, "coordonnées nulles : laissées de côté")
    point, why = placed(WGS84, 100.0, 60.0)
    assert point is None
    assert "aucun point de France" in why


def test_zones_that_give_points_of_france_alike_are_told_apart_by_the_communes():
    strasbourg = (7.7521, 48.5734)
    pairs = [(407949.379, 5380786.129)] * 3
    assert system_of(pairs, [strasbourg] * 3)[0] == "utm-32n"


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_no_pair_of_numbers_breaks_the_placing(x, y):
    for system in (WGS84, "lambert-93", "utm-40s", "mercator", "lambert-2-etendu"):
        point, why = placed(system, x, y)
        assert point is not None or why


@given(
    st.floats(MAINLAND[0], MAINLAND[2]),
    st.floats(MAINLAND[1], MAINLAND[3]),
)
def test_a_good_point_is_believed_as_it_is(lon, lat):
    assert placed(WGS84, lon, lat) == ((lon, lat), "")
