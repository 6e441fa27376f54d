"""« Entraide » on the person's own page, in the copy of their data, and when they erase it all."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from entrelieux.exchanges import messages
from entrelieux.exchanges.models import Introduction
from entrelieux.exchanges.moving import ENDED, lock_requests
from entrelieux.exchanges.selectors import copied, own_of
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.sections import Section, add_section


def register() -> None:
    add_section(Section("entraide", 10, "exchanges/_section.html", shown, copied, leaves, linked))


def shown(token: str, _ref: str) -> Mapping[str, Any]:
    return {"token": token, "own": own_of(person_behind(token).pk)}


def linked(ref: str) -> tuple[str, str]:
    return _("Ce que la personne propose et cherche"), reverse("entraide:file", args=[ref])


def leaves(pk: int) -> None:
    """What is under way stops: the other side is told, kindly, and nothing more leaves."""
    messages.take_back_from(pk)
    theirs = Q(request__follow_up_id=pk) | Q(offer__follow_up_id=pk)
    rows = Introduction.objects.select_related("request", "offer").filter(theirs)
    lock_requests(rows)
    for row in rows:
        messages.take_back(row)
        if row.state in ENDED:
            continue
        asked, offered = row.request.follow_up_id, row.offer.follow_up_id
        messages.tell_gone(
            offered if asked == pk else asked, row.ref, fiction=row.request.is_fiction
        )
