"""Every page of a network: who reads it, who joins it, who welcomes and writes its charter."""

from playwright.sync_api import Page

from tests.journeys.holding import a_page, leave, seen
from tests.journeys.walking import Walk, write_commune

NETWORK = "/reseaux/reseau-fictif-lozere/"


def joined(begun: Walk) -> Page:
    """Somebody who asks, without an account; then their own page."""
    page = begun.goto(f"{NETWORK}adherer/")
    page.locator("label", has_text="Fabriquer et réparer").first.click()
    write_commune(page, "Mende")
    page.locator("#nom").fill("Ninon Essai")
    page.locator("input[name=signe]").check()
    assert leave(page, "Demander à être membre") == 200
    token = page.url.partition("/suivi/")[2].partition("/")[0]
    return begun.goto(f"/suivi/{token}/reseau/")


def refused(begun: Walk) -> None:
    assert leave(begun.goto(f"{NETWORK}adherer/"), "Demander à être membre") == 422


def asking(begun: Walk) -> Page:
    """One of those who ask to join, opened by who animates."""
    page = seen(begun, "animator", f"{NETWORK}demandes/")
    with page.expect_navigation():
        page.locator("main .handover a").first.click()
    return page


def structure(begun: Walk) -> Page:
    page = seen(begun, "agent", NETWORK)
    with page.expect_navigation():
        page.locator("main a[href*='/structure/']").first.click()
    return page


PAGES = {
    "networks": lambda w: w.goto("/reseaux/"),
    "network": lambda w: w.goto(NETWORK),
    "network-animated": a_page("animator", NETWORK),
    "network-members": lambda w: w.goto(f"{NETWORK}membres/"),
    "network-members-inside": a_page("animator", f"{NETWORK}membres/"),
    "network-threshold": lambda w: w.goto(f"{NETWORK}seuil/"),
    "network-threshold-animated": a_page("animator", f"{NETWORK}seuil/"),
    "charter": lambda w: w.goto(f"{NETWORK}charte/"),
    "charter-before": lambda w: w.goto(f"{NETWORK}charte/1/"),
    "charter-written": a_page("animator", f"{NETWORK}charte/ecrire/"),
    "join": lambda w: w.goto(f"{NETWORK}adherer/"),
    "join-refused": refused,
    "member": joined,
    "members-asking": a_page("animator", f"{NETWORK}demandes/?numero=3"),
    "member-asking": asking,
    "structure-member": structure,
}
