"""The bridge itself, walked by everybody who stands on it, in real browsers.

An agent receives somebody with three needs and hands two over; one receiver accepts by the link
of a message, the other declines and somebody else is asked; the person closes both; the third
need is counted where everybody can read it. Then the other way: an adviser hands a person over
to a mediator.
"""

import re

import pytest

from tests.journeys.desk import hand_over, press, receive, steps_of, unfold
from tests.journeys.letters import letters
from tests.journeys.signed_in import sign_in
from tests.journeys.walking import NARROW, Walk, text

pytestmark = pytest.mark.journey

SENTENCE = "elle veut créer son entreprise, apprendre l'ordinateur, et pense partir à l'étranger"
NEEDS = {"creer-entreprise", "apprendre-numerique", "travailler-etranger"}
ADVISER = "Élan Création Margeride (conseil à la création)"
REPLY = re.compile(r"https?://\S+?(/repondre/[\w.-]+/)")


def reply_link(reader: Walk, said: list[str], who: str) -> str:
    """Of the addresses received, the one where this structure is asked."""
    for link in (link for letter in said for link in REPLY.findall(letter)):
        if who in text(reader.goto(link)):
            return link
    pytest.fail(f"no address for {who}: {text(reader.page)}")


def secret_address(begun: Walk) -> str:
    """The address of the follow-up, as the sheet bears it."""
    press(begun, "La feuille à remettre", "link")
    found = re.search(r"/suivi/[\w-]+/", text(begun.page))
    assert found
    return found[0]


def answer_by_link(begun: Walk, link: str, choice: str, reason: str = "") -> None:
    page = begun.goto(link)
    page.locator(f"input[name=reponse][value={choice}]").check()
    if reason:
        page.locator(f"input[name=motif][value={reason}]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer ma réponse").click()


def say_what_it_was_worth(person: Walk, address: str, who: str) -> None:
    page = person.goto(address)
    spaced = r"\s".join(map(re.escape, who.split()))  # some of the spaces do not break
    page.get_by_role("link", name=re.compile(spaced)).first.click()
    page.locator("input[name=issue][value=start_action]").check()
    page.locator("input[name=utile]").first.check()
    press(person, "C'est fini, le dire")


def ask_somebody_else(agent: Walk, who: str) -> str:
    """The declined request goes to the first other who can; gives their name."""
    page = agent.goto("/passerelles/?vue=envoyees")
    page.locator("li.handover").filter(has_text=who).locator("h3 a").first.click()
    press(agent, "Confier à quelqu'un d'autre", "link")
    first = page.locator("#a label").first
    name = " ".join(first.locator("strong").inner_text().split())
    first.click()
    page.locator("#accord").check()
    press(agent, "Confier à cette structure")
    return name


def counted(begun: Walk) -> int:
    """Needs without an answer in the whole of Lozère, as everybody reads it."""
    answer = begun.context.request.get("/api/v1/unmet?territoire=departement-48")
    assert answer.ok
    tables = {table["code"]: table for table in answer.json()["tableaux"]}
    (line,) = (one for one in tables["besoins-et-raisons"]["lignes"] if one["code"] == "total")
    return line["chiffres"][-1]["valeur"]


def test_an_agent_hands_two_needs_over_and_the_third_is_counted(walk):
    agent, anybody = walk(), walk(width=NARROW)
    letters(anybody)  # what others still had in the post asks the same structures
    before = counted(anybody)
    sign_in(agent)
    receive(agent, SENTENCE, NEEDS)
    first, second = steps_of(agent)[:2]
    hand_over(agent, first)
    hand_over(agent, second)
    unfold(agent, "Noter que personne ne répond")
    press(agent, "Personne ne propose cela")
    address = secret_address(agent)

    receiver = walk(width=NARROW)
    said = letters(agent)
    answer_by_link(receiver, reply_link(receiver, said, first), "accepter")
    answer_by_link(receiver, reply_link(receiver, said, second), "decliner", "complet")

    third = ask_somebody_else(agent, second)
    link = reply_link(receiver, letters(agent), third)
    answer_by_link(receiver, link, "accepter")
    assert "Vous avez accepté" in text(receiver.goto(link))

    person = walk(width=NARROW, scripts=False)
    for who in (first, third):
        say_what_it_was_worth(person, address, who)
    person.goto(address)
    assert text(person.page).count("J'ai commencé quelque chose") >= 2
    assert counted(anybody) == before + 1


def test_an_adviser_hands_a_person_over_to_a_mediator(walk):
    adviser = walk()
    sign_in(adviser, organisation=ADVISER)
    receive(adviser, "il ne sait pas se servir d'un ordinateur", {"apprendre-numerique"})
    (mediator, *_) = steps_of(adviser)
    hand_over(adviser, mediator)
    assert "Voir cette demande" in text(adviser.page)

    there = walk(width=NARROW)
    sign_in(there, organisation=mediator)
    page = there.goto("/passerelles/")
    page.locator("main h3 a[href^='/passerelles/']").first.click()
    page.locator("input[name=reponse][value=accepter]").check()
    press(there, "Envoyer ma réponse")
    assert "Acceptée" in text(page)

    sent = adviser.goto("/passerelles/?vue=envoyees")
    assert "Acceptée" in text(sent)
