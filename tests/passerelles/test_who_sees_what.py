"""A structure sees of somebody what they share with it; taken back, it sees it no more."""

import dataclasses
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entrelieux.engine.handover.machine import Event
from entrelieux.kernel.looks import looks_at
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE, Role, Viewer
from entrelieux.passerelles import messages, policies, selectors, services
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone, PasserelleGone
from entrelieux.passerelles.models import FollowUp
from entrelieux.passerelles.policies import Bridge, File
from tests.passerelles.conftest import DIGITAL, IDEA, MENDE, RIGHTS, key
from tests.signing import mandated, operator, person, visitor

HOME = {"commune": MENDE, "departement": "48"}


def text_of(card):
    return json.dumps(dataclasses.asdict(card), default=str, ensure_ascii=False)


@pytest.fixture
def strangers(world):
    """Everybody who has no part in the follow-up."""
    elsewhere = world.other.ref
    return {
        "visitor": visitor().viewer,
        "person": person("Léo").viewer,
        "receiver": world.adviser.viewer,
        "other agent": mandated(Role.AGENT, organisation=elsewhere, name="Zoé").viewer,
        "holder": mandated(Role.PLACE_HOLDER, organisation=elsewhere, name="Zoé").viewer,
        "administrator": mandated(
            Role.ADMINISTRATOR, organisation=world.france.ref, name="Zoé"
        ).viewer,
        "animator": world.animator.viewer,
        "operator": operator().viewer,
        "operator without session": operator(open_session=False).viewer,
        "second factor missing": mandated(
            Role.AGENT, organisation=world.france.ref, verified=False, name="Zoé"
        ).viewer,
        "elsewhere": mandated(
            Role.AGENT,
            organisation=world.france.ref,
            zone="departement",
            zone_code="43",
            name="Zoé",
        ).viewer,
    }


def test_nobody_without_a_part_in_it_sees_or_changes_a_follow_up(world, strangers):
    opened = world.open()
    handed = world.hand(opened)
    absent = "0" * 16
    for name, viewer in strangers.items():
        for ref in (opened.ref, absent, "\x00"):
            with pytest.raises(FollowUpGone) as told:
                selectors.follow_up_for(viewer, ref)
            assert str(told.value) == str(FollowUpGone()), name
            with pytest.raises(FollowUpGone):
                services.add_stage(actor=viewer, follow_up=ref, stage="idee")
            with pytest.raises(FollowUpGone):
                services.new_link(actor=viewer, follow_up=ref)
        if name != "receiver":
            with pytest.raises(PasserelleGone):
                selectors.passerelle_for(viewer, handed.ref)
            assert selectors.inbox_of(viewer).to_answer == ()
        assert selectors.sent_by(viewer) == ()
        for change in (services.withdraw, services.close_without_news, services.send):
            with pytest.raises(PasserelleGone):
                change(actor=viewer, ref=handed.ref)
    assert world.row(handed).state == "envoyee"


def test_who_opened_it_sees_what_was_said_there_until_the_person_takes_it_back(world):
    opened = world.open()
    card = selectors.follow_up_for(world.agent.viewer, opened.ref)
    assert (card.name, card.words, card.can_write) == (
        "Camille",
        "je veux un camion à pizzas sans perdre le RSA",
        True,
    )
    hidden = {"mots": "camion", "nom": "Camille", f"besoin:{RIGHTS}": "garder-ses-droits"}
    for item, secret in hidden.items():
        assert secret in text_of(selectors.follow_up_for(world.agent.viewer, opened.ref))
        services.unshare(
            actor=ANYONE, token=opened.token, item=item, organisation_ref=world.france.ref
        )
        card = selectors.follow_up_for(world.agent.viewer, opened.ref)
        assert secret not in text_of(card)
        assert card.hidden
    services.unshare(actor=ANYONE, token=opened.token, item="", organisation_ref=world.france.ref)
    with pytest.raises(FollowUpGone):
        selectors.follow_up_for(world.agent.viewer, opened.ref)


