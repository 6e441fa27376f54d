"""Photograph every page in every state, to be looked at: ``python -m scripts.screenshots``.

Serves the fictional network on a free port with a database of its own, then walks the states that
the tests walk (``tests/journeys/states.py``), at three widths, light and dark. Images go to
``var/captures`` beside ``index.html``, which shows them all.

    python -m scripts.screenshots --only plans --only place
    python -m scripts.screenshots --docs     # the images of the documentation, and nothing else
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
django.setup()  # some states are played by the models themselves

from tests.journeys.server import served  # noqa: E402
from tests.journeys.states import PAGES  # noqa: E402
from tests.journeys.walking import Walk  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
CAPTURES = ROOT / "var/captures"
IMAGES = ROOT / "docs/images"
WIDTHS = {320: 640, 768: 1024, 1280: 900}
THEMES = ("light", "dark")
PAPER = 794  # pixels across an A4 sheet
ON_PAPER = ("paper", "intake-sheet", "place")
IN_ENGLISH = ("home", "intake-said", "plans", "place", "paper")
WITH_A_MAP = ("places-filtered", "plans")
FOR_DOCS = {"accueil": ("home", 1280)}
MOST_IMAGE_BYTES = 200_000
MOST_HEIGHT = 12_000
SETTLED_MS = 1_500  # for a map to be drawn by software
FLAGS = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
NO_MAP = "--disable-3d-apis"
MAP = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@dataclass(frozen=True, slots=True)
class Shot:
    """theme: ``light``, ``dark`` or ``print``. has_map: whether the browser can draw one."""

    state: str
    width: int
    theme: str
    language: str = "fr"
    has_map: bool = False

    @property
    def file(self) -> str:
        parts = [self.state, str(self.width), self.theme]
        parts += ["en"] if self.language == "en" else []
        parts += ["map"] if self.has_map else []
        return f"{'-'.join(parts)}.png"


def all_shots(states: Iterable[str]) -> list[Shot]:
    shots = []
    for state in states:
        shots += [Shot(state, width, theme) for width in WIDTHS for theme in THEMES]
        if state in ON_PAPER:
            shots.append(Shot(state, PAPER, "print"))
        if state in IN_ENGLISH:
            shots.append(Shot(state, 1280, "light", language="en"))
        if state in WITH_A_MAP:
            shots += [Shot(state, width, "light", has_map=True) for width in WIDTHS]
    return shots


def photograph(browser: Browser, origin: str, folder: Path, shots: Iterable[Shot]) -> list[Path]:
    """Take these images into ``folder``; a state is walked once for all its sizes.

    Raises:
        AssertionError: a page was not answered as its state says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_walk: dict[tuple[str, str], list[Shot]] = {}
    for shot in shots:
        by_walk.setdefault((shot.state, shot.language), []).append(shot)
    taken = []
    for (state, language), together in by_walk.items():
        begun = Walk(browser, origin, language="fr-FR" if language == "fr" else "en-GB")
        try:
            PAGES[state](begun)
            for shot in together:
                taken.append(folder / shot.file)
                _take(begun.page, shot, taken[-1])
        finally:
            begun.close()
    return taken


def _take(page: Page, shot: Shot, path: Path, *, whole: bool = True) -> None:
    page.set_viewport_size({"width": shot.width, "height": WIDTHS.get(shot.width, 1123)})
    if shot.theme == "print":
        page.emulate_media(media="print", color_scheme="light")
    else:
        page.emulate_media(media="screen", color_scheme=shot.theme)  # type: ignore[arg-type]
    if shot.has_map:
        page.locator("places-map").first.scroll_into_view_if_needed()
        page.locator("places-map canvas").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED_MS)
    page.evaluate("scrollTo(0, 0)")
    if whole:  # a bar that sticks to the foot of the window comes to its own place
        high = min(page.evaluate("document.documentElement.scrollHeight"), MOST_HEIGHT)
        page.set_viewport_size({"width": shot.width, "height": high})
    page.screenshot(path=path, animations="disabled")


def contact_sheet(folder: Path, shots: Iterable[Shot]) -> Path:
    """One page that shows every image, state by state."""
    rows: dict[str, list[Shot]] = {}
    for shot in shots:
        rows.setdefault(shot.state, []).append(shot)
    body = "".join(
        f"<h2 id='{escape(state)}'>{escape(state)}</h2><div>"
        + "".join(
            f"<figure><a href='{escape(s.file)}'><img src='{escape(s.file)}' loading='lazy' "
            f"alt='{escape(state)}, {s.width} px, {s.theme}'></a>"
            f"<figcaption>{s.width} px · {s.theme} · {s.language}"
            f"{' · carte' if s.has_map else ''}</figcaption></figure>"
            for s in row
        )
        + "</div>"
        for state, row in rows.items()
    )
    style = (
        "body{font:15px system-ui;margin:2rem;background:#e9e6df;color:#22302a}"
        "div{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}"
        "figure{margin:0;inline-size:14rem}"
        "img{inline-size:100%;max-block-size:22rem;object-fit:cover;object-position:top;"
        "border:1px solid #857a66}figcaption{font-size:.85rem}"
    )
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><html lang='fr'><meta charset='utf-8'><title>Captures</title>"
        f"<style>{style}</style><h1>{sum(map(len, rows.values()))} captures</h1>{body}</html>",
        encoding="utf-8",
    )
    return page


def for_docs(browser: Browser, origin: str) -> list[Path]:
    """The few images that the documentation shows: what one first sees of a page.

    Raises:
        ValueError: an image is too heavy to be shipped.
    """
    IMAGES.mkdir(parents=True, exist_ok=True)
    taken = []
    for name, (state, width) in FOR_DOCS.items():
        begun = Walk(browser, origin, width=width)
        try:
            PAGES[state](begun)
            taken.append(IMAGES / f"{name}.png")
            _take(begun.page, Shot(state, width, "light"), taken[-1], whole=False)
        finally:
            begun.close()
        weight = taken[-1].stat().st_size
        if weight > MOST_IMAGE_BYTES:
            raise ValueError(f"{taken[-1]}: {weight} bytes, at most {MOST_IMAGE_BYTES}")
    return taken


@contextmanager
def _chromium(*flags: str) -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium manque : scripts/install-browser.sh l'installe.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Photographie chaque page dans chaque état.")
    parser.add_argument("--only", action="append", choices=sorted(PAGES), help="un état, ou plus")
    parser.add_argument("--out", type=Path, default=CAPTURES, help="dossier des images")
    parser.add_argument("--docs", action="store_true", help="seulement celles de la documentation")
    asked = parser.parse_args(arguments)
    start = time.monotonic()
    shots = all_shots(asked.only or PAGES)
    with tempfile.TemporaryDirectory() as scratch, served(Path(scratch)) as origin:
        with _chromium(NO_MAP) as browser:
            if asked.docs:
                print(*for_docs(browser, origin), sep="\n")
                return 0
            photograph(browser, origin, asked.out, [s for s in shots if not s.has_map])
        with _chromium(*MAP) as browser:
            photograph(browser, origin, asked.out, [s for s in shots if s.has_map])
    page = contact_sheet(asked.out, shots)
    print(f"{len(shots)} images en {time.monotonic() - start:.0f} s : {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
