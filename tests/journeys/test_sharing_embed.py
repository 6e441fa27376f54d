"""The list inside a page of another site, in a browser that refuses the cookies of others."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.journeys.conftest import CHROMIUM_FLAGS

pytestmark = pytest.mark.journey

NO_COOKIES = ("--test-third-party-cookie-phaseout", "--block-third-party-cookies")


class Host(BaseHTTPRequestHandler):
    """A page of somebody else, that holds the code they were given."""

    def __init__(self, page, *rest):
        self.page = page
        super().__init__(*rest)

    def do_GET(self):
        body = self.page["html"].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass


@pytest.fixture
def neighbour():
    """(address, page): another host and another port; what ``page["html"]`` says is served."""
    page = {"html": ""}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, page))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/", page
    server.shutdown()
    server.server_close()


@pytest.fixture
def strict(chromium, chromium_path):
    browser = chromium.browser_type.launch(
        executable_path=chromium_path, args=[*CHROMIUM_FLAGS, *NO_COOKIES]
    )
    yield browser
    browser.close()


def code_of(walk, address):
    return walk().goto(address).get_by_label("Le code à coller").input_value()


@pytest.mark.parametrize("wide", [200, 320, 1280])
def test_it_shows_and_searches_without_cookie_nor_script(strict, walk, neighbour, wide):
    address, page = neighbour
    code = code_of(walk, "/integrer/?commune=48080&minutes=60")
    page["html"] = f'<!doctype html><title>Mairie</title><div style="width:{wide}px">{code}</div>'
    context = strict.new_context(java_script_enabled=False, locale="fr-FR")
    outside = context.new_page()
    outside.goto(address)
    inside = outside.frame_locator("iframe")
    lines = inside.locator("li[id^=lieu-]")
    lines.first.wait_for()
    before = lines.count()
    assert inside.locator("svg.map").is_visible()
    inside.get_by_label("Que cherchez-vous").fill("médiathèque")
    inside.get_by_role("button", name="Chercher").click()
    inside.locator("input[name=q][value=médiathèque]").wait_for()
    assert 0 < lines.count() < before
    assert inside.locator("html").evaluate("one => one.scrollWidth <= one.clientWidth")
    with context.expect_page() as opened:
        lines.first.get_by_role("link").click()
    assert "/lieux/" in opened.value.url
    assert outside.url == address
    opened.value.close()
    outside.goto(address)
    assert not [one for one in context.cookies() if one["name"] != "csrf"]
    context.close()


def test_it_takes_the_height_of_its_content_where_that_is_asked(strict, walk, neighbour):
    address, page = neighbour
    code = code_of(walk, "/integrer/?commune=48080&minutes=60&hauteur=auto")
    page["html"] = f"<!doctype html><title>Mairie</title>{code}"
    context = strict.new_context(locale="fr-FR")
    outside = context.new_page()
    outside.goto(address)
    inside = outside.frame_locator("iframe")
    inside.locator("li[id^=lieu-]").first.wait_for()
    whole = "document.querySelector('iframe').height > 600"
    outside.wait_for_function(whole)
    assert inside.locator("html").evaluate("one => one.scrollHeight <= window.innerHeight + 1")
    before = outside.evaluate("document.querySelector('iframe').height")
    outside.evaluate("window.postMessage(['entrelieux:hauteur', 4321], '*')")
    outside.wait_for_timeout(100)
    assert outside.evaluate("document.querySelector('iframe').height") == before
    inside.get_by_label("Que cherchez-vous").fill("rien de tout cela")
    inside.get_by_role("button", name="Chercher").click()
    outside.wait_for_function(f"document.querySelector('iframe').height < {before}")
    context.close()


def test_no_other_page_lets_itself_be_framed(strict, walk, neighbour, origin):
    address, page = neighbour
    page["html"] = f'<!doctype html><title>Mairie</title><iframe src="{origin}/lieux/"></iframe>'
    context = strict.new_context()
    outside = context.new_page()
    outside.goto(address)
    inside = outside.frames[1]
    assert not inside.url.startswith(origin)
    context.close()


def test_the_frame_is_walked_by_keyboard(walk):
    page = walk(width=320).goto("/integrer/lieux/?commune=48080")
    reached = []
    for _turn in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached == ["q", "commune", "BUTTON", "A"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_that_writes_the_code_shows_what_it_gives(walk, width):
    page = walk(width=width).goto("/integrer/?commune=48080")
    preview = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    preview.locator("li[id^=lieu-]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