def test_what_was_taken_back_is_hidden_in_what_was_sent_but_the_sending_is_still_followed(world):
    opened = world.open()
    handed = world.hand(opened, items=("nom", "mots"))
    services.unshare(actor=ANYONE, token=opened.token, item="", organisation_ref=world.france.ref)
    (card,) = selectors.sent_by(world.agent.viewer)
    assert (card.ref, card.state.code, card.person, card.carried) == (
        handed.ref,
        "envoyee",
        "",
        (),
    )
    assert "Camille" not in text_of(card)
    assert "camion" not in text_of(card)


def test_a_helper_sees_line_by_line_what_is_shared_with_it(world):
    opened = world.open()
    with pytest.raises(FollowUpGone):
        selectors.follow_up_for(world.adviser.viewer, opened.ref)
    services.share(
        actor=ANYONE,
        token=opened.token,
        item=f"besoin:{IDEA}",
        organisation_ref=world.agency.ref,
    )
    card = selectors.follow_up_for(world.adviser.viewer, opened.ref)
    assert [one.need.code for one in card.needs] == [IDEA]
    assert (card.name, card.contact, card.words, card.commune) == ("", "", "", "")
    assert (card.passerelles, card.shares, card.looks) == ((), (), ())
    assert not card.can_write
    for secret in ("Camille", "camion", "mardi", DIGITAL, RIGHTS, "mw@"):
        assert secret not in text_of(card)
    with pytest.raises(FollowUpGone):
        services.add_stage(actor=world.adviser.viewer, follow_up=opened.ref, stage="idee")


def test_the_referent_chosen_may_call_and_write_and_sees_no_more(world):
    opened = world.open()
    handed = world.hand(opened)
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.agency.ref)
    card = selectors.follow_up_for(world.adviser.viewer, opened.ref)
    assert (card.name, card.contact, card.words, card.needs) == (
        "Camille",
        "mw@exemple.test",
        "",
        (),
    )
    assert card.referent.organisation == "Agence d'Essai"
    assert card.can_write
    services.add_stage(actor=world.adviser.viewer, follow_up=opened.ref, stage="test")


def test_an_animator_of_a_territory_reads_of_requests_there_alone(world):
    animators = {
        code: mandated(
            Role.ANIMATOR, network=world.network, zone="departement", zone_code=code, name="Zoé"
        )
        for code in ("43", "48")
    }
    services.decline(actor=world.adviser.viewer, ref=world.hand(world.open()).ref, reason="complet")
    row = world.last()
    messages.tell_animators(row, Event.DECLINE)
    told = set(Message.objects.values_list("recipient", flat=True))
    for code, one in animators.items():
        waiting = [card.ref for card in selectors.without_interlocutor(one.viewer)]
        assert waiting == ([row.ref] if code == "48" else [])
        assert (one.user.email in told) is (code == "48")
    assert selectors.without_interlocutor(world.animator.viewer)


def test_nobody_shows_themselves_or_others_what_the_person_hides_from_them(world):
    opened = world.open()
    world.hand(opened)
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.agency.ref)
    hidden = ("nom", "joindre", "mots")
    for item in hidden:
        for one in (world.france, world.agency):
            services.unshare(actor=ANYONE, token=opened.token, item=item, organisation_ref=one.ref)
    viewer, ours = world.agent.viewer, world.france.ref
    services.choose_referent(actor=viewer, follow_up=opened.ref, organisation_ref=ours)
    for item in hidden:
        for to in (ours, world.agency.ref):
            with pytest.raises(AskedWrongly):
                services.share(actor=viewer, follow_up=opened.ref, item=item, organisation_ref=to)
    card = selectors.follow_up_for(viewer, opened.ref)
    assert (card.name, card.contact, card.words) == ("", "", "")
    assert card.referent.organisation_ref == ours


def test_a_structure_with_no_part_in_it_cannot_be_the_referent(world):
    opened = world.open()
    with pytest.raises(AskedWrongly):
        services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.other.ref)


