"""What may be read of follow-ups and hand-overs, and by whom. Reading a file is written down."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from entrelieux.accounts.selectors import account_card
from entrelieux.engine.handover.machine import INFORMATION, State
from entrelieux.kernel.looks import look
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.passerelles import messages, policies, sharing
from entrelieux.passerelles.adapters import bridge_of, file_of, ground_of
from entrelieux.passerelles.cards import (
    FollowUpCard,
    InboxCard,
    LineCard,
    PartyCard,
    PasserelleCard,
    TaskCard,
    WaitingCard,
)
from entrelieux.passerelles.errors import FollowUpGone, PasserelleGone
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.hands import PERSON, RECEIVER, SENDER, reply_link
from entrelieux.passerelles.keys import digest_of
from entrelieux.passerelles.models import FollowUp, Passerelle, Telling
from entrelieux.passerelles.others import OtherCard, others_for
from entrelieux.passerelles.presenting import (
    Eyes,
    FileReader,
    mode_coded,
    passerelle_card,
    state_coded,
    task_card,
)

__all__ = [
    "OtherCard",
    "file_beside",
    "follow_up_behind",
    "follow_up_for",
    "follow_ups_of",
    "inbox_of",
    "lines_for",
    "others_instead_of",
    "passerelle_behind",
    "passerelle_followed",
    "passerelle_for",
    "sent_by",
    "without_interlocutor",
]

MOST_LISTED = 200
_WITH = ("follow_up", "follow_up__network", "network", "replaces")


def follow_up_for(viewer: Viewer, ref: str) -> FollowUpCard:
    """A follow-up, as far as the person shares it with the viewer's structure.

    Raises:
        FollowUpGone: absent, or nothing of it is shared with the viewer.
    """
    row = FollowUp.objects.filter(ref=_clean(ref)).select_related("network").first()
    if row is None:
        raise FollowUpGone
    file = file_of(row)
    if policies.is_own(viewer, file):
        return FileReader(row, Eyes(PERSON), can_write=True).card()
    ours = policies.reading_as(viewer, file)
    if not ours:
        raise FollowUpGone
    accompanied = policies.accompanying(viewer, file)
    eyes = Eyes(SENDER, _shared(row, ours), min(accompanied or ours))
    look(viewer, subject_of(row.ref), eyes.organisation, _function(viewer), "suivi")
    return FileReader(row, eyes, can_write=bool(accompanied)).card()


def follow_up_behind(token: str) -> FollowUpCard:
    """What the person sees at their secret address: everything, and who looked.

    Raises:
        FollowUpGone: absent, erased, or another address was made since.
    """
    return FileReader(_behind(token), Eyes(PERSON), can_write=True).card()


def follow_ups_of(viewer: Viewer) -> tuple[FollowUpCard, ...]:
    """Those that the viewer opened with an account of their own, latest first."""
    if viewer.is_anonymous:
        return ()
    rows = FollowUp.objects.filter(user_id=viewer.user_id or 0).select_related("network")
    return tuple(
        FileReader(row, Eyes(PERSON), can_write=True).card() for row in rows.order_by("-moved_at")
    )


def passerelle_for(viewer: Viewer, ref: str) -> PasserelleCard:
    """One hand-over, sent or received by the viewer's structure, or their own.

    Raises:
        PasserelleGone: absent, or no part of the viewer's.
    """
    row = Passerelle.objects.filter(ref=_clean(ref)).select_related(*_WITH).first()
    if row is None:
        raise PasserelleGone
    eyes = _eyes(viewer, row)
    if eyes is None:
        raise PasserelleGone
    if eyes.by != PERSON:
        what = "demande reçue" if eyes.by == RECEIVER else "demande confiée"
        subject = subject_of(row.follow_up.ref)
        look(viewer, subject, eyes.organisation, _function(viewer), what)
    return passerelle_card(row, eyes, _task(row, eyes))


def file_beside(viewer: Viewer, ref: str) -> str:
    """The file behind a hand-over, for who receives it and accompanies the person; else "".

    They chose this structure to turn to: it finds the rest of what they show it.
    """
    row = Passerelle.objects.filter(ref=_clean(ref)).select_related("follow_up__network").first()
    if row is None or not policies.accompanying(viewer, file_of(row.follow_up)):
        return ""
    return row.follow_up.ref


def passerelle_followed(token: str, ref: str) -> PasserelleCard:
    """One hand-over of the follow-up behind a secret address.

    Raises:
        FollowUpGone, PasserelleGone: absent.
    """
    file = _behind(token)
    row = file.passerelles.filter(ref=_clean(ref)).select_related(*_WITH).first()
    if row is None:
        raise PasserelleGone
    return passerelle_card(row, Eyes(PERSON))


def passerelle_behind(link: str) -> PasserelleCard:
    """What a receiver without account reads at the address they were given.

    Once it is over, or agreement is withdrawn, nothing of the person is there any more.

    Raises:
        ReplyLinkGone: badly copied, never given, or expired.
    """
    reply = reply_link(link)
    row = Passerelle.objects.select_related(*_WITH).get(pk=reply.passerelle_id)
    look(ANYONE, subject_of(row.follow_up.ref), row.to_organisation_ref, "", "demande reçue")
    used = row.reply_links.exclude(used_at=None).exists()
    return passerelle_card(row, Eyes(RECEIVER, None, row.to_organisation_ref, answered=used))


def inbox_of(viewer: Viewer) -> InboxCard:
    """What awaits the viewer's structures: requests to answer, to go on with, news to tell."""
    ours = viewer.organisations(*policies.HELPERS)
    rows = (
        Passerelle.objects.filter(
            to_organisation_ref__in=ours,
            state__in=(State.SENT, State.SILENT, State.ACCEPTED, State.MET),
        )
        .exclude(mode=INFORMATION)
        .select_related(*_WITH)
        .prefetch_related("moves", "consents", "follow_up__shares")
    )
    accounts: dict[int | None, str] = {}
    waiting: list[PasserelleCard] = []
    ongoing: list[PasserelleCard] = []
    for row in rows.order_by("sent_at", "pk")[:MOST_LISTED]:
        if policies.may_answer(viewer, bridge_of(row)):
            eyes = Eyes(RECEIVER, None, row.to_organisation_ref, accounts=accounts)
            card = passerelle_card(row, eyes)
            _noted(viewer, row, row.to_organisation_ref, card.person)
            awaits = row.state in {State.SENT, State.SILENT}
            (waiting if awaits else ongoing).append(card)
    return InboxCard(tuple(waiting), tuple(ongoing), _tasks(viewer, ours))


