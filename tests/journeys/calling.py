"""Every page of calls: who asks for one, who calls back, who animates."""

from playwright.sync_api import Page

from tests.journeys.holding import a_page, leave, seen
from tests.journeys.walking import Walk, write_commune

NETWORK = "/reseaux/reseau-fictif-lozere/"
DOOR, LINE = f"{NETWORK}rappel/", f"{NETWORK}file/"


def asked(begun: Walk) -> Page:
    page = begun.goto(DOOR)
    page.locator("label:has(#genre-envie)").click()
    write_commune(page, "Mende")
    page.locator("#contact").fill("06 39 98 00 00")
    assert leave(page, "Demander un rappel") == 200
    return page


def refused(begun: Walk) -> None:
    assert leave(begun.goto(DOOR), "Demander un rappel") == 422


def again(begun: Walk) -> None:
    """Somebody who has an address asks from there."""
    page = asked(begun)
    with page.expect_navigation():
        page.locator("a[href*='/rappel/reseau-fictif']").click()


def taken(begun: Walk) -> Page:
    """Of a call asked for the occasion: the line of the demonstration stays as it is."""
    asked(begun)
    page = seen(begun, "agent", LINE)
    with page.expect_navigation():
        page.locator(".calls form button").last.click()
    return page


def tried(begun: Walk) -> None:
    leave(taken(begun), "J'ai appelé, personne")


def untold(begun: Walk) -> None:
    """It is done, and what it gave is not said."""
    assert leave(taken(begun), "C'est fait") == 422


def carried_wrongly(begun: Walk) -> None:
    page = seen(begun, "agent", f"{LINE}charge/")
    page.locator("#semaine").fill("0")
    assert leave(page, "Garder") == 422


def ruled_wrongly(begun: Walk) -> None:
    page = seen(begun, "animator", f"{NETWORK}attente/regles/")
    assert leave(page, "Écrire cette règle") == 422


PAGES = {
    "call-ask": lambda w: w.goto(DOOR),
    "call-ask-refused": refused,
    "call-ask-desk": a_page("agent", DOOR),
    "call-own": asked,
    "call-again": again,
    "calls": a_page("agent", LINE),
    "calls-animated": a_page("animator", LINE),
    "call-taken": taken,
    "call-tried": tried,
    "call-untold": untold,
    "calls-load": a_page("animator", f"{LINE}charge/"),
    "calls-load-refused": carried_wrongly,
    "calls-share": a_page("animator", f"{LINE}repartir/"),
    "calls-waiting": lambda w: w.goto(f"{NETWORK}attente/"),
    "calls-rules": a_page("animator", f"{NETWORK}attente/regles/"),
    "calls-rules-refused": ruled_wrongly,
}
