"""Every page and every state of it, by name, and how a person gets there.

Those who look at all of them (``test_every_page``, ``make screenshots``) share this list: a page
that is not here is not looked at.
"""

from collections.abc import Callable

from tests.journeys import (
    animating,
    calling,
    evenings,
    following,
    holding,
    hooking,
    joining,
    lending,
    projecting,
)
from tests.journeys.walking import (
    NINE,
    ONE_PAGE,
    THREE,
    Walk,
    answer,
    open_plans,
    press,
    submit,
    write_commune,
)


def plans(begun, needs=THREE, commune="Langogne", **said):
    return open_plans(begun.context, commune, needs, **({"a_distance": "on"} | said))


def a_place(begun, name=""):
    begun.goto(f"/lieux/?q={name}" if name else "/lieux/?commune=Langogne")
    return begun.page.locator("main ol h3 a").first.get_attribute("href")


def place_to_complete(begun):
    begun.goto(a_place(begun, POOR))
    begun.page.locator("section:has(#completer) summary").click()


def refused(begun, **said):
    page = begun.goto(ONE_PAGE)
    answer(page, **said)
    assert submit(page).status == 422


def typing(begun):
    page = begun.goto(ONE_PAGE)
    page.locator("input[name=commune]").press_sequentially("saint-denis")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def said(
    begun, words="je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"
):
    page = begun.goto("/parcours/")
    page.locator("#mots").fill(words)
    press(page, "suite")


def screen(begun, number):
    begun.goto(f"{plans(begun)}etape/{number}/")


def too_long(begun):
    page = begun.goto("/parcours/")
    page.locator("#mots").fill("é" * 1001)
    assert press(page, "suite").status == 422


def where_homonyms(begun):
    screen(begun, 2)
    write_commune(begun.page, "Saint-Denis")
    assert press(begun.page, "suite").status == 422


def refused_form(begun):
    page = begun.goto(ONE_PAGE)
    begun.context.clear_cookies()
    assert submit(page).status == 403


def swap_page(begun):
    page = begun.goto(plans(begun))
    begun.goto(page.locator("main a[href*='/changer/']").first.get_attribute("href"))


def swapped(begun):
    swap_page(begun)
    with begun.page.expect_navigation():
        begun.page.locator("button[name=avec]").first.click()


def checked_text(begun):
    page = begun.goto("/mots/verifier/")
    page.locator("#texte").fill("Le RSA est versé après le workshop de la CAF.")
    with page.expect_navigation():
        page.locator("main form button").click()


def opening_tried(begun):
    page = begun.goto("/observatoire/ouvrir/?quand=mar-matin&minutes=20")
    page.locator("#plus").fill("Langogne")
    page.locator("summary", has_text="On ferme").click()
    page.locator("input[name=moins]").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Voir ce que ça change").click()


ROUNDS = "/observatoire/ouvrir/?but=tournee&base=Mende&combien=2&quand=mar-matin&minutes=20"
FULL, POOR = "Maison des Tilleuls", "Bibliothèque-relais du Beffroi"

ACCESS_ONE = "/observatoire/acces/?quoi=fonction:mediation_numerique&quand=mer-apres-midi"

