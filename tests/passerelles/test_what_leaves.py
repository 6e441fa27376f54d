"""Nothing of somebody leaves before they agree; what leaves is what they agreed to, and no more."""

import dataclasses
import json
from itertools import combinations

import pytest

from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import selectors, services, sharing
from entrelieux.passerelles.errors import AskedWrongly, PasserelleGone, ReplyLinkGone
from tests.passerelles.conftest import IDEA, RIGHTS, key, link_to
from tests.signing import mandated

PRIVATE = ("Camille", "mw@exemple.test", "camion", "RSA", "mardi", "Lancer mon idée", "Mende")
LINES = ("nom", "joindre", "mots", "publics", "budget", "disponibilites", "raison")


def written():
    return [f"{one.subject}\n{one.body}" for one in Message.objects.all()]


def everything_in(card):
    return json.dumps(dataclasses.asdict(card), default=str, ensure_ascii=False)


def proposed(world, opened, *needs, **values):
    return services.propose(
        actor=world.agent.viewer,
        follow_up=opened.ref,
        to=world.proposal().to,
        needs=needs or (IDEA,),
        mode="contact_transmis",
        request_key=key(),
        **values,
    )


def test_before_agreement_the_receiver_sees_nothing_and_is_told_nothing(world):
    ref = proposed(world, world.open())
    assert written() == []
    assert selectors.inbox_of(world.adviser.viewer).to_answer == ()
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(world.adviser.viewer, ref)
    services.consent(actor=world.agent.viewer, ref=ref, items=("nom",))
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(world.adviser.viewer, ref)
    assert written() == []


@pytest.mark.parametrize(
    "items", [some for size in (0, 1, len(LINES)) for some in combinations(LINES, size)]
)
def test_what_leaves_is_exactly_what_was_agreed_to(world, items):
    opened = world.open()
    handed = world.hand(opened, items=items, reason="Elle veut vendre des pizzas.")
    assert set(world.row(handed).carried) == {f"besoin:{IDEA}", *items}
    assert set(world.row(handed).consents.get().items) == set(world.row(handed).carried)
    for card in (
        selectors.passerelle_for(world.adviser.viewer, handed.ref),
        selectors.passerelle_behind(link_to("agence@exemple.test")),
    ):
        assert [line.item for line in card.carried] == [
            f"besoin:{IDEA}",
            *(item for item in pack.lines() if item in items),
        ]
        text = everything_in(card)
        for item, secret in {
            "nom": "Camille",
            "joindre": "mw@exemple.test",
            "mots": "camion",
            "publics": "plus de 60 ans",
            "budget": "Ne peut rien payer",
            "disponibilites": "mardi",
            "raison": "pizzas.",
        }.items():
            assert (secret.lower() in text.lower()) == (item in items), item


def test_a_sensitive_need_leaves_only_if_it_is_named(world):
    opened = world.open()
    handed = world.hand(opened, IDEA, RIGHTS)
    card = selectors.passerelle_for(world.adviser.viewer, handed.ref)
    assert [need.code for need in card.needs] == [IDEA]
    assert card.hidden
    assert "droits" not in everything_in(card).lower()
    other = world.hand(opened, RIGHTS, to=world.to_other, items=(f"besoin:{RIGHTS}",))
    assert set(world.row(other).carried) == {f"besoin:{RIGHTS}"}


@pytest.mark.parametrize("code", sorted(pack.sensitive_needs()))
def test_every_need_on_rights_health_money_residence_or_protection_is_asked_apart(code):
    assert code in needs_pack.needs_by_code()
    assert sharing.is_sensitive(f"besoin:{code}")


def test_the_words_of_somebody_and_their_situation_are_never_ticked_beforehand():
    sensitive = {code for code, line in pack.lines().items() if line.sensitive}
    assert sensitive >= {"mots", "publics", "budget", "acces"}
    assert all(not pack.lines()[code].useful_for for code in sensitive)


def test_no_message_holds_a_name_a_word_or_a_need(world):
    opened = world.open()
    handed = world.hand(opened, items=LINES, reason="Elle veut vendre des pizzas.")
    services.announce(actor=world.adviser.viewer, ref=handed.ref, on=world.soon, note="pas avant")
    services.come_back(actor=world.adviser.viewer, ref=handed.ref, text="Camille est venue.")
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    assert len(written()) >= 5
    for text in written():
        assert [secret for secret in (*PRIVATE, "pizza") if secret.lower() in text.lower()] == []


