"""In whose hand is this write? The person's, who hands over, who receives, or the site itself.

Rows are locked in one order, the follow-up then the hand-over, so that two writers wait for each
other and never for ever. Mandates are read again under the lock: one revoked between the page and
its answer is worth nothing.
"""

from dataclasses import dataclass

from django.utils import timezone

from entrelieux.accounts.selectors import holders_of
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Viewer
from entrelieux.passerelles import policies
from entrelieux.passerelles.adapters import bridge_of, file_of
from entrelieux.passerelles.errors import FollowUpGone, LinkUsed, PasserelleGone, ReplyLinkGone
from entrelieux.passerelles.keys import digest_of, reply_digest
from entrelieux.passerelles.models import FollowUp, Passerelle, ReplyLink

PERSON, SENDER, RECEIVER, SITE = "personne", "confie", "recoit", "site"


@dataclass(frozen=True, slots=True)
class Hand:
    """by: as ``PasserelleMove.by`` says it. organisation: for which structure, "" for none."""

    by: str
    actor: Viewer
    organisation: str = ""


THE_SITE = Hand(SITE, OPERATOR)


def holds_now(actor: Viewer, organisations: frozenset[str]) -> str:
    """One of these structures for which the actor may help, read from the database; "" if none."""
    for ref in sorted(organisations):
        if any(one.user_id == actor.user_id for one in holders_of(ref, *policies.HELPERS)):
            return ref
    return ""


def locked_file(pk: int) -> FollowUp:
    return FollowUp.objects.select_for_update(of=("self",)).select_related("network").get(pk=pk)


def file_in_hand(*, actor: Viewer, token: str = "", ref: str = "") -> tuple[FollowUp, Hand]:
    """A follow-up, locked, in the hand of the person or of who accompanies them.

    Raises:
        FollowUpGone: absent, erased, or not theirs.
    """
    row = _file_row(token, ref)
    row = locked_file(row.pk)
    if token:
        return row, Hand(PERSON, actor)
    file = file_of(row)
    if policies.is_own(actor, file):
        return row, Hand(PERSON, actor)
    organisation = holds_now(actor, policies.accompanying(actor, file))
    if not organisation:
        raise FollowUpGone
    return row, Hand(SENDER, actor, organisation)


def _file_row(token: str, ref: str) -> FollowUp:
    rows = FollowUp.objects.filter(link_digest=digest_of(token)) if token else FollowUp.objects
    if ref or not token:
        rows = rows.filter(ref=_clean(ref))
    row = rows.first()
    if row is None:
        raise FollowUpGone
    return row


def locked_bridge(pk: int) -> Passerelle | None:
    """None when it was erased meanwhile."""
    found = Passerelle.objects.filter(pk=pk).values_list("follow_up_id", flat=True).first()
    follow_up = FollowUp.objects.filter(pk=found or 0)
    file = follow_up.select_for_update(of=("self",)).select_related("network").first()
    rows = Passerelle.objects.filter(pk=pk).select_for_update(of=("self",))
    row = rows.select_related("network").first() if file else None
    if row is not None and file is not None:
        row.follow_up = file
    return row


def _locked(ref: str) -> Passerelle:
    found = Passerelle.objects.filter(ref=_clean(ref)).values_list("pk", flat=True).first()
    row = locked_bridge(found or 0)
    if row is None:
        raise PasserelleGone
    return row


def sent_in_hand(*, actor: Viewer, ref: str, token: str = "") -> tuple[Passerelle, Hand]:
    """A hand-over, locked, in the hand of the person, of who sends it or of the referent.

    Raises:
        PasserelleGone: absent, or not theirs.
    """
    row = _locked(ref)
    file = file_of(row.follow_up)
    if token:
        if row.follow_up.link_digest != digest_of(token):
            raise PasserelleGone
        return row, Hand(PERSON, actor)
    if policies.is_own(actor, file):
        return row, Hand(PERSON, actor)
    organisation = holds_now(actor, policies.sending_as(actor, bridge_of(row, file)))
    if not organisation:
        raise PasserelleGone
    return row, Hand(SENDER, actor, organisation)


def received_in_hand(
    *, actor: Viewer = ANYONE, ref: str = "", link: str = ""
) -> tuple[Passerelle, Hand, ReplyLink | None]:
    """A hand-over, locked, in the hand of who received it: by a mandate, or by a reply address.

    Raises:
        ReplyLinkGone: the address is expired or unknown.
        PasserelleGone: absent, or not received by them.
    """
    if link:
        reply = reply_link(link)
        row = _locked(reply.passerelle.ref)
        return row, Hand(RECEIVER, actor, row.to_organisation_ref), reply
    row = _locked(ref)
    if not policies.may_answer(actor, bridge_of(row)):
        raise PasserelleGone
    organisation = holds_now(actor, frozenset({row.to_organisation_ref}))
    if not organisation:
        raise PasserelleGone
    return row, Hand(RECEIVER, actor, organisation), None


def reply_link(token: str) -> ReplyLink:
    """
    Raises:
        ReplyLinkGone: badly copied, never given, or expired.
    """
    digest = reply_digest(token)
    row = (
        ReplyLink.objects.filter(digest=digest, expires_at__gt=timezone.now())
        .select_related("passerelle")
        .first()
        if digest
        else None
    )
    if row is None:
        raise ReplyLinkGone
    return row


def any_in_hand(
    *, actor: Viewer, ref: str = "", token: str = "", link: str = ""
) -> tuple[Passerelle, Hand]:
    """A hand-over in the hand of anybody who has a part in it: to say that people met."""
    if link:
        return received_in_hand(actor=actor, link=link)[:2]
    try:
        return sent_in_hand(actor=actor, ref=ref, token=token)
    except PasserelleGone:
        if token:
            raise
        return received_in_hand(actor=actor, ref=ref)[:2]


def seen_by(row: FollowUp, hand: Hand) -> frozenset[str] | None:
    """Items that the person shows to this hand's structure; None in the person's own: all."""
    if hand.by != SENDER:
        return None
    shown = row.shares.filter(organisation_ref=hand.organisation, revoked_at=None)
    return frozenset(shown.values_list("item", flat=True))


def may_show(row: FollowUp, hand: Hand, items: tuple[str, ...]) -> tuple[str, ...]:
    """Those that this hand may show to somebody: for a structure, what it is shown itself."""
    sees = seen_by(row, hand)
    return items if sees is None else tuple(item for item in items if item in sees)


def use_link(row: Passerelle, reply: ReplyLink | None, *, is_same: bool) -> None:
    """An address answers once; the same answer sent again is the same answer.

    Raises:
        LinkUsed: it answered something else already.
    """
    if reply is None:
        return
    used = ReplyLink.objects.filter(passerelle=row).exclude(used_at=None)
    if used.exists() and not is_same:
        raise LinkUsed
    ReplyLink.objects.filter(passerelle=row, used_at=None).update(used_at=timezone.now())


def _clean(ref: str) -> str:
    return "" if "\x00" in ref else ref
