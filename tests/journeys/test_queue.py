"""The line drops in the middle of a form: nothing typed is lost, nothing is sent twice."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.looking import broken_rules, cut_text, small_targets
from tests.journeys.signed_in import sign_in
from tests.journeys.walking import NARROW, Walk, write_commune

pytestmark = pytest.mark.journey

NEW = "/comptes-rendus/nouveau/"
NOTE = "Dossier de retraite commencé"
QUEUE = "device-queue"


@pytest.fixture
def agent(chromium: Browser, origin: str) -> Iterator[Callable[..., Walk]]:
    """Somebody at a counter. A lost line is an error to the console; nothing else may be one."""
    begun: list[Walk] = []

    def begin(**options: object) -> Walk:
        walk = Walk(chromium, origin, **options)  # type: ignore[arg-type]
        sign_in(walk)
        begun.append(walk)
        return walk

    yield begin
    faults = [
        fault
        for one in begun
        for fault in one.faults()
        if not fault.startswith("Failed to load resource")
    ]
    for one in begun:
        one.close()
    assert not faults


def offline(walk: Walk, *, lost: bool = True) -> None:
    walk.context.set_offline(lost)


def write(page: Page, note: str = NOTE) -> None:
    """A record said in a few ticks."""
    for name in ("forme", "monde", "duree", "activite"):
        page.locator(f"form[data-queue] input[name={name}]").first.check()
    if not page.locator("#note").is_visible():
        page.locator("details:has(#note) > summary").click()
    page.locator("#note").fill(note)


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").click()


def written(page: Page, note: str = NOTE) -> int:
    """How many records hold this note."""
    listed = page.request.get("/comptes-rendus/").text()
    refs = set(re.findall(r'href="(/comptes-rendus/[0-9a-z-]{8,}/)"', listed))
    return sum(note in page.request.get(address).text() for address in refs)


def rows(page: Page) -> list[dict[str, object]]:
    return page.evaluate(
        """() => new Promise((yes) => {
          const asked = indexedDB.open("entrelieux");
          asked.onsuccess = () => {
            const db = asked.result;
            if (!db.objectStoreNames.contains("rows")) { db.close(); return yes([]); }
            const all = db.transaction("rows").objectStore("rows").getAll();
            all.onsuccess = () => { db.close(); yes(all.result.map((row) => ({
              id: row.id, kind: row.kind,
              text: new TextDecoder().decode(row.sealed) + JSON.stringify(row),
            }))); };
          };
        })"""
    )


def kinds(page: Page) -> list[object]:
    return sorted(str(row["kind"]) for row in rows(page))


def says(page: Page, text: str) -> None:
    expect(page.locator(QUEUE)).to_contain_text(text)


def kept(walk: Walk, note: str = NOTE) -> Page:
    """A record that waits on the device."""
    page = walk.goto(NEW)
    write(page, note)
    offline(walk)
    save(page)
    says(page, "1 envoi en attente sur cet appareil")
    return page


def test_what_cannot_leave_is_kept_said_and_sent_when_the_line_is_back(agent):
    walk = agent()
    page = kept(walk, "Une note attendue une fois")
    says(page, "Gardé sur cet appareil")
    expect(page.locator("#note")).to_have_value("")
    offline(walk, lost=False)
    says(page, "Envoyé")
    assert kinds(page) == []
    assert written(page, "Une note attendue une fois") == 1
    page.locator(f"{QUEUE} a").click()
    expect(page.locator("main")).to_contain_text("Une note attendue une fois")


def test_what_waits_is_read_by_nobody_without_this_account(agent):
    page = kept(agent())
    (row,) = rows(page)
    assert "retraite" not in str(row)


def test_two_people_received_without_line_are_two_sendings(agent):
    walk = agent()
    page = kept(walk, "La première des deux")
    write(page, "La seconde des deux")
    save(page)
    says(page, "2 envois en attente sur cet appareil")
    offline(walk, lost=False)
    says(page, "Envoyé")
    assert written(page, "La première des deux") == written(page, "La seconde des deux") == 1


def test_it_waits_across_pages_and_leaves_with_a_token_of_that_moment(agent):
    walk = agent()
    page = kept(walk, "Une note qui attend")
    walk.context.clear_cookies(name=re.compile("csrf"))
    page.close()
    walk.page = page = walk.context.new_page()
    offline(walk, lost=False)
    walk.goto("/guichet/")
    says(page, "Envoyé")
    assert written(page, "Une note qui attend") == 1


def test_an_answer_lost_on_its_way_back_writes_once(agent):
    walk = agent()
    page = kept(walk, "Une réponse perdue")
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).headers["location"])
            route.abort()
        else:
            route.continue_()

    page.route("**/comptes-rendus/nouveau/", swallow)
    offline(walk, lost=False)
    while not lost:
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Envoyer maintenant").click()
    says(page, "Envoyé")
    assert len(lost) == 1
    assert written(page, "Une réponse perdue") == 1


def test_what_is_to_be_mended_is_shown_with_what_was_typed(agent):
    walk = agent()
    page = walk.goto("/guichet/")
    page.locator("#mots").fill("je veux ouvrir un salon de thé")
    write_commune(page, "zzzzz introuvable")
    offline(walk)
    page.get_by_role("button", name="Recevoir").click()
    says(page, "1 envoi en attente")
    offline(walk, lost=False)
    says(page, "1 envoi à revoir")
    says(page, "il y a quelque chose à corriger")
    page.get_by_role("link", name="Comparer et reprendre").click()
    panel = page.locator("#reprendre")
    expect(panel).to_contain_text("zzzzz introuvable")
    expect(panel).to_be_focused()
    page.get_by_role("button", name="Remettre ce que j'avais écrit").click()
    expect(page.locator("input[name=commune]")).to_have_value("zzzzz introuvable")
    expect(page.locator("#mots")).to_have_value("je veux ouvrir un salon de thé")
    expect(page.locator(QUEUE)).to_be_hidden()


def test_what_somebody_changed_meanwhile_is_never_overwritten(agent):
    walk = agent()
    page = walk.goto(NEW)
    write(page, "Version du matin")
    save(page)
    page.wait_for_url(re.compile("enregistre"))
    edit = re.sub(r"\?.*", "modifier/", page.url)
    page.goto(edit)
    other = walk.context.new_page()
    other.goto(edit)
    page.locator("#note").fill("Écrite sans connexion")
    other.locator("#note").fill("Écrite par un collègue")
    save(other)
    other.wait_for_url(re.compile("enregistre"))
    other.close()
    offline(walk)
    save(page)
    says(page, "1 envoi en attente")
    expect(page.get_by_role("button", name="Enregistrer")).to_be_disabled()
    offline(walk, lost=False)
    says(page, "quelqu'un a changé la même chose")
    assert written(page, "Écrite par un collègue") == 1
    assert written(page, "Écrite sans connexion") == 0
    page.goto("/comptes-rendus/")
    page.get_by_role("link", name="Comparer et reprendre").click()
    panel = page.locator("#reprendre")
    line = panel.locator("dl > div", has_text="Note")
    expect(line).to_contain_text("Écrite sans connexion")
    expect(line).to_contain_text("Écrite par un collègue")
    page.get_by_role("button", name="Remettre ce que j'avais écrit").click()
    expect(page.locator("#note")).to_have_value("Écrite sans connexion")
    save(page)
    page.wait_for_url(re.compile("enregistre"))
    assert written(page, "Écrite sans connexion") == 1
    assert kinds(page) == []


def test_what_waits_can_be_erased_after_a_question(agent):
    page = kept(agent())
    drop = page.locator(QUEUE).get_by_role("button", name="Effacer")
    drop.click()
    page.get_by_role("button", name="Effacer pour de bon ?").click()
    expect(page.locator(QUEUE)).to_be_hidden()
    assert kinds(page) == []


def test_what_is_typed_survives_a_reload(agent):
    walk = agent()
    page = walk.goto(NEW)
    write(page)
    page.wait_for_timeout(700)
    assert kinds(page) == ["draft"]
    page.reload()
    expect(page.locator("#note")).to_have_value(NOTE)
    expect(page.locator("form[data-queue]")).to_contain_text(
        "Ce que vous aviez commencé est revenu"
    )
    page.locator("form[data-queue]").get_by_role("button", name="Effacer", exact=True).click()
    expect(page.locator("#note")).to_have_value("")
    page.reload()
    expect(page.locator("#note")).to_have_value("")


def test_a_page_opened_anew_only_proposes_what_was_begun(agent):
    walk = agent()
    page = walk.goto(NEW)
    write(page)
    page.wait_for_timeout(700)
    walk.goto("/guichet/")
    walk.goto(NEW)
    expect(page.locator("form[data-queue]")).to_contain_text("Vous aviez commencé à écrire ici")
    expect(page.locator("#note")).to_have_value("")
    page.get_by_role("button", name="Le remettre").click()
    expect(page.locator("#note")).to_have_value(NOTE)


def test_what_was_sent_leaves_no_draft(agent):
    walk = agent()
    page = walk.goto(NEW)
    write(page, "Une note bien partie")
    page.wait_for_timeout(700)
    save(page)
    page.wait_for_url(re.compile("enregistre"))
    page.wait_for_function("() => document.querySelector('device-queue').shelf")
    page.wait_for_timeout(200)
    assert kinds(page) == []


def test_signing_out_asks_then_wipes(agent):
    walk = agent()
    page = kept(walk, "Une note effacée en sortant")
    page.route("**/appareil/", lambda route: route.abort())
    offline(walk, lost=False)
    walk.goto("/compte/")
    says(page, "1 envoi en attente")
    page.get_by_role("button", name="Sortir").first.click()
    says(page, "Sortir efface ce qui attend sur cet appareil")
    with page.expect_navigation():
        page.get_by_role("button", name="Sortir quand même").click()
    assert rows(page) == []
    page.unroute("**/appareil/")
    sign_in(walk)
    walk.goto("/guichet/")
    assert written(page, "Une note effacée en sortant") == 0


def test_a_session_that_ended_loses_nothing_of_the_same_person(agent):
    walk = agent()
    page = kept(walk, "Écrite avant la fin")
    cookies = walk.context.cookies()
    walk.context.clear_cookies()
    offline(walk, lost=False)
    says(page, "Reconnectez-vous")
    assert kinds(page) == ["waiting"]
    walk.context.add_cookies(cookies)
    walk.goto("/guichet/")
    says(page, "Envoyé")
    assert written(page, "Écrite avant la fin") == 1


def test_another_account_on_the_same_device_finds_nothing(agent):
    walk = agent()
    page = kept(walk)
    walk.context.clear_cookies()
    offline(walk, lost=False)
    says(page, "Reconnectez-vous")
    sign_in(walk)
    walk.goto(NEW)
    expect(page.locator(QUEUE)).to_be_hidden()
    page.wait_for_function("() => document.querySelector('device-queue').shelf")
    assert rows(page) == []


def test_a_visitor_s_device_keeps_nothing(chromium, origin):
    walk = Walk(chromium, origin)
    page = walk.goto("/parcours/")
    page.locator("textarea").first.fill("je veux ouvrir un salon de thé")
    page.wait_for_timeout(700)
    assert page.locator(QUEUE).count() == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    walk.close()


def test_without_scripts_the_same_form_is_sent_as_any_other(agent):
    walk = agent(scripts=False)
    page = walk.goto(NEW)
    expect(page.locator(QUEUE)).to_be_hidden()
    for name in ("forme", "monde", "duree", "activite"):
        page.locator(f"form[data-queue] input[name={name}]").first.check()
    save(page)
    page.wait_for_url(re.compile("enregistre"))


def test_what_waits_is_read_and_handled_by_everybody(agent):
    walk = agent(width=NARROW)
    page = kept(walk)
    page.get_by_role("button", name="Envoyer maintenant").focus()
    assert broken_rules(page) == []
    assert [one for one in small_targets(page) if "/comptes-rendus/" not in one] == []
    assert cut_text(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
