"""Mandates end, and are limited: no call is given to, or left with, who cannot open it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.accounts.models import Mandate
from entrelieux.kernel.models import Message
from entrelieux.networks.arrivals import asking, calling, receiving, sharing, tasks
from entrelieux.networks.errors import ArrivalGone, SaidWrongly
from entrelieux.networks.models import Receiver

pytestmark = pytest.mark.django_db
LANGOGNE = "48080"


def limited_to(who, code):
    Mandate.objects.filter(user=who.user).update(zone="commune", zone_code=code)


def test_sharing_gives_no_call_out_of_the_territory_of_a_mandate(desk):
    limited_to(desk.agent, LANGOGNE)
    for _ in range(2):
        desk.ask()
    found = sharing.proposal_for(desk.animator.viewer, desk.network)
    gets = {one.receiver.user_id: one.gets for one in found.shares}
    assert gets == {desk.agent.user.pk: 0, desk.adviser.user.pk: 2}


@pytest.mark.parametrize("end", ["mandate", "territory", "acceptance", "account"])
def test_a_call_that_its_holder_cannot_open_any_more_waits_again_at_once(desk, end):
    row, kept = desk.ask()[1], desk.ask()[1]
    calling.take(actor=desk.agent.viewer, network=desk.network, ref=row.ref)
    calling.take(actor=desk.adviser.viewer, network=desk.network, ref=kept.ref)
    due = row.due_on
    if end == "mandate":
        Mandate.objects.filter(user=desk.agent.user).delete()
    elif end == "territory":
        limited_to(desk.agent, LANGOGNE)
    elif end == "acceptance":
        yesterday = timezone.localdate() - timedelta(days=1)
        Receiver.objects.filter(user=desk.agent.user).update(until=yesterday)
    else:
        Receiver.objects.filter(user=desk.agent.user).delete()
    assert tasks.chase(timezone.now()) == 1
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.state, row.receiver, row.due_on, kept.state) == ("attend", None, due, "prise")


def test_who_was_stopped_meanwhile_takes_nothing(desk, monkeypatch):
    row, mine = desk.ask()[1], Receiver.objects.get(user=desk.agent.user)
    viewer, network = desk.agent.viewer, desk.network
    found = calling.receiver_of(viewer, network)
    monkeypatch.setattr(calling, "receiver_of", lambda *_: found)
    receiving.stop(actor=desk.animator.viewer, network=network, ref=mine.ref)
    with pytest.raises(ArrivalGone):
        calling.take(actor=viewer, network=network, ref=row.ref)


def test_a_network_whose_callers_have_no_mandate_left_takes_no_new_call(desk):
    Mandate.objects.filter(user=desk.agent.user).delete()
    assert not asking.is_shut(desk.network)
    Receiver.objects.filter(user=desk.adviser.user).update(away_until=timezone.localdate())
    assert not asking.is_shut(desk.network), "who is away comes back"
    Mandate.objects.filter(user=desk.adviser.user).delete()
    assert asking.is_shut(desk.network)
    with pytest.raises(SaidWrongly):
        desk.ask()


def test_late_calls_of_a_territory_without_animator_are_told_to_the_others(desk):
    desk.ask("echeance")
    limited_to(desk.animator, LANGOGNE)
    desk.clock.shift(timedelta(days=7))
    assert tasks.tell_late(timezone.now()) == 1
    assert Message.objects.filter(recipient=desk.animator.user.email).count() == 1