PAGES: dict[str, Callable[[Walk], object]] = {
    "home": lambda w: w.goto("/"),
    "how": lambda w: w.goto("/comment-ce-parcours-est-il-choisi/"),
    "sources": lambda w: w.goto("/sources/"),
    "privacy": lambda w: w.goto("/confidentialite/"),
    "accessibility": lambda w: w.goto("/accessibilite/"),
    "about": lambda w: w.goto("/a-propos/"),
    "legal": lambda w: w.goto("/mentions-legales/"),
    "fiction": lambda w: w.goto("/reseau-fictif/"),
    "words": lambda w: w.goto("/mots/"),
    "words-one-explained": lambda w: w.goto("/mots/?merci=rsa&q=rsa"),
    "words-nothing": lambda w: w.goto("/mots/?q=zzzz"),
    "words-unknown": lambda w: w.goto("/mots/pas-compris/?mot=rsa&depuis=lieu"),
    "words-to-explain": lambda w: w.goto("/mots/a-expliquer/"),
    "first-meetings": lambda w: w.goto("/mots/premier-rendez-vous/"),
    "first-meeting": lambda w: w.goto("/mots/premier-rendez-vous/banque/"),
    "clear-text": lambda w: w.goto("/mots/verifier/"),
    "clear-text-checked": checked_text,
    "propose": lambda w: w.goto("/proposer/"),
    "home-around": lambda w: w.goto("/?commune=Langogne"),
    "home-homonyms": lambda w: w.goto("/?commune=Saint-Denis"),
    "intake": lambda w: w.goto("/parcours/"),
    "intake-said": said,
    "intake-urgent": lambda w: said(w, "mon mari me frappe et je n'ai nulle part où dormir"),
    "intake-not-understood": lambda w: said(w, "xyzzy"),
    "intake-too-long": too_long,
    "intake-where": lambda w: screen(w, 2),
    "intake-where-homonyms": where_homonyms,
    "intake-when": lambda w: screen(w, 3),
    "intake-one-page": lambda w: w.goto(ONE_PAGE),
    "intake-sheet": lambda w: w.goto("/parcours/papier/"),
    "intake-after-erasing": lambda w: w.goto("/parcours/?efface=1"),
    "intake-empty-refused": refused,
    "intake-nine-refused": lambda w: refused(w, commune="Langogne", needs=NINE),
    "intake-homonyms": lambda w: refused(w, commune="Saint-Denis", needs=THREE),
    "intake-typing": typing,
    "plans": lambda w: w.goto(plans(w)),
    "plans-of-eight": lambda w: w.goto(plans(w, NINE[:8], mode="velo", urgents="acces-internet")),
    "plans-with-a-gap": lambda w: w.goto(plans(w, ("apprendre-numerique", "sortir-addiction"))),
    "plans-none": lambda w: w.goto(plans(w, commune="29019", mode="pied", max_minutes="15")),
    "compare": lambda w: w.goto(f"{plans(w, NINE[:5])}comparer/"),
    "swap": swap_page,
    "swapped": swapped,
    "swap-moved": lambda w: w.goto(f"{plans(w)}changer/9/x/", status=404),
    "change": lambda w: w.goto(f"{plans(w)}une-page/"),
    "paper": lambda w: w.goto(f"{plans(w)}imprimer/"),
    "places": lambda w: w.goto("/lieux/"),
    "places-filtered": lambda w: w.goto("/lieux/?commune=Langogne&besoin=apprendre-numerique"),
    "places-every-filter": lambda w: w.goto(
        "/lieux/?commune=Mende&besoin=apprendre-numerique&minutes=45&mode=voiture&ouvert=mar&frais=gratuit"
    ),
    "places-none": lambda w: w.goto("/lieux/?commune=29083&besoin=apprendre-numerique"),
    "places-homonyms": lambda w: w.goto("/lieux/?commune=Saint-Denis"),
    "places-refused": lambda w: w.goto("/lieux/?commune=zzzz&besoin=zzzz", status=400),
    "place": lambda w: w.goto(a_place(w)),
    "place-full": lambda w: w.goto(a_place(w, FULL)),
    "place-poor": lambda w: w.goto(a_place(w, POOR)),
    "place-to-complete": place_to_complete,
    "opening": lambda w: w.goto("/observatoire/ouvrir/?quand=mar-matin&minutes=20"),
    "opening-as-good": lambda w: w.goto("/observatoire/ouvrir/?minutes=20&combien=2"),
    "opening-tried": opening_tried,
    "opening-rounds": lambda w: w.goto(ROUNDS),
    "opening-leaflet": lambda w: w.goto(ROUNDS.replace("?", "feuille/?")),
    "opening-apart": lambda w: w.goto("/observatoire/ouvrir/?but=equitable&combien=4"),
    "opening-refused": lambda w: w.goto("/observatoire/ouvrir/?plus=Marseille", status=422),
    "board": lambda w: w.goto("/besoins-sans-reponse/"),
    "board-epci": lambda w: w.goto("/besoins-sans-reponse/?territoire=epci-200069151&minutes=15"),
    "board-refused": lambda w: w.goto("/besoins-sans-reponse/?minutes=31", status=422),
    "observatory": lambda w: w.goto("/observatoire/"),
    "access": lambda w: w.goto("/observatoire/acces/"),
    "access-one": lambda w: w.goto(ACCESS_ONE),
    "access-none": lambda w: w.goto("/observatoire/acces/?quoi=fonction:commerce"),
    "access-apart": lambda w: w.goto("/observatoire/acces/?territoire=pays"),
    "access-refused": lambda w: w.goto("/observatoire/acces/?minutes=31", status=422),
    "agenda": lambda w: w.goto("/agenda/"),
    "agenda-week": lambda w: w.goto("/agenda/?commune=Langogne&minutes=60"),
    "agenda-empty": lambda w: w.goto("/agenda/?commune=29083"),
    "agenda-homonyms": lambda w: w.goto("/agenda/?commune=Saint-Denis"),
    "agenda-refused": lambda w: w.goto("/agenda/?commune=zzzz", status=400),
    "absent": lambda w: w.goto("/nowhere/", status=404),
    "plan-gone": lambda w: w.goto(f"/parcours/{'x' * 32}/", status=404),
    "form-refused": refused_form,
    **following.PAGES,
    **holding.PAGES,
    **animating.PAGES,
    **hooking.PAGES,
    **projecting.PAGES,
    **lending.PAGES,
    **evenings.PAGES,
    **calling.PAGES,
    **joining.PAGES,
}
