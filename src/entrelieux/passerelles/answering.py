"""What becomes of a hand-over once sent: answered, met, told, closed, withdrawn or passed on.

Each public function is one transaction and one line of the journal; asked twice, it is done once.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.engine.handover.machine import Event, Happening, State
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import messages, others, unmet
from entrelieux.passerelles.errors import AskedWrongly, LinkUsed, PasserelleGone
from entrelieux.passerelles.handing import (
    Agreement,
    Handed,
    Proposal,
    Receiver,
    agreed,
    proposed,
    record,
    sent,
    sign,
)
from entrelieux.passerelles.hands import (
    any_in_hand,
    holds_now,
    received_in_hand,
    sent_in_hand,
    use_link,
)
from entrelieux.passerelles.models import Passerelle, Telling
from entrelieux.passerelles.moving import move

MOST_TEXT = 1000
LATEST_DAYS = 366


@transaction.atomic
def accept(
    *, actor: Viewer = ANYONE, ref: str = "", link: str = "", version: int | None = None
) -> str:
    """The structure that received it will help. Fifty at once accept once. Returns the reference.

    Raises:
        PasserelleGone, ReplyLinkGone: absent, or not received by them.
        LinkUsed, NotNow, Changed: something else was answered.
    """
    row, hand, reply = received_in_hand(actor=actor, ref=ref, link=link)
    use_link(row, reply, is_same=row.state in {State.ACCEPTED, State.MET})
    if move(row, Happening(Event.ACCEPT), hand, version=version):
        _told(row, Event.ACCEPT)
        record(hand, "passerelle.acceptée", row)
    return row.ref


def decline(
    *,
    reason: str,
    actor: Viewer = ANYONE,
    ref: str = "",
    link: str = "",
    note: str = "",
    version: int | None = None,
) -> str:
    """It will not, and says why: somebody else is looked for.

    When nobody else within reach answers a need, it is counted as unmet and the animator is told.

    Raises:
        AskedWrongly: the reason is unknown.
        PasserelleGone, ReplyLinkGone, LinkUsed, NotNow, Changed: as ``accept``.
    """
    if reason not in pack.refusals():
        raise AskedWrongly(_("Dites pourquoi : choisissez une raison."), field="motif")
    # Looked for before anything is locked: it takes longer than a write should.
    left = others.left_without(actor=actor, ref=ref, link=link)
    with transaction.atomic():
        row, hand, reply = received_in_hand(actor=actor, ref=ref, link=link)
        use_link(row, reply, is_same=row.state == State.DECLINED)
        happening = Happening(Event.DECLINE, reason=reason)
        if move(row, happening, hand, version=version, note=note.strip()):
            _told(row, Event.DECLINE)
            lost = unmet.declined_by_all(row, left)
            if lost:
                messages.tell_animators(row, Event.DECLINE)
            record(hand, "passerelle.refusée", row, reason=reason, unmet=len(lost))
        return row.ref


@transaction.atomic
def announce(
    *,
    on: date,
    actor: Viewer = ANYONE,
    ref: str = "",
    link: str = "",
    note: str = "",
    version: int | None = None,
) -> str:
    """Another day is proposed: nobody is reminded before it. The address stays good to answer.

    Raises:
        AskedWrongly: the day is past, or more than a year away.
        PasserelleGone, ReplyLinkGone, NotNow, Changed: as ``accept``.
    """
    today = timezone.localdate()
    if not 0 <= (on - today).days <= LATEST_DAYS:
        raise AskedWrongly(_("Choisissez un jour à venir, d'ici un an."), field="jour")
    row, hand, _reply = received_in_hand(actor=actor, ref=ref, link=link)
    happening = Happening(Event.ANNOUNCE, on=on)
    if move(row, happening, hand, version=version, note=note.strip()):
        _told(row, Event.ANNOUNCE)
        record(hand, "passerelle.date-annoncée", row)
    return row.ref


@transaction.atomic
def met(
    *,
    on: date | None = None,
    actor: Viewer = ANYONE,
    ref: str = "",
    token: str = "",
    link: str = "",
) -> str:
    """They met, says whoever has a part in it. ``on``: today when it is not said."""
    row, hand = any_in_hand(actor=actor, ref=ref, token=token, link=link)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise AskedWrongly(_("Ce jour n'est pas encore venu."), field="jour")
    if move(row, Happening(Event.MEET, on=day), hand):
        record(hand, "passerelle.rencontre", row)
    return row.ref


@transaction.atomic
def come_back(*, text: str, actor: Viewer = ANYONE, ref: str = "", link: str = "") -> str:
    """What the receiver tells the sender: read by both, and by the person.

    An address says it once: whoever finds it later does not say otherwise.
    """
    said = text.strip()[:MOST_TEXT]
    if not said:
        raise AskedWrongly(_("Écrivez quelques mots."), field="text")
    row, hand, reply = received_in_hand(actor=actor, ref=ref, link=link)
    if reply is not None and row.came_back not in {"", said}:
        raise LinkUsed
    if move(row, Happening(Event.COME_BACK, text=said), hand):
        messages.tell_sender(row, Event.COME_BACK)
        record(hand, "passerelle.retour", row)
    return row.ref


@transaction.atomic
def close(
    *,
    outcome: str,
    useful: bool | None = None,
    actor: Viewer = ANYONE,
    ref: str,
    token: str = "",
) -> None:
    """What it was worth, said by the person, or for them by who helps them.

    One closed without news may still be told what it was worth, once.

    Raises:
        AskedWrongly: the outcome is unknown.
        PasserelleGone, NotNow: absent, not theirs, or not to be closed.
    """
    if outcome not in pack.outcomes():
        raise AskedWrongly(_("Dites ce que cela a donné : choisissez une réponse."), field="issue")
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    if move(row, Happening(Event.CLOSE, outcome=outcome, useful=useful), hand):
        record(hand, "passerelle.close", row, outcome=outcome)


@transaction.atomic
def close_without_news(*, actor: Viewer = ANYONE, ref: str, token: str = "") -> None:
    """An ordinary end: nothing more was heard, and nobody is blamed."""
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    if move(row, Happening(Event.CLOSE_WITHOUT_NEWS), hand):
        messages.take_back_from_receiver(row)
        record(hand, "passerelle.sans-nouvelles", row)


@transaction.atomic
def withdraw(*, actor: Viewer = ANYONE, ref: str, token: str = "") -> None:
    """Agreement is taken back, at any time before the end: the receiver reads nothing any more.

    Raises:
        PasserelleGone: absent, or not theirs.
        NotNow: it is over.
    """
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    if move(row, Happening(Event.WITHDRAW), hand):
        messages.take_back_from_receiver(row)
        record(hand, "passerelle.retirée", row)


@transaction.atomic
def reassign(
    *,
    to: Receiver,
    agreement: Agreement,
    actor: Viewer = ANYONE,
    ref: str,
    token: str = "",
    reason: str = "",
    request_key: str = "",
) -> Handed:
    """Pass it on to somebody else, with a fresh agreement: the former receiver reads no more.

    Raises:
        PasserelleGone: absent, or not theirs.
        NotNow: it is over, or they have met.
        AskedWrongly: the new receiver cannot be.
    """
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    if row.state == State.REASSIGNED and (after := row.replaced_by.order_by("pk").first()):
        return Handed(after.ref, after.sent_at is not None)
    if to == Receiver(row.to_organisation_ref, row.to_place_ref):
        raise AskedWrongly(_("C'est déjà à cette structure : choisissez-en une autre."), field="to")
    move(row, Happening(Event.REASSIGN), hand)
    messages.take_back_from_receiver(row)
    proposal = Proposal(to, tuple(row.needs), row.mode, reason or row.reason)
    fresh, _is_new = proposed(row.follow_up, hand, proposal, request_key, replaces=row)
    agreed(fresh, hand, agreement)
    is_sent = sent(fresh, hand)
    record(hand, "passerelle.réassignée", row, to=fresh.ref, sent=is_sent)
    return Handed(fresh.ref, is_sent)


@transaction.atomic
def told(*, actor: Viewer, task: str) -> None:
    """« C'est dit » : the person had the news, by telephone, on paper or through a go-between.

    Raises:
        PasserelleGone: absent, or another structure's.
    """
    found = Telling.objects.filter(ref=task.replace("\x00", "")).select_related("passerelle")
    row = found.first()
    if row is None or not holds_now(actor, frozenset({row.organisation_ref})):
        raise PasserelleGone
    bridge, hand = sent_in_hand(actor=actor, ref=row.passerelle.ref)
    changed = Telling.objects.filter(pk=row.pk, told_at=None).update(
        told_at=timezone.now(), told_by_id=actor.user_id
    )
    if not changed:
        return
    if bridge.first_sign_at is None and bridge.state not in {State.PROPOSED, State.CONSENTED}:
        move(bridge, Happening(Event.SIGN), hand)
    record(hand, "passerelle.nouvelle-donnée", bridge)


def _told(row: Passerelle, event: Event) -> None:
    """News to the person and to who sent it; what was waiting to leave to the receiver stays."""
    if event is not Event.ANNOUNCE:
        messages.take_back_from_receiver(row)
    sign(row, event)
    messages.tell_sender(row, event)


def tell_end(row: Passerelle, event: Event) -> None:
    """What the site did by itself is told too: to the person, to who sent it, to the animator."""
    if event is not Event.FALL_SILENT:
        messages.take_back_from_receiver(row)
    sign(row, event)
    messages.tell_sender(row, event)
    if event is Event.FALL_SILENT:
        messages.tell_animators(row, event)
