"""``entrelieux work``: one process that sends what is due and does what comes back regularly.

Rooms register their duties from ``ready()``. A duty is taken for a bounded time, as a message is:
killed in the middle, it is done again; so a duty must bear being done twice.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
)
from django.db.models import Q
from django.utils import timezone

from entrelieux.kernel.models import DutyRun
from entrelieux.kernel.sending import Sent, send_due

LEASE = timedelta(minutes=15)
AGAIN_AFTER_FAULT = timedelta(minutes=10)
PAUSE_S = 5.0
LATE_TIMES = 3
"""A duty is said late when it was not done for so many times its rhythm."""

Run = Callable[[datetime], object]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    every: timedelta
    run: Run


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of work did. faults: names of the duties that failed."""

    sent: Sent
    done: tuple[str, ...]
    faults: tuple[str, ...]


_duties: dict[str, Duty] = {}


def duty(name: str, every: timedelta, run: Run) -> None:
    """Have ``run(now)`` called every ``every`` by the worker. The same name again replaces it."""
    _duties[name] = Duty(name, every, run)


def duties() -> tuple[Duty, ...]:
    return tuple(_duties[name] for name in sorted(_duties))


def work_once(*, keep_on: Callable[[], bool] = lambda: True) -> Round:
    """Duties that are due, then messages that are: what a duty writes leaves in the same round."""
    done: list[str] = []
    faults: list[str] = []
    for one in duties():
        if keep_on() and _taken(one):
            (done if _did(one) else faults).append(one.name)
    return Round(send_due(keep_on=keep_on), tuple(done), tuple(faults))


def work(stop: Event, *, told: Callable[[Round], None]) -> None:
    """Work until ``stop`` is set. A database that does not answer is waited for."""
    while not stop.is_set():
        try:
            told(work_once(keep_on=lambda: not stop.is_set()))
        except DatabaseError:
            logger.exception("the database did not answer; trying again")
            connections.close_all()
        close_old_connections()
        stop.wait(PAUSE_S)


def late_duties(now: datetime) -> Iterator[str]:
    """What is wrong with the duties, in words; a duty never done is not late yet."""
    runs = {run.name: run for run in DutyRun.objects.all()}
    for one in duties():
        run = runs.get(one.name)
        if run is None:
            continue
        if run.problem:
            yield f"« {one.name} » a échoué ({run.problem})"
        elif (run.done_at or run.due_at) < now - LATE_TIMES * one.every - LEASE:
            yield f"« {one.name} » n'est plus faite (entrelieux work ?)"


def _taken(one: Duty) -> bool:
    now = timezone.now()
    row = DutyRun.objects.filter(name=one.name)
    if not row.exists():
        DutyRun.objects.bulk_create([DutyRun(name=one.name, due_at=now)], ignore_conflicts=True)
    free = row.filter(Q(lease_until=None) | Q(lease_until__lte=now), due_at__lte=now)
    # Asked first: to change nothing, every five seconds, would still take the turn to write.
    return free.exists() and bool(free.update(lease_until=now + LEASE, begun_at=now))


def _did(one: Duty) -> bool:
    """Do it. A fault is kept with the duty, told in the log, and stops no other duty."""
    row = DutyRun.objects.filter(name=one.name)
    try:
        one.run(timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("duty %s failed", one.name)
        row.update(
            lease_until=None,
            due_at=timezone.now() + min(AGAIN_AFTER_FAULT, one.every),
            problem=type(error).__name__,
        )
        return False
    now = timezone.now()
    row.update(lease_until=None, done_at=now, due_at=now + one.every, problem="")
    return True
