"""What the worker does of members by itself: asks them once a year, has a new charter signed,
reminds animators of who waits. Done twice, it asks once: each message bears the key of its cause.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from entrelieux.accounts.cards import AccountCard
from entrelieux.accounts.selectors import animators_of
from entrelieux.exchanges.news import add_words
from entrelieux.kernel.work import duty
from entrelieux.networks import messages
from entrelieux.networks.models import Charter, Member
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.adapters import ground_of

ASKED_AFTER = timedelta(days=335)
"""A month before a file nobody touched is erased."""
WAITS = timedelta(days=2)
STATE = Member.State


def register() -> None:
    duty("réseaux-toujours-là", timedelta(hours=12), ask_who_stays)
    duty("réseaux-charte", timedelta(hours=12), ask_to_sign)
    duty("réseaux-demandes", timedelta(hours=12), remind_animators)
    add_words(messages.TOLD, messages.words_to_tell)


def ask_who_stays(now: datetime) -> int:
    """Once a year each. Returns how many were asked."""
    today = timezone.localdate(now)
    due = Member.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - ASKED_AFTER),
        state=STATE.WELCOMED,
        confirmed_on__lte=today - ASKED_AFTER,
    )
    return sum(_ask(pk, due, messages.STAY, today.isoformat()) for pk in _keys(due))


def ask_to_sign(now: datetime) -> int:
    """Members who have not signed the version in force, as long as it is new."""
    since, count = now - timedelta(days=pack.SIGN_DAYS), 0
    lasts = Charter.objects.values("network_id").annotate(last=Max("number"))
    for network, number in list(lasts.values_list("network_id", "last")):
        found = Charter.objects.get(network_id=network, number=number)
        if number < 2 or found.made_at < since:
            continue
        due = Member.objects.filter(
            network_id=network, state=STATE.WELCOMED, welcomed_at__lt=found.made_at
        ).exclude(signatures__charter=found)
        count += sum(_ask(pk, due, messages.SIGN, str(number)) for pk in _keys(due))
    return count


def remind_animators(now: datetime) -> int:
    """Once a week each, as long as somebody of their territory waits. Returns how many wait."""
    waiting = Member.objects.filter(state=STATE.ASKED, asked_at__lte=now - WAITS)
    mails: dict[tuple[str, int], AccountCard] = {}
    counts: Counter[tuple[str, int]] = Counter()
    rows = list(waiting.select_related("network").order_by("pk"))
    for row in rows:
        there = animators_of(row.network.ref, ground_of(row.code_insee))
        for one in there or animators_of(row.network.ref):
            key = (row.network.ref, one.user_id)
            mails[key], counts[key] = one, counts[key] + 1
    week = "{}-{}".format(*timezone.localdate(now).isocalendar()[:2])
    for (network, _user), one in mails.items():
        with transaction.atomic():
            messages.tell_animator(network, one, counts[network, one.user_id], week)
    return len(rows)


def _keys(due: QuerySet[Member]) -> list[int]:
    return list(due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _ask(pk: int, due: QuerySet[Member], what: str, once: str) -> bool:
    """Read again under the lock: who answered or left meanwhile is not asked."""
    if not due.filter(pk=pk).exists():
        return False
    rows = Member.objects.select_for_update(of=("self",)).select_related("network")
    row = rows.get(pk=pk)
    messages.tell_member(row, what, once=once)
    if what == messages.STAY:
        row.reminded_on = timezone.localdate()
        row.save(update_fields=["reminded_on"])
    return True
