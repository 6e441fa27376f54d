"""From a proposal to a sending: what leaves is what the person agreed to, and nothing before it.

Each public function is one transaction and one line of the journal; asked twice, it is done once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import network_of
from entrelieux.directory.interlocutors import InterlocutorCard, interlocutor
from entrelieux.directory.naming import shown_name
from entrelieux.directory.structures import structure_for
from entrelieux.engine.handover.machine import FINAL, Event, Happening, State
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import messages, sharing
from entrelieux.passerelles.errors import AskedWrongly
from entrelieux.passerelles.hands import (
    PERSON,
    RECEIVER,
    THE_SITE,
    Hand,
    file_in_hand,
    seen_by,
    sent_in_hand,
)
from entrelieux.passerelles.keys import digest_of, new_ref
from entrelieux.passerelles.models import Consent, FollowUp, Passerelle, PasserelleMove
from entrelieux.passerelles.moving import move, touch

AGREED = timedelta(days=182)
"""How long an agreement to transmit holds."""
MOST_REASON = 600
MANNERS = ("oral", "ecrit", "en_ligne")
OVER = (*(state.value for state in FINAL), State.DECLINED.value)


@dataclass(frozen=True, slots=True)
class Receiver:
    """place_ref: "" for a structure met at a distance, or wherever it says."""

    organisation_ref: str
    place_ref: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """needs: of the follow-up. reason: in plain words, for who receives; it leaves if agreed."""

    to: Receiver
    needs: tuple[str, ...]
    mode: str = "contact_transmis"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """items: lines agreed to one by one, besides the ordinary needs (``sharing.lines_of``).

    given_by: « personne » on her own page, « agent » for one who said yes beside them.
    manner: one of ``MANNERS``.
    """

    items: tuple[str, ...] = ()
    given_by: str = "agent"
    manner: str = "oral"


@dataclass(frozen=True, slots=True)
class Handed:
    """is_sent: False when nobody there could read it: it waits in the queue of the animator."""

    ref: str
    is_sent: bool


@transaction.atomic
def propose(
    *,
    actor: Viewer,
    follow_up: str = "",
    to: Receiver,
    needs: Iterable[str],
    mode: str,
    reason: str = "",
    request_key: str = "",
    token: str = "",
) -> str:
    """Propose a hand-over; nothing leaves. Returns its reference.

    The same form sent twice, or the same thing proposed by two agents at once, is one proposal.

    Raises:
        FollowUpGone: absent, or not theirs.
        AskedWrongly: the receiver, a need or the mode cannot be.
    """
    file, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    proposal = Proposal(to, tuple(needs), mode, reason)
    row, is_new = proposed(file, hand, proposal, request_key)
    if is_new:
        record(hand, "passerelle.proposée", row)
    return row.ref


@transaction.atomic
def consent(
    *,
    actor: Viewer,
    ref: str,
    items: Iterable[str] = (),
    given_by: str = "agent",
    manner: str = "oral",
    token: str = "",
) -> None:
    """The person agrees: what will leave is settled now, line by line, and nothing is added later.

    Raises:
        PasserelleGone: absent, or not theirs.
        AskedWrongly: a line is unknown or empty.
        NotNow: it is over.
    """
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    if agreed(row, hand, Agreement(tuple(items), given_by, manner)):
        record(hand, "passerelle.accord", row, lines=len(row.carried))


@transaction.atomic
def send(*, actor: Viewer, ref: str, token: str = "", version: int | None = None) -> bool:
    """Send what was agreed to. False when nobody there can read it: nothing leaves, it waits.

    Raises:
        PasserelleGone: absent, or not theirs.
        NotNow: no agreement, or it is over.
    """
    row, hand = sent_in_hand(actor=actor, ref=ref, token=token)
    before = row.version
    is_sent = sent(row, hand, version=version)
    if row.version != before:
        record(hand, "passerelle.envoyée", row)
    return is_sent


@transaction.atomic
def hand_over(
    *,
    actor: Viewer,
    proposal: Proposal,
    agreement: Agreement,
    follow_up: str = "",
    token: str = "",
    request_key: str = "",
) -> Handed:
    """Propose, agree and send in one go, for who says yes at once."""
    file, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    row, is_new = proposed(file, hand, proposal, request_key)
    if row.state in OVER:  # the form is sent again, after the end
        return Handed(row.ref, row.sent_at is not None)
    before = -1 if is_new else row.version
    agreed(row, hand, agreement)
    is_sent = sent(row, hand)
    if row.version != before:
        record(hand, "passerelle.confiée", row, lines=len(row.carried), sent=is_sent)
    return Handed(row.ref, is_sent)


@transaction.atomic
def told_by_phone(
    *,
    actor: Viewer,
    proposal: Proposal,
    agreement: Agreement,
    follow_up: str = "",
    token: str = "",
    request_key: str = "",
) -> str:
    """« J'ai appelé, c'est d'accord » : sent and accepted by word of mouth. Returns the reference.

    Nothing is written to the receiver: what was agreed to was said on the telephone.
    """
    file, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    row, is_new = proposed(file, hand, proposal, request_key)
    if row.state in OVER:
        return row.ref
    before = -1 if is_new else row.version
    agreed(row, hand, agreement)
    _by_phone(row, hand)
    if row.version != before:
        record(hand, "passerelle.par-téléphone", row, lines=len(row.carried))
    return row.ref


@transaction.atomic
def agreed_by_phone(*, actor: Viewer, ref: str, version: int | None = None) -> None:
    """The same for one already agreed to, or sent and not answered.

    Raises:
        PasserelleGone: absent, or not theirs.
        NotNow: no agreement, or it is over.
    """
    row, hand = sent_in_hand(actor=actor, ref=ref)
    before = row.version
    _by_phone(row, hand, version=version)
    if row.version != before:
        record(hand, "passerelle.par-téléphone", row)


# What follows runs inside the transaction of a caller that holds the locks.


def proposed(
    file: FollowUp,
    hand: Hand,
    proposal: Proposal,
    request_key: str,
    replaces: Passerelle | None = None,
) -> tuple[Passerelle, bool]:
    """A proposal, and whether it is new."""
    key = digest_of(f"{hand.actor.user_id}:{hand.by}:{request_key}") if request_key else ""
    if key and (kept := file.passerelles.filter(request_key=key).first()):
        return _ours(kept, file), False
    to = _checked(file, hand, proposal)
    if alike := _alike(file, proposal):
        return _ours(alike, file), False
    now = timezone.now()
    sender = structure_for(hand.actor, hand.organisation) if hand.organisation else None
    network = network_of(hand.organisation) or network_of(to.organisation_ref)
    row = Passerelle.objects.create(
        ref=new_ref(),
        follow_up=file,
        network_id=network.pk if network and network.is_fiction == file.is_fiction else None,
        from_organisation_ref=hand.organisation,
        from_name=sender.name if sender else "",
        sender_id=hand.actor.user_id if hand.by != PERSON else None,
        to_organisation_ref=to.organisation_ref,
        to_place_ref=to.place_ref,
        to_name=shown_name(to.name),
        to_contact=to.courriel,
        to_phone=to.telephone,
        needs=list(dict.fromkeys(proposal.needs)),
        mode=proposal.mode,
        reason=proposal.reason.strip()[:MOST_REASON],
        state=State.PROPOSED.value,
        proposed_at=now,
        replaces=replaces,
        request_key=key,
        is_fiction=file.is_fiction,
    )
    PasserelleMove.objects.create(
        passerelle=row,
        at=now,
        event="proposition",
        state=row.state,
        by=hand.by,
        organisation_ref=hand.organisation,
    )
    touch(file, now)
    return row, True


def agreed(row: Passerelle, hand: Hand, agreement: Agreement) -> bool:
    """Settle what leaves. An agreement given already is not changed by another."""
    if agreement.manner not in MANNERS or agreement.given_by not in {PERSON, "agent"}:
        raise AskedWrongly(_("Dites comment la personne a donné son accord."), field="manner")
    if row.state != State.PROPOSED:
        return move(row, Happening(Event.CONSENT), hand)
    sees = seen_by(row.follow_up, hand)
    items = {*map(sharing.need_item, row.needs), *agreement.items} - {sharing.REASON}
    if sees is not None and not items <= sees:
        raise AskedWrongly(
            _("Une de ces lignes ne vous est plus montrée. Rechargez la page avec la personne."),
            field="lignes",
        )
    carried = sharing.carried_for(row.follow_up, row.needs, row.reason, row.mode, agreement.items)
    move(row, Happening(Event.CONSENT), hand)
    row.carried = carried
    row.save(update_fields=["carried"])
    now = timezone.now()
    Consent.objects.create(
        passerelle=row,
        given_by=PERSON if hand.by == PERSON else agreement.given_by,
        manner=agreement.manner,
        items=list(carried),
        at=now,
        until=(timezone.localtime(now) + AGREED).date(),
    )
    return True


def sent(row: Passerelle, hand: Hand, *, version: int | None = None) -> bool:
    """Send, unless nobody there can read it. True when it is, or was already, on its way."""
    if row.state == State.CONSENTED and not messages.can_be_sent(row):
        return False
    if not move(row, Happening(Event.SEND), hand, version=version):
        return True
    messages.tell_receiver(row)
    sign(row, Event.SEND)
    return True


def _by_phone(row: Passerelle, hand: Hand, *, version: int | None = None) -> None:
    if row.state == State.CONSENTED:
        move(row, Happening(Event.SEND), hand, version=version, note="par téléphone")
        version = None
    said = Hand(RECEIVER, hand.actor, row.to_organisation_ref)
    if move(row, Happening(Event.ACCEPT), said, version=version, note="par téléphone"):
        messages.take_back_from_receiver(row)
        sign(row, Event.ACCEPT)


def sign(row: Passerelle, event: Event) -> None:
    """News to the person; the first that leaves by itself is their first sign."""
    is_told = messages.tell_person(row, event)
    if is_told and row.first_sign_at is None and row.state not in FINAL:
        move(row, Happening(Event.SIGN), THE_SITE)


def _checked(file: FollowUp, hand: Hand, proposal: Proposal) -> InterlocutorCard:
    """
    Raises:
        AskedWrongly: field says what cannot be.
    """
    if proposal.mode not in pack.modes():
        raise AskedWrongly(_("Dites comment cela se passe."), field="mode")
    known = needs_seen(file, hand)
    if not proposal.needs or set(proposal.needs) - known:
        raise AskedWrongly(_("Cochez au moins un besoin de ce suivi."), field="besoins")
    to = interlocutor(hand.actor, proposal.to.organisation_ref, proposal.to.place_ref)
    if to is None or to.is_fiction != file.is_fiction:
        raise AskedWrongly(
            _("Cette structure n'est plus dans l'offre publiée. Choisissez-en une autre."),
            field="to",
        )
    if hand.organisation and to.organisation_ref == hand.organisation:
        raise AskedWrongly(
            _("C'est votre propre structure : il n'y a rien à lui confier."), field="to"
        )
    return to


def needs_seen(file: FollowUp, hand: Hand) -> set[str]:
    """Needs that this hand may speak of: for a structure, those that the person shows it."""
    sees = seen_by(file, hand)
    codes = file.needs.values_list("code", flat=True)
    return {code for code in codes if sees is None or sharing.need_item(code) in sees}


def _alike(file: FollowUp, proposal: Proposal) -> Passerelle | None:
    """One already under way, to the same door, for the same needs, in the same way."""
    rows = file.passerelles.filter(
        to_organisation_ref=proposal.to.organisation_ref,
        to_place_ref=proposal.to.place_ref,
        mode=proposal.mode,
    ).exclude(state__in=OVER)
    return next((row for row in rows.order_by("pk") if set(row.needs) == set(proposal.needs)), None)


def _ours(row: Passerelle, file: FollowUp) -> Passerelle:
    """The same row, locked, beside the locked file."""
    found = (
        Passerelle.objects.select_for_update(of=("self",)).select_related("network").get(pk=row.pk)
    )
    found.follow_up = file
    return found


def record(hand: Hand, verb: str, row: Passerelle, **facts: object) -> None:
    """One line of the journal: references and counts, never what was said."""
    journal.record(
        hand.actor, verb, f"passerelle:{row.ref}", by=hand.by, version=row.version, **facts
    )
