"""What a page hands to the map that moves: the records of its list, and nothing the list hides."""

import html
import json
import re
from dataclasses import dataclass

import pytest
from django.utils.safestring import mark_safe

from entrelieux.kernel.mapping import Spot, moving_map

DRAWING = mark_safe('<svg class="map"></svg>')


@dataclass(frozen=True)
class Somewhere:
    name: str
    lon: float
    lat: float


HOME = Somewhere('Saint-Chély-d\'Apcher "le bas" <b>', 3.2763, 44.8012)
SPOTS = (
    Spot(1, "lieu-a", 3.5012349, 44.5),
    Spot(2, "lieu-b", None, None),
    Spot(3, "lieu-c", 3.6, 44.6, is_approximate=True),
)


def handed(element, name="map"):
    return json.loads(html.unescape(re.search(rf'data-{name}="([^"]*)"', element)[1]))


def test_the_drawing_stays_in_the_page_and_the_map_comes_with_one_script():
    element = moving_map(DRAWING, SPOTS)
    assert re.search(r"<places-map [^>]*><svg class=\"map\"></svg></places-map>", element)
    assert re.findall(r'<script type="module" src="([^"]+)">', element) == [
        "/static/site/js/map.js"
    ]


def test_records_keep_the_numbers_and_the_order_of_the_list():
    assert handed(moving_map(DRAWING, SPOTS))["spots"] == [
        {"n": 1, "to": "lieu-a", "at": [3.50123, 44.5]},
        {"n": 3, "to": "lieu-c", "at": [3.6, 44.6], "about": True},
    ]


def test_a_name_from_elsewhere_stays_text():
    element = moving_map(DRAWING, SPOTS, around=HOME)
    assert "<b>" not in element
    assert handed(element)["around"] == {"name": HOME.name, "at": [3.2763, 44.8012]}


@pytest.mark.parametrize("spots", [(), (SPOTS[1],)])
def test_without_a_place_to_show_the_drawing_is_given_back(spots):
    assert moving_map(DRAWING, spots, around=HOME) == DRAWING
    assert moving_map("", SPOTS) == ""


def test_one_goes_back_to_the_list_by_its_title_or_by_the_first_line_shown():
    assert handed(moving_map(DRAWING, SPOTS, list_id="resultats"))["list"] == "resultats"
    assert handed(moving_map(DRAWING, SPOTS[1:]))["list"] == "lieu-c"


def test_a_tour_has_its_own_order_skips_what_is_nowhere_and_is_said_to_be_no_road():
    element = moving_map(DRAWING, SPOTS, around=HOME, tour=(3, 2, 1))
    assert handed(element)["tour"] == [3, 1]
    assert "pas une route" in handed(element, "words")["tour"]
    for without in (
        moving_map(DRAWING, SPOTS, around=HOME),
        moving_map(DRAWING, SPOTS, tour=(1, 3)),
        moving_map(DRAWING, SPOTS, around=HOME, tour=(2,)),
    ):
        assert "tour" not in handed(without)
        assert "tour" not in handed(without, "words")


def test_outlines_are_credited_and_no_tiles_are_asked_for_unless_set(settings):
    element = moving_map(DRAWING, SPOTS)
    assert "tiles" not in handed(element)
    credit = handed(element, "words")["credit"]
    assert "IGN, Licence Ouverte 2.0" in credit
    settings.MAP_TILES_URL = "/tuiles/{z}/{x}/{y}.png"
    settings.MAP_TILES_ATTRIBUTION = "© les gens du cru"
    element = moving_map(DRAWING, SPOTS)
    assert handed(element)["tiles"] == "/tuiles/{z}/{x}/{y}.png"
    assert handed(element, "words")["credit"] == f"{credit} Fond : © les gens du cru."
