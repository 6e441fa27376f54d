"""Which offer is read? Two marks that change with what is published, one short query each."""

from typing import Any

from django.db import connection

from entrelieux.directory.models import Publication
from entrelieux.kernel.once import once


def offer_version() -> tuple[Any, ...]:
    """Which database, and its last publication but of dates; ``()`` when there never was any."""
    return once("offer", _offer_version)


def last_said() -> int:
    """Changes whenever a date of a permanence does, and with the whole offer."""
    return once("dates", _last_said)


def _offer_version() -> tuple[Any, ...]:
    offers = Publication.objects.filter(of_dates=False)
    row = offers.order_by("-pk").values_list("pk", "at", "cause").first()
    settings = connection.settings_dict
    return (settings["HOST"], settings["NAME"], *row) if row else ()


def _last_said() -> int:
    return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
