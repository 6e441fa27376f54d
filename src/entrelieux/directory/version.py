"""Which offer is read? Marks that change with what is published, one short query each."""

from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from entrelieux.directory.models import Publication
from entrelieux.kernel.knowing import Mark
from entrelieux.kernel.once import once


def offer_version() -> tuple[Any, ...]:
    """Which database, and its last publication but of dates; ``()`` when there never was any."""
    return once("offer", _offer_version)


def last_said() -> int:
    """Changes whenever a date of a permanence does, and with the whole offer."""
    last = last_publication()
    return last[0] if last else 0


def last_publication() -> tuple[int, datetime] | None:
    """Number and moment of the last one, dates included; None when there never was any."""
    return once("publication", _last_publication)


def mark_since(moment: datetime, *more: str) -> Mark:
    """Of an answer drawn from the offer and the clock. moment: nothing of time changed since."""
    last = last_publication()
    return Mark((last, moment, *more), max(last[1], moment) if last else None)


def midnight(day: date | None = None) -> datetime:
    """The beginning of a day here, of today when None."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time.min))


def _offer_version() -> tuple[Any, ...]:
    offers = Publication.objects.filter(of_dates=False)
    row = offers.order_by("-pk").values_list("pk", "at", "cause").first()
    settings = connection.settings_dict
    return (settings["HOST"], settings["NAME"], *row) if row else ()


def _last_publication() -> tuple[int, datetime] | None:
    return Publication.objects.order_by("-pk").values_list("pk", "at").first()
