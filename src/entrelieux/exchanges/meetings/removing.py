"""A line of an evening typed wrong: taken out while it is young, with what it made.

What somebody has answered since is theirs: the line stays.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.exchanges import messages, news
from entrelieux.exchanges.meetings.errors import MeetingMoved
from entrelieux.exchanges.meetings.hands import held_in_hand
from entrelieux.exchanges.models import Heard, Introduction, Meeting, Offer, Promise, Request, Seat
from entrelieux.exchanges.moving import OFFERS, SITE, settle
from entrelieux.kernel import journal, outbox
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import person_in_hand
from entrelieux.passerelles.services import unsay_stage

YOUNG = timedelta(days=14)


def is_young(heard: Heard, now: datetime) -> bool:
    return heard.typed_at is not None and now - heard.typed_at <= YOUNG


@transaction.atomic
def remove_line(*, actor: Viewer, ref: str, line: int) -> None:
    """Take a line out; one that is out already is harmless.

    Raises:
        MeetingGone: absent, or not theirs. MeetingMoved: too old, or somebody answered it.
    """
    take_out(actor, held_in_hand(actor, ref), line)


def take_out(actor: Viewer, row: Meeting, line: int) -> None:
    """As ``remove_line``, of a meeting in hand and inside a transaction."""
    rows = Heard.objects.select_for_update(of=("self",))
    heard = rows.filter(meeting=row, pk=line).first()
    if heard is None:
        return
    if not is_young(heard, timezone.now()):
        raise _kept(_("Plus de quatorze jours ont passé : cette ligne reste."))
    was_told = _was_told(heard)
    if heard.introduction is not None:
        _unmeet(heard.introduction)
    elif heard.request is not None or heard.offer is not None:
        _in_hand(actor, heard)
        _unsay(heard.request or heard.offer)
    elif heard.promise is not None:
        _unpromise(heard.promise)
    elif heard.stage:
        _unstage(actor, heard)
    if was_told and heard.follow_up_id is not None:
        key = f"{row.ref}:{heard.pk}"
        messages.tell_mistake(heard.follow_up_id, key, fiction=row.is_fiction)
    heard.delete()
    journal.record(actor, "rencontre.ligne-retirée", f"rencontre:{row.ref}", kind=heard.kind)


def _in_hand(actor: Viewer, heard: Heard) -> None:
    """Written in their file: taken out of it by who accompanies them."""
    assert heard.follow_up is not None
    try:
        person_in_hand(actor=actor, ref=heard.follow_up.ref)
    except FollowUpGone:
        raise _kept(
            _("Cette ligne est dans le suivi de la personne : qui l'accompagne peut la retirer.")
        ) from None


def _kept(why: str) -> MeetingMoved:
    return MeetingMoved(why, field="saisi")


def _answered() -> MeetingMoved:
    return _kept(_("Quelqu'un a répondu depuis : cette ligne reste, avec sa réponse."))


def _unmeet(row: Introduction) -> None:
    """Nobody has said anything: it is as if it had not been, and who was told is told so."""
    if row.request_agreed_at or row.offer_agreed_at or row.moves.exclude(by=SITE).exists():
        raise _answered()
    messages.take_back(row)
    for side in messages.SIDES:
        if messages.was_told(row, side):
            pk = row.offer.follow_up_id if side == OFFERS else row.request.follow_up_id
            messages.tell_mistake(pk, f"{row.ref}:{side}", fiction=row.request.is_fiction)
    request = row.request
    news.take_back(f"entraide:{row.ref}:")
    row.delete()
    settle(request, timezone.now())


def _unsay(thing: Offer | Request | None) -> None:
    assert thing is not None
    if thing.moved_at != thing.said_at:
        raise _answered()
    for row in thing.introductions.select_related("request", "offer"):
        _unmeet(row)
    thing.delete()


def _unpromise(row: Promise) -> None:
    if row.state != Promise.State.OPEN:
        raise _answered()
    outbox.take_back(keys=f"promesse:{row.ref}:")
    row.delete()


def _unstage(actor: Viewer, heard: Heard) -> None:
    if heard.follow_up is None or heard.typed_at is None:
        return
    _in_hand(actor, heard)
    if not unsay_stage(
        actor=actor, stage=heard.stage, typed_at=heard.typed_at, follow_up=heard.follow_up.ref
    ):
        raise _answered()


def _was_told(heard: Heard) -> bool:
    """They were given the address of their file, or reminded of the promise.

    An introduction tells its own two sides.
    """
    if heard.follow_up_id is None or heard.introduction_id is not None:
        return False
    if heard.promise is not None and outbox.has_left(keys=f"promesse:{heard.promise.ref}:"):
        return True
    seats = Seat.objects.filter(meeting_id=heard.meeting_id, follow_up_id=heard.follow_up_id)
    evening = heard.meeting.ref
    return any(outbox.has_left(keys=f"rencontre:{evening}:{one.ref}:dossier") for one in seats)
