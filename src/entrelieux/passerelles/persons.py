"""A person's file, for the rooms above: what they offer, ask, promise and build hangs on it.

Rows of these rooms point at the file by a foreign key, so that it is erased with all of them. They
read it through a card, and never choose by themselves how the person is written to.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils import timezone

from entrelieux.kernel import outbox
from entrelieux.kernel.looks import look
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import policies, sharing
from entrelieux.passerelles.adapters import file_of
from entrelieux.passerelles.cards import StageCard
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.following import Opened, Opening, open_follow_up, subject_of
from entrelieux.passerelles.hands import PERSON, file_in_hand, seen_by
from entrelieux.passerelles.keys import digest_of
from entrelieux.passerelles.messages import leaves_by_message, waking_time
from entrelieux.passerelles.models import FollowUp, ProjectStage
from entrelieux.passerelles.moving import touch
from entrelieux.passerelles.presenting import coded

__all__ = [
    "PersonCard",
    "ReachCard",
    "Written",
    "accompanied_by",
    "open_person",
    "person_behind",
    "person_for",
    "person_in_hand",
    "reach_card",
    "reach_of",
    "reaches_of",
    "seal_of",
    "stages_of",
    "write_to",
]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Whoever a file is about, as one hand may see them.

    pk: for foreign keys. is_own: in the person's own hand. name: "" when nothing was said, or when
    it is not shown to this hand. organisation: through which structure it is read, "" in the
    person's own hand. helped_by: structures that opened the file or are its referent, who tell the
    news when no message can. by_message: whether news leave by themselves.
    """

    pk: int
    ref: str
    is_own: bool
    name: str
    channel: str
    code_insee: str
    departement: str
    network_pk: int | None
    network_ref: str
    organisation: str
    helped_by: tuple[str, ...]
    by_message: bool
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class ReachCard:
    """How somebody is called and reached, once they agreed that it be told; "" for unsaid.

    helped_by, by_message: as ``PersonCard``.
    """

    name: str
    reach: str
    helped_by: tuple[str, ...]
    by_message: bool


@dataclass(frozen=True, slots=True)
class Written:
    """One message. key: names its cause, so that it leaves once."""

    key: str
    subject: str
    body: str


def open_person(
    *, actor: Viewer, opening: Opening, organisation_ref: str = "", request_key: str = ""
) -> Opened:
    """As ``open_follow_up``, for somebody who may have no need: they came to offer something."""
    return open_follow_up(
        actor=actor,
        opening=replace(opening, least_needs=0),
        organisation_ref=organisation_ref,
        request_key=request_key,
    )


def person_behind(token: str) -> PersonCard:
    """Whoever holds this secret address.

    Raises:
        FollowUpGone: absent, erased, or another address was made since.
    """
    row = FollowUp.objects.filter(link_digest=digest_of(token)).select_related("network").first()
    if row is None:
        raise FollowUpGone
    return _card(row, is_own=True)


def person_for(viewer: Viewer, ref: str, what: str) -> PersonCard:
    """A person that a structure accompanies, or the viewer's own file. Looking is written down.

    what: what was read, as the person reads it in « Qui a regardé mon suivi ».

    Raises:
        FollowUpGone: absent, or this viewer does not accompany them.
    """
    clean = "" if "\x00" in ref else ref
    row = FollowUp.objects.filter(ref=clean).select_related("network").first()
    if row is None:
        raise FollowUpGone
    file = file_of(row)
    if policies.is_own(viewer, file):
        return _card(row, is_own=True)
    ours = policies.accompanying(viewer, file)
    if not ours:
        raise FollowUpGone
    organisation = min(ours)
    look(viewer, subject_of(row.ref), organisation, "", what)
    shown = row.shares.filter(organisation_ref=organisation, revoked_at=None, item=sharing.NAME)
    return _card(row, is_own=False, organisation=organisation, sees_name=shown.exists())


def accompanied_by(viewer: Viewer, pks: Collection[int]) -> dict[int, str]:
    """The reference of those files whose person this viewer accompanies, by pk. None is read."""
    rows = FollowUp.objects.filter(pk__in=list(pks)).select_related("network")
    rows = rows.prefetch_related("shares")
    return {row.pk: row.ref for row in rows if policies.accompanying(viewer, file_of(row))}


