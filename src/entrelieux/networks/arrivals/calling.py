"""Who calls back takes a call, tries, says what it gave, or gives it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.kernel import journal
from entrelieux.kernel.looks import look
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.networks.arrivals import messages, moving
from entrelieux.networks.arrivals.adapters import commune_name, label
from entrelieux.networks.arrivals.cards import TakenCard
from entrelieux.networks.arrivals.line import moments_of
from entrelieux.networks.arrivals.moving import MOST_TRIES, NOBODY_THERE, move
from entrelieux.networks.arrivals.receiving import (
    held_by,
    in_force,
    may_call,
    receiver_of,
    structure_name,
)
from entrelieux.networks.errors import ArrivalGone, MovedMeanwhile, SaidWrongly
from entrelieux.networks.models import Arrival, Receiver
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.persons import reach_card

WAITING, TAKEN, SETTLED = Arrival.State.WAITING, Arrival.State.TAKEN, Arrival.State.SETTLED


@transaction.atomic
def take(*, actor: Viewer, network: NetworkCard, ref: str) -> None:
    """« Je prends ». Again, by the same person, changes nothing.

    Raises:
        ArrivalGone: absent, or not where they call back. MovedMeanwhile: another one has it.
        SaidWrongly: they hold as many as they said.
    """
    receiver = _receiver(actor, network)
    row = _row(network, ref)
    if not may_call(actor, network, receiver, row.code_insee):
        raise ArrivalGone
    if row.state == TAKEN and row.receiver_id == receiver.pk:
        return
    if row.state != WAITING:
        raise MovedMeanwhile(_("Quelqu'un vient de la prendre. Voici la suivante."))
    if held_by([receiver])[receiver.pk] >= receiver.most_open:
        raise SaidWrongly(
            _("Vous suivez déjà %(most)d rappels, comme vous l'avez dit. Réglez-en un d'abord.")
            % {"most": receiver.most_open}
        )
    move(
        row,
        moving.TAKEN,
        moving.CALLER,
        whose=receiver,
        state=TAKEN,
        receiver=receiver,
        taken_at=timezone.now(),
        tries=0,
    )
    journal.record(actor, "rappel.pris", row.ref)


@transaction.atomic
def tried(*, actor: Viewer, network: NetworkCard, ref: str, version: int) -> None:
    """« J'ai appelé, personne ». After three, the person is told how to call, and is waited for."""
    receiver, row = _in_hand(actor, network, ref, version)
    tries = row.tries + 1
    move(row, moving.TRIED, moving.CALLER, whose=receiver, tries=tries)
    if tries < MOST_TRIES:
        return
    values = {"state": SETTLED, "outcome": NOBODY_THERE, "settled_at": timezone.now()}
    move(row, moving.SETTLED, moving.CALLER, whose=receiver, **values)
    messages.tell_nobody_was_there(row)
    journal.record(actor, "rappel.injoignable", row.ref)


@transaction.atomic
def settle(*, actor: Viewer, network: NetworkCard, ref: str, outcome: str, version: int) -> None:
    """« C'est fait », and what it gave."""
    spoken = {code for code, one in pack.outcomes().items() if one.was_spoken}
    if outcome not in spoken:
        raise SaidWrongly(_("Dites ce que cela a donné."), field="suite")
    receiver, row = _in_hand(actor, network, ref, version)
    now = timezone.now()
    values = {"state": SETTLED, "outcome": outcome, "settled_at": now, "answered_at": now}
    move(row, moving.SETTLED, moving.CALLER, whose=receiver, **values)
    journal.record(actor, "rappel.fait", row.ref, outcome=outcome)


@transaction.atomic
def give_back(*, actor: Viewer, network: NetworkCard, ref: str, version: int) -> None:
    """« Je rends »: it waits again, with the date that was promised."""
    receiver, row = _in_hand(actor, network, ref, version)
    to_line(row, moving.GIVEN_BACK, moving.CALLER, receiver)
    journal.record(actor, "rappel.rendu", row.ref)


def to_line(row: Arrival, event: str, by: str, receiver: Receiver | None) -> None:
    move(row, event, by, whose=receiver, state=WAITING, receiver=None, taken_at=None)


def taken_for(viewer: Viewer, network: NetworkCard, ref: str) -> TakenCard:
    """One that the viewer took, with how to reach the person. Looking is written down.

    Raises:
        ArrivalGone: absent, or not theirs.
    """
    receiver = receiver_of(viewer, network)
    clean = "" if "\x00" in ref else ref
    rows = Arrival.objects.filter(network_id=network.pk, ref=clean).select_related("follow_up")
    row = rows.first() if receiver is not None else None
    if row is None or receiver is None or row.receiver_id != receiver.pk:
        raise ArrivalGone
    if not may_call(viewer, network, receiver, row.code_insee):
        raise ArrivalGone
    shown = None
    if row.state == TAKEN:
        function = "" if receiver.organisation_ref else Role.ANIMATOR.label
        what = _("le rappel demandé : votre nom et comment vous joindre")
        subject = subject_of(row.follow_up.ref)
        look(viewer, subject, receiver.organisation_ref, function, what)
        shown = reach_card(row.follow_up_id)
    return TakenCard(
        ref=row.ref,
        kind=label(pack.kinds(), row.kind),
        commune=commune_name(row.code_insee),
        words=row.words,
        when=moments_of(row),
        asked_at=row.asked_at,
        due_on=row.due_on,
        is_late=row.due_on < timezone.localdate(),
        name=shown.name if shown else "",
        reach=shown.reach if shown else "",
        helped_by=tuple(filter(None, map(structure_name, shown.helped_by))) if shown else (),
        tries=row.tries,
        tries_left=MOST_TRIES - row.tries,
        state=row.state,
        outcome=label(pack.outcomes(), row.outcome),
        version=row.version,
    )


def held_for(viewer: Viewer, network: NetworkCard) -> tuple[Arrival, ...]:
    """What the viewer took and has not settled, the first promised first."""
    receiver = receiver_of(viewer, network)
    if receiver is None:
        return ()
    return tuple(receiver.arrivals.filter(state=TAKEN).order_by("due_on", "asked_at", "pk"))


def _receiver(actor: Viewer, network: NetworkCard) -> Receiver:
    """Locked: what they hold is counted by one writer at a time."""
    found = receiver_of(actor, network)
    rows = in_force(network).select_for_update(of=("self",))
    row = rows.filter(pk=found.pk).first() if found else None
    if row is None:
        raise ArrivalGone
    return row


def _row(network: NetworkCard, ref: str) -> Arrival:
    clean = "" if "\x00" in ref else ref
    rows = Arrival.objects.select_for_update(of=("self",)).filter(network_id=network.pk)
    row = rows.filter(ref=clean).first()
    if row is None:
        raise ArrivalGone
    return row


def _in_hand(
    actor: Viewer, network: NetworkCard, ref: str, version: int
) -> tuple[Receiver, Arrival]:
    """
    Raises:
        ArrivalGone: not theirs. MovedMeanwhile: it was noted already, or they gave it back.
    """
    receiver = _receiver(actor, network)
    row = _row(network, ref)
    if row.receiver_id != receiver.pk:
        raise ArrivalGone
    if row.state != TAKEN or row.version != version:
        raise MovedMeanwhile(_("C'était déjà noté, ou la demande a changé. La voici."))
    return receiver, row
