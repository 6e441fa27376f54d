"""Sent twice, replayed, or done by two at once: the same result, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.passerelles import selectors, services
from entrelieux.passerelles.errors import (
    Changed,
    FollowUpGone,
    LinkUsed,
    NotNow,
    PasserelleGone,
    ReplyLinkGone,
)
from entrelieux.passerelles.models import FollowUp, Passerelle, PasserelleMove, ReplyLink
from tests.passerelles.conftest import IDEA, MENDE, key, link_to
from tests.signing import mandate, mandated


def counted():
    return {
        "moves": PasserelleMove.objects.count(),
        "lines": JournalEntry.objects.count(),
        "messages": Message.objects.count(),
        "passerelles": Passerelle.objects.count(),
        "links": ReplyLink.objects.count(),
    }


def test_a_form_that_opens_a_follow_up_sent_twice_opens_one_at_one_address(world):
    asked = {
        "actor": world.agent.viewer,
        "opening": services.Opening(code_insee=MENDE, needs=(IDEA,)),
        "organisation_ref": world.france.ref,
        "request_key": key(),
    }
    first, again = services.open_follow_up(**asked), services.open_follow_up(**asked)
    assert first == again
    assert FollowUp.objects.count() == 1
    assert selectors.follow_up_behind(again.token).ref == first.ref
    assert JournalEntry.objects.filter(verb="suivi.ouvert").count() == 1


def test_the_address_is_neither_kept_nor_guessed_from_the_key(world):
    shared = key()
    opening = services.Opening(code_insee=MENDE, needs=(IDEA,))
    mine = services.open_follow_up(actor=ANYONE, opening=opening, request_key=shared)
    theirs = services.open_follow_up(
        actor=world.agent.viewer,
        opening=opening,
        organisation_ref=world.france.ref,
        request_key=shared,
    )
    assert mine.token != theirs.token
    row = FollowUp.objects.get(ref=mine.ref)
    kept = {str(getattr(row, field.attname)) for field in FollowUp._meta.concrete_fields}
    assert kept.isdisjoint({mine.token, shared})


def test_a_hand_over_sent_twice_is_one_move_one_line_and_one_message(world):
    opened = world.open()
    same = key()
    first = world.hand(opened, request_key=same)
    before = counted()
    assert world.hand(opened, request_key=same) == first
    assert counted() == before


def test_a_form_sent_again_after_the_end_changes_nothing(world):
    opened = world.open()
    same = key()
    first = world.hand(opened, request_key=same)
    services.withdraw(ref=first.ref, token=opened.token)
    before = counted()
    assert world.hand(opened, request_key=same) == first
    assert (counted(), world.row(first).state) == (before, "retiree")


def test_two_agents_who_hand_over_the_same_thing_hand_it_over_once(world):
    opened = world.open()
    colleague = mandated(Role.AGENT, organisation=world.france.ref, name="Eva")
    first = world.hand(opened)
    before = counted()
    second = services.hand_over(
        actor=colleague.viewer,
        follow_up=opened.ref,
        proposal=world.proposal(),
        agreement=services.Agreement(items=("nom", "mots")),
        request_key=key(),
    )
    assert second == first
    assert counted() == before
    assert set(world.row(first).carried) == {f"besoin:{IDEA}", "nom", "joindre"}


ONCE = {
    "accept": lambda w, r: services.accept(actor=w.adviser.viewer, ref=r),
    "decline": lambda w, r: services.decline(actor=w.adviser.viewer, ref=r, reason="complet"),
    "announce": lambda w, r: services.announce(actor=w.adviser.viewer, ref=r, on=w.soon),
    "met": lambda w, r: services.met(actor=w.agent.viewer, ref=r),
    "come_back": lambda w, r: services.come_back(actor=w.adviser.viewer, ref=r, text="Vu."),
    "close": lambda w, r: services.close(
        actor=w.agent.viewer, ref=r, outcome="help_choice", useful=True
    ),
    "close_without_news": lambda w, r: services.close_without_news(actor=w.agent.viewer, ref=r),
    "withdraw": lambda w, r: services.withdraw(actor=w.agent.viewer, ref=r),
    "by_phone": lambda w, r: services.agreed_by_phone(actor=w.agent.viewer, ref=r),
    "send": lambda w, r: services.send(actor=w.agent.viewer, ref=r),
    "reassign": lambda w, r: services.reassign(
        actor=w.agent.viewer, ref=r, to=w.to_other, agreement=services.Agreement()
    ),
}


@pytest.mark.parametrize("what", ONCE)
def test_done_twice_it_is_written_once(world, what):
    handed = world.hand(world.open())
    lines = JournalEntry.objects.count()
    ONCE[what](world, handed.ref)
    assert JournalEntry.objects.count() == lines + (what != "send")
    before, version = counted(), world.row(handed).version
    ONCE[what](world, handed.ref)
    assert (counted(), world.row(handed).version) == (before, version)


def test_a_link_replayed_gives_the_same_answer_and_no_other(world):
    world.hand(world.open())
    link = link_to("agence@exemple.test")
    services.accept(link=link)
    before = counted()
    services.accept(link=link)
    assert counted() == before
    with pytest.raises(LinkUsed):
        services.decline(link=link, reason="complet")
    assert counted() == before
    card = selectors.passerelle_behind(link)
    assert (card.answered, card.state.code) == (True, "acceptee")
    assert card.can.isdisjoint({"acceptation", "refus"})


def test_the_links_of_reminders_answer_the_same_request_once(world):
    handed = world.hand(world.open())
    first = link_to("agence@exemple.test")
    world.remind_now(handed)
    second = link_to("agence@exemple.test")
    assert first != second
    services.decline(link=second, reason="complet")
    with pytest.raises(LinkUsed):
        services.accept(link=first)


def test_a_link_expires(world):
    world.hand(world.open())
    link = link_to("agence@exemple.test")
    ReplyLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ReplyLinkGone):
        selectors.passerelle_behind(link)
    with pytest.raises(ReplyLinkGone):
        services.accept(link=link)


def test_a_link_answers_its_own_request_only(world):
    opened = world.open()
    first = world.hand(opened)
    second = world.hand(opened, to=world.to_other)
    services.accept(link=link_to("autre@exemple.test"))
    assert (world.row(first).state, world.row(second).state) == ("envoyee", "acceptee")


@pytest.mark.parametrize("spoil", [lambda k: k[:-1], lambda k: f"{k}x", lambda k: k.swapcase()])
def test_a_link_copied_badly_opens_nothing(world, spoil):
    world.hand(world.open())
    with pytest.raises(ReplyLinkGone):
        services.accept(link=spoil(link_to("agence@exemple.test")))


def test_the_address_of_somebody_is_no_reply_link_and_the_other_way_round(world):
    opened = world.open()
    world.hand(opened)
    with pytest.raises(ReplyLinkGone):
        selectors.passerelle_behind(opened.token)
    with pytest.raises(FollowUpGone):
        selectors.follow_up_behind(link_to("agence@exemple.test"))


def test_a_page_opened_before_somebody_else_moved_it_changes_nothing(world):
    handed = world.hand(world.open())
    seen = selectors.passerelle_for(world.adviser.viewer, handed.ref).version
    services.announce(actor=world.adviser.viewer, ref=handed.ref, on=world.soon)
    before = counted()
    with pytest.raises(Changed):
        services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet", version=seen)
    assert counted() == before


def test_accepted_by_one_and_declined_by_the_other_the_first_answer_holds_for_its_page(world):
    handed = world.hand(world.open())
    colleague = mandated(Role.AGENT, organisation=world.agency.ref, name="Iris")
    seen = selectors.passerelle_for(colleague.viewer, handed.ref).version
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    with pytest.raises(NotNow):
        services.accept(actor=colleague.viewer, ref=handed.ref, version=seen)
    assert world.row(handed).state == "declinee"


@pytest.mark.parametrize("what", sorted(set(ONCE) - {"send"}))
def test_a_mandate_revoked_between_the_page_and_the_answer_is_worth_nothing(world, what):
    handed = world.hand(world.open())
    agent, adviser = world.agent.viewer, world.adviser.viewer
    for signed in (world.agent, world.adviser):
        signed.user.mandates.update(revoked_at=timezone.now() - timedelta(seconds=1))
    before = counted()
    stale = Stale(agent, adviser, world)
    with pytest.raises(PasserelleGone):
        ONCE[what](stale, handed.ref)
    assert counted() == before


class Stale:
    """The world as pages opened before still know it."""

    def __init__(self, agent, adviser, world):
        self.agent, self.adviser = Held(agent), Held(adviser)
        self.soon, self.to_other = world.soon, world.to_other


class Held:
    def __init__(self, viewer):
        self.viewer = viewer


def test_a_mandate_that_ends_today_is_still_good_today(world):
    handed = world.hand(world.open())
    world.adviser.user.mandates.update(ends_on=timezone.localdate())
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    assert world.row(handed).state == "acceptee"


@pytest.mark.parametrize(
    ("zone", "code", "may"),
    [
        ("", "", True),
        ("commune", MENDE, True),
        ("departement", "48", True),
        ("departement", "43", False),
        ("region", "76", True),
        ("epci", "000000000", False),
    ],
)
def test_a_mandate_for_a_territory_is_worth_nothing_elsewhere(world, zone, code, may):
    handed = world.hand(world.open())
    world.adviser.user.mandates.all().delete()
    mandate(
        world.adviser.user,
        Role.AGENT,
        organisation=world.agency.ref,
        zone=zone,
        zone_code=code,
    )
    assert len(selectors.inbox_of(world.adviser.viewer).to_answer) == may
    if may:
        services.accept(actor=world.adviser.viewer, ref=handed.ref)
    else:
        with pytest.raises(PasserelleGone):
            services.accept(actor=world.adviser.viewer, ref=handed.ref)


def test_a_need_added_twice_or_shared_twice_is_so_once(world):
    opened = world.open(IDEA)
    for _twice in range(2):
        services.add_needs(actor=ANYONE, token=opened.token, needs=("me-former", "me-former"))
        services.share(
            actor=ANYONE, token=opened.token, item="nom", organisation_ref=world.agency.ref
        )
        services.add_stage(actor=ANYONE, token=opened.token, stage="idee")
    verbs = list(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs.count("suivi.besoins-ajoutés") == 1
    assert verbs.count("suivi.montré") == 1
    assert verbs.count("suivi.étape") == 1
