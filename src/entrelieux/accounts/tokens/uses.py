"""The last day that a token served. Reading writes no row: it waits beside the rate counters."""

from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from entrelieux.accounts.models import ApiToken
from entrelieux.kernel.work import duty

EVERY = timedelta(hours=1)
KEPT_S = 40 * 86_400


def used(ref: str) -> None:
    """It serves today: no hour, no address, no what."""
    today = timezone.localdate().isoformat()
    if cache.get(_key(ref)) != today:
        cache.set(_key(ref), today, KEPT_S)


def last_day(row: ApiToken) -> date | None:
    waiting = cache.get(_key(row.ref))
    days = (row.last_used_on, date.fromisoformat(waiting) if waiting else None)
    return max(filter(None, days), default=None)


def keep_last_days(_now: datetime) -> int:
    """Write in the database the days that wait. Gives how many changed."""
    changed = 0
    for row in ApiToken.objects.filter(revoked_at=None).order_by("pk"):
        day = last_day(row)
        if day != row.last_used_on:
            changed += ApiToken.objects.filter(pk=row.pk).update(last_used_on=day)
    return changed


def register() -> None:
    duty("jetons-dernier-jour", EVERY, keep_last_days)


def _key(ref: str) -> str:
    return f"jeton:{ref}"
