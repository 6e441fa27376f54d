"""Every page of meetings, and how somebody who comes or who holds them gets there."""

from tests.journeys.holding import a_page, seen

LIST, COMING, FULL = "/rencontres/", "Soirée des idées à Langogne", "Café des projets à Florac"
HELD = "Soirée des talents à Villefort"
IT_IS_OVER = """
import sys
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from entrelieux.exchanges.models import Meeting
now = timezone.now()
at = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}
Meeting.objects.filter(ref=sys.argv[1]).update(**at)
"""


def one(begun, name=COMING, who="", tail=""):
    page = seen(begun, who, LIST)
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state("load")
    if tail:
        page.goto(f"{page.url}{tail}")
    return page


def own_seat(begun, name=COMING):
    page = one(begun, name)
    page.locator("#nom").fill("Camille")
    with page.expect_navigation():
        page.locator("#inscription button").click()


def refused(begun):
    page = one(begun)
    with page.expect_navigation():
        page.locator("#inscription button").click()


def more_lines(begun):
    page = one(begun, HELD, "agent", "compte-rendu/")
    page.locator("#p1-nom").fill("Camille")
    with page.expect_navigation():
        page.locator("button[name=plus]").click()


def typed_in(begun):
    """Somebody agrees to be called again, and offers something."""
    page = one(begun, HELD, "agent", "compte-rendu/")
    page.locator("#p1-nom").fill("Camille")
    page.locator("#p1-accord").check()
    page.locator("#l1-genre").select_option("proposition")
    page.locator("#l1-qui").fill("Camille")
    page.locator("#l1-mots").fill("Je montre l'ordinateur aux débutants")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer").click()
    return page


def words_to_read(begun):
    page = typed_in(begun)
    with page.expect_navigation():
        page.locator("a[href*='relire']").click()


def mending(begun):
    page = typed_in(begun)
    page.locator("#saisi summary").click()
    with page.expect_navigation():
        page.locator("#saisi a[href*='corriger']").last.click()


PAGES = {
    "meetings": lambda w: w.goto(LIST),
    "meeting": one,
    "meeting-full": lambda w: one(w, FULL),
    "meeting-refused": refused,
    "meeting-seat": own_seat,
    "meeting-waiting": lambda w: own_seat(w, FULL),
    "meeting-held": lambda w: one(w, HELD),
    "meeting-prepare": a_page("agent", "/rencontres/preparer/"),
    "meeting-mine": lambda w: one(w, who="agent"),
    "meeting-people": lambda w: one(w, FULL, "agent", "personnes/"),
    "meeting-write-in": lambda w: one(w, COMING, "agent", "inscrire/"),
    "meeting-record": lambda w: one(w, HELD, "agent", "compte-rendu/"),
    "meeting-record-more": more_lines,
    "meeting-record-words": words_to_read,
    "meeting-record-mended": mending,
    "meeting-presence": lambda w: one(w, COMING, "agent", "feuilles/presence/"),
    "meeting-promises": lambda w: one(w, COMING, "agent", "feuilles/promesses/"),
    "meeting-poster": lambda w: one(w, COMING, "agent", "feuilles/affiche/"),
    "promises": a_page("agent", "/rencontres/promesses/"),
    "meetings-report": lambda w: w.goto("/rencontres/bilan/"),
    "meetings-report-refused": lambda w: w.goto("/rencontres/bilan/?du=hier", status=422),
    "meetings-next": lambda w: w.goto("/observatoire/prochaines-rencontres/"),
    "trades": a_page("agent", "/qui-fait-quoi/"),
}