def sent_by(viewer: Viewer) -> tuple[PasserelleCard, ...]:
    """What the viewer's structures handed over, latest first, with what came back."""
    ours = viewer.organisations(*policies.HELPERS)
    rows = (
        Passerelle.objects.filter(
            Q(from_organisation_ref__in=ours)
            | Q(follow_up__referent_organisation_ref__in=ours)
            | Q(follow_up__organisation_ref__in=ours)
        )
        .select_related(*_WITH)
        .prefetch_related("moves", "consents", "follow_up__shares")
    )
    found = []
    for row in rows.order_by("-proposed_at", "-pk")[:MOST_LISTED]:
        if allowed := policies.sending_as(viewer, bridge_of(row)):
            eyes = Eyes(SENDER, _shared(row.follow_up, allowed), min(allowed))
            card = passerelle_card(row, eyes)
            _noted(viewer, row, eyes.organisation, card.person)
            found.append(card)
    return tuple(found)


def without_interlocutor(viewer: Viewer) -> tuple[WaitingCard, ...]:
    """Agreed to, and nobody there can read it; or sent, and nobody answers. For the animator.

    References, ages and structures: nothing of anybody.
    """
    networks = viewer.networks()
    if not networks:
        return ()
    rows = Passerelle.objects.filter(
        network__ref__in=networks, state__in=(State.CONSENTED, State.SILENT, State.DECLINED)
    ).select_related("network", "follow_up")
    kept = (
        row
        for row in rows.order_by("proposed_at", "pk")
        if policies.may_unblock(
            viewer, row.network.ref if row.network else "", ground_of(row.follow_up.code_insee)
        )
        and (row.state != State.CONSENTED or not messages.can_be_sent(row))
    )
    return tuple(_waiting(row) for row in islice(kept, MOST_LISTED))


