"""An evening in a village on a small screen: announced, filled, typed in, kept, counted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.evenings import IT_IS_OVER
from tests.journeys.looking import broken_rules, cut_text, sideways, small_targets
from tests.journeys.signed_in import beside, sign_in
from tests.journeys.walking import NARROW, write_commune

pytestmark = pytest.mark.journey


def fine(page):
    """What is looked at on every page, here in every state of the evening."""
    assert broken_rules(page) + small_targets(page) + cut_text(page) == []


def narrow(page):
    """The same where no script may run, and so no rule can be looked at."""
    assert sideways(page) == []


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_announcement_to_the_report(walk, with_scripts):
    look = fine if with_scripts else narrow

    def press(page, name):
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()
        look(page)

    agent, visitor = (walk(width=NARROW, scripts=with_scripts) for _each in range(2))
    sign_in(agent)
    page = agent.goto("/rencontres/preparer/")
    look(page)
    page.get_by_label("Titre").fill("Soirée de l'essai")
    page.get_by_label("Jour").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.get_by_label("Ou une autre salle").fill("Salle de l'école")
    write_commune(page, "Auroux (48)")
    page.get_by_label("Nombre de places").fill("2")
    press(page, "Préparer")
    press(page, "Annoncer")
    address = page.url.partition("?")[0]
    ref = address.rstrip("/").rpartition("/")[2]

    own = visitor.goto(f"/rencontres/{ref}/")
    look(own)
    own.get_by_label("Prénom").fill("Marie")
    press(own, "Prendre une place")
    expect(own.get_by_role("heading", level=1)).to_have_text("Votre place est notée")

    for name in ("Paul", "Awa"):
        page.goto(f"{address}inscrire/")
        look(page)
        page.get_by_label("Prénom").fill(name)
        page.get_by_label("Par téléphone", exact=False).first.check()
        page.get_by_label("Numéro ou courriel").fill("04 66 00 00 00")
        press(page, "Noter sa place")
    expect(page.get_by_text("la personne est en attente")).to_be_visible()

    press(own, "Rendre ma place")
    expect(own.get_by_role("heading", level=1)).to_have_text("Votre place est rendue")
    page.goto(f"{address}personnes/")
    look(page)
    expect(page.get_by_role("heading", name="À prévenir")).to_be_visible()
    press(page, "C'est dit")
    assert page.get_by_role("heading", name="À prévenir").count() == 0

    beside(agent.origin, IT_IS_OVER, ref)
    page.goto(f"{address}compte-rendu/")
    look(page)
    for box in page.locator("input[name=vient]").all():
        box.check()
    page.locator("#p1-nom").fill("Lise")
    page.locator("#l1-genre").select_option("promesse")
    page.locator("#l1-qui").fill("Personne d'ici")
    page.locator("#l1-mots").fill("montrer le four")
    page.locator("#l1-avec").fill("Lise")
    press(page, "Enregistrer")
    expect(page.get_by_text("n'est pas dans la liste").first).to_be_visible()
    page.locator("#l1-qui").fill("Paul")
    press(page, "Enregistrer")
    expect(page.get_by_role("status").first).to_contain_text("C'est enregistré")

    page.goto("/rencontres/promesses/")
    look(page)
    mine = page.get_by_role("listitem").filter(has_text="montrer le four")
    with page.expect_navigation():
        mine.get_by_role("button", name="Tenue").click()
    assert page.get_by_role("button", name="Tenue : montrer le four").count() == 0

    report = visitor.goto("/rencontres/bilan/?territoire=departement-48")
    look(report)
    expect(report.get_by_role("row", name="Auroux")).to_be_visible()
    look(visitor.goto("/observatoire/prochaines-rencontres/"))


@pytest.mark.parametrize("name", ["presence", "promesses", "affiche"])
def test_each_sheet_is_one_page_of_paper(walk, name):
    agent = walk()
    sign_in(agent)
    page = agent.goto("/rencontres/")
    page.get_by_role("link", name="Soirée des idées à Langogne").click()
    page.wait_for_load_state("load")
    page.goto(f"{page.url}feuilles/{name}/")
    fine(page)
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
