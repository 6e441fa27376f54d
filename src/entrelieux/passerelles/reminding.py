"""When will whoever has not answered be reminded? Said to the person and to who hands over."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from entrelieux.engine.handover import chasing
from entrelieux.engine.handover.chasing import Waiting
from entrelieux.engine.handover.machine import INFORMATION, State
from entrelieux.passerelles import messages
from entrelieux.passerelles.adapters import holidays_around, local, rhythm_of
from entrelieux.passerelles.models import Passerelle

LONGEST = timedelta(days=400)


def reminders_of(refs: Iterable[str]) -> dict[str, date]:
    """The day of the next reminder of each hand-over that has one; the others are not there."""
    rows = Passerelle.objects.filter(ref__in=list(refs), state=State.SENT).exclude(mode=INFORMATION)
    found = {}
    for row in rows.select_related("network", "follow_up"):
        if (day := _next(row)) is not None:
            found[row.ref] = day
    return found


def _next(row: Passerelle) -> date | None:
    if row.sent_at is None or not messages.can_be_sent(row):
        return None
    departement = row.follow_up.departement
    here = local(timezone.now(), departement)
    waiting = Waiting(
        ref=row.ref,
        interlocutor="",
        sent_at=local(row.sent_at, departement),
        chased=row.chased,
        chased_at=local(row.chased_at, departement) if row.chased_at else None,
        announced_on=row.announced_on,
    )
    holidays = holidays_around(here.date() - LONGEST, departement)
    due = chasing.reminder_due(waiting, rhythm_of(messages.network_card(row)), holidays)
    return max(due, here).date() if due is not None else None