def others_instead_of(viewer: Viewer, ref: str = "", *, token: str = "") -> tuple[OtherCard, ...]:
    """Whom to hand it over to instead, best first; nobody who was asked already.

    Raises:
        PasserelleGone, FollowUpGone: absent, or not the viewer's.
    """
    rows = Passerelle.objects.filter(ref=_clean(ref)).select_related(*_WITH)
    if token:
        rows = rows.filter(follow_up=_behind(token))
    row = rows.first()
    if row is None or not (token or policies.may_send(viewer, bridge_of(row))):
        raise PasserelleGone
    return others_for(row)


def lines_for(
    viewer: Viewer,
    needs: Iterable[str],
    *,
    mode: str,
    reason: str = "",
    follow_up: str = "",
    token: str = "",
) -> tuple[LineCard, ...]:
    """Every line that could leave, to be agreed to one by one, before anything is written.

    Raises:
        FollowUpGone: absent, or not the viewer's.
    """
    if token:
        return sharing.lines_of(_behind(token), needs, reason, mode=mode)
    row = FollowUp.objects.filter(ref=_clean(follow_up)).first()
    if row is None:
        raise FollowUpGone
    file = file_of(row)
    if not policies.may_write_follow_up(viewer, file):
        raise FollowUpGone
    lines = sharing.lines_of(row, needs, reason, mode=mode)
    if policies.is_own(viewer, file):
        return lines
    sees = _shared(row, policies.accompanying(viewer, file))
    return tuple(line for line in lines if line.item in sees or line.item == sharing.REASON)


def _behind(token: str) -> FollowUp:
    row = FollowUp.objects.filter(link_digest=digest_of(token)).select_related("network").first()
    if row is None or not token:
        raise FollowUpGone
    return row


def _eyes(viewer: Viewer, row: Passerelle) -> Eyes | None:
    bridge = bridge_of(row)
    if policies.is_own(viewer, bridge.file):
        return Eyes(PERSON)
    if ours := policies.sending_as(viewer, bridge):
        return Eyes(SENDER, _shared(row.follow_up, ours), min(ours))
    if policies.may_answer(viewer, bridge):
        return Eyes(RECEIVER, None, row.to_organisation_ref)
    return None


def _shared(row: FollowUp, organisations: frozenset[str]) -> frozenset[str]:
    return frozenset(
        one.item
        for one in row.shares.all()
        if one.revoked_at is None and one.organisation_ref in organisations
    )


def _tasks(viewer: Viewer, ours: frozenset[str]) -> tuple[TaskCard, ...]:
    rows = (
        Telling.objects.filter(organisation_ref__in=ours, told_at=None)
        .select_related("passerelle", "passerelle__follow_up")
        .prefetch_related("passerelle__follow_up__shares")
    )
    return tuple(
        task_card(row, _shared(row.passerelle.follow_up, frozenset({row.organisation_ref})))
        for row in rows.order_by("due_on", "pk")[:MOST_LISTED]
        if row.organisation_ref
        in policies.helping(viewer, file_of(row.passerelle.follow_up).ground)
    )


def _task(row: Passerelle, eyes: Eyes) -> str:
    if eyes.by != SENDER:
        return ""
    found = row.tellings.filter(told_at=None, organisation_ref=eyes.organisation).first()
    return found.ref if found else ""


def _waiting(row: Passerelle) -> WaitingCard:
    since = row.answered_at or row.sent_at or row.consented_at or row.proposed_at
    return WaitingCard(
        ref=row.ref,
        state=state_coded(row.state),
        mode=mode_coded(row.mode),
        receiver=PartyCard(row.to_organisation_ref, row.to_place_ref, row.to_name, row.to_phone),
        days=(timezone.now() - since).days,
        network_ref=row.network.ref if row.network else "",
        is_fiction=row.is_fiction,
    )


@lru_cache(maxsize=8_192)
def _noted_today(viewer: Viewer, subject: str, organisation: str, day: date) -> None:  # noqa: ARG001  the day is in the key
    look(viewer, subject, organisation, _function(viewer), "liste des demandes")


def _noted(viewer: Viewer, row: Passerelle, organisation: str, person: str) -> None:
    """A list where somebody is named is a look too: once a day, for it is opened all day long."""
    if person:
        subject = subject_of(row.follow_up.ref)
        _noted_today(viewer, subject, organisation, timezone.localdate())


def _function(viewer: Viewer) -> str:
    card = account_card(viewer.user_id)
    return card.function if card else ""


def _clean(ref: str) -> str:
    return "" if "\x00" in ref else ref
