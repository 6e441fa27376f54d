"""What a stranger may cause by the public page of a meeting: to third persons, to who waits."""

from datetime import date, timedelta

import pytest
from django.test import Client

from entrelieux.accounts.models import Network
from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.errors import MeetingMoved, MeetingWrong
from entrelieux.exchanges.meetings.selectors import seats_of
from entrelieux.exchanges.meetings.views import public
from entrelieux.exchanges.models import Seat
from entrelieux.kernel.limits import VisitorBrake
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from tests.exchanges.meetings.conftest import asked, key

pytestmark = pytest.mark.django_db
THIRD = {"channel": "courriel", "contact": "tiers@exemple.test"}


def test_an_address_is_written_to_once_for_a_meeting_however_often_it_is_given(village):
    ref = village.open(seats=4)
    for contact in ("tiers@exemple.test", "Tiers@Exemple.test", "tiers+2@exemple.test"):
        village.sign_up(ref, "Moi", channel="courriel", contact=contact)
    taken = village.sign_up(ref, "Moi", **THIRD)
    assert Message.objects.count() == 1
    Message.objects.update(sent_at="2026-11-23T12:00Z", recipient="", body="")
    services.give_back(actor=ANYONE, token=taken.token)
    village.sign_up(ref, "Moi", **THIRD)
    assert Message.objects.count() == 1


def test_the_letter_says_who_did_it_how_to_take_it_back_and_nothing_of_what_was_typed(village):
    village.sign_up(village.open(), "Achetez ici http://mal.test", **THIRD)
    letter = Message.objects.get()
    assert "Quelqu'un a donné cette adresse" in letter.body
    assert "/rencontres/place/" in letter.body
    assert "Achetez" not in letter.subject + letter.body


def test_an_address_is_written_to_a_few_times_a_day_over_all_meetings(village):
    refs = [village.open() for _number in range(5)]
    for ref in refs[:4]:
        village.sign_up(ref, **THIRD)
    assert Message.objects.count() == 3
    village.clock.shift(timedelta(hours=25))
    village.sign_up(refs[4], **THIRD)
    assert Message.objects.count() == 4


def test_a_seat_that_moves_up_is_said_by_somebody_once_letters_were_enough(village):
    ref = village.open(seats=2)
    seated = [village.sign_up(ref, f"P{number}") for number in range(2)]
    for name in ("Un", "Deux"):
        village.sign_up(ref, name, **THIRD)
    for one in seated:
        services.give_back(actor=ANYONE, token=one.token)
    assert Message.objects.count() == 2
    assert [one.name for one in Seat.objects.exclude(news="")] == ["Deux"]


def test_a_change_is_told_once_to_each_address(village):
    ref = village.open()
    for name in ("Un", "Deux"):
        village.sign_up(ref, name, **THIRD)
    services.change_meeting(
        actor=village.agent.viewer, ref=ref, asked=asked(place_name="Salle du conseil")
    )
    assert Message.objects.filter(subject__contains="changé").count() == 1


def test_who_shares_an_address_is_still_told_when_the_other_does_not_come(village):
    ref = village.open()
    leaves = village.sign_up(ref, "Un", **THIRD)
    village.sign_up(ref, "Deux", **THIRD)
    services.cancel(actor=village.agent.viewer, ref=village.open())
    services.change_meeting(
        actor=village.agent.viewer, ref=ref, asked=asked(place_name="Salle du conseil")
    )
    services.give_back(actor=ANYONE, token=leaves.token)
    assert Message.objects.filter(subject__contains="changé").exists()


def test_an_agent_s_word_is_enough_to_write_to_each(village):
    ref = village.open()
    for name in ("Un", "Deux"):
        village.sign_up(ref, name, actor=village.agent.viewer, manner="guichet", **THIRD)
    assert Message.objects.count() == 2


def test_as_many_wait_as_twice_the_seats_and_the_next_one_is_told_whom_to_call(village):
    ref = village.open(seats=2)
    for number in range(6):
        village.sign_up(ref, f"P{number}")
    with pytest.raises(MeetingMoved, match="pleine"):
        village.sign_up(ref, "De trop")
    assert not village.sign_up(
        ref, "Au guichet", actor=village.agent.viewer, manner="guichet"
    ).is_seated
    page = Client().get(f"/rencontres/{ref}/").content.decode()
    assert "pleine" in page
    assert "Me mettre en attente" not in page


@pytest.mark.parametrize(
    ("channel", "contact"),
    [("telephone", "36"), ("courriel", "tiers@"), ("intermediaire", "ma tante"), ("sms", "x")],
)
def test_a_contact_that_reaches_nobody_is_said(village, channel, contact):
    ref = village.open()
    said = {"nom": "Marie", "moyen": channel, "contact": contact, "cle": key()}
    page = Client().post(f"/rencontres/{ref}/", said)
    assert page.status_code == 422
    assert not Seat.objects.exists()


def test_one_visitor_s_flood_closes_the_list_to_nobody_else(village, monkeypatch):
    monkeypatch.setattr(public, "VISITOR", VisitorBrake("essai", most=2, seconds=3_600))
    ref = village.open(seats=6)
    answers = []
    for address in ["203.0.113.7"] * 3 + ["198.51.100.9"]:
        said = {"nom": "Marie", "cle": key()}
        page = Client(REMOTE_ADDR=address).post(f"/rencontres/{ref}/", said)
        answers.append(page.status_code)
    assert answers == [303, 303, 429, 303]


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2030, 1, 1)])
def test_a_day_too_far_to_be_meant_is_refused(village, day):
    with pytest.raises(MeetingWrong, match="deux ans"):
        village.prepare(day=day)


def test_a_meeting_is_moved_to_no_place_out_of_the_territory_of_its_network(village):
    ref = village.open()
    Network.objects.filter(ref=village.row(ref).network.ref).update(
        zone="departement", zone_code="48"
    )
    with pytest.raises(MeetingWrong, match="territoire"):
        services.change_meeting(
            actor=village.agent.viewer, ref=ref, asked=asked(code_insee="30189")
        )
    assert village.row(ref).code_insee == "48080"


def test_how_to_reach_those_who_signed_up_is_read_by_who_organises_alone(village):
    ref = village.open()
    village.sign_up(ref, **THIRD)
    (organiser,) = seats_of(village.agent.viewer, ref)
    (animator,) = seats_of(village.world.animator.viewer, ref)
    assert "tiers@exemple.test" in organiser.reach
    assert (animator.name, animator.reach) == ("Marie", "")
