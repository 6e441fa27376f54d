"""From a proposal to an end, through the services: who writes what, and what follows from it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import others, selectors, services
from entrelieux.passerelles.errors import AskedWrongly, NotNow, PasserelleGone
from entrelieux.passerelles.models import Passerelle, UnmetNeed
from tests.passerelles.conftest import DIGITAL, IDEA, MENDE, RIGHTS, key, link_to


def test_a_hand_over_sent_by_mail_is_accepted_at_its_link_and_closed_by_the_person(world):
    opened = world.open()
    handed = world.hand(opened)
    assert handed.is_sent
    services.accept(link=link_to("agence@exemple.test"))
    assert world.row(handed).state == "acceptee"
    services.close(ref=handed.ref, token=opened.token, outcome="start_action", useful=True)
    row = world.row(handed)
    assert (row.state, row.outcome, row.useful) == ("close", "start_action", True)
    seen = selectors.follow_up_behind(opened.token)
    assert [need.state.code for need in seen.needs] == ["repondu", "ouvert", "ouvert"]


def test_an_account_of_the_receiving_structure_answers_from_its_inbox(world):
    handed = world.hand(world.open())
    (waiting,) = selectors.inbox_of(world.adviser.viewer).to_answer
    assert waiting.ref == handed.ref
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    inbox = selectors.inbox_of(world.adviser.viewer)
    assert ([one.ref for one in inbox.ongoing], inbox.to_answer) == ([handed.ref], ())


def test_both_directions_are_alike(world):
    """A business adviser hands a person over to a mediator."""
    opened = services.open_follow_up(
        actor=world.adviser.viewer,
        opening=services.Opening(code_insee=MENDE, needs=(DIGITAL,)),
        organisation_ref=world.agency.ref,
        request_key=key(),
    )
    handed = services.hand_over(
        actor=world.adviser.viewer,
        follow_up=opened.ref,
        proposal=world.proposal(DIGITAL, to=services.Receiver(world.france.ref)),
        agreement=services.Agreement(),
        request_key=key(),
    )
    assert handed.is_sent
    services.accept(actor=world.agent.viewer, ref=handed.ref)
    (sent,) = selectors.sent_by(world.adviser.viewer)
    assert sent.state.code == "acceptee"


def test_what_comes_back_is_read_by_who_sent_it_and_by_the_person(world):
    opened = world.open()
    handed = world.hand(opened)
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    services.come_back(actor=world.adviser.viewer, ref=handed.ref, text="Un premier rendez-vous.")
    services.met(actor=world.adviser.viewer, ref=handed.ref)
    (sent,) = selectors.sent_by(world.agent.viewer)
    (seen,) = selectors.follow_up_behind(opened.token).passerelles
    assert (sent.came_back, seen.came_back) == ("Un premier rendez-vous.",) * 2
    assert (sent.state.code, sent.met_on) == ("rencontre", timezone.localdate())


def test_a_telephone_call_sends_and_accepts_without_writing_to_anybody_there(world):
    opened = world.open(channel="papier")
    ref = services.told_by_phone(
        actor=world.agent.viewer,
        follow_up=opened.ref,
        proposal=world.proposal(),
        agreement=services.Agreement(items=("nom",)),
        request_key=key(),
    )
    row = world.row(ref)
    assert (row.state, row.sent_at is not None) == ("acceptee", True)
    assert [move.note for move in row.moves.all() if move.note] == ["par téléphone"] * 2
    assert not Message.objects.filter(recipient="agence@exemple.test").exists()


def test_a_request_without_interlocutor_is_settled_by_a_call(world):
    world.agency_place.courriel = ""
    world.agency_place.save()
    revoke(world.adviser)
    handed = world.hand(world.open())
    assert not handed.is_sent
    services.agreed_by_phone(actor=world.agent.viewer, ref=handed.ref)
    assert world.row(handed).state == "acceptee"


def revoke(signed):
    signed.user.mandates.update(revoked_at=timezone.now() - timedelta(seconds=1))


def test_never_sent_to_nobody(world):
    """No mail and no account: nothing leaves, and the animator sees that it waits."""
    world.agency_place.courriel = ""
    world.agency_place.save()
    revoke(world.adviser)
    opened = world.open()
    handed = world.hand(opened)
    assert (handed.is_sent, world.row(handed).state) == (False, "consentie")
    assert not Message.objects.exists()
    (waiting,) = selectors.without_interlocutor(world.animator.viewer)
    assert (waiting.ref, waiting.receiver.name) == (handed.ref, "Agence d'Essai")
    (sent,) = selectors.sent_by(world.agent.viewer)
    assert not sent.reachable
    assert services.send(actor=world.agent.viewer, ref=handed.ref) is False
    world.adviser.user.mandates.update(revoked_at=None)
    assert services.send(actor=world.agent.viewer, ref=handed.ref) is True
    assert selectors.without_interlocutor(world.animator.viewer) == ()


def test_an_information_is_given_to_the_person_and_to_nobody_else(world):
    opened = world.open()
    handed = world.hand(opened, mode="info_donnee", items=())
    row = world.row(handed)
    assert (row.state, row.carried) == ("envoyee", {})
    assert not Message.objects.exists()
    assert not row.tellings.exists()
    with pytest.raises(PasserelleGone):
        selectors.passerelle_for(world.adviser.viewer, handed.ref)
    assert selectors.inbox_of(world.adviser.viewer).to_answer == ()
    assert selectors.follow_up_behind(opened.token).needs[0].state.code == "ouvert"


def test_declined_it_is_proposed_to_somebody_who_was_not_asked(world):
    opened = world.open()
    handed = world.hand(opened)
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    row = world.row(handed)
    assert (row.state, row.decline_reason) == ("declinee", "complet")
    found = selectors.others_instead_of(world.agent.viewer, handed.ref)
    assert [card.organisation.name for card in found] == ["Autre Agence"]
    again = services.reassign(
        actor=world.agent.viewer,
        ref=handed.ref,
        to=services.Receiver(found[0].organisation.ref, found[0].place.ref),
        agreement=services.Agreement(items=("nom",)),
        request_key=key(),
    )
    assert again.is_sent
    assert (world.row(handed).state, world.row(again).state) == ("reassignee", "envoyee")
    assert world.row(again).replaces.ref == handed.ref
    assert not UnmetNeed.objects.exists()


def test_declined_by_all_it_is_counted_once_and_the_animator_knows(world):
    opened = world.open()
    first = world.hand(opened)
    services.decline(actor=world.adviser.viewer, ref=first.ref, reason="hors_secteur")
    assert not UnmetNeed.objects.exists()
    second = world.hand(opened, to=world.to_other)
    services.decline(link=link_to("autre@exemple.test"), reason="complet")
    (unmet,) = UnmetNeed.objects.all()
    assert (unmet.need, unmet.reason, unmet.code_insee) == (IDEA, "hors_offre", MENDE)
    assert (unmet.network, unmet.origin) == (world.network, "suivi")
    need = selectors.follow_up_behind(opened.token).needs[0]
    assert (need.state.code, need.reason.code) == ("sans_reponse", "hors_offre")
    assert Message.objects.filter(recipient=world.animator.user.email).count() == 1
    assert second.ref in {one.ref for one in selectors.without_interlocutor(world.animator.viewer)}


def test_what_the_person_no_longer_wishes_is_missing_to_nobody(world):
    opened = world.open()
    world.hand(opened)
    services.decline(actor=world.adviser.viewer, ref=world.last().ref, reason="complet")
    world.hand(opened, to=world.to_other)
    services.decline(link=link_to("autre@exemple.test"), reason="ne_souhaite_plus")
    assert not UnmetNeed.objects.exists()


def test_who_may_not_answer_makes_the_engine_look_for_nobody(world, monkeypatch):
    handed = world.hand(world.open())
    monkeypatch.setattr(others, "_others", None)
    with pytest.raises(PasserelleGone):
        services.decline(actor=world.agent.viewer, ref=handed.ref, reason="complet")


def test_a_need_that_somebody_else_still_has_is_not_lost(world):
    opened = world.open()
    world.hand(opened, to=world.to_other)
    first = world.hand(opened)
    services.decline(actor=world.adviser.viewer, ref=first.ref, reason="complet")
    need = selectors.follow_up_behind(opened.token).needs[0]
    assert need.state.code == "confie"
    assert not UnmetNeed.objects.exists()


def test_what_cannot_be_searched_any_more_is_not_said_to_be_without_answer(world):
    opened = world.open()
    handed = world.hand(opened)
    row = world.row(handed).follow_up
    row.situation = {"mode": "montgolfière"}
    row.save()
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    assert not UnmetNeed.objects.exists()
    assert world.row(handed).state == "declinee"


def test_a_day_announced_is_told_and_the_address_still_answers(world):
    opened = world.open()
    handed = world.hand(opened)
    link = link_to("agence@exemple.test")
    day = timezone.localdate() + timedelta(days=12)
    services.announce(link=link, on=day, note="au retour des congés")
    assert world.row(handed).announced_on == day
    services.accept(link=link)
    assert world.row(handed).state == "acceptee"


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_past_or_too_far_is_not_announced(world, days):
    handed = world.hand(world.open())
    with pytest.raises(AskedWrongly):
        services.announce(
            actor=world.adviser.viewer,
            ref=handed.ref,
            on=timezone.localdate() + timedelta(days=days),
        )


def test_closed_without_news_is_an_ordinary_end_that_reopens_the_need(world):
    opened = world.open()
    handed = world.hand(opened)
    services.close_without_news(actor=world.agent.viewer, ref=handed.ref)
    card = selectors.follow_up_behind(opened.token)
    assert card.passerelles[0].state.code == "close"
    assert card.needs[0].state.code == "ouvert"
    services.close(ref=handed.ref, token=opened.token, outcome="discover_support", useful=True)
    assert selectors.follow_up_behind(opened.token).needs[0].state.code == "repondu"


def test_the_person_says_in_the_end_that_it_was_not_useful(world):
    opened = world.open()
    handed = world.hand(opened)
    services.close(ref=handed.ref, token=opened.token, outcome="other", useful=False)
    assert selectors.follow_up_behind(opened.token).needs[0].state.code == "ouvert"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("mode", {"mode": "pigeon"}),
        ("besoins", {"needs": ()}),
        ("besoins", {"needs": ("me-soigner",)}),
        ("to", {"to": services.Receiver("structure-inconnue")}),
        ("to", {"to": services.Receiver("structure\x00")}),
    ],
)
def test_what_cannot_be_asked_says_which_field_is_wrong(world, field, changes):
    opened = world.open()
    asked = {"to": world.proposal().to, "needs": (IDEA,), "mode": "rdv_pris"} | changes
    with pytest.raises(AskedWrongly) as error:
        services.propose(actor=world.agent.viewer, follow_up=opened.ref, request_key=key(), **asked)
    assert error.value.field == field
    assert not Passerelle.objects.exists()


def test_nothing_is_handed_over_to_ones_own_structure(world):
    opened = world.open()
    with pytest.raises(AskedWrongly):
        world.hand(opened, DIGITAL, to=services.Receiver(world.france.ref))


def test_an_agreement_comes_first(world):
    opened = world.open()
    ref = services.propose(
        actor=world.agent.viewer,
        follow_up=opened.ref,
        to=world.proposal().to,
        needs=(IDEA,),
        mode="contact_transmis",
        request_key=key(),
    )
    with pytest.raises(NotNow) as error:
        services.send(actor=world.agent.viewer, ref=ref)
    assert error.value.code == "pas-maintenant-sans_accord"
    assert not Message.objects.exists()


def test_the_person_alone_hands_themselves_over_by_their_address(world):
    opened = world.open_alone(channel="courriel", contact="lea@exemple.test", name="Léa")
    handed = services.hand_over(
        actor=ANYONE,
        token=opened.token,
        proposal=world.proposal(),
        agreement=services.Agreement(("nom",), given_by="personne", manner="en_ligne"),
        request_key=key(),
    )
    row = world.row(handed)
    assert (row.from_name, row.sender_id, row.network) == ("", None, world.network)
    assert row.consents.get().given_by == "personne"
    services.withdraw(ref=handed.ref, token=opened.token)
    assert world.row(handed).state == "retiree"


def test_a_need_paused_or_dropped_by_choice_stays_so(world):
    opened = world.open()
    handed = world.hand(opened)
    services.set_need_state(actor=ANYONE, token=opened.token, need=IDEA, state="abandonne")
    services.withdraw(ref=handed.ref, token=opened.token)
    assert selectors.follow_up_behind(opened.token).needs[0].state.code == "abandonne"


def test_a_need_said_without_answer_at_the_counter_names_nobody(world):
    for _twice in range(2):
        services.record_unmet(
            actor=world.agent.viewer,
            need=RIGHTS,
            reason="langue",
            code_insee=MENDE,
            organisation_ref=world.france.ref,
            request_key="la-meme-cle-deux-fois",
        )
    (row,) = UnmetNeed.objects.all()
    today = timezone.localdate()
    assert (row.origin, row.month) == ("accueil", date(today.year, today.month, 1))
    assert "la-meme-cle" not in row.request_key


def test_stages_go_back_and_start_again(world):
    opened = world.open()
    for stage in ("idee", "test", "idee", "pause", "abandon_choisi"):
        services.add_stage(actor=ANYONE, token=opened.token, stage=stage, learnt="j'ai vu")
    seen = selectors.follow_up_behind(opened.token).stages
    assert [one.stage.code for one in seen] == ["idee", "test", "idee", "pause", "abandon_choisi"]
