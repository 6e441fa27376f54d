"""What a page weighs on the wire at a first visit."""

from collections import defaultdict
from typing import Any

from tests.journeys.walking import PATIENCE_MS, Walk

WITHOUT_MAP, WITH_MAP = 60_000, 450_000
MOMENT_MS = 25


class Scales:
    """Bytes received by address, headers and all, for each page gone through.

    No cache is used, so that each page weighs what it does at a first visit.
    """

    def __init__(self, begun: Walk) -> None:
        self.page = begun.page
        self._pages: dict[str, dict[str, float]] = defaultdict(dict)
        self._asked: dict[str, tuple[str, str]] = {}
        self._last = ""
        self._session = session = begun.context.new_cdp_session(begun.page)
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

    def put_away(self) -> None:
        """What is done to the page from now on is not weighed, and finds the cache again."""
        self._session.detach()


def too_heavy(files: dict[str, float]) -> list[str]:
    """What is wrong with the weight of a page without its map, the heaviest files first."""
    if len(files) < 5:
        return [f"style sheets are missing, nothing was weighed: {sorted(files)}"]
    if sum(files.values()) <= WITHOUT_MAP:
        return []
    return [f"{size:.0f} {url}" for url, size in sorted(files.items(), key=lambda f: -f[1])[:6]]
