"""One thing done of a call: written on it, and in its history."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.networks.errors import MovedMeanwhile
from entrelieux.networks.models import Arrival, ArrivalMove, Receiver

PERSON, CALLER, ANIMATOR, SITE = "personne", "rappel", "animation", "site"
ASKED, CHANGED, REOPENED, WITHDRAWN = "demandee", "changee", "rouverte", "retiree"
TAKEN, SHARED, GIVEN_BACK, RETURNED = "prise", "repartie", "rendue", "revenue"
TRIED, SETTLED, REMINDED = "essai", "reglee", "relance"
NOBODY_THERE = "injoignable"
MOST_TRIES = 3
MOST_REOPENED = 2
"""Times a person may say again that they can be reached: nine calls without anybody are enough."""


def move(
    row: Arrival,
    event: str,
    by: str,
    *,
    whose: Receiver | None = None,
    **values: Any,
) -> None:
    """Write ``values`` on a row as it was read, and say so in its history. whose: who calls back.

    Raises:
        MovedMeanwhile: somebody changed it since it was read; nothing is written.
    """
    said = {**values, "version": row.version + 1}
    rows = Arrival.objects.filter(pk=row.pk, version=row.version)
    if not rows.update(**said):
        raise MovedMeanwhile(_("Quelqu'un l'a changée entre-temps. Voici où elle en est."))
    for name, value in said.items():
        setattr(row, name, value)
    ArrivalMove.objects.create(arrival=row, at=timezone.now(), event=event, by=by, receiver=whose)


def may_reopen(outcome: str, events: Iterable[str]) -> bool:
    """Whether a call with this outcome and this history may take its place again."""
    return outcome == NOBODY_THERE and list(events).count(REOPENED) < MOST_REOPENED


def of_calls(rows: Iterable[Arrival], events: Collection[str]) -> list[tuple[int, datetime]]:
    """(pk of the call, when) of these events, the first first."""
    moves = ArrivalMove.objects.filter(arrival__in=[row.pk for row in rows], event__in=events)
    return list(moves.order_by("at", "pk").values_list("arrival_id", "at"))