def test_the_person_sees_everything_and_who_looked(world):
    opened = world.open()
    world.hand(opened)
    before = selectors.follow_up_behind(opened.token)
    assert before.looks == ()
    selectors.follow_up_for(world.agent.viewer, opened.ref)
    card = selectors.follow_up_behind(opened.token)
    assert [(one.organisation, one.function) for one in card.looks] == [
        ("France services d'Essai", "agent")
    ]
    assert "Ana" not in text_of(card.looks[0])
    assert (card.is_own, card.hidden, card.name) == (True, False, "Camille")
    shown = {one.name: {i: on for i, _l, on in one.lines} for one in card.shares}
    assert shown["France services d'Essai"]["nom"] is True
    assert not any(shown["Agence d'Essai"].values())


def test_a_look_at_a_request_received_is_written_down_too(world):
    opened = world.open()
    handed = world.hand(opened)
    selectors.passerelle_for(world.adviser.viewer, handed.ref)
    (look,) = looks_at(f"suivi:{opened.ref}")
    assert (look.organisation_ref, look.what) == (world.agency.ref, "demande reçue")


def test_a_list_where_somebody_is_named_is_one_look_a_day(world):
    opened = world.open()
    world.hand(opened)
    nameless = world.open(name="")
    world.hand(nameless, items=())
    for _twice in range(2):
        selectors.inbox_of(world.adviser.viewer)
        selectors.sent_by(world.agent.viewer)
    said = [(one.organisation_ref, one.what) for one in looks_at(f"suivi:{opened.ref}")]
    assert sorted(said) == sorted(
        (ref, "liste des demandes") for ref in (world.agency.ref, world.france.ref)
    )
    assert looks_at(f"suivi:{nameless.ref}") == ()


def test_where_somebody_turns_to_is_hidden_with_the_need_from_who_accompanies_them(world):
    """The name of a structure says what somebody lives through."""
    opened = world.open()
    services.unshare(
        actor=ANYONE,
        token=opened.token,
        item=f"besoin:{RIGHTS}",
        organisation_ref=world.france.ref,
    )
    handed = services.hand_over(
        actor=ANYONE,
        token=opened.token,
        proposal=world.proposal(RIGHTS),
        agreement=services.Agreement((f"besoin:{RIGHTS}",), given_by="personne"),
        request_key=key(),
    )
    viewer = world.agent.viewer
    assert selectors.follow_up_for(viewer, opened.ref).passerelles == ()
    assert selectors.sent_by(viewer) == ()
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(viewer, handed.ref)
    with pytest.raises(PasserelleGone):
        services.withdraw(actor=viewer, ref=handed.ref)
    services.share(
        actor=ANYONE,
        token=opened.token,
        item=f"besoin:{RIGHTS}",
        organisation_ref=world.france.ref,
    )
    assert [one.ref for one in selectors.sent_by(viewer)] == [handed.ref]


@pytest.mark.parametrize("item", ["mots", "nom", f"besoin:{IDEA}"])
def test_an_agent_passes_on_nothing_that_is_hidden_from_them(world, item):
    opened = world.open()
    services.unshare(actor=ANYONE, token=opened.token, item=item, organisation_ref=world.france.ref)
    with pytest.raises(AskedWrongly):
        world.hand(opened, items=("nom", "mots"))
    assert not world.row_exists()


def test_a_need_hidden_from_an_agent_looks_absent(world):
    opened = world.open()
    services.unshare(
        actor=ANYONE,
        token=opened.token,
        item=f"besoin:{RIGHTS}",
        organisation_ref=world.france.ref,
    )
    said = []
    for code in (RIGHTS, "me-soigner"):
        for attempt in (
            lambda code=code: services.set_need_state(
                actor=world.agent.viewer, follow_up=opened.ref, need=code, state="en_pause"
            ),
            lambda code=code: services.nobody_could(
                actor=world.agent.viewer, follow_up=opened.ref, need=code, reason="autre"
            ),
            lambda code=code: world.hand(opened, code, items=(f"besoin:{code}",)),
        ):
            with pytest.raises(AskedWrongly) as error:
                attempt()
            said.append(str(error.value))
    assert said[:3] == said[3:]


