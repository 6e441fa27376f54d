"""What the worker does of calls: say that promises are late, ask who holds one in silence.

Each bears being done twice: what is written bears a key, and each row is looked at again.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from entrelieux.accounts.cards import AccountCard, NetworkCard
from entrelieux.accounts.selectors import account_card, animators_of, network_for, networks
from entrelieux.kernel.work import duty
from entrelieux.networks.arrivals import calling, messages, moving
from entrelieux.networks.arrivals.adapters import ground_in
from entrelieux.networks.arrivals.moving import move
from entrelieux.networks.arrivals.receiving import may_still_call
from entrelieux.networks.errors import MovedMeanwhile
from entrelieux.networks.models import Arrival

SILENT = timedelta(days=7)
"""Without a word of who holds a call, they are asked; so long again, and it waits for another."""


def register() -> None:
    duty("rappels-en-retard", timedelta(hours=12), tell_late)
    duty("rappels-sans-nouvelles", timedelta(hours=12), chase)


def tell_late(now: datetime) -> int:
    """To the animators of each territory, once a day, how many are late. Counts letters."""
    return sum(_tell_late_of(network, now) for network in networks())


def chase(now: datetime) -> int:
    """Ask who holds a call without a word; then give it to the line, as at once what they may open
    no more. Counts both."""
    held = Arrival.objects.filter(state=Arrival.State.TAKEN).order_by("pk")
    return sum(_chased(pk, now) for pk in list(held.values_list("pk", flat=True)))


def _tell_late_of(network: NetworkCard, now: datetime) -> int:
    today = timezone.localdate(now)
    late = Arrival.objects.filter(
        network_id=network.pk,
        state__in=(Arrival.State.WAITING, Arrival.State.TAKEN),
        answered_at=None,
        due_on__lt=today,
    )
    told: dict[int, AccountCard] = {}
    counts: Counter[int] = Counter()
    everywhere = animators_of(network.ref)
    for code in late.values_list("code_insee", flat=True):
        for account in animators_of(network.ref, ground_in(network, code)) or everywhere:
            told[account.user_id] = account
            counts[account.user_id] += 1
    with transaction.atomic():
        for user_id, account in told.items():
            messages.tell_late(network, account, counts[user_id], today)
    return len(told)


def _chased(pk: int, now: datetime) -> int:
    with transaction.atomic():
        rows = Arrival.objects.select_for_update(of=("self",)).filter(pk=pk)
        row = rows.filter(state=Arrival.State.TAKEN).select_related("network").first()
        last = row.moves.order_by("-at", "-pk").first() if row else None
        if row is None:
            return 0
        is_stranded = _is_stranded(row)
        if not is_stranded and (last is None or last.at > now - SILENT):
            return 0
        try:
            if is_stranded or (last and last.event == moving.REMINDED):
                calling.to_line(row, moving.RETURNED, moving.SITE, row.receiver)
            else:
                move(row, moving.REMINDED, moving.SITE, whose=row.receiver)
                account = account_card(row.receiver.user_id) if row.receiver else None
                if account:
                    messages.ask_receiver(row, account)
        except MovedMeanwhile:
            return 0
    return 1


def _is_stranded(row: Arrival) -> bool:
    """Nobody can open it: a mandate, a membership or an acceptance ended."""
    network = network_for(row.network.ref)
    if network is None or row.receiver is None:
        return True
    return not may_still_call(network, row.receiver, row.code_insee)
