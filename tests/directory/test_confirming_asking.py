"""Asking places: who, how often, by one mail for one address, and only those of one's territory."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from entrelieux.directory.confirming import answering, asking, links, mails
from entrelieux.directory.confirming.asking import AskingError, CampaignGone, Wish
from entrelieux.directory.confirming.following import campaign_for, campaigns_of
from entrelieux.directory.doubles.services import say_same
from entrelieux.directory.models import Asked, Campaign
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Role
from tests import signing
from tests.directory.factories import place, publish

pytestmark = pytest.mark.django_db
OLD = date(2024, 1, 1)
MENDE = {"commune": "Mende", "code_insee": "48095", "code_postal": "48000"}
PUY = {"commune": "Le Puy-en-Velay", "code_insee": "43157", "code_postal": "43000"}
MAIRIE = place("Mairie", courriel="mairie@exemple.test", confirmed_on=OLD)
ECOLE = place("École", courriel="MAIRIE@exemple.test")
BUS = place("Bus", telephone="0466000000", **MENDE)
LOIN = place("Loin", courriel="loin@exemple.test", **PUY)
FRAIS = place("Frais", courriel="frais@exemple.test", confirmed_on=timezone.localdate())


@pytest.fixture
def animator(communes):
    network = signing.network_with(zone="departement", zone_code="48", name="Réseau de Lozère")
    publish(MAIRIE, ECOLE, BUS, LOIN, FRAIS)
    return signing.mandated(Role.ANIMATOR, network=network)


def network_of(animator):
    return next(iter(animator.viewer.networks()))


def opened(animator, *drafts, name="Novembre", key=""):
    wish = Wish(network=network_of(animator))
    refs = [draft.ref for draft in drafts or (MAIRIE, ECOLE, BUS)]
    actor = animator.viewer
    return asking.open_campaign(actor=actor, name=name, wish=wish, refs=refs, request_key=key)


def names(animator, **wish):
    found = asking.candidates(animator.viewer, Wish(network=network_of(animator), **wish))
    return {one.name for one in found.found}


def test_only_what_is_old_and_in_the_territory_is_proposed(animator):
    assert names(animator) == {"Mairie", "École", "Bus"}
    assert names(animator, departement="43") == set()
    found = asking.candidates(animator.viewer, Wish(network=network_of(animator)))
    assert (found.by_mail, found.addresses, found.to_call) == (2, 1, 1)


def test_sheets_that_somebody_united_are_asked_once(animator):
    say_same(actor=animator.viewer, kept_ref=MAIRIE.ref, other_ref=ECOLE.ref)
    assert names(animator) == {"Mairie", "Bus"}
    opened(animator)
    assert {row.place.name for row in Asked.objects.all()} == {"Mairie", "Bus"}


def test_one_mail_for_one_address_lists_all_its_places(animator):
    opened(animator)
    (mail,) = Message.objects.all()
    assert mail.recipient == "mairie@exemple.test"
    links_of = {row.place.name: links.address_of(row.ref) for row in Asked.objects.all()}
    assert links_of["Mairie"] in mail.body
    assert links_of["École"] in mail.body
    assert links_of["Bus"] not in mail.body
    assert "Réseau de Lozère" in mail.body


def test_a_place_out_of_the_territory_is_not_asked_even_when_it_is_named(animator):
    opened(animator, MAIRIE, LOIN, FRAIS)
    assert [row.place.name for row in Asked.objects.all()] == ["Mairie"]
    with pytest.raises(AskingError):
        opened(animator, LOIN)
    assert Campaign.objects.count() == 1


def test_the_same_form_twice_asks_once(animator):
    assert opened(animator, key="a") == opened(animator, key="a")
    assert Campaign.objects.count() == 1
    assert Message.objects.count() == 1


def test_nobody_is_asked_again_within_six_months_unless_they_answered_nothing(animator):
    opened(animator)
    assert names(animator) == set()
    campaign = Campaign.objects.get()
    asked = Asked.objects.get(place__ref=MAIRIE.ref)
    answering.answer(actor=ANYONE, code=links.code_of(asked.ref), given=answering.NOT_US)
    asking.close_campaign(actor=animator.viewer, campaign=campaign)
    assert names(animator) == {"École", "Bus"}
    Asked.objects.update(sent_at=timezone.now() - timedelta(days=190))
    assert names(animator) == {"Mairie", "École", "Bus"}


def test_one_reminder_at_most_a_week_later_to_those_who_said_nothing(animator):
    ref = opened(animator)
    campaign, asked = campaign_for(animator.viewer, ref)

    def remind():
        return asking.remind(actor=animator.viewer, campaign=campaign, asked=asked)

    with pytest.raises(AskingError):
        remind()
    campaign.opened_at -= timedelta(days=8)
    campaign.save()
    code = links.code_of(Asked.objects.get(place__ref=MAIRIE.ref).ref)
    answering.answer(actor=ANYONE, code=code, given=answering.RIGHT)
    assert remind() == 1
    assert remind() == 0
    second = Message.objects.order_by("-pk")[0]
    assert "ne vous relancerons plus" in second.body
    assert "Mairie" not in second.body


def test_a_mail_given_up_makes_its_places_to_call(animator):
    ref = opened(animator)
    mails.not_reached(Message.objects.get().key)
    mails.not_reached("invitation:x")
    (card,) = campaigns_of(animator.viewer)
    assert (card.ref, card.to_call) == (ref, 3)


def test_a_closed_campaign_takes_back_its_mails_and_its_links(animator):
    ref = opened(animator)
    campaign, asked = campaign_for(animator.viewer, ref)
    for _ in range(2):
        asking.close_campaign(actor=animator.viewer, campaign=campaign)
    assert not Message.objects.exists()
    with pytest.raises(answering.LinkOver):
        answering.asked_behind(links.code_of(asked[0].ref))
    lines = JournalEntry.objects.filter(subject=ref)
    assert sorted(line.verb for line in lines) == ["campagne.close", "campagne.ouverte"]


def test_another_network_and_another_territory_see_nothing(animator):
    ref = opened(animator)
    stranger = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    neighbour = signing.mandated(
        Role.ANIMATOR, network=network_of(animator), zone="departement", zone_code="43"
    )
    for viewer in (stranger.viewer, neighbour.viewer, ANYONE):
        assert campaigns_of(viewer) == ()
        with pytest.raises(CampaignGone):
            campaign_for(viewer, ref)
    assert [card.ref for card in campaigns_of(OPERATOR)] == [ref]


def test_who_animates_nothing_opens_nothing(animator):
    wish = Wish(network=network_of(animator))
    stranger = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    with pytest.raises(AskingError):
        asking.open_campaign(actor=stranger.viewer, name="X", wish=wish, refs=[MAIRIE.ref])
    with pytest.raises(CampaignGone):
        asking.open_campaign(actor=stranger.viewer, name="X", wish=Wish(), refs=[MAIRIE.ref])


@pytest.mark.parametrize("courriel", ["", "mairie", "a b@c.fr", "a@b\nc@d.fr", "a@b.fr,c@d.fr"])
def test_what_is_no_address_is_never_written_to(animator, courriel):
    publish(replace(MAIRIE, courriel=courriel))
    opened(animator, MAIRIE)
    assert not Message.objects.exists()
    assert Asked.objects.get().way == Asked.Way.PAPER


def test_the_table_alone_gives_no_address(animator):
    opened(animator, MAIRIE)
    asked = Asked.objects.get()
    code = links.code_of(asked.ref)
    assert len(code.replace("-", "")) == 16
    assert code not in f"{asked.ref}{asked.digest}"
    for copied in (
        code.upper(),
        code.replace("-", ""),
        code.replace("-", " "),
        code[:4] + code[4:],
    ):
        assert answering.asked_behind(copied) == asked


def test_who_follows_a_part_of_a_campaign_does_not_close_the_rest(animator):
    ref = opened(animator)
    colleague = signing.mandated(
        Role.ANIMATOR, network=network_of(animator), zone="commune", zone_code=MAIRIE.code_insee
    )
    campaign, _asked = campaign_for(colleague.viewer, ref)
    with pytest.raises(asking.AskingError):
        asking.close_campaign(actor=colleague.viewer, campaign=campaign)
    assert not asking.is_over(campaign)


def test_a_name_that_no_database_can_hold_is_mended(animator):
    opened(animator, name="Nov\x00embre")
    assert Campaign.objects.get().name == "Nov embre"