def test_a_refused_look_is_no_look(world):
    opened = world.open()
    with pytest.raises(FollowUpGone):
        selectors.follow_up_for(world.adviser.viewer, opened.ref)
    assert looks_at(f"suivi:{opened.ref}") == ()


def test_only_the_person_erases_and_nothing_is_left(world):
    opened = world.open()
    handed = world.hand(opened)
    with pytest.raises(FollowUpGone):
        services.erase_follow_up(actor=world.agent.viewer, follow_up=opened.ref)
    services.erase_follow_up(actor=ANYONE, token=opened.token)
    services.erase_follow_up(actor=ANYONE, token=opened.token)
    assert not FollowUp.objects.exists()
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(world.adviser.viewer, handed.ref)


def test_a_new_address_closes_the_former_one(world):
    opened = world.open()
    fresh = services.new_link(actor=ANYONE, token=opened.token)
    with pytest.raises(FollowUpGone):
        selectors.follow_up_behind(opened.token)
    assert selectors.follow_up_behind(fresh).ref == opened.ref
    with pytest.raises(FollowUpGone):
        selectors.follow_up_behind("")


def test_a_person_with_an_account_finds_their_own_follow_ups(world):
    lea = person("Léa")
    opened = services.open_follow_up(
        actor=lea.viewer,
        opening=services.Opening(code_insee=MENDE, needs=(IDEA,)),
        request_key=key(),
    )
    assert [one.ref for one in selectors.follow_ups_of(lea.viewer)] == [opened.ref]
    assert selectors.follow_up_for(lea.viewer, opened.ref).is_own
    assert selectors.follow_ups_of(person("Léo").viewer) == ()
    assert selectors.follow_ups_of(ANYONE) == ()


def test_nobody_opens_a_follow_up_for_a_structure_they_do_not_act_for(world):
    for viewer in (ANYONE, world.adviser.viewer, world.animator.viewer, operator().viewer):
        with pytest.raises(FollowUpGone):
            services.open_follow_up(
                actor=viewer,
                opening=services.Opening(code_insee=MENDE, needs=(IDEA,)),
                organisation_ref=world.france.ref,
                request_key=key(),
            )
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(),
        Viewer(user_id=5),
        Viewer(user_id=0, is_operator=True),
        Viewer(user_id=5, awaits_second_factor=True),
    ],
)
def test_without_a_mandate_nothing_is_allowed_but_to_open_ones_own(viewer):
    file = File(user_id=7, opened_by="a", shared_with=frozenset("a"), network="n", ground=HOME)
    bridge = Bridge(file, "a", "b", is_sent=True, network="n")
    assert policies.may_open(viewer, "", HOME)
    assert not policies.may_open(viewer, "a", HOME)
    for rule in (policies.may_read_follow_up, policies.may_write_follow_up):
        assert not rule(viewer, file)
    for rule in (policies.may_send, policies.may_answer, policies.may_read_passerelle):
        assert not rule(viewer, bridge)
    assert not policies.may_count(viewer, "n")


def test_a_file_of_nobody_is_not_that_of_every_visitor():
    file = File(user_id=None, ground=HOME)
    assert not policies.is_own(Viewer(), file)
    assert not policies.may_read_follow_up(Viewer(), file)
    nobody = Bridge(file, "", "", is_sent=True)
    assert not policies.may_send(Viewer(), nobody)
    assert not policies.may_answer(Viewer(), nobody)


def test_a_longer_list_asks_the_database_no_more_questions(world):
    """Names are read once, whatever the number of requests; looks are elsewhere."""
    for _one in range(2):
        world.hand(world.open())
    selectors.inbox_of(world.adviser.viewer)
    selectors.sent_by(world.agent.viewer)
    with CaptureQueriesContext(connection) as two:
        selectors.inbox_of(world.adviser.viewer)
        selectors.sent_by(world.agent.viewer)
    for _one in range(4):
        world.hand(world.open())
    selectors.inbox_of(world.adviser.viewer)
    selectors.sent_by(world.agent.viewer)
    with CaptureQueriesContext(connection) as six:
        selectors.inbox_of(world.adviser.viewer)
        selectors.sent_by(world.agent.viewer)
    assert len(six) == len(two)
