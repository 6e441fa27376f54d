"""What happens to changes when the receiver refuses, when nobody answers, when a worker dies."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from entrelieux.interchange.hooks import delivering, services
from entrelieux.interchange.models import HookDelivery, HookSubscription
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.directory.factories import place, publish
from tests.interchange.hooking import REFUSED, bodies, deliver, later, opened, refusing, told

pytestmark = pytest.mark.django_db


def test_tries_are_further_and_further_apart(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))
    refusing(receiver, *[REFUSED] * 20)
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(9):
            deliver()
            hook.refresh_from_db()
            waits.append((hook.next_try_at - timezone.now()).total_seconds() / 60)
            clock.move_to(hook.next_try_at)
    for wait, usual in zip(waits, [1, 5, 20, 60, 180, 360, 720, 720, 720], strict=True):
        assert 0.8 * usual <= wait <= 1.2 * usual
    assert len(set(waits[-3:])) == 3, "not all hooks at the same moment"


def test_ten_failures_in_a_moment_do_not_stop_a_hook(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))
    refusing(receiver, *[REFUSED] * 20)
    for _ in range(12):
        HookSubscription.objects.update(next_try_at=timezone.now())
        deliver()
    hook.refresh_from_db()
    assert (hook.failures, hook.stopped_at) == (12, None)


def test_three_days_of_failures_stop_it_say_so_and_lose_nothing(receiver, paul):
    hook = opened(paul, receiver)
    a = place("A")
    publish(a)
    refusing(receiver, *[REFUSED] * 60)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        began = timezone.now()
        while hook.stopped_at is None:
            deliver()
            hook.refresh_from_db()
            clock.move_to(hook.next_try_at)
        assert hook.stopped_at - began >= timedelta(days=3)
        assert hook.failures >= 10
        assert hook.stopped_why == "echecs"
        (mail,) = Message.objects.all()
        assert mail.recipient == paul.user.email
        assert f"/echanges/crochets/{hook.ref}/" in mail.body
        assert JournalEntry.objects.filter(verb="crochet.arrêté").count() == 1
        before = len(receiver.given)
        assert (deliver(), len(receiver.given)) == (0, before)
        refusing(receiver)
        services.resume(actor=paul.viewer, ref=hook.ref)
        deliver()
    assert told(receiver)[-1] == ("created", a.ref)


def test_a_hook_that_nobody_answers_for_stops(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))
    paul.user.mandates.update(revoked_at=timezone.now() - timedelta(minutes=1))
    deliver()
    hook.refresh_from_db()
    assert (hook.stopped_why, receiver.given) == ("personne", [])


def test_one_who_answers_for_it_too_keeps_it_going(receiver, paul):
    hook = opened(paul, receiver)
    signing.mandated(Role.ADMINISTRATOR, organisation="structure-a")
    paul.user.delete()
    publish(place("A"))
    deliver()
    assert len(receiver.given) == 1
    hook.refresh_from_db()
    assert hook.holder_id is None


def test_a_worker_killed_while_it_sends_leaves_what_is_sent_again(receiver, paul):
    hook = opened(paul, receiver)
    a = place("A")
    publish(a)

    class KilledError(BaseException):
        pass

    def killed(*_rest, **_how):
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering.sending, "post", killed)
        patch.setattr(delivering, "_freed", lambda _row: None)
        with pytest.raises(KilledError):
            deliver()
    assert (deliver(), receiver.given) == (0, []), "held until the end of the lease"
    event = HookSubscription.objects.get(pk=hook.pk).pending_id
    with later(minutes=3):
        deliver()
    assert told(receiver) == [("created", a.ref)]
    assert bodies(receiver)[0]["id"] == event


def test_two_workers_do_not_serve_one_hook_at_once(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))
    assert delivering._taken(hook.pk) is not None
    assert delivering._taken(hook.pk) is None
    assert deliver() == 0


def test_removed_while_it_is_sent_it_is_gone(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))

    def remove_meanwhile(*_rest, **_how):
        HookSubscription.objects.filter(pk=hook.pk).delete()
        return delivering.sending.Answer(200, "", 1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering.sending, "post", remove_meanwhile)
        deliver()
    assert HookDelivery.objects.count() == 0


def test_a_fault_with_one_hook_stops_no_other(receiver, paul, caplog):
    broken = opened(paul, receiver, name="Cassé")
    HookSubscription.objects.filter(pk=broken.pk).update(cursor="pas un curseur")
    opened(paul, receiver, name="Sain")
    publish(place("A"))
    assert deliver() == 2
    assert len(receiver.given) == 1
    assert broken.ref in caplog.text
