"""What a page weighs on the wire at a first visit, and whom it asks: on every page, in CI.

Without the map, then with it. The walks themselves refuse any request to another origin.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.journeys.states import PAGES
from tests.journeys.test_map import MAPLIBRE, drawing_chromium, roam  # noqa: F401  fixtures
from tests.journeys.walking import Walk

pytestmark = pytest.mark.journey

WITHOUT_MAP, WITH_MAP = 60_000, 450_000
MAPS = "places-map"
WITH_A_MAP = ("places-filtered", "plans", "plans-of-eight")


@contextmanager
def weighing(begun: Walk) -> Iterator[dict[str, dict[str, float]]]:
    """Bytes received by address, headers and all, for each page gone through, the last one last.

    No cache is used, so that each page weighs what it does at a first visit.
    """
    session = begun.context.new_cdp_session(begun.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    pages: dict[str, dict[str, float]] = defaultdict(dict)
    asked: dict[str, tuple[str, str]] = {}

    def ask(event):
        asked[event["requestId"]] = event["loaderId"], event["request"]["url"]

    def receive(event):
        loader, url = asked[event["requestId"]]
        pages[loader][url] = pages[loader].get(url, 0) + event["encodedDataLength"]

    session.on("Network.requestWillBeSent", ask)
    session.on("Network.loadingFinished", receive)
    yield pages
    session.detach()


def last_page(begun: Walk, pages: dict[str, dict[str, float]]) -> dict[str, float]:
    begun.page.wait_for_load_state("networkidle")
    document = begun.page.url.partition("#")[0]
    return next(files for files in reversed(list(pages.values())) if document in files)


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_weighs_little_without_its_map(walk, name):
    begun = walk()
    with weighing(begun) as pages:
        PAGES[name](begun)
        files = last_page(begun, pages)
    assert len(files) >= 5, "style sheets are missing: nothing was weighed"
    assert sum(files.values()) <= WITHOUT_MAP, sorted(files.items(), key=lambda f: -f[1])[:6]


@pytest.mark.parametrize("name", WITH_A_MAP)
def test_with_its_map_a_page_stays_under_its_weight(roam, name):  # noqa: F811
    begun = roam()
    with weighing(begun) as pages:
        PAGES[name](begun)
        begun.page.locator(MAPS).first.scroll_into_view_if_needed()
        begun.page.locator(f"{MAPS} canvas").first.wait_for()
        files = last_page(begun, pages)
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
