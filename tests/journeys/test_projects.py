"""A project, walked by the one who has it and by a structure beside it: a phone, no scripts.

From one's own follow-up: say it in one box, open it to a structure, read what the structure adds,
say it is done, then « I set up » and « I start »; only then is a number ever spoken of.
"""

import pytest

from tests.journeys import projecting
from tests.journeys.signed_in import sign_in
from tests.journeys.walking import NARROW, Walk, text

pytestmark = pytest.mark.journey

PITCH = "Je voudrais réparer des vélos au village, un jour par semaine."
ADVISER = "Élan Création Margeride (conseil à la création)"


def press(begun: Walk, name: str) -> None:
    with begun.page.expect_navigation():
        begun.page.get_by_role("button", name=name).first.click()


def reach(begun: Walk, name: str) -> None:
    with begun.page.expect_navigation():
        begun.page.get_by_role("link", name=name).first.click()


def say_stage(begun: Walk, mine: str, stage: str) -> None:
    begun.goto(f"{mine}etape/")
    begun.page.locator(f"#etape-{stage}").check()
    press(begun, "Garder cette étape")


def asks_for_a_number(begun: Walk, mine: str) -> bool:
    return bool(begun.goto(f"{mine}dossier/").locator("input[name=siret]").count())


def test_from_ones_own_words_to_an_activity_that_starts(walk) -> None:
    holder = walk(width=NARROW, scripts=False)
    begun = holder.goto(projecting.follow_up(holder))
    reach(holder, "Dire mon projet")
    begun.locator("#pitch").fill(PITCH)
    press(holder, "Garder mon projet")
    assert PITCH in text(begun)
    mine = begun.url.removeprefix(holder.origin).partition("?")[0]

    projecting.invite(holder, mine, ADVISER, "bref", "actions")
    assert ADVISER in text(begun)
    adviser = walk(width=NARROW, scripts=False)
    sign_in(adviser, organisation=ADVISER)
    page = adviser.goto("/projets/")
    page.locator("main .handover a").first.click()
    assert PITCH in text(page)
    page.locator("#nouvelle-action summary").click()
    page.locator("#action").fill("Venir essayer l'établi jeudi")
    press(adviser, "Ajouter")
    assert "Venir essayer l'établi jeudi" in text(page)

    begun = holder.goto(mine)
    assert f"écrite par {ADVISER}" in text(begun)
    press(holder, "C'est fait : Venir essayer")
    assert "C'est fait. Bravo." in text(begun)

    say_stage(holder, mine, "creation")
    assert not asks_for_a_number(holder, mine)
    say_stage(holder, mine, "demarrage")
    assert asks_for_a_number(holder, mine)
    begun = holder.goto(mine)
    assert "Je crée" in text(begun)
    assert "Je démarre" in text(begun)
    assert begun.evaluate("document.documentElement.scrollWidth") <= NARROW

    begun = holder.goto(f"{mine}compagnons/")
    begun.locator("details.fold summary").first.click()
    press(holder, "Fermer : Mon projet en bref")
    page.reload()
    assert PITCH not in text(page)
