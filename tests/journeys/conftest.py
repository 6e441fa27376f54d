"""A site and a browser of their own, both started once.

The site is another process, because a journey must cross the real server; it lasts as long as
the run. The browser does not outlive this folder: its event loop, running in this thread, would
make Django refuse the database to the tests of other folders.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.server import served
from tests.journeys.walking import NARROW, THREE, WIDE, Walk, open_plans

NO_WEBGL = "--disable-3d-apis"  # else a browser draws maps by software: test_map.py has its own
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    NO_WEBGL,
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no browser to walk in; install it: apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def origin(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served: ``http://127.0.0.1:…``."""
    with served(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def walk(chromium: Browser, origin: str) -> Iterator[Callable[..., Walk]]:
    """Start a walk. Whatever else a test looks at, nothing may be fetched elsewhere nor fail."""
    begun: list[Walk] = []

    def begin(**options: object) -> Walk:
        begun.append(Walk(chromium, origin, **options))
        return begun[-1]

    yield begin
    faults = [fault for one in begun for fault in one.faults()]
    for one in begun:
        one.close()
    assert not faults


@pytest.fixture(params=[NARROW, WIDE], ids=["320px", "1280px"])
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def three(walk: Callable[..., Walk]) -> Callable[..., Walk]:
    """A walk that stands on the plans for three needs from Langogne."""

    def arrive(**options: object) -> Walk:
        begun = walk(**options)
        begun.goto(open_plans(begun.context, "Langogne", THREE, a_distance="on"))
        return begun

    return arrive
