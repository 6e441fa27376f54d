"""An hour of an animator's work: a file received, its doubts, pairs, a campaign, what came of it.

Each page is looked at as it comes, wide and narrow, and photographed into ``var/captures/heure``.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from scripts.screenshots import CAPTURES
from tests.journeys import hour
from tests.journeys.looking import broken_rules, cut_text, small_targets
from tests.journeys.server import served
from tests.journeys.signed_in import beside
from tests.journeys.walking import HEIGHTS, NARROW, WIDE, Walk, text

pytestmark = pytest.mark.journey

PLAY = """
import json
import django
django.setup()
from tests.journeys.hour import play
print(json.dumps(play()))
"""
LETTER = """
import sys
import django
django.setup()
from tests.journeys.hour import letter_to
print(letter_to(sys.argv[1]))
"""
FILE = {"name": "lieux-2026-10-15.csv", "mimeType": "text/csv"}
ROWS_PUBLISHED = 7


@pytest.fixture(scope="module")
def empty(chromium_path, tmp_path_factory) -> Iterator[str]:
    """Where a site is served that shows no fictional network."""
    with served(tmp_path_factory.mktemp("hour"), is_demo=False) as address:
        yield address


class Hour:
    """Rose's browser, and the album of her hour."""

    def __init__(self, begun: Walk, album: list[str]) -> None:
        self.begun, self.page, self.album = begun, begun.page, album

    def look(self, name: str) -> str:
        """Photograph a page twice, and say what it reads; nothing on it may be out of order."""
        self.album.append(name)
        found = {}
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            found[width] = broken_rules(self.page) + small_targets(self.page) + cut_text(self.page)
            path = CAPTURES / "heure" / f"{len(self.album):02}-{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True, animations="disabled")
        assert {width: faults for width, faults in found.items() if faults} == {}, name
        return text(self.page)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def fill(self, **said: str) -> None:
        for name, value in said.items():
            self.page.locator(f"#{name}").fill(value)


def test_an_hour_of_an_animators_work(chromium, empty):
    rose, place = Walk(chromium, empty), Walk(chromium, empty)
    session = json.loads(beside(empty, PLAY).splitlines()[-1])
    rose.context.add_cookies([{"url": empty, **session}])
    album: list[str] = []
    hour_of_rose, at_the_place = Hour(rose, album), Hour(place, album)
    brings_a_file(hour_of_rose)
    judges_pairs(hour_of_rose)
    campaign = asks_places(hour_of_rose)
    answers(at_the_place, letter_of(empty))
    reads_the_answer(hour_of_rose, campaign)
    faults = rose.faults() + place.faults()
    rose.close()
    place.close()
    assert not faults


def brings_a_file(rose: Hour) -> None:
    rose.begun.goto("/echanges/")
    rose.look("echanges")
    rose.page.locator("#fichier").set_input_files([FILE | {"buffer": hour.received()}])
    rose.fill(producteur=hour.PRODUCER)
    rose.press("Lire les colonnes")
    said = rose.look("colonnes")
    assert "3 colonnes à vérifier" in said
    assert chosen(rose.page, "X") == "Latitude (degrés (WGS 84))"
    assert chosen(rose.page, "Ouverture") == "Horaires"
    column(rose.page, "Fauteuil").select_option("")
    rose.press("Voir les lignes")
    said = rose.look("lignes")
    assert f"Lignes publiées avec une remarque {ROWS_PUBLISHED}" in said
    assert "une commune de votre territoire" in said
    assert "lun.–ven. 9 h–12 h, 14 h–17 h 30" in said
    assert "quand la lumière est allumée" in said
    rose.fill(nom="Fichier de l'association")
    rose.press("Publier ces lieux")
    assert f"{ROWS_PUBLISHED} lignes sont publiées" in rose.look("publie")


def judges_pairs(rose: Hour) -> None:
    rose.follow("Doublons")
    assert "3 paires à regarder" in rose.look("doublons")
    rose.follow(f"Comparer : {hour.SAULES}")
    rose.look("paire")
    rose.page.locator("input[name=choix_horaires][value=autre]").check()
    rose.press("C'est le même lieu")
    assert "Repris de l'autre fiche : Horaires" in rose.look("reunies")
    rose.press("Annuler cet avis")
    assert "comme avant" in rose.look("annule")
    rose.follow("Les comparer à nouveau")
    rose.page.locator("input[name=choix_horaires][value=autre]").check()
    rose.press("C'est le même lieu")
    rose.follow("Les autres paires")
    rose.press("Ce sont deux lieux : Atelier du Pont Neuf")
    rose.look("deux-lieux")
    rose.follow("Ce qui a été dit")
    rose.look("avis")


def asks_places(rose: Hour) -> str:
    """Where the campaign is followed."""
    rose.follow("Fiches à confirmer")
    assert "Aucune campagne" in rose.look("campagnes")
    rose.follow("Demander à des lieux")
    rose.press("Voir les lieux")
    said = rose.look("qui")
    assert said.count("Trois Saules") == 1  # united: asked once
    rose.fill(nom="Automne 2026")
    rose.press("Envoyer")
    assert "0 réponses sur" in rose.look("campagne")
    return rose.page.url


def letter_of(origin: str) -> str:
    """The path that a place was sent."""
    found = re.search(r"http\S+/c/\S+", beside(origin, LETTER, hour.MAILS[hour.GENETS]))
    assert found
    return urlsplit(found[0]).path


def answers(place: Hour, path: str) -> None:
    """A place confirms its sheet by correcting what is not right any more, without an account."""
    place.begun.goto(path)
    place.look("fiche-demandee")
    place.fill(telephone="04 66 00 09 09", mardi="9h-12h / 14h-18h", adresse="11 rue des Genêts")
    place.press("Relire avant d'enregistrer")
    assert "Rien n'est encore enregistré" in place.look("relire")
    place.press("C'est cela, enregistrer")
    assert "Vous avez corrigé votre fiche" in place.look("merci")


def reads_the_answer(rose: Hour, campaign: str) -> None:
    rose.page.goto(campaign)
    said = rose.look("reponses")
    assert "1 réponse sur" in said
    assert "À décider : le lieu propose" in said
    rose.press(f"Accepter : {hour.GENETS}")
    rose.follow(hour.GENETS)
    assert "11 rue des Genêts" in rose.look("fiche")
    rose.page.goto(f"{rose.page.url}histoire/")
    assert "selon : le lieu, par un lien" in rose.look("histoire")
    rose.begun.goto("/lieux/mouvements/")
    said = rose.look("mouvements")
    for words in ("ouverts · 1", "partis de la liste · 1", "déplacés · 1", "renommés · 1"):
        assert words in said


def column(page: Page, title: str):
    return page.get_by_label(f"Ce que c'est : {title}", exact=True)


def chosen(page: Page, title: str) -> str:
    return column(page, title).evaluate("choice => choice.selectedOptions[0].text")