def test_the_journal_holds_references_only(world):
    opened = world.open()
    world.hand(opened, items=LINES, reason="Elle veut vendre des pizzas.")
    said = " ".join(f"{one.subject} {one.facts}" for one in JournalEntry.objects.all())
    assert [secret for secret in (*PRIVATE, IDEA) if secret.lower() in said.lower()] == []


def test_a_structure_whose_name_says_too_much_is_not_named_in_a_message(world):
    opened = world.open()
    world.hand(opened, RIGHTS, items=(f"besoin:{RIGHTS}",))
    (news,) = Message.objects.filter(recipient="mw@exemple.test")
    assert "Agence" not in news.body
    world.hand(opened, IDEA)
    assert "Agence d'Essai" in Message.objects.filter(recipient="mw@exemple.test")[1].body


@pytest.mark.parametrize("item", ["inconnue", "etape", "besoin:me-soigner", "nom\x00"])
def test_a_line_that_is_empty_or_unknown_is_not_agreed_to(world, item):
    ref = proposed(world, world.open())
    with pytest.raises(AskedWrongly):
        services.consent(actor=world.agent.viewer, ref=ref, items=(item,))
    assert world.row(ref).state == "proposee"


def test_what_was_agreed_to_is_not_widened_later(world):
    ref = proposed(world, world.open())
    services.consent(actor=world.agent.viewer, ref=ref, items=("nom",))
    services.consent(actor=world.agent.viewer, ref=ref, items=("nom", "mots"))
    assert set(world.row(ref).carried) == {f"besoin:{IDEA}", "nom"}


def test_what_left_does_not_follow_what_is_written_afterwards(world):
    opened = world.open()
    handed = world.hand(opened, items=("joindre",))
    services.change_contact(
        actor=ANYONE,
        token=opened.token,
        reached=services.Reached("Camille D.", "telephone", "06 00 00 00 00"),
    )
    card = selectors.passerelle_for(world.adviser.viewer, handed.ref)
    assert "06 00" not in everything_in(card)


@pytest.mark.parametrize("after", ["sent", "accepted", "declined", "announced", "met", "silent"])
def test_agreement_withdrawn_shows_nothing_any_more_and_stops_what_has_not_left(world, after):
    opened = world.open()
    handed = world.hand(opened, items=LINES[:3])
    link = link_to("agence@exemple.test")
    world.lead(handed, after)
    services.withdraw(ref=handed.ref, token=opened.token)
    assert not Message.objects.filter(recipient="agence@exemple.test").exists()
    for card in (
        selectors.passerelle_for(world.adviser.viewer, handed.ref),
        selectors.passerelle_behind(link),
    ):
        assert (card.state.code, card.carried, card.person, card.needs) == ("retiree", (), "", ())
        assert [secret for secret in PRIVATE if secret in everything_in(card)] == []
        assert card.can == frozenset()
    assert world.row(handed).consents.get().revoked_at is not None


def test_passed_on_the_former_receiver_reads_no_more(world):
    opened = world.open()
    handed = world.hand(opened, items=LINES[:3])
    services.reassign(
        actor=world.agent.viewer,
        ref=handed.ref,
        to=world.to_other,
        agreement=services.Agreement(items=("nom",)),
        request_key=key(),
    )
    card = selectors.passerelle_for(world.adviser.viewer, handed.ref)
    assert (card.state.code, card.carried) == ("reassignee", ())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANIMATOR])
def test_neither_an_administrator_nor_an_animator_reads_what_left(world, role):
    handed = world.hand(world.open(), items=LINES[:-1])
    other = (
        mandated(role, network=world.network, name="Ada")
        if role == Role.ANIMATOR
        else mandated(role, organisation=world.agency.ref, name="Ada")
    )
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(other.viewer, handed.ref)
    assert selectors.inbox_of(other.viewer).to_answer == ()
    assert selectors.sent_by(other.viewer) == ()


def test_an_animator_counts_without_any_name_word_or_need(world):
    opened = world.open()
    handed = world.hand(opened, items=LINES, reason="Elle veut vendre des pizzas.")
    world.lead(handed, "silent")
    (card,) = selectors.without_interlocutor(world.animator.viewer)
    assert card.ref == handed.ref
    text = everything_in(card)
    assert [secret for secret in (*PRIVATE, IDEA, "pizza") if secret in text] == []
    elsewhere = mandated(Role.ANIMATOR, network=world.elsewhere)
    assert selectors.without_interlocutor(elsewhere.viewer) == ()


@pytest.mark.parametrize("link", ["", "x", "a.b", "é.é", "nul\x00.x"])
def test_an_address_that_was_never_given_shows_nothing(world, link):
    with pytest.raises(ReplyLinkGone):
        selectors.passerelle_behind(link)
