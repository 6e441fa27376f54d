"""A first visit behind a throttled line: when is the first line painted, and can it be followed?

Chromium throttles request by request: what it calls latency is added to each of them, however
many are asked together. Three lines are measured: 1.6 Mbit/s and 150 ms, as « fast 3G » is
usually written; the same as Lighthouse applies it by request (562.5 ms, and a tenth less
throughput), which counts the trips that opening a connection takes; and a slow 3G.
"""

import gzip
import html
import json
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from bench.load.scenario import first_pages

Row = dict[str, Any]
VISITS = 3
USABLE_S = 2.0
TIMEOUT_MS = 60_000.0
PHONE = {"width": 360, "height": 640}
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


class Line(NamedTuple):
    """Bits a second down and up; milliseconds added to each request."""

    name: str
    down: float
    up: float
    latency_ms: float


LINES = (
    Line("3G, 1,6 Mbit/s, 150 ms", 1_600_000, 750_000, 150),
    Line("3G de Lighthouse, 1,44 Mbit/s, 562 ms", 1_440_000, 675_000, 562.5),
    Line("3G lente, 400 kbit/s, 400 ms", 400_000, 400_000, 400),
)
FIRST = {
    "liste, une commune": ".directory-list a[href^='/lieux/']",
    "liste, tout le pays": ".directory-list a[href^='/lieux/']",
    "parcours": ".step a[href]",
}
WATCH = """
((selector) => {
  window.usable = new Promise((resolve) => {
    const look = () => {
      const painted = performance.getEntriesByName("first-contentful-paint").length > 0;
      const link = document.querySelector(selector);
      const box = link && link.getBoundingClientRect();
      const shown = box && box.width > 0 && box.height > 0 && link.checkVisibility();
      if (painted && shown && document.readyState !== "loading") {
        resolve(performance.now());
      } else if (performance.now() < %d) {
        requestAnimationFrame(look);
      } else {
        resolve(NaN);
      }
    };
    requestAnimationFrame(look);
  });
})(%s)
"""


def first_visits(origin: str) -> Iterator[Row]:
    """For each line and page: seconds until it can be used, beside its text alone."""
    found = shutil.which("chromium")
    if found is None:
        yield {"name": "première visite : chromium absent, rien à mesurer", "value": "", "unit": ""}
        return
    pages = first_pages()  # Django refuses the database to the thread of the browser
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            for name, path in pages.items():
                yield from _page(browser, name, origin + path, FIRST[name])
        finally:
            browser.close()


def _page(browser: Browser, name: str, address: str, selector: str) -> Iterator[Row]:
    bare = bare_page(text_of(browser, address))
    with kept_by_a_server(bare) as beside:
        for line in LINES:
            ours = [_visit(browser, address, selector, line) for _ in range(VISITS)]
            plain = [_visit(browser, beside, "a", line) for _ in range(VISITS)]
            value, peer = statistics.median(ours), statistics.median(plain)
            yield {
                "name": f"première visite, {name}, {line.name}",
                "value": value,
                "unit": f"s, cible {USABLE_S:.0f}" if line is LINES[0] else "s",
                "peer": f"son texte seul {peer:.2f} s",
                "ratio": value / peer,
            }


def text_of(browser: Browser, address: str) -> str:
    """What the page says, as it is read on the screen."""
    page = browser.new_page(viewport=PHONE)
    try:
        page.goto(address, timeout=TIMEOUT_MS)
        return page.inner_text("body")
    finally:
        page.close()


def bare_page(text: str) -> bytes:
    """The text without style nor script; its first line is a link."""
    first, *lines = [html.escape(line) for line in text.splitlines() if line.strip()]
    said = "\n".join(f"<p>{line}</p>" for line in lines)
    page = f'<!doctype html><meta charset="utf-8"><p><a href="/">{first}</a></p>\n{said}\n'
    return gzip.compress(page.encode())


@contextmanager
def kept_by_a_server(page: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_request(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def _visit(browser: Browser, address: str, selector: str, line: Line) -> float:
    """Seconds from the click to a first line that is painted and can be followed."""
    context = browser.new_context(viewport=PHONE)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": line.latency_ms,
                "downloadThroughput": line.down / 8,
                "uploadThroughput": line.up / 8,
            },
        )
        page.add_init_script(WATCH % (TIMEOUT_MS, json.dumps(selector)))
        page.goto(address, timeout=TIMEOUT_MS, wait_until="commit")
        return float(page.evaluate("() => window.usable")) / 1000
    finally:
        context.close()
