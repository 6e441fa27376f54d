"""What meetings add to the rooms below, from ``ready()``: a duty, a part of one's own page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q

from entrelieux.counter.neighbours import ask_neighbours_of
from entrelieux.directory.agenda.besides import add_source
from entrelieux.exchanges.meetings import figures, messages, promising, selectors, trades
from entrelieux.exchanges.meetings.people import named, people_of
from entrelieux.exchanges.models import Promise, Seat
from entrelieux.kernel import outbox
from entrelieux.kernel.work import duty
from entrelieux.passerelles.sections import Section, add_section


def register() -> None:
    duty("rencontres-promesses", timedelta(hours=12), promising.chase)
    duty("rencontres-suites", timedelta(hours=12), figures.refresh_outcomes)
    ask_neighbours_of(trades.neighbours_at)
    add_source("rencontres", selectors.meetings_beside, selectors.meetings_changed_at)
    add_section(
        Section(
            name="promesses",
            rank=60,
            template="exchanges/meetings/_own_promises.html",
            shown=_shown,
            copied=promising.copied,
            leaves=_leaves,
        )
    )


def _shown(token: str, ref: str) -> Mapping[str, Any] | None:
    found = promising.promises_of(ref)
    return {"token": token, "promises": found} if found else None


def _leaves(pk: int) -> None:
    """The file goes: what was still to be written to them about an evening does not leave, what
    they promised before they had a file goes too, and so does their name where others promised."""
    for seat in Seat.objects.filter(follow_up_id=pk).select_related("meeting"):
        messages.take_back(seat.meeting, seat)
        people = people_of(seat.meeting)
        for one in Promise.objects.filter(meeting=seat.meeting).exclude(to_name=""):
            if named(people, one.to_name) == seat:
                one.to_name = ""
                one.save(update_fields=["to_name"])
    theirs = Promise.objects.filter(Q(follow_up_id=pk) | Q(seat__follow_up_id=pk))
    for ref in list(theirs.values_list("ref", flat=True)):
        outbox.take_back(keys=f"promesse:{ref}:")
    theirs.delete()
