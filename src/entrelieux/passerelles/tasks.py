"""What the worker does of hand-overs by itself: remind, tell that nobody answers, end what is over.

Every duty bears being done twice: each row is locked, looked at again and moved in a transaction of
its own, and what is written bears a key. One killed in the middle goes on where it stopped.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from entrelieux.accounts.selectors import holders_of
from entrelieux.engine.handover import chasing
from entrelieux.engine.handover.chasing import Digest, Rhythm, Waiting
from entrelieux.engine.handover.machine import FINAL, INFORMATION, Event, Happening, State
from entrelieux.kernel import journal, looks, outbox
from entrelieux.kernel.sending import when_given_up
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.kernel.work import duty
from entrelieux.passerelles import messages
from entrelieux.passerelles.adapters import holidays_around, local, rhythm_of
from entrelieux.passerelles.answering import tell_end
from entrelieux.passerelles.errors import Changed, NotNow
from entrelieux.passerelles.following import forget_messages, subject_of
from entrelieux.passerelles.handing import record
from entrelieux.passerelles.hands import THE_SITE, locked_bridge
from entrelieux.passerelles.models import FollowUp, Passerelle, Telling
from entrelieux.passerelles.moving import BY_PERSON, move
from entrelieux.passerelles.policies import HELPERS

UNDECIDED_DAYS = 30
"""After so many days, what was proposed or agreed to and never sent expires."""
DECLINED_DAYS = 60
QUIET_DAYS = 90
"""After so many days without any news, what was accepted is closed without news."""


def register() -> None:
    duty("passerelles-relances", timedelta(hours=1), chase)
    duty("passerelles-silences", timedelta(hours=1), tell_of_silence)
    duty("passerelles-premiers-signes", timedelta(hours=1), remind_first_signs)
    duty("passerelles-fins", timedelta(hours=12), end)
    when_given_up(not_reached)


def chase(now: datetime) -> int:
    """Send the reminders that are due: one message for each interlocutor. Returns how many."""
    count = 0
    last = _last_written()
    for rhythm, departement, rows in _waiting_groups():
        here = local(now, departement)
        holidays = holidays_around(here.date() - timedelta(days=400), departement)
        waiting = [_waiting_of(row, departement) for row in rows]
        written = {name: local(at, departement) for name, at in last.items()}
        for digest in chasing.digests(waiting, here, rhythm, holidays, written):
            if _remind(digest):
                last[digest.interlocutor] = now
                count += 1
    return count


def tell_of_silence(now: datetime) -> int:
    """After the last reminder, the animator, the sender and the person know that nobody answers."""
    count = 0
    for rhythm, departement, rows in _waiting_groups():
        here = local(now, departement)
        holidays = holidays_around(here.date() - timedelta(days=400), departement)
        for row in rows:
            due = chasing.silent_due(_waiting_of(row, departement), rhythm, holidays)
            if (due is not None and due <= here) or not messages.can_be_sent(row):
                count += _happens(row.pk, Event.FALL_SILENT, row.version)
    return count


def not_reached(key: str) -> None:
    """A request whose every message was given up reached nobody: it is not left to wait."""
    way, _, rest = key.partition(":")
    ref = rest.partition(":")[0]
    if way != "vers" or outbox.may_arrive(keys=f"vers:{ref}:"):
        return
    row = Passerelle.objects.filter(ref=ref, state=State.SENT).first()
    if row is not None:
        _happens(row.pk, Event.FALL_SILENT, row.version)


def end(now: datetime) -> int:
    """Whatever nobody moves any more ends by itself, without blame. Returns how many."""
    count = 0
    for row in _alive():
        event = _ending(row, now)
        if event is not None:
            count += _happens(row.pk, event, row.version)
    return count


def remind_first_signs(now: datetime) -> int:
    """One message a day to who has news to tell and has not told them by the day they were due."""
    today = timezone.localdate(now)
    late = Telling.objects.filter(told_at=None, due_on__lte=today).select_related(
        "passerelle", "passerelle__follow_up", "passerelle__network"
    )
    by_structure: dict[str, list[Telling]] = {}
    for row in late.order_by("due_on", "pk"):
        by_structure.setdefault(row.organisation_ref, []).append(row)
    count = 0
    for ref, rows in by_structure.items():
        with transaction.atomic():
            count += messages.remind_to_tell(ref, rows, holders_of(ref, *HELPERS), today)
    return count


def forget(now: datetime) -> int:
    """Erase the follow-ups whose time is over, with their hand-overs and who looked at them."""
    today = timezone.localdate(now)
    count = 0
    for pk in FollowUp.objects.filter(erased_after__lt=today).values_list("pk", flat=True):
        with transaction.atomic():
            row = FollowUp.objects.select_for_update().filter(pk=pk, erased_after__lt=today).first()
            if row is None:
                continue
            ref = row.ref
            forget_messages(row)
            row.delete()
            journal.record(OPERATOR, "suivi.expiré", subject_of(ref))
        looks.forget_looks_at(subject_of(ref))
        count += 1
    return count


def _alive() -> list[Passerelle]:
    """Read whole before anything is written: a reading left open would keep writers waiting."""
    rows = Passerelle.objects.exclude(state__in=[state.value for state in FINAL])
    return list(
        rows.select_related("follow_up", "network")
        .prefetch_related("consents")
        .annotate(last_move=Max("moves__at"))
        .order_by("pk")
    )


def _ending(row: Passerelle, now: datetime) -> Event | None:
    """What ends this row now, if anything does."""
    since = now - (getattr(row, "last_move", None) or row.proposed_at)
    state = State(row.state)
    if state in {State.PROPOSED, State.CONSENTED}:
        return Event.EXPIRE if since >= timedelta(days=UNDECIDED_DAYS) else None
    if state is State.DECLINED:
        return Event.EXPIRE if since >= timedelta(days=DECLINED_DAYS) else None
    today = local(now, row.follow_up.departement).date()
    if row.consents.all() and all(one.until < today for one in row.consents.all()):
        return Event.CLOSE_WITHOUT_NEWS
    rhythm = rhythm_of(messages.network_card(row))
    if row.mode == INFORMATION or state is State.SILENT:
        return Event.CLOSE_WITHOUT_NEWS if since >= timedelta(days=rhythm.closing_days) else None
    if state in {State.ACCEPTED, State.MET} and since >= timedelta(days=QUIET_DAYS):
        announced = row.announced_on
        return None if announced is not None and announced >= today else Event.CLOSE_WITHOUT_NEWS
    return None


def _happens(pk: int, event: Event, version: int) -> int:
    """Have it happen, unless somebody moved it since it was read: it is looked at next time."""
    with transaction.atomic():
        row = locked_bridge(pk)
        if row is None:
            return 0
        try:
            moved = move(row, Happening(event), THE_SITE, version=version)
        except (NotNow, Changed):
            return 0
        if not moved:
            return 0
        tell_end(row, event)
        record(THE_SITE, f"passerelle.{event.value}", row)
    return 1


def _waiting_groups() -> Iterator[tuple[Rhythm, str, list[Passerelle]]]:
    """Sent, awaiting an answer: by rhythm of their network and by local time."""
    rows = (
        Passerelle.objects.filter(state=State.SENT)
        .exclude(mode=INFORMATION)
        .select_related("follow_up", "network")
        .prefetch_related("follow_up__needs")
    )
    groups: dict[tuple[Rhythm, str], list[Passerelle]] = {}
    rhythms: dict[int | None, Rhythm] = {}
    for row in rows.order_by("pk"):
        if _is_paused(row):
            continue
        if row.network_id not in rhythms:
            rhythms[row.network_id] = rhythm_of(messages.network_card(row))
        key = (rhythms[row.network_id], row.follow_up.departement)
        groups.setdefault(key, []).append(row)
    for (rhythm, departement), found in groups.items():
        yield rhythm, departement, found


def _is_paused(row: Passerelle) -> bool:
    """The person paused or dropped all that it is about: nobody is asked to hurry."""
    needs = [need for need in row.follow_up.needs.all() if need.code in row.needs]
    return bool(needs) and all(need.state in BY_PERSON for need in needs)


def _waiting_of(row: Passerelle, departement: str) -> Waiting:
    assert row.sent_at is not None
    return Waiting(
        ref=row.ref,
        interlocutor=interlocutor_of(row),
        sent_at=local(row.sent_at, departement),
        chased=row.chased,
        chased_at=local(row.chased_at, departement) if row.chased_at else None,
        announced_on=row.announced_on,
    )


def interlocutor_of(row: Passerelle) -> str:
    """Who reads: one box, whatever the number of places; else the structure's own accounts."""
    return row.to_contact.strip().lower() or f"structure:{row.to_organisation_ref}"


