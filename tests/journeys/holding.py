"""Pages of accounts, of those who hold a mandate, and of a receiver who has no account."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.journeys.signed_in import become, scene_of
from tests.journeys.walking import Walk

SENTENCE = "je veux ouvrir un salon de thé, j'ai pas d'ordinateur et j'ai peur de perdre le RSA"
RECORD = "/comptes-rendus/nouveau/"


def leave(page: Page, name: str, role: str = "button") -> int:
    """Press what leads to another page; the status of that page."""
    with page.expect_navigation() as arrival:
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
    page.wait_for_load_state("load")
    return arrival.value.status


def choose(page: Page, *ids: str) -> int:
    for one in ids:
        page.locator(f"label:has(#{one})").click()
    return len(ids)


def seen(begun: Walk, who: str, address: str) -> Page:
    """An address as somebody of the scene sees it; what it holds is named between braces."""
    if who:
        become(begun, who)
    return begun.goto(address.format(**scene_of(begun.origin)["found"]))


def a_page(who: str, address: str) -> Callable[[Walk], Page]:
    return lambda begun: seen(begun, who, address)


def sign_in_refused(begun: Walk) -> None:
    page = begun.goto("/compte/entrer/")
    page.locator("#id_login").fill("personne@exemple.test")
    page.locator("#id_password").fill("ce n'est pas cela")
    assert leave(page, "Entrer") == 422


def second_factor_asked(begun: Walk) -> None:
    found = scene_of(begun.origin)["found"]
    page = begun.goto("/compte/entrer/")
    page.locator("#id_login").fill(found["login"])
    page.locator("#id_password").fill(found["password"])
    leave(page, "Entrer")
    assert page.url.endswith("/second-facteur/")


def answered_nothing(begun: Walk, who: str, address: str) -> None:
    page = seen(begun, who, address)
    assert leave(page, "Envoyer ma réponse") == 422


def received(begun: Walk, tail: str = "") -> None:
    """At the desk, a visit open for three needs; or one of its pages."""
    page = seen(begun, "agent", "/guichet/")
    page.locator("#mots").fill(SENTENCE)
    leave(page, "Recevoir")
    if tail == "confier":
        leave(page, "Confier", "link")
    elif tail:
        page.wait_for_load_state("networkidle")
        begun.goto(page.url.partition("#")[0] + tail)


def record_written(begun: Walk) -> None:
    page = seen(begun, "agent", RECORD)
    choose(page, "forme-accompagnement", "monde-collectif", "duree-30")
    leave(page, "Enregistrer")


def record_refused(begun: Walk) -> None:
    page = seen(begun, "agent", RECORD)
    choose(page, "activite-collectif")
    assert leave(page, "Enregistrer") == 422


def record_in_conflict(begun: Walk) -> None:
    record_written(begun)
    page = begun.page
    leave(page, "Changer", "link")
    other = begun.context.new_page()
    other.goto(page.url)
    choose(other, "duree-15")
    leave(other, "Enregistrer")
    other.close()
    choose(page, "duree-120")
    assert leave(page, "Enregistrer") == 409


def token_made(begun: Walk, status: int = 200) -> Page:
    """The page that shows a token once; or what is refused when nothing was ticked."""
    page = seen(begun, "animator", "/compte/jetons/nouveau/")
    page.get_by_label("À quoi sert-il").fill("Envoi du tableau de la métropole, chaque lundi")
    if status == 200:
        for box in page.locator("input[name=portees]").all():
            box.check()
    assert leave(page, "Faire ce jeton") == status
    return page


def tokens_listed(begun: Walk) -> None:
    leave(token_made(begun), "Je l'ai copié", "link")


def to_complete_asked(begun: Walk) -> None:
    """Places chosen among those that lack a telephone, before anything is sent to them."""
    page = seen(begun, "animator", "/lieux/qualite/?defaut=telephone-absent")
    page.locator("input[name=lieux]").first.check()
    assert leave(page, "Préparer une demande") == 200


def mending(begun: Walk, telephone: str = "", status: int = 200) -> Page:
    """Somebody says that the telephone of a place is another, and reads it again."""
    listed = begun.goto("/lieux/?commune=Langogne")
    sheet = listed.locator("main ol h3 a").first.get_attribute("href") or ""
    page = begun.goto(f"{sheet.split('?')[0]}corriger/")
    if telephone:
        page.locator("input[name=telephone]").fill(telephone)
        assert leave(page, "Relire avant d'enregistrer") == status
    return page


def suggested(begun: Walk) -> None:
    assert leave(mending(begun, "04 66 11 22 33"), "C'est cela, proposer") == 200


def suggestions(begun: Walk) -> None:
    suggested(begun)
    seen(begun, "animator", "/lieux/propositions/")


ACCOUNTS: dict[str, Callable[[Walk], Any]] = {
    "sign-in": a_page("", "/compte/entrer/"),
    "sign-in-refused": sign_in_refused,
    "sign-in-second-factor": second_factor_asked,
    "sign-in-forgotten": a_page("", "/compte/mot-de-passe/oublie/"),
    "second-factor": a_page("newcomer", "/compte/second-facteur/"),
    "second-factor-application": a_page("newcomer", "/compte/second-facteur/application/"),
    "second-factor-key": a_page("newcomer", "/compte/second-facteur/cle/"),
    "second-factor-codes": a_page("newcomer", "/compte/second-facteur/codes/"),
    "account": a_page("agent", "/compte/"),
    "invitation": a_page("", "/compte/invitation/{invitation}/"),
    "mandates": a_page("administrator", "/compte/autorisations/"),
    "mandates-offer": a_page("administrator", "/compte/autorisations/proposer/"),
    "mandates-offered": a_page("administrator", "/compte/autorisations/invitations/{offered}/"),
    "network-settings": a_page("animator", "/compte/reseaux/{network}/"),
    "tokens-none": a_page("agent", "/compte/jetons/"),
    "tokens": tokens_listed,
    "token-new": a_page("animator", "/compte/jetons/nouveau/"),
    "token-refused": lambda w: token_made(w, 422),
    "token-made": token_made,
    "staff": a_page("operator", "/compte/exploitation/"),
    "staff-open": a_page("operating", "/compte/exploitation/"),
}
REQUESTS: dict[str, Callable[[Walk], Any]] = {
    "requests-to-answer": a_page("adviser", "/passerelles/"),
    "requests-sent": a_page("agent", "/passerelles/?vue=envoyees"),
    "requests-to-tell": a_page("agent", "/passerelles/?vue=a-prevenir"),
    "requests-orphans": a_page("animator", "/passerelles/sans-interlocuteur/"),
    "request-received": a_page("adviser", "/passerelles/{waiting}/"),
    "request-refused": lambda w: answered_nothing(w, "adviser", "/passerelles/{waiting}/"),
    "request-accepted": a_page("adviser", "/passerelles/{accepted}/"),
    "request-to-tell": a_page("agent", "/passerelles/{accepted}/"),
    "request-elsewhere": a_page("agent", "/passerelles/{declined}/confier-ailleurs/"),
    "file": a_page("agent", "/passerelles/suivis/{file}/"),
    "reply": a_page("", "/repondre/{reply}/"),
    "reply-refused": lambda w: answered_nothing(w, "", "/repondre/{reply}/"),
    "reply-given": a_page("", "/repondre/{replied}/"),
    "reply-gone": lambda w: w.goto(f"/repondre/{'x' * 40}/", status=404),
}
COUNTER: dict[str, Callable[[Walk], Any]] = {
    "counter": a_page("agent", "/guichet/"),
    "counter-visit": received,
    "counter-confide": lambda w: received(w, "confier"),
    "counter-guide": lambda w: received(w, "guide/"),
    "counter-why-not": lambda w: received(w, "pourquoi/?qui=maison"),
    "counter-sheet": lambda w: received(w, "feuille/"),
    "records": a_page("agent", "/comptes-rendus/"),
    "record": record_written,
    "record-new": a_page("agent", RECORD),
    "record-refused": record_refused,
    "record-conflict": record_in_conflict,
    "records-take": a_page("agent", "/comptes-rendus/reprendre/"),
}
TERRITORY: dict[str, Callable[[Walk], Any]] = {
    "to-complete": a_page("animator", "/lieux/qualite/"),
    "to-complete-one-lack": a_page("animator", "/lieux/qualite/?defaut=telephone-absent"),
    "to-complete-asked": to_complete_asked,
    "mend": mending,
    "mend-refused": lambda w: mending(w, "au café", 422),
    "mend-read": lambda w: mending(w, "04 66 11 22 33"),
    "mend-proposed": suggested,
    "suggestions": suggestions,
}
PAGES = ACCOUNTS | REQUESTS | COUNTER | TERRITORY
