"""What a page weighs with its map at a first visit; without, each is weighed as it is looked at.

The walks themselves refuse any request to another origin.
"""

import pytest

from tests.journeys.scales import WITH_MAP, Scales
from tests.journeys.states import PAGES
from tests.journeys.test_map import MAPLIBRE, drawing_chromium, roam  # noqa: F401  fixtures

pytestmark = pytest.mark.journey

MAPS = "places-map"
WITH_A_MAP = ("places-filtered", "plans", "plans-of-eight")


@pytest.mark.parametrize("name", WITH_A_MAP)
def test_with_its_map_a_page_stays_under_its_weight(roam, name):  # noqa: F811
    begun = roam()
    scales = Scales(begun)
    PAGES[name](begun)
    begun.page.locator(MAPS).first.scroll_into_view_if_needed()
    begun.page.locator(f"{MAPS} canvas").first.wait_for()
    begun.page.wait_for_load_state("networkidle")
    files = scales.last_page()
    assert any("maplibre" in url for url in files), "the map was not there"
    # The browser counts what a worker asks for apart from what its page does.
    worker = (MAPLIBRE / "maplibre-gl-worker.mjs.br").stat().st_size
    assert sum(files.values()) + worker <= WITH_MAP, sorted(files.items(), key=lambda f: -f[1])[:6]


def test_every_page_that_has_a_map_is_of_a_kind_weighed_with_it(walk):
    """A list around a commune, and plans: a new kind of page with a map must be added here."""
    begun = walk()
    kinds = set()
    for name in ("home", "place", "places", "compare", "swap", "paper", *WITH_A_MAP):
        PAGES[name](begun)
        if begun.page.locator(MAPS).count():
            kinds.add(name)
    assert kinds == set(WITH_A_MAP)
