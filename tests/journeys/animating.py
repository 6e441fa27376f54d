"""Pages of who animates a territory: files, pairs, campaigns; and of the places that they ask."""

from collections.abc import Callable
from typing import Any

from tests.journeys import hour
from tests.journeys.holding import a_page, leave, seen
from tests.journeys.walking import Walk

FILES, PAIRS, CAMPAIGNS = "/echanges/", "/lieux/doublons/", "/campagnes/"


def file_refused(begun: Walk) -> None:
    page = seen(begun, "animator", FILES)
    assert leave(page, "Lire les colonnes") == 422


def columns(begun: Walk) -> None:
    page = seen(begun, "animator", FILES)
    sent = {"name": "lieux.csv", "mimeType": "text/csv", "buffer": hour.received()}
    page.locator("#fichier").set_input_files([sent])
    leave(page, "Lire les colonnes")


def rows(begun: Walk) -> None:
    columns(begun)
    leave(begun.page, "Voir les lignes")


def publishing_refused(begun: Walk) -> None:
    """Nothing is published beside the fictional network."""
    rows(begun)
    assert leave(begun.page, "Publier ces lieux") == 422


def pair(begun: Walk) -> None:
    leave(seen(begun, "animator", PAIRS), "Comparer", "link")


def campaign(begun: Walk, tail: str = "") -> None:
    page = seen(begun, "animator", CAMPAIGNS)
    leave(page, "Relecture d’automne", "link")
    if tail:
        begun.goto(page.url + tail)


def nobody_chosen(begun: Walk) -> None:
    page = seen(begun, "animator", f"{CAMPAIGNS}nouvelle/?reseau={{network}}&mois=36")
    page.locator("#nom").fill("Automne")
    for box in page.locator("input[name=lieux]").all():
        box.uncheck()
    assert leave(page, "Envoyer") == 422


def answer_reread(begun: Walk) -> None:
    page = seen(begun, "", "{asked}")
    page.locator("#mardi").fill("9h-12h / 14h-18h")
    leave(page, "Relire avant d'enregistrer")


def answer_refused(begun: Walk) -> None:
    page = seen(begun, "", "{asked}")
    page.locator("#mardi").fill("quand il fait beau")
    assert leave(page, "Relire avant d'enregistrer") == 422


PAGES: dict[str, Callable[[Walk], Any]] = {
    "files": a_page("animator", FILES),
    "files-refused": file_refused,
    "files-columns": columns,
    "files-rows": rows,
    "files-publishing-refused": publishing_refused,
    "pairs": a_page("animator", PAIRS),
    "pairs-one": pair,
    "pairs-said": a_page("animator", f"{PAIRS}avis/"),
    "campaigns": a_page("animator", CAMPAIGNS),
    "campaign": campaign,
    "campaign-letters": lambda w: campaign(w, "lettres/"),
    "campaign-new": a_page("animator", f"{CAMPAIGNS}nouvelle/"),
    "campaign-who": a_page("animator", f"{CAMPAIGNS}nouvelle/?reseau={{network}}&departement=48"),
    "campaign-nobody-chosen": nobody_chosen,
    "asked": a_page("", "{asked}"),
    "asked-reread": answer_reread,
    "asked-refused": answer_refused,
    "asked-answered": a_page("", "{answered}"),
    "asked-gone": lambda w: w.goto("/c/0000-0000-0000-0000/", status=404),
    "place-history": a_page("", "/lieux/{confirmed}/histoire/"),
    "functions": a_page("administrator", "/lieux/{lively}/fonctions/"),
    "functions-add": a_page("administrator", "/lieux/{lively}/fonctions/ajouter/fonction/"),
}
