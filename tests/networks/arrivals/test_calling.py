"""Take, try three times, give back, settle: one hand at a time, and the promised date stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from entrelieux.exchanges.models import NewsToTell
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.networks.arrivals import asking, calling, receiving, tasks
from entrelieux.networks.arrivals.line import line_for
from entrelieux.networks.arrivals.own import own_calls
from entrelieux.networks.arrivals.receiving import Capacity
from entrelieux.networks.errors import ArrivalGone, MovedMeanwhile, NetworkGone, SaidWrongly
from entrelieux.networks.models import Arrival, Receiver
from tests import signing

pytestmark = pytest.mark.django_db


def take(desk, row, by=None):
    calling.take(actor=(by or desk.agent).viewer, network=desk.network, ref=row.ref)
    row.refresh_from_db()
    return row


def tried(desk, row):
    viewer = desk.agent.viewer
    calling.tried(actor=viewer, network=desk.network, ref=row.ref, version=row.version)
    row.refresh_from_db()


def test_the_earliest_promise_is_called_first_whoever_asked_first(desk):
    desk.clock.shift(timedelta(hours=1))
    slow = desk.ask("envie")[1]
    quick = desk.ask("echeance")[1]
    line = line_for(desk.agent.viewer, desk.network)
    assert [one.ref for one in line] == [quick.ref, slow.ref]
    desk.clock.shift(timedelta(days=30))
    late = desk.ask("echeance")[1]
    assert [one.ref for one in line_for(desk.agent.viewer, desk.network)][-1] == late.ref


def test_two_people_never_hold_the_same_call(desk):
    row = take(desk, desk.ask()[1])
    take(desk, row)
    assert row.moves.filter(event="prise").count() == 1, "again is the same"
    with pytest.raises(MovedMeanwhile):
        take(desk, row, desk.adviser)
    with pytest.raises(ArrivalGone):
        calling.taken_for(desk.adviser.viewer, desk.network, row.ref)


def test_given_back_it_waits_at_its_place(desk):
    row = desk.ask("echeance")[1]
    due, asked = row.due_on, row.asked_at
    take(desk, row)
    desk.clock.shift(timedelta(days=4))
    desk.ask("echeance")
    calling.give_back(
        actor=desk.agent.viewer, network=desk.network, ref=row.ref, version=row.version
    )
    row.refresh_from_db()
    assert (row.state, row.receiver, row.due_on, row.asked_at) == ("attend", None, due, asked)
    assert line_for(desk.adviser.viewer, desk.network)[0].ref == row.ref


def test_after_three_tries_the_person_is_told_and_comes_back_at_the_same_date(desk):
    token, row = desk.ask(channel="courriel", contact="ada@exemple.test")
    due = row.due_on
    take(desk, row)
    for _ in range(2):
        tried(desk, row)
    assert (row.state, row.tries) == ("prise", 2)
    assert not Message.objects.filter(recipient="ada@exemple.test").exists()
    tried(desk, row)
    assert (row.state, row.outcome, row.answered_at) == ("reglee", "injoignable", None)
    letter = Message.objects.get(recipient="ada@exemple.test")
    assert token not in letter.body
    asking.reopen(actor=ANYONE, token=token, ref=row.ref)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.tries) == ("attend", due, 0)


def in_vain(desk, row):
    """Three tries, without anybody."""
    take(desk, row)
    for _ in range(3):
        tried(desk, row)


def test_a_call_takes_its_place_again_twice(desk):
    token, row = desk.ask(channel="courriel", contact="ada@exemple.test")
    in_vain(desk, row)
    for _ in range(2):
        assert own_calls(row.follow_up.ref)[0].may_reopen
        asking.reopen(actor=ANYONE, token=token, ref=row.ref)
        row.refresh_from_db()
        assert not Message.objects.filter(key__startswith=f"rappel:{row.ref}:").exists(), (
            "nobody says any more that nobody was there"
        )
        in_vain(desk, row)
    assert not own_calls(row.follow_up.ref)[0].may_reopen
    with pytest.raises(MovedMeanwhile):
        asking.reopen(actor=ANYONE, token=token, ref=row.ref)


def test_a_call_does_not_come_back_where_nobody_calls_any_more(desk):
    token, row = desk.ask()
    in_vain(desk, row)
    Receiver.objects.update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(SaidWrongly, match="rappel"):
        asking.reopen(actor=ANYONE, token=token, ref=row.ref)
    row.refresh_from_db()
    assert row.state == "reglee"


def test_who_no_message_reaches_is_told_by_who_helps_them(desk):
    desk.agent.client.post(
        f"{desk.path}/rappel/",
        {
            "cle": "p" * 20,
            "genre": "envie",
            "commune": "Mende",
            "moyen": "telephone",
            "contact": "04 66 00 00 00",
            "structure": desk.world.france.ref,
        },
    )
    row = take(desk, Arrival.objects.get())
    for _ in range(3):
        tried(desk, row)
    assert NewsToTell.objects.get().organisation_ref == desk.world.france.ref


def test_the_same_try_sent_twice_counts_once(desk):
    row = take(desk, desk.ask()[1])
    said = {"actor": desk.agent.viewer, "network": desk.network, "ref": row.ref}
    calling.tried(**said, version=row.version)
    with pytest.raises(MovedMeanwhile):
        calling.tried(**said, version=row.version)
    row.refresh_from_db()
    assert row.tries == 1


def test_nobody_holds_more_than_they_said(desk):
    viewer = desk.agent.viewer
    receiving.carry(actor=viewer, network=desk.network, capacity=Capacity(3, 1))
    take(desk, desk.ask()[1])
    with pytest.raises(SaidWrongly):
        take(desk, desk.ask()[1])
    assert Arrival.objects.filter(state="prise").count() == 1


@pytest.mark.parametrize("wrong", [Capacity(0, 1), Capacity(1, 0), Capacity(1, 1, ("rien",))])
def test_a_capacity_that_cannot_be_is_refused(desk, wrong):
    with pytest.raises(SaidWrongly):
        receiving.carry(actor=desk.agent.viewer, network=desk.network, capacity=wrong)


def test_only_whoever_was_accepted_calls(desk):
    row = desk.ask()[1]
    stranger = signing.mandated(Role.AGENT, organisation=desk.world.other.ref)
    with pytest.raises(NetworkGone):
        line_for(stranger.viewer, desk.network)
    with pytest.raises(ArrivalGone):
        take(desk, row, stranger)
    with pytest.raises(ArrivalGone):
        take(desk, row, desk.animator)


def test_who_calls_back_no_more_leaves_what_they_held_to_others(desk):
    row = take(desk, desk.ask()[1])
    mine = Receiver.objects.get(user=desk.agent.user)
    receiving.stop(actor=desk.animator.viewer, network=desk.network, ref=mine.ref)
    row.refresh_from_db()
    assert (row.state, row.receiver) == ("attend", None)
    assert desk.agent.client.get(f"{desk.path}/file/").status_code == 404
    desk.accept(desk.agent)
    assert desk.agent.client.get(f"{desk.path}/file/").status_code == 200


def test_a_territory_bounds_who_takes(desk):
    row = desk.ask()[1]
    Receiver.objects.filter(user=desk.agent.user).update(zone="commune", zone_code="48080")
    assert line_for(desk.agent.viewer, desk.network) == ()
    with pytest.raises(ArrivalGone):
        take(desk, row)


def test_late_promises_are_told_to_the_animators_once_a_day(desk):
    desk.ask("echeance")
    now = timezone.now()
    assert tasks.tell_late(now) == 0
    desk.clock.shift(timedelta(days=7))
    for _ in range(2):
        tasks.tell_late(timezone.now())
    letters = Message.objects.filter(recipient=desk.animator.user.email)
    assert letters.count() == 1
    assert "Camille" not in letters.get().body


def test_a_call_held_in_silence_is_asked_about_then_waits_again(desk):
    row = take(desk, desk.ask()[1])
    due = row.due_on
    desk.clock.shift(timedelta(days=6))
    assert tasks.chase(timezone.now()) == 0
    desk.clock.shift(timedelta(days=1))
    assert tasks.chase(timezone.now()) == 1
    assert tasks.chase(timezone.now()) == 0
    assert Message.objects.filter(recipient=desk.agent.user.email).count() == 1
    desk.clock.shift(timedelta(days=7))
    assert tasks.chase(timezone.now()) == 1
    row.refresh_from_db()
    assert (row.state, row.receiver, row.due_on) == ("attend", None, due)


def test_the_promise_counts_worked_days(desk):
    assert desk.ask("projet-date")[1].due_on == date(2026, 12, 3)
    desk.clock.move_to(timezone.make_aware(timezone.datetime(2026, 12, 24, 9)))
    assert desk.ask("echeance")[1].due_on == date(2026, 12, 29), "neither Christmas nor a Sunday"


def test_an_animator_of_one_territory_sees_and_stops_those_of_that_territory(desk):
    row = desk.ask()[1]
    near, far = (
        signing.mandated(Role.ANIMATOR, network=desk.world.network, zone="commune", zone_code=code)
        for code in ("48095", "48080")
    )
    assert [one.ref for one in line_for(near.viewer, desk.network)] == [row.ref]
    assert line_for(far.viewer, desk.network) == ()
    mine = Receiver.objects.get(user=desk.agent.user)
    with pytest.raises(NetworkGone):
        receiving.stop(actor=near.viewer, network=desk.network, ref=mine.ref)
    Receiver.objects.filter(pk=mine.pk).update(zone="commune", zone_code="48095")
    with pytest.raises(NetworkGone):
        receiving.stop(actor=far.viewer, network=desk.network, ref=mine.ref)
    receiving.stop(actor=near.viewer, network=desk.network, ref=mine.ref)
    assert near.client.post(f"{desk.path}/attente/regles/", {}).status_code == 404
