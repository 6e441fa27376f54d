"""An agent at their desk: somebody is received, and a step handed over with their word."""

import re

from tests.journeys.walking import Walk, text, ticked

DESK = "/guichet/"


def press(begun: Walk, name: str, role: str = "button") -> None:
    with begun.page.expect_navigation():
        begun.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def unfold(begun: Walk, words: str) -> None:
    begun.page.locator("summary", has_text=words).first.click()


def receive(begun: Walk, sentence: str, needs: set[str], at: str = DESK) -> None:
    """At the desk: what is said, then exactly these needs, and in person only."""
    page = begun.goto(at)
    page.locator("textarea").first.fill(sentence)
    press(begun, "Recevoir")
    for code in ticked(page) ^ needs:
        if not page.locator(f"#besoin-{code}").is_visible():
            unfold(begun, "Changer ou ajouter")
        page.locator(f"#besoin-{code}").click()
    unfold(begun, "Commune, trajet, moments, conditions")
    page.locator("input[name=a_distance]").uncheck()
    press(begun, "Mettre à jour le parcours")
    assert ticked(page) == needs


def hand_over(begun: Walk, who: str, *lines: str) -> None:
    """From the visit: read aloud, agreed, these lines too, sent; back on the visit."""
    begun.page.get_by_role("link", name=f"Confier à {who}").first.click()
    begun.page.get_by_role("heading", name=f"Confier à {who}").wait_for()
    for box in begun.page.locator("input[name=besoins]").all():
        box.check()
    for line in lines:
        if not begun.page.locator("#lignes[open]").count():
            unfold(begun, "D'autres lignes")
        begun.page.locator(f"input[name=lignes][value={line}]").check()
    press(begun, "Elle est d'accord : envoyer")
    assert "Ses mots" in text(begun.page)  # what was said is still there for the next step


def steps_of(begun: Walk) -> list[str]:
    said = begun.page.locator("li.step h3").all_inner_texts()
    return [re.sub(r"^Étape \d+ : ?", "", " ".join(name.split())) for name in said]
