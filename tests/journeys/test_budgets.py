"""What a page weighs on the wire at a first visit, and whom it asks: on every page, in CI.

Without the map, then with it. The walks themselves refuse any request to another origin.
"""

from collections import defaultdict
from typing import Any

import pytest

from tests.journeys.states import PAGES
from tests.journeys.test_map import MAPLIBRE, drawing_chromium, roam  # noqa: F401  fixtures
from tests.journeys.walking import PATIENCE_MS, Walk

pytestmark = pytest.mark.journey

WITHOUT_MAP, WITH_MAP = 60_000, 450_000
MOMENT_MS = 25
MAPS = "places-map"
WITH_A_MAP = ("places-filtered", "plans", "plans-of-eight")


class Scales:
    """Bytes received by address, headers and all, for each page gone through.

    No cache is used, so that each page weighs what it does at a first visit.
    """

    def __init__(self, begun: Walk) -> None:
        self.page = begun.page
        self._pages: dict[str, dict[str, float]] = defaultdict(dict)
        self._asked: dict[str, tuple[str, str]] = {}
        self._last = ""
        session = begun.context.new_cdp_session(begun.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._receive)
        session.on("Network.loadingFailed", lambda event: self._asked.pop(event["requestId"], None))

    def _ask(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document":
            self._last = event["loaderId"]
        self._asked[event["requestId"]] = event["loaderId"], event["request"]["url"]

    def _receive(self, event: dict[str, Any]) -> None:
        loader, url = self._asked.pop(event["requestId"], ("", ""))
        files = self._pages[loader]
        files[url] = files.get(url, 0) + event["encodedDataLength"]

    def settle(self) -> None:
        """Wait for all that was asked for: sooner known here than by half a second of silence."""
        self.page.wait_for_load_state("load")
        for _ in range(PATIENCE_MS // MOMENT_MS):
            self.page.wait_for_timeout(MOMENT_MS)
            # What a page before still asks for as it is left may never be told to have ended.
            waited = sorted(url for loader, url in self._asked.values() if loader == self._last)
            if not waited:
                return
        raise AssertionError(f"still waiting for {waited}")

    def last_page(self) -> dict[str, float]:
        """What the page in sight has received."""
        document = self.page.url.partition("#")[0]
        return next(files for files in reversed(self._pages.values()) if document in files)


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_weighs_little_without_its_map(walk, name):
    begun = walk()
    scales = Scales(begun)
    PAGES[name](begun)
    scales.settle()
    files = scales.last_page()
    assert len(files) >= 5, "style sheets are missing: nothing was weighed"
    assert sum(files.values()) <= WITHOUT_MAP, sorted(files.items(), key=lambda f: -f[1])[:6]


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
