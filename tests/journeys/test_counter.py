"""An agent with a queue in front of the desk: three screens, twelve actions, three minutes."""

import time

import pytest
from playwright.sync_api import Page

from tests.journeys.holding import SENTENCE
from tests.journeys.signed_in import sign_in
from tests.journeys.walking import Walk, text, ticked

pytestmark = pytest.mark.journey

MOST_SCREENS, MOST_ACTIONS, MOST_SECONDS = 3, 12, 180


class Agent:
    """What an agent does, counted. A screen is a page that one must read."""

    def __init__(self, begun: Walk) -> None:
        self.page: Page = begun.page
        self.actions = 0
        self.screens: list[str] = []
        self.began = time.monotonic()
        self.see()

    def see(self) -> None:
        self.page.wait_for_load_state("load")
        screen = self.page.url.partition("#")[0].partition("?")[0]
        if screen not in self.screens:
            self.screens.append(screen)

    def say(self, words: str) -> None:
        """The sentence itself is not counted: its field has the focus when the page opens."""
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)

    def click(self, name: str, role: str = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def tick(self, code: str) -> None:
        self.actions += 1
        self.page.locator(f"#besoin-{code}").click()

    def leave(self, name: str, role: str = "button") -> None:
        with self.page.expect_navigation():
            self.click(name, role)
        self.see()

    def seconds(self) -> float:
        return time.monotonic() - self.began


@pytest.fixture
def at_the_desk(walk):
    def sit(**options) -> Walk:
        begun = walk(**options)
        sign_in(begun)
        begun.goto("/guichet/")
        return begun

    return sit


def test_from_the_first_word_to_the_printed_sheet(at_the_desk, scripts, width):
    begun = at_the_desk(scripts=scripts, width=width)
    agent = Agent(begun)
    if scripts:
        begun.page.evaluate("window.print = () => { document.title = 'imprimé' }")
    agent.say(SENTENCE)
    agent.leave("Recevoir")
    assert {"creer-entreprise", "garder-ses-droits"} <= ticked(begun.page)
    agent.tick("avoir-ordinateur")
    agent.leave("Mettre à jour le parcours")
    assert "avoir-ordinateur" not in ticked(begun.page)
    agent.leave("La feuille à remettre", "link")
    if scripts:
        begun.page.evaluate("window.print = () => { document.title = 'imprimé' }")
        agent.click("Imprimer")
        assert begun.page.title() == "imprimé"
    assert len(agent.screens) <= MOST_SCREENS, agent.screens
    assert agent.actions <= MOST_ACTIONS
    assert agent.seconds() < MOST_SECONDS
    agent.leave("Effacer et passer à la personne suivante")
    assert begun.page.url.endswith("/guichet/?efface=1")


def test_a_call_that_settles_a_step_stays_on_the_same_screen(at_the_desk, scripts):
    begun = at_the_desk(scripts=scripts)
    agent = Agent(begun)
    agent.say(SENTENCE)
    agent.leave("Recevoir")
    before = agent.actions
    agent.actions += 1
    begun.page.locator("summary", has_text="J'ai appelé").first.click()
    agent.leave("J'ai appelé, c'est d'accord")
    assert agent.actions - before == 2
    assert "Voir cette demande" in text(begun.page)
    agent.leave("La feuille à remettre", "link")
    assert "Suivre mes demandes" in text(begun.page)
    assert len(agent.screens) <= MOST_SCREENS
    assert agent.actions <= MOST_ACTIONS


def test_the_keyboard_alone_leads_from_the_sentence_to_the_plan(at_the_desk):
    begun = at_the_desk()
    agent = Agent(begun)
    agent.say(SENTENCE)
    agent.press("Tab", "Tab")
    with begun.page.expect_navigation():
        agent.press("Enter")
    agent.see()
    assert "Est-ce bien cela" in text(begun.page)
    assert agent.actions <= MOST_ACTIONS
