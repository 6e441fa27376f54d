"""Two neighbours, each on a small phone without scripts: from a sentence to what it was worth.

One proposes what they know; the other says what they look for, reads who could answer and why,
and asks. Each says yes on their own address; then, and only then, each reads how to call the other.
"""

import pytest

from tests.journeys.walking import NARROW, Walk, text, write_commune

pytestmark = pytest.mark.journey

OFFER = "Je sais réparer les vélos et je montre aux autres"
IDEA = "Mon vélo est cassé, je voudrais apprendre à le réparer"
OWN, THEIRS = "06 11 22 33 44", "06 55 66 77 88"


def says(begun: Walk, door: str, words: str, kind: str, *, name: str, number: str) -> None:
    """Through a door, to the address to keep, then to one's own page."""
    page = begun.goto(f"/entraide/{door}/")
    page.locator("#mots").fill(words)
    write_commune(page, "Villefort (48800)")
    page.locator("#moyen-telephone").check()
    page.locator("#contact").fill(number)
    page.locator("#nom").fill(name)
    go(begun, "Continuer")
    assert words in text(page)
    page.locator(f"#genre-{kind}").check()
    go(begun, "C'est juste")
    assert page.url.endswith("/garder/")
    go(begun, "Voir mon suivi", role="link")


def go(begun: Walk, name: str, role: str = "button") -> None:
    with begun.page.expect_navigation():
        begun.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def test_two_neighbours_meet_without_anybody_being_named_too_early(walk):
    helper = walk(width=NARROW, scripts=False)
    says(helper, "proposer", OFFER, "competence", name="Dominique", number=OWN)
    helper_page = helper.page.url

    asker = walk(width=NARROW, scripts=False)
    says(asker, "demander", IDEA, "aide_projet", name="Camille", number=THEIRS)
    asker_page = asker.page.url
    go(asker, "Un coup de main", role="link")
    proposal = asker.page.locator(".proposals > li", has_text=OFFER)
    assert "Réparer un vélo" in proposal.inner_text()
    assert "Dans votre commune" in proposal.inner_text()
    with asker.page.expect_navigation():
        proposal.get_by_role("button").click()
    relation = asker.page.url
    for private in ("Dominique", OWN):
        assert private not in text(asker.page)

    page = helper.goto(helper_page)
    assert "Votre réponse est attendue" in text(page)
    go(helper, "Un coup de main, Villefort", role="link")
    assert IDEA in text(page)
    assert THEIRS not in text(page)
    go(helper, "Oui")
    for shown in ("Camille", THEIRS):
        assert shown in text(page)

    page = asker.goto(relation)
    for shown in ("Dominique", OWN):
        assert shown in text(page)
    go(asker, "Oui, c'est fait")
    page.locator("#issue-start_action").check()
    page.locator("#utile-oui").check()
    go(asker, "C'est fini, le dire")
    assert "J'ai commencé quelque chose" in text(page).replace("’", "'")
    assert OWN not in text(page)
    assert "répondue" in text(asker.goto(asker_page))
