"""Seats are never oversold, and the queue moves up in the order people came."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.errors import (
    MeetingGone,
    MeetingMoved,
    MeetingWrong,
    SeatGone,
)
from entrelieux.exchanges.meetings.selectors import meeting_for, own_seat, seats_of
from entrelieux.exchanges.models import Seat
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from tests.exchanges.meetings.conftest import asked, key

pytestmark = pytest.mark.django_db
MAIL = {"channel": "courriel", "contact": "marie@exemple.test"}


def test_a_first_name_is_enough(village):
    ref = village.open()
    taken = village.sign_up(ref, "Marie")
    assert taken.is_seated
    assert own_seat(ANYONE, taken.token).name == "Marie"
    assert meeting_for(ANYONE, ref).left == 2


def test_nobody_signs_up_to_a_draft_nor_sees_it(village):
    ref = village.prepare()
    with pytest.raises(MeetingGone):
        village.sign_up(ref)
    with pytest.raises(MeetingGone):
        meeting_for(ANYONE, ref)
    assert meeting_for(village.agent.viewer, ref).is_draft


def test_the_same_form_sent_twice_takes_one_seat_and_finds_the_same_address(village):
    ref, once = village.open(), key()
    first = village.sign_up(ref, request_key=once)
    assert village.sign_up(ref, request_key=once) == first
    assert Seat.objects.count() == 1


def test_whoever_comes_after_the_last_seat_waits_in_order(village):
    ref = village.open()
    takens = [village.sign_up(ref, f"Personne {n}") for n in range(6)]
    assert [one.is_seated for one in takens] == [True] * 3 + [False] * 3
    assert [own_seat(ANYONE, one.token).rank for one in takens] == [0, 0, 0, 1, 2, 3]


def test_a_seat_given_back_goes_to_who_waited_longest_and_tells_them(village):
    ref = village.open()
    takens = [village.sign_up(ref, f"P{n}") for n in range(3)]
    waiting = [village.sign_up(ref, f"P{n}", **MAIL) for n in (3, 4)]
    Message.objects.all().delete()
    services.give_back(actor=ANYONE, token=takens[1].token)
    assert own_seat(ANYONE, waiting[0].token).state == "inscrit"
    assert own_seat(ANYONE, waiting[1].token).rank == 1
    assert "libérée" in Message.objects.get().subject


def test_a_seat_given_back_twice_frees_one(village):
    ref = village.open()
    taken, *_others = [village.sign_up(ref, f"P{n}") for n in range(5)]
    services.give_back(actor=ANYONE, token=taken.token)
    services.give_back(actor=ANYONE, token=taken.token)
    assert Seat.objects.filter(state="inscrit").count() == 3
    assert Seat.objects.filter(state="attente").count() == 1


def test_who_gives_a_seat_back_is_forgotten_at_once(village):
    ref = village.open()
    taken = village.sign_up(ref, **MAIL)
    services.give_back(actor=ANYONE, token=taken.token)
    row = Seat.objects.get(ref=taken.ref)
    assert (row.name, row.contact, row.code_insee) == ("", "", "")
    assert not Message.objects.filter(sent_at=None).exists()


def test_more_seats_go_to_those_who_wait_first(village):
    ref = village.open()
    for number in range(5):
        village.sign_up(ref, f"P{number}")
    services.change_meeting(actor=village.agent.viewer, ref=ref, asked=asked(seats=4))
    seats = seats_of(village.agent.viewer, ref)
    assert [one.name for one in seats if one.state == "attente"] == ["P4"]


def test_fewer_seats_take_nobody_s_seat_away_and_nobody_moves_up(village):
    ref = village.open()
    takens = [village.sign_up(ref, f"P{number}") for number in range(4)]
    services.change_meeting(actor=village.agent.viewer, ref=ref, asked=asked(seats=2))
    services.give_back(actor=ANYONE, token=takens[0].token)
    assert own_seat(ANYONE, takens[3].token).state == "attente"


def test_who_no_message_reaches_is_on_the_list_to_tell(village):
    ref = village.open()
    village.sign_up(ref, "Paul", channel="telephone", contact="04 66 00 00 00")
    village.sign_up(ref, "Rien")
    village.sign_up(ref, "Marie", **MAIL)
    services.cancel(actor=village.agent.viewer, ref=ref)
    seats = seats_of(village.agent.viewer, ref)
    assert [one.name for one in seats if one.news] == ["Paul"]
    assert Message.objects.filter(subject__contains="annulée").count() == 1
    paul = next(one for one in seats if one.name == "Paul")
    services.told(actor=village.agent.viewer, meeting_ref=ref, seat_ref=paul.ref)
    assert not any(one.news for one in seats_of(village.agent.viewer, ref))


def test_a_change_that_does_not_show_tells_nobody(village):
    ref = village.open()
    village.sign_up(ref, **MAIL)
    before = Message.objects.count()
    services.change_meeting(actor=village.agent.viewer, ref=ref, asked=asked(words="Venez !"))
    assert Message.objects.count() == before
    services.change_meeting(
        actor=village.agent.viewer, ref=ref, asked=asked(place_name="Salle du conseil")
    )
    assert Message.objects.count() == before + 1


def test_an_agent_of_any_structure_writes_somebody_in_and_reads_no_list(village):
    ref = village.open(organisers=())
    adviser = village.world.adviser.viewer
    taken = village.sign_up(ref, "Paul", actor=adviser, manner="guichet")
    assert taken.is_seated
    with pytest.raises(MeetingGone):
        seats_of(adviser, ref)
    with pytest.raises(MeetingGone):
        village.sign_up(ref, "Paul", manner="guichet")


def test_one_does_not_sign_up_once_it_has_begun(village):
    ref = village.open()
    taken = village.sign_up(ref)
    village.evening_comes(ref)
    with pytest.raises(MeetingMoved):
        village.sign_up(ref, "Tard")
    with pytest.raises(MeetingMoved):
        services.give_back(actor=ANYONE, token=taken.token)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("", {}),
        ("  \x00 ", {}),
        ("Marie", {"channel": "pigeon"}),
        ("Marie", {"channel": "courriel"}),
        ("Marie", {"role": "chef"}),
    ],
)
def test_what_cannot_be_is_refused(village, name, values):
    ref = village.open()
    with pytest.raises(MeetingWrong):
        village.sign_up(ref, name, **values)
    assert not Seat.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "\x00", "0" * 40, "../..", "é" * 300])
def test_an_address_never_given_opens_nothing(village, token):
    village.sign_up(village.open())
    with pytest.raises(SeatGone):
        own_seat(ANYONE, token)


def test_names_go_eight_weeks_after_and_counts_stay(village):
    ref = village.open()
    village.sign_up(ref)
    day = village.row(ref).starts_at.date()
    assert Seat.objects.get().erased_after == day + timedelta(weeks=8)
    assert timezone.localdate() < day