def _last_written() -> dict[str, datetime]:
    """When each interlocutor was last reminded of anything, answered since or not."""
    found: dict[str, datetime] = {}
    lately = timezone.now() - timedelta(days=60)
    rows = Passerelle.objects.filter(chased_at__gte=lately).only(
        "to_contact", "to_organisation_ref", "chased_at"
    )
    for row in rows:
        name = interlocutor_of(row)
        assert row.chased_at is not None
        found[name] = max(row.chased_at, found.get(name, row.chased_at))
    return found


def _remind(digest: Digest) -> bool:
    """Write one message for what is still waiting under the lock; False when nothing is."""
    ranks = {one.ref: one.rank for one in digest.reminders}
    with transaction.atomic():
        kept = []
        for row in _locked_in_order(ranks):
            if row.state != State.SENT or row.chased != ranks[row.ref] - 1:
                continue
            if messages.can_be_sent(row) and move(
                row, Happening(Event.CHASE, rank=ranks[row.ref]), THE_SITE
            ):
                kept.append(row)
        if not kept:
            return False
        said = "|".join(f"{row.ref}:{row.chased}" for row in kept)
        messages.remind(kept, hashlib.sha256(said.encode()).hexdigest()[:32])
        journal.record(OPERATOR, "passerelles.relance", "", count=len(kept))
    return True


def _locked_in_order(refs: Iterable[str]) -> list[Passerelle]:
    """Follow-ups then hand-overs, each in the order of their keys: two writers never cross."""
    rows = Passerelle.objects.filter(ref__in=list(refs)).values_list("follow_up_id", "pk")
    found = [locked_bridge(pk) for _file, pk in sorted(rows)]
    return [row for row in found if row is not None]
