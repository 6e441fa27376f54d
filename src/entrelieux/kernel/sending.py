"""What is due leaves: each message taken for a bounded time, tried again later, given up at last.

Two workers never send one message at the same time: taking it is one conditional UPDATE, and only
one of them changes the row. What cannot be promised is exactly once: a worker killed after the
carrier took a message and before the row says so lets it leave a second time, when the lease ends,
with the same ``Message-ID`` (mail) or ``Idempotency-Key`` (SMS). At least once, never lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from entrelieux.kernel import journal
from entrelieux.kernel.carriers import Carrier, NotSentError, RefusedError, carriers
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import OPERATOR

LEASE = timedelta(seconds=90)
"""Longer than a carrier may take to answer: `carriers.TIMEOUT_S`, several times in one sending."""
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 20, 60, 180, 360, 720, 1440))
"""After each failed try; after the last, the message is given up: two days in all."""
LATE = timedelta(minutes=30)

GivenUp = Callable[[str], None]
_told_of_given_up: list[GivenUp] = []


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the outbox is at: due and late since when; given up and not read about yet."""

    due: int
    late_since: datetime | None
    given_up: int
    problems: tuple[str, ...]


def when_given_up(tell: GivenUp) -> None:
    """``tell(key)`` is called in the transaction that gives a message up: whoever waits for an
    answer to it must know that nobody read it. Registered from ``ready()``."""
    if tell not in _told_of_given_up:
        _told_of_given_up.append(tell)


def send_due(*, keep_on: Callable[[], bool] = lambda: True) -> Sent:
    """Send what is due, one message after the other, until nothing is or ``keep_on`` says no."""
    counts = {"sent": 0, "put_off": 0, "given_up": 0}
    counts["given_up"] += _give_up_interrupted()
    with carriers() as by_channel:
        while keep_on() and (message := take_one()):
            counts[_send(message, by_channel[message.channel])] += 1
    return Sent(**counts)


def take_one() -> Message | None:
    """The next message due, held by this worker for ``LEASE``; None when nothing is due."""
    while True:
        now = timezone.now()
        found = _due(now).order_by("not_before", "pk").values_list("pk", flat=True).first()
        if found is None:
            return None
        until = now + LEASE
        taken = _due(now).filter(pk=found)
        if taken.update(lease_until=until, attempts=F("attempts") + 1):
            return Message.objects.filter(pk=found).first()


def waiting(now: datetime) -> Waiting:
    """For ``entrelieux check``."""
    due = _due(now)
    late = due.filter(not_before__lt=now - LATE).order_by("not_before").first()
    lost = Message.objects.exclude(given_up_at=None)
    problems = lost.order_by("-given_up_at").values_list("problem", flat=True)[:50]
    return Waiting(
        due=due.count(),
        late_since=late.not_before if late else None,
        given_up=lost.count(),
        problems=tuple(dict.fromkeys(problems))[:3],
    )


def _due(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        sent_at=None,
        given_up_at=None,
        not_before__lte=now,
        attempts__lte=len(WAITS),
    )


def _send(message: Message, carrier: Carrier) -> str:
    try:
        carrier.send(message)
    except RefusedError as error:
        _give_up(message, str(error))
        return "given_up"
    except NotSentError as error:
        return _put_off(message, str(error))
    except Exception as error:
        # A carrier's fault of any kind must not stop the messages of others.
        return _put_off(message, type(error).__name__)
    _emptied(message, sent_at=timezone.now(), problem="")
    return "sent"


def _put_off(message: Message, problem: str) -> str:
    if message.attempts > len(WAITS):
        _give_up(message, problem)
        return "given_up"
    Message.objects.filter(pk=message.pk).update(
        not_before=timezone.now() + WAITS[message.attempts - 1],
        lease_until=None,
        problem=problem[:300],
    )
    return "put_off"


@transaction.atomic
def _give_up(message: Message, problem: str) -> None:
    _emptied(message, given_up_at=timezone.now(), problem=problem[:300])
    for tell in _told_of_given_up:
        tell(message.key)
    journal.record(OPERATOR, "message.abandonné", f"message:{message.pk}")


def _give_up_interrupted() -> int:
    """A message whose every try ended with the worker itself is not tried for ever."""
    stuck = Message.objects.filter(
        sent_at=None,
        given_up_at=None,
        attempts__gt=len(WAITS),
        lease_until__lte=timezone.now(),
    )
    found = list(stuck.order_by("pk"))
    for message in found:
        _give_up(message, "chaque essai a été interrompu")
    return len(found)


def _emptied(message: Message, **fields: object) -> None:
    """Texts and address have served: nothing of them stays."""
    Message.objects.filter(pk=message.pk).update(
        recipient="", subject="", body="", lease_until=None, **fields
    )
