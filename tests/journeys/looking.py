"""What is looked at on every page: rules of accessibility, room, targets, weight."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "(options) => window.axe && axe.run(options).then((found) => found.violations)"
LOOKS = Path(__file__).with_name("looking.js").read_text()


def _look(page: Page, call: str) -> Any:
    return page.evaluate(f"{LOOKS.rstrip()}.{call}")


def broken_rules(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2, levels A and AA."""
    options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    found = page.evaluate(RUN_AXE, options)
    if found is None:  # its half a megabyte is read once for each page
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN_AXE, options)
    return [
        f"axe {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """A page wider than the window."""
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [] if wide <= window else [f"{wide} px of page in {window} px"]


def small_targets(page: Page) -> list[str]:
    """Targets under 24 px (WCAG 2.5.8)."""
    return _look(page, "smallTargets()")


def cut_text(page: Page) -> list[str]:
    """Text of the main part that is clipped or runs out of the window; a page too wide."""
    return _look(page, "cutText()") + sideways(page)


def cut_when_spaced(page: Page) -> list[str]:
    """The same, with the text spacing that WCAG 1.4.12 lets a reader impose."""
    _look(page, "spaceText(true)")
    found = cut_text(page)
    _look(page, "spaceText(false)")
    return found


def focused(page: Page) -> dict[str, Any] | None:
    """What has the focus, whether its ring shows and whether anything of it is in sight."""
    return _look(page, "focused()")


@contextmanager
def weighed(context: BrowserContext, page: Page) -> Iterator[list[float]]:
    """Bytes received, headers and all, by each request made in the block; no cache is used."""
    sizes: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    yield sizes
    page.wait_for_load_state("networkidle")
    session.detach()
