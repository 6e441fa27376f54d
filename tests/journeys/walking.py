"""Somebody walks through the site: what they do, and what the browser says meanwhile."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PATIENCE_MS = 20_000
ONE_PAGE = "/parcours/une-page/"
NARROW, WIDE = 320, 1280
HEIGHTS = {NARROW: 640, WIDE: 900}
THREE = ("creer-entreprise", "apprendre-numerique", "tester-activite")
NINE = (
    *(*THREE, "trouver-financement", "faire-demarches-en-ligne", "acces-internet"),
    *("chercher-emploi", "chercher-logement", "garde-enfants"),
)


class Walk:
    """One person's browser. ``page`` is where they are; everything it asks or says is kept."""

    def __init__(
        self,
        browser: Browser,
        origin: str,
        *,
        width: int = WIDE,
        scripts: bool = True,
        language: str = "fr-FR",
    ) -> None:
        self.origin = origin
        self.asked: list[str] = []
        self._said: list[tuple[str, str]] = []
        self._documents: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            base_url=origin,
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=scripts,
            locale=language,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda fault: self._said.append((str(fault.error), "")))
        self.page: Page = self.context.new_page()

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if request.is_navigation_request():
            self._documents.add(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._said.append((message.text, message.location.get("url", "")))

    def goto(self, address: str, status: int = 200) -> Page:
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, address
        return self.page

    def faults(self) -> list[str]:
        """Requests that left the site; errors of scripts, of the policy, of missing files.

        A page answered with 404 or 422 on purpose is an error to the console: not to us.
        """
        away = [url for url in self.asked if not url.startswith(f"{self.origin}/")]
        said = [
            f"{text} ({url})"
            for text, url in self._said
            if not (text.startswith("Failed to load resource") and url in self._documents)
        ]
        return [f"request to {url}" for url in away] + said

    def close(self) -> None:
        self.context.close()


def write_commune(page: Page, name: str) -> None:
    """Type a commune and go on to the next field, as a person does.

    While the field is held, names are proposed a little later, over what comes below: somebody
    who goes on does not meet them, and neither may a click of ours.
    """
    field = page.locator("input[name=commune]")
    field.fill(name)
    field.press("Tab")


def answer(
    page: Page,
    *,
    commune: str | None = None,
    needs: Iterable[str] = (),
    urgent: Iterable[str] = (),
    mode: str = "",
    minutes: int = 0,
    remote: bool = True,
) -> None:
    """Fill the form as a person would: families of needs are unfolded, then boxes ticked."""
    if commune is not None:
        write_commune(page, commune)
    if mode:
        page.locator(f"input[name=mode][value={mode}]").check()
    if minutes:
        page.locator(f"input[name=max_minutes][value='{minutes}']").check()
    for code in needs:
        _tick(page, "besoins", code)
    for code in urgent:
        _tick(page, "urgents", code)
    if not remote:
        page.locator("input[name=a_distance]").uncheck()


def _tick(page: Page, name: str, code: str) -> None:
    box = page.locator(f"input[name={name}][value={code}]")
    for details in page.locator("details", has=box).all():  # the outer first
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
    box.check()


def submit(page: Page) -> Response:
    """Send the form that asks for the commune; the answer after any redirection."""
    with page.expect_navigation() as arrival:
        page.locator("main form:has(input[name=commune]) button:not([type=button])").click()
    return arrival.value


def press(page: Page, leads: str) -> Response:
    """Press the button of a screen that leads to ``suite``, ``retour``, ``plan`` or ``page``."""
    with page.expect_navigation() as arrival:
        page.locator(f"main button[name=vers][value={leads}]").first.click()
    return arrival.value


def follow(page: Page, link: str) -> Response:
    """Follow the first link of the page whose address matches ``link`` (CSS attribute value)."""
    with page.expect_navigation() as arrival:
        page.locator(f"main a[href*='{link}']").first.click()
    return arrival.value


def erase(page: Page) -> Response:
    with page.expect_navigation() as arrival:
        page.locator("main form[action$='/effacer/'] button").click()
    return arrival.value


def ticked(page: Page, name: str = "besoins") -> set[str]:
    boxes = page.locator(f"input[name={name}]:checked")
    return {box.get_attribute("value") or "" for box in boxes.all()}


def open_plans(context: BrowserContext, commune: str, needs: Sequence[str], **said: str) -> str:
    """The address of plans for a situation, without walking the form: it is walked elsewhere.

    said: other fields of the form; ``a_distance="on"`` welcomes remote services.
    """
    form = context.request.get(ONE_PAGE).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    fields = {"mode": "voiture", "max_minutes": "45", "commune": commune, "besoins": needs} | said
    answered = context.request.post(
        ONE_PAGE,
        data=urlencode(fields | {"csrfmiddlewaretoken": token[1]}, doseq=True),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        max_redirects=0,
    )
    assert answered.status == 303, answered.text()
    return answered.headers["location"]


def text(page: Page) -> str:
    """What is read in the main part of the page, with one kind of space."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())
