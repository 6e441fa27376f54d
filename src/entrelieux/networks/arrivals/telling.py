"""How long people waited, and how long somebody who asks now may wait: told before they send."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet
from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.engine.waiting import Wait, expected_wait, measured_wait
from entrelieux.networks.arrivals.adapters import promised_on
from entrelieux.networks.arrivals.receiving import present
from entrelieux.networks.models import Arrival

LOOKED_BACK = 60
"""Days over which the wait and the pace are measured."""
LEAST_ANSWERS = 10
"""Answers from which the pace is measured; before, it is what those who call back say."""
DAY = timedelta(days=1)
OPEN = (Arrival.State.WAITING, Arrival.State.TAKEN)


@dataclass(frozen=True, slots=True)
class Told:
    """Days, as they are said: at least one. None: nobody can say yet."""

    median: int | None
    nine_in_ten: int | None


def lately(network: NetworkCard, now: datetime) -> QuerySet[Arrival]:
    """Those who asked in the last days."""
    since = now - LOOKED_BACK * DAY
    return Arrival.objects.filter(network_id=network.pk, asked_at__gt=since, asked_at__lte=now)


def measured(rows: list[Arrival], now: datetime) -> Told | None:
    """How long those who asked waited; None for nobody. Who still waits counts for so long."""
    waited = [max(0.0, ((_ended(row) or now) - row.asked_at) / DAY) for row in rows]
    found = measured_wait(waited, [row.answered_at is not None for row in rows]) if rows else None
    return said(found)


def told(
    network: NetworkCard, days: Mapping[str, int], departement: str, now: datetime
) -> Mapping[str, Told | None]:
    """What somebody who asks now may expect, by kind: an estimate. None where nobody takes it."""
    today = timezone.localdate(now)
    ends = {kind: promised_on(today, given, departement) for kind, given in days.items()}
    windows = [float((end - today).days) for end in ends.values()]
    unanswered = Arrival.objects.filter(network_id=network.pk, state__in=OPEN, answered_at=None)
    due = list(unanswered.values_list("due_on", flat=True))
    came = Counter(lately(network, now).values_list("kind", flat=True))
    paces = pace_of(network, ends, now)
    return {
        kind: said(
            expected_wait(
                ahead=sum(one <= end for one in due),
                kinds_days=windows,
                rates_per_day=[came[code] / LOOKED_BACK for code in ends],
                my_days=float((end - today).days),
                served_per_day=paces[kind],
            )
        )
        for kind, end in ends.items()
    }


def pace_of(network: NetworkCard, kinds: Iterable[str], now: datetime) -> Mapping[str, float]:
    """How many calls a day are answered by those who take each kind."""
    people = list(present(network))
    every = sum(one.weekly for one in people)
    answered = Arrival.objects.filter(
        network_id=network.pk, answered_at__gt=now - LOOKED_BACK * DAY, answered_at__lte=now
    ).count()
    pace = answered / LOOKED_BACK if answered >= LEAST_ANSWERS else every / 7
    ours = {
        kind: sum(one.weekly for one in people if not one.kinds or kind in one.kinds)
        for kind in kinds
    }
    return {kind: pace * share / every if every else 0.0 for kind, share in ours.items()}


def said(wait: Wait | None) -> Told | None:
    return None if wait is None else Told(_whole(wait.median), _whole(wait.nine_in_ten))


def _whole(days: float | None) -> int | None:
    return None if days is None else max(1, ceil(days))


def _ended(row: Arrival) -> datetime | None:
    """When the wait ended, or was lost sight of."""
    return row.answered_at or row.settled_at
