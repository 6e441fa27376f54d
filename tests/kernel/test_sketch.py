"""The schematic map: true to scale, everything inside, nothing hidden, no text that runs."""

import re
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.kernel import sketch, ui


@dataclass
class Town:
    name: str
    lon: float
    lat: float


@dataclass
class Stop:
    number: int
    lon: float | None
    lat: float | None
    is_approximate: bool = False


LANGOGNE = Town("Langogne", 3.855, 44.727)
points = st.tuples(st.floats(2.5, 5.0), st.floats(43.5, 46.0))
towns = st.lists(
    st.builds(Town, st.text(max_size=30), st.floats(2, 6), st.floats(43, 47)), max_size=9
)


def drawn(stops, around=(), origin=LANGOGNE):
    return sketch.plan_map(origin, stops, list(around), title="Carte", ref="carte")


def numbers(svg):
    found = re.findall(r'class="map__number"[^>]*>([\d ]+)<', svg)
    return sorted(int(n) for group in found for n in group.split())


@given(st.lists(points, min_size=1, max_size=6), towns)
@settings(deadline=None, max_examples=80)
def test_every_step_is_drawn_once_and_inside_the_frame(places, around):
    stops = [Stop(n, lon, lat) for n, (lon, lat) in enumerate(places, 1)]
    svg = drawn(stops, around)
    assert numbers(svg) == [stop.number for stop in stops]
    for x, y in re.findall(r'class="map__number" x="([\d.-]+)" y="([\d.-]+)"', svg):
        assert 0 < float(x) < sketch.WIDTH
        assert 0 < float(y) < sketch.HEIGHT


@given(points, points)
@settings(deadline=None, max_examples=60)
def test_a_point_of_the_frame_lies_within_its_bounds(one, other):
    frame = sketch.frame_around([one, other])
    lon_min, lat_min, lon_max, lat_max = frame.bounds()
    for lon, lat in (one, other):
        assert lon_min <= lon <= lon_max
        assert lat_min <= lat <= lat_max
    x, y = frame.at(lon_min, lat_max)
    assert (round(x, 6), round(y, 6)) == (0, 0)


@given(st.floats(0.001, 5))
def test_the_scale_bar_is_round_and_as_long_as_it_fits(km_per_unit):
    length = sketch.scale_km(km_per_unit)
    assert 40 <= length / km_per_unit <= 100 + 1e-9
    assert re.fullmatch(r"[125]0*", f"{length * 1e6:.0f}")


def test_a_degree_north_is_111_km_at_the_scale_shown():
    frame = sketch.frame_around([(3.0, 44.0), (3.0, 45.0)])
    (_, south), (_, north) = frame.at(3.0, 44.0), frame.at(3.0, 45.0)
    assert abs((south - north) * frame.km - 111.32) < 0.01
    (west, _), (east, _) = frame.at(2.0, 44.5), frame.at(3.0, 44.5)
    assert abs((east - west) * frame.km - 79.4) < 0.1


def test_steps_at_one_spot_share_a_marker_and_remote_ones_have_none():
    svg = drawn([Stop(1, 3.9, 44.8), Stop(2, 3.9, 44.8), Stop(3, None, None)])
    assert re.findall(r'class="map__number"[^>]*>([\d ]+)<', svg) == ["1 2"]


def test_a_plan_without_any_place_has_no_map():
    assert drawn([Stop(1, None, None)]) == ""


def test_a_name_is_text_and_never_markup():
    svg = drawn([Stop(1, 3.9, 44.8)], [Town("<script>&", 3.8, 44.75)], Town("<b>&", 3.855, 44.727))
    assert "<script" not in svg
    assert "<b>" not in svg


def test_minutes_are_said_as_people_say_them():
    assert [ui.duration(n) for n in (0, 48, 60, 65, 130)] == [
        "0 min", "48 min", "1 h", "1 h 05", "2 h 10",
    ]  # fmt: skip
    assert ui.number(24201) == "24\u202f201"


def test_an_unknown_icon_is_a_plain_dot():
    assert "#circle-dot" in ui.icon("no-such-icon")
    assert "#map-pin" in ui.icon("map-pin")


def test_a_code_holds_one_square_for_each_dark_cell_and_says_what_it_is():
    svg = ui.qr_code("http://localhost/parcours/abc/", 'Code "ici"')
    assert 'aria-label="Code &quot;ici&quot;"' in svg
    assert svg.count("M") > 200
    assert "style" not in svg


TWO = (Stop(1, 3.9, 44.75), Stop(2, 3.7, 44.6))


def lines(svg):
    return [
        tuple(float(v) for v in found)
        for found in re.findall(
            r'class="map__way" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"', svg
        )
    ]


def spots(svg, stops=TWO):
    frame = sketch.frame_of(LANGOGNE, stops)
    places = [(LANGOGNE.lon, LANGOGNE.lat), *((s.lon, s.lat) for s in stops)]
    return [tuple(round(v, 1) for v in frame.at(*place)) for place in places]


def test_a_tour_is_one_line_from_home_through_the_steps_in_its_order_and_back():
    for tour in ((1, 2), (2, 1)):
        svg = sketch.plan_map(LANGOGNE, TWO, [], title="Carte", ref="c", tour=tour)
        home, *steps = spots(svg)
        way = [home, *(steps[n - 1] for n in tour), home]
        assert lines(svg) == [(*a, *b) for a, b in pairwise(way)]
        assert svg.count('class="map__arrow"') == 3


def test_without_a_tour_a_line_leads_from_home_to_each_step():
    svg = drawn(TWO)
    home, *steps = spots(svg)
    assert lines(svg) == [(*home, *step) for step in steps]
    assert "map__arrow" not in svg


@given(st.lists(points, min_size=1, max_size=6), st.randoms())
@settings(deadline=None, max_examples=60)
def test_any_tour_can_be_drawn_and_a_stop_that_is_not_on_the_map_undoes_it(places, draw):
    stops = [Stop(n, lon, lat) for n, (lon, lat) in enumerate(places, 1)]
    order = [stop.number for stop in stops]
    draw.shuffle(order)
    svg = sketch.plan_map(LANGOGNE, stops, [], title="Carte", ref="carte", tour=order)
    assert numbers(svg) == sorted(order)
    beyond = sketch.plan_map(LANGOGNE, stops, [], title="Carte", ref="carte", tour=[*order, 99])
    assert beyond == drawn(stops)


def test_a_shaded_surface_stays_within_the_drawing_and_under_the_rest():
    wide = [(0.0, 40.0), (9.0, 40.0), (9.0, 50.0), (0.0, 50.0), (0.0, 40.0)]
    tiny = [(3.85, 44.72), (3.850001, 44.72), (3.85, 44.720001), (3.85, 44.72)]
    svg = sketch.plan_map(LANGOGNE, TWO, [], title="Carte", ref="c", areas=[wide, tiny])
    path = re.search(r'<path class="map__halo" d="([^"]+)"/>', svg)
    numbers = [int(one) for one in re.findall(r"-?\d+", path[1])]
    assert max(numbers) <= sketch.WIDTH + sketch.EDGE
    assert min(numbers) >= -sketch.EDGE
    assert path[1].count("M") == 1
    assert path.start() < svg.index("map__pin")
