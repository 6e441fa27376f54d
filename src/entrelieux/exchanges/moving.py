"""One move of an introduction: what the engine answers, written down, with what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.engine.matching import machine
from entrelieux.engine.matching.machine import FINAL, Event, Happening, Standing, State
from entrelieux.exchanges import messages
from entrelieux.exchanges.errors import Changed, NotNow, SaidWrongly
from entrelieux.exchanges.models import Introduction, IntroductionMove, Offer, Request
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import OPERATOR, Viewer

ASKS, OFFERS, SITE = "demande", "propose", "site"
ENDED = tuple(state.value for state in FINAL)


@dataclass(frozen=True, slots=True)
class Hand:
    """side: whose. organisation: the structure that speaks for it, "" when the person does."""

    side: str
    actor: Viewer
    organisation: str = ""


MOST_WORDS = 50
"""Pieces of news that one side gives of one introduction; to answer or to end it stays possible."""
THE_SITE = Hand(SITE, OPERATOR)
MAY: dict[str, frozenset[Event]] = {
    ASKS: frozenset(Event) - {Event.AGREE_OFFER, Event.CHASE, Event.EXPIRE},
    OFFERS: frozenset(Event) - {Event.AGREE_ASK, Event.NO_HELP, Event.CHASE, Event.EXPIRE},
    SITE: frozenset({Event.CHASE, Event.EXPIRE}),
}


def standing_of(row: Introduction) -> Standing:
    return Standing(
        state=State(row.state),
        ask_agreed=row.request_agreed_at is not None,
        offer_agreed=row.offer_agreed_at is not None,
        chased=row.chased,
        met_on=row.met_on,
        next_on=row.next_on,
        outcome=row.outcome,
        useful=row.useful,
    )


def move(row: Introduction, happening: Happening, hand: Hand, *, note: str = "") -> bool:
    """Have it happen; False when it had happened already. The row is locked by the caller.

    Raises:
        NotNow: the state does not allow it, or it is not for this side.
        Changed: somebody else moved it.
        SaidWrongly: this side has said too much of it already.
    """
    before = standing_of(row)
    if happening.event not in MAY[hand.side]:
        raise NotNow(machine.Refusal.OVER, before.state)
    step = machine.apply(before, happening)
    if step.refusal is not None:
        raise NotNow(step.refusal, before.state)
    if not step.changed and (not note or before.is_final):
        return False
    if step.before.state is step.after.state and hand.side != SITE:
        _check_room(row, hand)
    now = timezone.now()
    if step.changed:
        _write(row, step.after, happening.event, now)
    IntroductionMove.objects.create(
        introduction=row,
        at=now,
        event=happening.event.value,
        state=row.state,
        by=hand.side,
        organisation_ref=hand.organisation,
        note=note[:500],
    )
    if step.before.state is not step.after.state:
        settle(row.request, now)
    if step.changed:  # a word more is read on the page: nobody is written to again
        messages.tell(row, happening.event, step, hand.side)
    journal.record(
        hand.actor, f"mise-en-relation.{happening.event.value}", f"relation:{row.ref}", by=hand.side
    )
    return True


def _check_room(row: Introduction, hand: Hand) -> None:
    if row.moves.filter(by=hand.side).count() >= MOST_WORDS:
        raise SaidWrongly(
            _(
                "Vous avez déjà écrit %(most)d fois ici, c'est le plus possible. "
                "Parlez-vous de vive voix, ou dites que c'est fini."
            )
            % {"most": MOST_WORDS},
            field="mot",
        )


def _write(row: Introduction, after: Standing, event: Event, now: datetime) -> None:
    was = row.version
    row.state, row.version = after.state.value, was + 1
    row.request_agreed_at = row.request_agreed_at or (now if after.ask_agreed else None)
    row.offer_agreed_at = row.offer_agreed_at or (now if after.offer_agreed else None)
    row.chased, row.met_on, row.next_on = after.chased, after.met_on, after.next_on
    row.outcome, row.useful = after.outcome, after.useful
    row.closed_at = (row.closed_at or now) if after.is_final else None
    if event is Event.CHASE:
        row.chased_at = now
    fields = (
        *("state", "version", "request_agreed_at", "offer_agreed_at", "chased", "chased_at"),
        *("met_on", "next_on", "outcome", "useful", "closed_at"),
    )
    # The lock is enough; should a database not keep it, the version does.
    changed = Introduction.objects.filter(pk=row.pk, version=was).update(
        **{name: getattr(row, name) for name in fields}
    )
    if not changed:
        raise Changed


def settle(request: Request, now: datetime) -> None:
    """Where the request is, from its introductions; what the person withdrew stays withdrawn."""
    if request.state == Request.State.OVER:
        return
    rows = list(Introduction.objects.filter(request=request).values_list("state", "useful"))
    if any(state == State.DONE and useful is not False for state, useful in rows):
        state = Request.State.ANSWERED
    elif rows and all(state in ENDED for state, _useful in rows):
        state = Request.State.NOBODY
    else:
        state = Request.State.OPEN
    if state != request.state:
        request.state, request.moved_at = state, now
        request.save(update_fields=["state", "moved_at"])
        if state == Request.State.NOBODY:
            messages.tell_animators(request)


def lock_requests(introductions: QuerySet[Introduction]) -> None:
    """Before an offer or an introduction is locked: always in this order, so that two who move the
    same thing at the same instant wait for each other once, and never both ways."""
    pks = introductions.order_by().values_list("request_id", flat=True).distinct()
    rows = Request.objects.filter(pk__in=list(pks)).select_for_update(of=("self",))
    list(rows.order_by("pk"))


def decline_what_awaits(actor: Viewer, thing: Offer | Request) -> None:
    """It is withdrawn: whatever awaits an answer about it stops, and the other side is told."""
    side = OFFERS if isinstance(thing, Offer) else ASKS
    about = {"offer": thing} if side == OFFERS else {"request": thing}
    rows = Introduction.objects.select_for_update(of=("self",)).filter(
        **about, state__in=[state.value for state in machine.AWAITED]
    )
    for row in rows.select_related("request", "offer").order_by("pk"):
        move(row, Happening(Event.DECLINE), Hand(side, actor))