def person_in_hand(*, actor: Viewer, token: str = "", ref: str = "") -> PersonCard:
    """The file, locked until the end of the transaction, to write what hangs on it.

    Raises:
        FollowUpGone: absent, erased, or not theirs.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=ref)
    touch(row, timezone.now())
    sees = seen_by(row, hand)
    return _card(
        row,
        is_own=hand.by == PERSON,
        organisation=hand.organisation,
        sees_name=sees is None or sharing.NAME in sees,
    )


def reach_of(pk: int) -> str:
    """How to reach the person, in words, once they agreed that somebody be told; "" if nohow."""
    row = FollowUp.objects.filter(pk=pk).first()
    return sharing.values_of(row).get(sharing.REACH, "") if row else ""


def seal_of(pk: int) -> str:
    """Another one once they have another secret address, or are reached another way."""
    row = FollowUp.objects.filter(pk=pk).first()
    return digest_of(f"{row.link_digest}:{row.channel}:{row.contact}")[:16] if row else ""


def stages_of(pks: Collection[int]) -> dict[int, tuple[StageCard, ...]]:
    """Where each of these files said that its project stood, first to last; every key is there."""
    found: dict[int, list[StageCard]] = {pk: [] for pk in pks}
    words = pack.stages()
    for row in ProjectStage.objects.filter(follow_up_id__in=pks).order_by("at", "pk"):
        stage = coded(words.get(row.stage), row.stage)
        found[row.follow_up_id].append(StageCard(stage, row.at, row.learnt))
    return {pk: tuple(stages) for pk, stages in found.items()}


def reach_card(pk: int) -> ReachCard | None:
    """None once the file is erased."""
    row = FollowUp.objects.filter(pk=pk).first()
    if row is None:
        return None
    said = sharing.values_of(row)
    return ReachCard(
        name=row.name,
        reach=said.get(sharing.REACH, ""),
        helped_by=_helped_by(row),
        by_message=leaves_by_message(row),
    )


def reaches_of(pks: Collection[int]) -> dict[int, tuple[str, str]]:
    """(name, reach) of each of these people, once they agreed to show them; "" for unsaid."""
    rows = FollowUp.objects.filter(pk__in=pks)
    return {row.pk: (row.name, sharing.values_of(row).get(sharing.REACH, "")) for row in rows}


def write_to(pk: int, message: Written) -> bool:
    """Write to the person by the way they chose, at waking hours. Inside a transaction.

    False when no message can: paper, telephone, somebody in between. Then one of ``helped_by``
    has to tell them.
    """
    row = FollowUp.objects.filter(pk=pk).select_related("network").first()
    if row is None or not leaves_by_message(row):
        return False
    outbox.post(
        key=message.key,
        channel=row.channel,
        recipient=row.contact,
        subject=message.subject,
        body=message.body,
        not_before=waking_time(row),
    )
    return True


def _card(
    row: FollowUp, *, is_own: bool, organisation: str = "", sees_name: bool = True
) -> PersonCard:
    return PersonCard(
        pk=row.pk,
        ref=row.ref,
        is_own=is_own,
        name=row.name if sees_name else "",
        channel=row.channel,
        code_insee=row.code_insee,
        departement=row.departement,
        network_pk=row.network_id,
        network_ref=row.network.ref if row.network else "",
        organisation=organisation,
        helped_by=_helped_by(row),
        by_message=leaves_by_message(row),
        is_fiction=row.is_fiction,
    )


def _helped_by(row: FollowUp) -> tuple[str, ...]:
    """Of those, the ones that the person still shows something to."""
    named = dict.fromkeys(filter(None, (row.referent_organisation_ref, row.organisation_ref)))
    if not named:
        return ()
    shown = row.shares.filter(organisation_ref__in=named, revoked_at=None)
    known = set(shown.values_list("organisation_ref", flat=True))
    return tuple(ref for ref in named if ref in known)
