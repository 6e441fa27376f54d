"""What the worker does of introductions by itself: remind twice, then end without blame.

Every duty bears being done twice: each row is locked, looked at again and moved in a transaction of
its own, and what is written bears a key and leaves at waking hours.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from entrelieux.engine.matching.machine import AWAITED, OPEN_TO_EACH_OTHER, Event, Happening, State
from entrelieux.exchanges import messages
from entrelieux.exchanges.errors import Changed, NotNow
from entrelieux.exchanges.models import Introduction, Offer
from entrelieux.exchanges.moving import ASKS, ENDED, OFFERS, THE_SITE, lock_requests, move
from entrelieux.kernel.work import duty

MOST_REMINDERS = 2
AWAITED_DAYS = 7
"""Between two reminders of an answer, and before it expires."""
QUIET_DAYS = 21
"""After so many days without news of people who both agreed, they are asked; then again."""
MONTH_DAYS = 30


def register() -> None:
    duty("entraide-relances", timedelta(hours=1), chase)
    duty("entraide-propositions-passees", timedelta(hours=12), pause_what_is_past)


def chase(now: datetime) -> int:
    """Remind who has not answered, ask those who agreed; end what nobody moves. Counts them."""
    rows = Introduction.objects.exclude(state__in=ENDED).annotate(last=Max("moves__at"))
    due = [row.pk for row in rows.order_by("pk") if _is_due(row, now)]
    return sum(_moved(pk, now) for pk in due)


def pause_what_is_past(now: datetime) -> int:
    """An offer past its day is shown to nobody; its owner may prolong it. Returns how many."""
    past = Offer.objects.filter(state=Offer.State.OPEN, valid_until__lt=timezone.localdate(now))
    return past.update(state=Offer.State.PAUSED)


def _is_due(row: Introduction, now: datetime) -> bool:
    since = max(filter(None, (getattr(row, "last", None), row.chased_at, row.proposed_at)))
    return now - since >= timedelta(days=_days(row))


def _days(row: Introduction) -> int:
    if State(row.state) in AWAITED:
        return AWAITED_DAYS
    return MONTH_DAYS if row.for_mentor else QUIET_DAYS


def _moved(pk: int, now: datetime) -> int:
    with transaction.atomic():
        rows = Introduction.objects.filter(pk=pk).exclude(state__in=ENDED)
        lock_requests(rows)
        row = rows.select_for_update(of=("self",)).select_related("request", "offer").first()
        if row is None:
            return 0
        row.last = row.moves.aggregate(last=Max("at"))["last"]  # type: ignore[attr-defined]
        if not _is_due(row, now):
            return 0
        over = row.chased >= MOST_REMINDERS
        event = Event.EXPIRE if over else Event.CHASE
        try:
            move(row, Happening(event, rank=row.chased + 1), THE_SITE)
        except (NotNow, Changed):
            return 0
        if over:
            return 1
        for side in _reminded(row):
            messages.tell_side(row, _what(row), side)
    return 1


def _reminded(row: Introduction) -> tuple[str, ...]:
    """Whoever has not said yes; both, once both have."""
    if State(row.state) in OPEN_TO_EACH_OTHER:
        return ASKS, OFFERS
    agreed = {ASKS: row.request_agreed_at, OFFERS: row.offer_agreed_at}
    return tuple(side for side, at in agreed.items() if at is None)


def _what(row: Introduction) -> str:
    if State(row.state) in AWAITED:
        return messages.REMINDED
    return messages.MONTH if row.for_mentor else messages.MET
