"""What is published of the waiting: how long, how many, promises kept, and what was told before.

A count under the threshold of the network is hidden, with others so that no subtraction finds it.
Shares are said in tenths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.networks.arrivals import moving
from entrelieux.networks.arrivals.adapters import label
from entrelieux.networks.arrivals.telling import DAY, LOOKED_BACK, Told, lately, measured
from entrelieux.networks.hiding import shown_counts
from entrelieux.networks.models import Arrival
from entrelieux.packs.fr import networks as pack


@dataclass(frozen=True, slots=True)
class KindLine:
    """asked: over the last days, None when hidden. waited: None when hidden or nobody asked."""

    code: str
    label: str
    asked: int | None
    waited: Told | None


@dataclass(frozen=True, slots=True)
class Share:
    """tenths: of ``count``, 0 to 10."""

    tenths: int
    count: int


@dataclass(frozen=True, slots=True)
class Published:
    """None: hidden, under ``least``. kept: called by the promised date. foreseen: answered within
    the days that were told for nine in ten."""

    days: int
    least: int
    kinds: tuple[KindLine, ...]
    asked: int | None
    waited: Told | None
    waiting: int | None
    kept: Share | None
    foreseen: Share | None


def published(network: NetworkCard, now: datetime) -> Published:
    rows = list(lately(network, now))
    by_kind = {code: [row for row in rows if row.kind == code] for code in pack.kinds()}
    counts = {code: len(those) for code, those in by_kind.items()}
    asked, shown = shown_counts(counts, network.small_count)
    waiting = Arrival.objects.filter(network_id=network.pk, state=Arrival.State.WAITING).count()
    return Published(
        days=LOOKED_BACK,
        least=network.small_count,
        kinds=tuple(
            KindLine(
                code,
                label(pack.kinds(), code),
                shown[code],
                measured(by_kind[code], now) if shown[code] else None,
            )
            for code in pack.kinds()
        ),
        asked=asked,
        waited=measured(rows, now) if asked else None,
        waiting=waiting if waiting >= network.small_count else None,
        kept=_share(_promises(rows, now), network),
        foreseen=_share(_told(rows, now), network),
    )


def _promises(rows: Sequence[Arrival], now: datetime) -> list[bool]:
    """Of those promised for a day that is past, or called already: whether they were in time. Who
    took their request back is not counted. A call without answer is a call."""
    today = timezone.localdate(now)
    first: dict[int, datetime] = {}
    calls = (moving.TRIED, moving.SETTLED)
    moves = moving.of_calls(rows, calls)
    for pk, at in moves:
        first.setdefault(pk, at)
    found = []
    for row in rows:
        called = first.get(row.pk)
        if called is not None:
            found.append(timezone.localdate(called) <= row.due_on)
        elif row.due_on < today and row.state != Arrival.State.OVER:
            found.append(False)
    return found


def _told(rows: Sequence[Arrival], now: datetime) -> list[bool]:
    """Of those who were told a delay that is over, or were answered: whether it held."""
    found = []
    for row in rows:
        if row.told_days is None:
            continue
        end = row.asked_at + row.told_days * DAY
        if row.answered_at is not None:
            found.append(row.answered_at <= end)
        elif end < now and row.state in (Arrival.State.WAITING, Arrival.State.TAKEN):
            found.append(False)
    return found


def _share(held: Sequence[bool], network: NetworkCard) -> Share | None:
    if len(held) < max(1, network.small_count):
        return None
    return Share(round(10 * sum(held) / len(held)), len(held))
