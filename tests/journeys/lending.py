"""Every page of the doors and of introductions, and how two neighbours get there."""

from itertools import count

from tests.journeys.holding import seen
from tests.journeys.walking import write_commune

OFFER = "Je sais réparer les vélos"
_neighbours = count(1)
IDEA = "Mon vélo est cassé, je voudrais apprendre à le réparer"


def go(page, name, role="button"):
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def said(begun, door, words):
    """The second screen: words read back."""
    page = begun.goto(f"/entraide/{door}/")
    page.locator("#mots").fill(words)
    write_commune(page, "Villefort (48800)")
    page.locator("#moyen-telephone").check()
    page.locator("#contact").fill("06 11 22 33 44")
    go(page, "Continuer")
    return page


def kept(begun, door, words, kind):
    """One's own page, once it is said."""
    page = said(begun, door, words)
    page.locator(f"#genre-{kind}").check()
    go(page, "C'est juste")
    go(page, "Voir mon suivi", role="link")
    return page.url


def my_offer(begun):
    kept(begun, "proposer", OFFER, "competence")
    go(begun.page, "Un savoir-faire", role="link")


def my_request(begun):
    kept(begun, "demander", IDEA, "aide_projet")
    go(begun.page, "Un coup de main", role="link")


def asked(begun):
    """Gives the address of the neighbour who is asked, and no other: the same site serves every
    test, where more and more neighbours mend bicycles."""
    words = f"{OFFER} ({next(_neighbours)})"
    neighbour = kept(begun, "proposer", words, "competence")
    my_request(begun)
    proposal = begun.page.locator(".proposals > li", has_text=words)
    with begun.page.expect_navigation():
        proposal.get_by_role("button").click()
    return neighbour


def to_answer(begun):
    begun.goto(asked(begun))
    go(begun.page, "Un coup de main", role="link")


def agreed(begun):
    to_answer(begun)
    go(begun.page, "Oui")


def refused(begun):
    begun.goto("/entraide/demander/")
    go(begun.page, "Continuer")


def animator_at(address):
    return lambda begun: seen(begun, "animator", address)


def one_without_anybody(begun):
    page = seen(begun, "animator", "/entraide/animation/")
    with page.expect_navigation():
        page.locator(".proposals h3 a").first.click()


PAGES = {
    "exchanges": lambda w: w.goto("/entraide/"),
    "exchanges-offers": lambda w: w.goto("/entraide/propositions/?commune=Mende"),
    "exchanges-paper": lambda w: w.goto("/entraide/papier/proposer/"),
    "exchanges-ask": lambda w: w.goto("/entraide/demander/"),
    "exchanges-ask-refused": refused,
    "exchanges-ask-read": lambda w: said(w, "demander", IDEA),
    "exchanges-offer-read": lambda w: said(w, "proposer", OFFER),
    "exchanges-own-offer": my_offer,
    "exchanges-own-request": my_request,
    "exchanges-asked": asked,
    "exchanges-to-answer": to_answer,
    "exchanges-agreed": agreed,
    "exchanges-at-a-desk": lambda w: seen(w, "agent", "/entraide/demander/"),
    "exchanges-to-tell": lambda w: seen(w, "agent", "/entraide/a-prevenir/"),
    "exchanges-animation": animator_at("/entraide/animation/"),
    "exchanges-waiting": one_without_anybody,
    "exchanges-mentors": animator_at("/entraide/animation/parrainages/"),
    "exchanges-map": animator_at("/entraide/carte/"),
    "exchanges-requests": animator_at("/entraide/demandes/"),
}
