"""A hard word is explained where it is met, by keys too, and may be listened to: here, or not."""

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import cut_text
from tests.journeys.walking import NARROW

pytestmark = pytest.mark.journey

PAGE = "/comment-ce-parcours-est-il-choisi/"
VOICES = """
window.said = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "%s", localService: %s }],
  speak: (words) => said.push(words.text), cancel() {}, addEventListener() {},
} });
"""


def with_voice(begun, language="fr-FR", here="true"):
    begun.context.add_init_script(VOICES % (language, here))
    return begun


def test_a_word_is_a_button_once_and_keys_unfold_its_plain_words(walk):
    page = walk(width=NARROW).goto(PAGE)
    words = page.locator("main button.term")
    assert len(set(words.all_inner_texts())) == words.count() >= 3
    first, told = words.first, page.locator(".unfolded").first
    expect(told).to_be_hidden()
    first.focus()
    page.keyboard.press("Enter")
    expect(told).to_be_visible()
    expect(first).to_have_attribute("aria-expanded", "true")
    assert cut_text(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.unfolded').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(first).to_be_focused()


def test_a_word_on_a_card_that_is_a_link_is_above_the_link(three):
    """A link stretched over its card must not take the click meant for a word."""
    page = three().page
    word = page.locator(".tab button.term").first
    word.click()
    expect(word).to_have_attribute("aria-expanded", "true")


def test_words_in_titles_links_and_fields_are_left_alone(walk):
    page = walk().goto("/lieux/?commune=Langogne")
    apart = "main :is(a, label, summary, h1, h2, h3, button) button.term"
    assert page.locator("main button.term").count() > 0
    assert page.locator(apart).count() == 0


def test_without_scripts_the_words_are_in_the_list_of_the_page(walk):
    page = walk(scripts=False).goto(PAGE)
    assert page.locator("main button.term").count() == 0
    page.locator("[data-explained] summary").click()
    expect(page.locator("[data-explained] dd").first).to_be_visible()


def test_a_voice_of_the_machine_reads_a_word(walk):
    page = with_voice(walk()).goto("/mots/?q=rsa")
    button = page.get_by_role("button", name="Écouter")
    button.click()
    (said,) = page.evaluate("said")
    assert said.startswith("RSA. Revenu de solidarité active.")
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    page.get_by_role("button", name="Arrêter").click()
    expect(button).to_be_visible()


@pytest.mark.parametrize(("language", "here"), [("fr-FR", "false"), ("de-DE", "true")])
def test_without_a_voice_of_the_machine_in_this_language_there_is_no_button(walk, language, here):
    page = with_voice(walk(), language, here).goto("/mots/?q=rsa")
    expect(page.get_by_role("heading", name="RSA")).to_be_visible()
    assert page.locator("[data-listen]").count() == 0
