"""One move of a hand-over: what the engine answers, written down, with what follows from it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from entrelieux.engine.handover import machine
from entrelieux.engine.handover.machine import Event, Happening, Standing, State
from entrelieux.passerelles.adapters import standing_of
from entrelieux.passerelles.errors import Changed, NotNow
from entrelieux.passerelles.hands import Hand
from entrelieux.passerelles.models import (
    Consent,
    FollowedNeed,
    FollowUp,
    Passerelle,
    PasserelleMove,
    Telling,
)

KEPT = timedelta(days=365)
DATED = {
    State.CONSENTED: "consented_at",
    State.ACCEPTED: "answered_at",
    State.DECLINED: "answered_at",
    State.CLOSED: "closed_at",
    State.REASSIGNED: "closed_at",
    State.WITHDRAWN: "closed_at",
    State.EXPIRED: "closed_at",
}
"""The column that says when each state was reached, if one does."""
BY_PERSON = frozenset({FollowedNeed.State.PAUSED, FollowedNeed.State.DROPPED})
_OPEN = frozenset({State.SENT, State.ACCEPTED, State.SILENT, State.MET})


def move(
    row: Passerelle, happening: Happening, hand: Hand, *, version: int | None = None, note: str = ""
) -> bool:
    """Have it happen; False when it had happened already. The row is locked by the caller.

    version: the one that the page showed, when it matters that nobody moved it meanwhile.

    Raises:
        NotNow: the state does not allow it.
        Changed: somebody else moved it.
    """
    step = machine.apply(standing_of(row), happening)
    if step.refusal is not None:
        raise NotNow(step.refusal, step.before.state)
    if not step.changed:
        return False
    if version is not None and version != row.version:
        raise Changed
    now = timezone.now()
    _write(row, step.before, step.after, happening.event, now)
    PasserelleMove.objects.create(
        passerelle=row,
        at=now,
        event=happening.event.value,
        state=row.state,
        by=hand.by,
        organisation_ref=hand.organisation,
        note=note[:500],
    )
    touch(row.follow_up, now)
    if (step.before.state, step.before.outcome) != (step.after.state, step.after.outcome):
        _follows(row, step.after, now)
    return True


def _write(row: Passerelle, before: Standing, after: Standing, event: Event, now: datetime) -> None:
    was = row.version
    row.state = after.state.value
    row.announced_on, row.chased = after.announced_on, after.chased
    row.decline_reason, row.met_on = after.decline_reason, after.met_on
    row.came_back, row.outcome, row.useful = after.came_back, after.outcome, after.useful
    row.version = was + 1
    if before.state != after.state and (column := DATED.get(after.state)):
        setattr(row, column, now)
    if event is Event.SEND:
        row.sent_at = now
    elif event is Event.CHASE:
        row.chased_at = now
    elif event is Event.SIGN:
        row.first_sign_at = now
    fields = (
        *("state", "announced_on", "chased", "decline_reason", "met_on", "came_back", "outcome"),
        *("useful", "version", "consented_at", "sent_at", "answered_at", "closed_at"),
        *("chased_at", "first_sign_at"),
    )
    # The lock is enough; should a database not keep it, the version does.
    changed = Passerelle.objects.filter(pk=row.pk, version=was).update(
        **{name: getattr(row, name) for name in fields}
    )
    if not changed:
        raise Changed


def _follows(row: Passerelle, after: Standing, now: datetime) -> None:
    if after.is_final:
        Telling.objects.filter(passerelle=row, told_at=None).exclude(
            event__in=(Event.CLOSE_WITHOUT_NEWS.value, Event.REASSIGN.value)
        ).delete()
    if after.state is State.WITHDRAWN:
        Consent.objects.filter(passerelle=row, revoked_at=None).update(revoked_at=now)
    settle_needs(row.follow_up, row.needs, now)


def touch(row: FollowUp, now: datetime) -> None:
    """What was changed today is kept for a year from today."""
    row.moved_at = now
    row.erased_after = kept_until(now)
    row.save(update_fields=["moved_at", "erased_after"])


def kept_until(now: datetime) -> date:
    return (timezone.localtime(now) + KEPT).date()


def settle_needs(row: FollowUp, codes: Iterable[str], now: datetime) -> None:
    """Say where each need is, from its hand-overs; what the person decided of it stays."""
    needs = {need.code: need for need in row.needs.filter(code__in=list(codes))}
    if not needs:
        return
    bridges = [one for one in row.passerelles.all() if set(one.needs) & set(needs)]
    for code, need in needs.items():
        if need.state in BY_PERSON:
            continue
        state = _state_of_need(need, [one for one in bridges if code in one.needs])
        if state != need.state:
            need.state, need.changed_at = state, now
            need.reason = need.reason if state == FollowedNeed.State.UNMET else ""
            need.save(update_fields=["state", "changed_at", "reason"])


def _state_of_need(need: FollowedNeed, bridges: list[Passerelle]) -> str:
    if any(
        one.state == State.CLOSED and one.outcome and one.useful is not False for one in bridges
    ):
        return FollowedNeed.State.ANSWERED
    if any(one.state in _OPEN and one.mode != machine.INFORMATION for one in bridges):
        return FollowedNeed.State.HANDED
    kept = {FollowedNeed.State.UNMET, FollowedNeed.State.ANSWERED}
    return need.state if need.state in kept else FollowedNeed.State.OPEN
