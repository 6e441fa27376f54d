"""What words typed of an evening seem to say: proposed to who typed them, kept once confirmed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from entrelieux.exchanges import competences
from entrelieux.exchanges.competences import CompetenceCard
from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.adapters import held_of, named_by
from entrelieux.exchanges.meetings.errors import MeetingGone
from entrelieux.exchanges.meetings.hands import held_in_hand
from entrelieux.exchanges.models import Heard, Meeting
from entrelieux.exchanges.saying import Understood, say_understood
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.passerelles.persons import accompanied_by, person_for
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.understanding import MAX_LETTERS, understood_in

LOOKED = "l'entraide"
MOST_LINES, MOST_NEEDS = 30, 4


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One line, in the person's words. skills, needs: each with whether the words surely say it."""

    line: int
    kind: str
    is_offer: bool
    words: str
    skills: tuple[tuple[CompetenceCard, bool], ...]
    needs: tuple[tuple[NeedCard, bool], ...]


def count_to_confirm(viewer: Viewer, ref: str) -> int:
    """
    Raises:
        MeetingGone: absent, or not theirs.
    """
    row = _row(viewer, ref)
    files = set(_waiting(row).values_list("follow_up_id", flat=True))
    return _waiting(row).filter(follow_up_id__in=accompanied_by(viewer, files)).count()


def lines_to_confirm(viewer: Viewer, ref: str) -> tuple[ToConfirm, ...]:
    """Of the people that this viewer accompanies, who see that their words were read.

    Raises:
        MeetingGone: absent, or not theirs.
    """
    row = _row(viewer, ref)
    rows = list(_waiting(row).select_related("request", "offer"))
    files = accompanied_by(viewer, {one.follow_up_id for one in rows if one.follow_up_id})
    shown = [one for one in rows if one.follow_up_id in files][:MOST_LINES]
    for file in {files[one.follow_up_id or 0] for one in shown}:
        person_for(viewer, file, LOOKED)
    return tuple(_to_confirm(viewer, one) for one in shown)


@transaction.atomic
def confirm_line(*, actor: Viewer, ref: str, line: int, understood: Understood) -> None:
    """Keep what was ticked, be it nothing; one that is gone is harmless, and so is twice.

    Raises:
        MeetingGone, FollowUpGone: absent, or not theirs. SaidWrongly: a code nobody knows.
    """
    row = held_in_hand(actor, ref)
    heard = _waiting(row).filter(pk=line).select_related("request", "offer", "follow_up").first()
    if heard is None or heard.follow_up is None:
        return
    thing = heard.request or heard.offer
    assert thing is not None
    say_understood(actor=actor, ref=thing.ref, understood=understood, follow_up=heard.follow_up.ref)
    heard.is_read = True
    heard.save(update_fields=["is_read"])


def _row(viewer: Viewer, ref: str) -> Meeting:
    rows = Meeting.objects.select_related("network").prefetch_related("organisers")
    row = rows.filter(ref="" if "\x00" in ref else ref).first()
    if row is None or not policies.may_hold(viewer, held_of(row)):
        raise MeetingGone
    return row


def _waiting(row: Meeting) -> QuerySet[Heard]:
    """Words in somebody's file that nobody has read with what they say."""
    said = Heard.objects.filter(meeting=row, is_read=False).exclude(follow_up=None)
    return (said.exclude(request=None) | said.exclude(offer=None)).order_by("pk")


def _to_confirm(viewer: Viewer, heard: Heard) -> ToConfirm:
    thing = heard.request or heard.offer
    assert thing is not None
    said = understood_in(viewer, thing.words[:MAX_LETTERS])
    sure = {one.need.code for one in said.proposals if one.is_sure}
    needs = [(one.need, one.is_sure) for one in said.proposals[: max(MOST_NEEDS, len(sure))]]
    spoken = competences.said_in(thing.words)
    called = competences.called_for(sure) if heard.request else ()
    ticked = spoken if heard.offer else called[:3]
    codes = dict.fromkeys((*spoken, *called))
    return ToConfirm(
        line=heard.pk,
        kind=named_by(pack.sayings(), heard.kind),
        is_offer=heard.offer is not None,
        words=thing.words,
        skills=tuple((competences.card_of(code), code in ticked) for code in codes),
        needs=tuple(needs),
    )
