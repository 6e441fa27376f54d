"""Promises are remembered twice, ended by those whose word it is, and counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.exchanges.meetings import promising, services
from entrelieux.exchanges.meetings.errors import MeetingWrong, PromiseGone
from entrelieux.exchanges.models import Heard, Meeting, Organiser, Promise
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from tests.exchanges.meetings.conftest import EVENING
from tests.exchanges.meetings.test_recording import agreeing, line, newcomer

pytestmark = pytest.mark.django_db
DUE = EVENING + timedelta(days=20)


def promised(village, who="Marie", **values):
    ref = village.open()
    village.evening_comes(ref)
    people = (agreeing() if who == "Marie" else newcomer(who),)
    village.type_in(ref, newcomers=people, lines=(line(who=who, due_on=DUE, **values),))
    return Promise.objects.get()


def chased_on(village, day):
    village.clock.move_to(timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9)))
    return promising.chase(timezone.now())


def test_it_is_remembered_a_week_before_then_on_its_day_and_never_again(village):
    promised(village)
    Message.objects.all().delete()
    told = [chased_on(village, DUE + timedelta(days=n)) for n in (-8, -7, -6, -1, 0, 1, 9)]
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert Message.objects.count() == 2
    assert all("Marie" not in one.body + one.subject for one in Message.objects.all())


def test_who_has_no_address_is_remembered_through_who_prepared_the_evening(village):
    promised(village, "Paul")
    assert chased_on(village, DUE) == 1
    assert Message.objects.filter(key__startswith="promesse:").count() == 1
    assert Message.objects.last().recipient == village.agent.user.email


def test_one_that_is_ended_is_not_remembered_and_is_counted(village):
    row = promised(village)
    for _twice in range(2):
        services.end_promise(actor=village.agent.viewer, ref=row.ref, state="tenue")
    assert Heard.objects.get().outcome == "tenue"
    assert chased_on(village, DUE) == 0


def test_a_structure_that_promised_says_so_itself_and_a_stranger_does_not(village):
    ref = village.open(organisers=())
    village.evening_comes(ref)
    village.type_in(ref, newcomers=(newcomer("Awa"),), lines=(line(who="Awa"),))
    row = Promise.objects.get()
    with pytest.raises(PromiseGone):
        services.end_promise(actor=village.world.adviser.viewer, ref=row.ref, state="tenue")
    with pytest.raises(PromiseGone):
        services.end_promise(actor=ANYONE, ref=row.ref, state="tenue")
    with pytest.raises(PromiseGone):
        services.end_promise(actor=ANYONE, ref=row.ref, state="tenue", token="0" * 40)
    with pytest.raises(MeetingWrong):
        services.end_promise(actor=village.agent.viewer, ref=row.ref, state="oubliee")
    Promise.objects.update(organisation_ref=village.world.agency.ref)
    services.end_promise(actor=village.world.adviser.viewer, ref=row.ref, state="laissee")
    assert Heard.objects.get().outcome == "laissee"


def test_promises_of_others_hide_none_of_ours(village, monkeypatch):
    monkeypatch.setattr(promising, "MOST", 1)
    refs = [village.open(), village.open()]
    village.evening_comes(refs[0])
    for ref in refs:
        village.type_in(ref, newcomers=(newcomer("Awa"),), lines=(line(who="Awa"),))
    Organiser.objects.filter(meeting__ref=refs[0]).delete()
    Meeting.objects.filter(ref=refs[0]).update(network=None)
    found = promising.promises_for(village.agent.viewer)
    assert [one.meeting.ref for one in found] == [refs[1]]
