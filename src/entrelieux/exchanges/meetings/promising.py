"""Promises made at a meeting: kept, let go by choice, or remembered twice and never more."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import AccountCard
from entrelieux.accounts.selectors import holders_of
from entrelieux.directory.cards import Named
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.adapters import held_of, local, waking_at
from entrelieux.exchanges.meetings.cards import PromiseCard
from entrelieux.exchanges.meetings.errors import MeetingWrong, PromiseGone
from entrelieux.exchanges.meetings.messages import MAIL, address_of
from entrelieux.exchanges.models import Heard, Promise
from entrelieux.kernel import journal, outbox, ui
from entrelieux.kernel.viewer import OPERATOR, Viewer
from entrelieux.passerelles import persons
from entrelieux.passerelles.errors import FollowUpGone

UNSAID = timedelta(weeks=4)
"""A promise without a day is remembered as if it were for then."""
BEFORE = timedelta(days=7)
MOST = 300
STATE = Promise.State


def promises_for(viewer: Viewer) -> tuple[PromiseCard, ...]:
    """Those to keep first, the earliest day first: of meetings the viewer holds, or of their
    structures' own word."""
    rows = Promise.objects.filter(meeting__is_fiction=offer_is_fiction()).select_related(
        "meeting__network"
    )
    rows = rows.prefetch_related("meeting__organisers").order_by("pk")
    found = [_card(row) for row in islice((r for r in rows if _may_end(viewer, r)), MOST)]
    return tuple(sorted(found, key=lambda one: (one.state != STATE.OPEN, one.due_on)))


def promises_of(follow_up_ref: str) -> tuple[PromiseCard, ...]:
    """What somebody promised, for their own page."""
    rows = Promise.objects.filter(follow_up__ref=follow_up_ref).select_related("meeting")
    return tuple(_card(row) for row in rows)


@transaction.atomic
def end_promise(*, actor: Viewer, ref: str, state: str, token: str = "") -> None:
    """Kept, or let go by choice: both are an end, and nobody is blamed. Twice is once.

    Raises:
        PromiseGone: absent, or not theirs to say.
    """
    clean = "" if "\x00" in ref else ref
    rows = Promise.objects.select_for_update(of=("self",)).select_related("meeting__network")
    row = rows.filter(ref=clean).first()
    if row is None or not _in_hand(actor, row, token):
        raise PromiseGone
    if state not in {STATE.KEPT, STATE.LET_GO}:
        raise MeetingWrong(_("Dites « tenue », ou « laissée »."), field="etat")
    if row.state == state:
        return
    row.state, row.ended_at = state, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    Heard.objects.filter(promise=row).update(outcome=state)
    outbox.take_back(keys=f"promesse:{row.ref}:")
    journal.record(actor, "promesse.finie", f"promesse:{row.ref}", state=state)


def chase(now: datetime) -> int:
    """Remember each promise a week before its day, then on its day: twice, and never more.

    Returns how many were. One that nobody can be told of waits in the list of the organisers.
    """
    today = timezone.localdate(now)
    count = 0
    rows = Promise.objects.filter(state=STATE.OPEN, chased__lt=2).select_related("meeting")
    for row in list(rows.order_by("pk")):
        moment = due_on(row) - BEFORE if row.chased == 0 else due_on(row)
        if moment <= today:
            count += _chase_one(row.pk, row.chased, now)
    return count


def due_on(row: Promise) -> date:
    held_on = local(row.meeting.starts_at, row.meeting.departement).date()
    return row.due_on or held_on + UNSAID


def _chase_one(pk: int, chased: int, now: datetime) -> int:
    with transaction.atomic():
        row = (
            Promise.objects.select_for_update(of=("self",))
            .select_related("meeting__network")
            .filter(pk=pk, state=STATE.OPEN, chased=chased)
            .first()
        )
        if row is None:
            return 0
        row.chased, row.chased_at = chased + 1, now
        row.save(update_fields=["chased", "chased_at"])
        _remember(row)
        journal.record(OPERATOR, "promesse.relance", f"promesse:{row.ref}", rank=row.chased)
    return 1


def _remember(row: Promise) -> None:
    """Whoever promised; else the structure they promised for, or those who prepared the evening."""
    with translation.override("fr"):
        key = f"promesse:{row.ref}:{row.chased}"
        subject = _("Une promesse à se rappeler")
        body = _(
            "Bonjour,\n\nUne promesse a été faite à la rencontre « %(title)s ».\n"
            "C'est pour le %(day)s. Elle est %(where)s.\n"
            "Dites si elle est tenue, ou laissée : les deux vont bien.\n"
        )
        said = {"title": row.meeting.title, "day": ui.day(due_on(row))}
        own = {**said, "where": _("sur votre page de suivi")}
        if row.follow_up_id is not None and persons.write_to(
            row.follow_up_id, persons.Written(key, subject, body % own)
        ):
            return
        listed = {**said, "where": address_of("meetings:promises")}
        for account in _who_is_told(row):
            outbox.post(
                key=f"{key}:{account.user_id}",
                channel=MAIL,
                recipient=account.email,
                subject=subject,
                body=body % listed,
                not_before=waking_at(row.meeting),
            )


def _who_is_told(row: Promise) -> Iterable[AccountCard]:
    structure = row.organisation_ref or row.meeting.organisation_ref
    holders = holders_of(structure, *policies.HELPERS) if structure else ()
    return (one for one in holders if one.email)


def _may_end(viewer: Viewer, row: Promise) -> bool:
    held = held_of(row.meeting)
    own = row.organisation_ref in viewer.organisations(*policies.HELPERS)
    return policies.may_hold(viewer, held) or (bool(row.organisation_ref) and own)


def _in_hand(actor: Viewer, row: Promise, token: str) -> bool:
    if not token:
        return _may_end(actor, row)
    try:
        return persons.person_behind(token).pk == row.follow_up_id
    except FollowUpGone:
        return False


def _card(row: Promise) -> PromiseCard:
    day = due_on(row)
    return PromiseCard(
        ref=row.ref,
        meeting=Named(row.meeting.ref, row.meeting.title),
        by=row.by_name,
        to=row.to_name,
        words=row.words,
        due_on=day,
        state=row.state,
        is_late=row.state == STATE.OPEN and day < timezone.localdate(),
        chased=row.chased,
        is_of_structure=bool(row.organisation_ref),
    )


def copied(follow_up_ref: str) -> list[dict[str, object]]:
    """For « Mes données » : promises and seats of a person, as plain values."""
    return [
        {"promesse": one.words, "pour_le": one.due_on.isoformat(), "etat": one.state}
        for one in promises_of(follow_up_ref)
    ]
