"""What the person says of their project: where they are, and that they stop there by choice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.engine.handover.machine import FINAL, Event, Happening, State
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import messages
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.hands import PERSON, Hand, file_in_hand, locked_bridge
from entrelieux.passerelles.models import FollowedNeed, FollowUp, ProjectStage
from entrelieux.passerelles.moving import move, touch

STOPPED = frozenset(
    {
        FollowedNeed.State.OPEN.value,
        FollowedNeed.State.HANDED.value,
        FollowedNeed.State.PAUSED.value,
    }
)
"""Needs that await something. One that is answered, or that nobody could answer, stays said so."""
BY_CHOICE = "abandon_choisi"
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SaidStage:
    """One stage that was said, to be counted. file: tells apart, and names nobody."""

    file: int
    departement: str
    stage: str
    at: datetime
    has_learnt: bool


def stages_said(*, fiction: bool) -> tuple[SaidStage, ...]:
    """Every stage that is kept, first to last, without names, words or communes."""
    rows = ProjectStage.objects.filter(follow_up__is_fiction=fiction).order_by("at", "pk")
    said = rows.values_list("follow_up_id", "follow_up__departement", "stage", "at", "learnt")
    return tuple(SaidStage(*one[:4], has_learnt=bool(one[4])) for one in said)


@transaction.atomic
def add_stage(
    *, actor: Viewer, stage: str, learnt: str = "", token: str = "", follow_up: str = ""
) -> None:
    """Where the person says they are. Going back, stopping and starting again are all stages."""
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    if stage not in pack.stages():
        raise AskedWrongly(_("Cette étape n'existe pas : choisissez-en une."), field="stage")
    if _add(row, stage, learnt, timezone.now()):
        journal.record(hand.actor, "suivi.étape", subject_of(row.ref), by=hand.by, stage=stage)


@transaction.atomic
def stop(*, actor: Viewer, learnt: str = "", token: str = "", follow_up: str = "") -> None:
    """« J'arrête là » : every need that awaits something stops by choice, which is a result.

    Agreement is taken back from every request under way; where people met, it is closed instead,
    so that what it was worth may still be said. Asked twice, it is done once.

    Raises:
        FollowUpGone: absent, or not in the hand of the person.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    if hand.by != PERSON:
        raise FollowUpGone
    now = timezone.now()
    needs = row.needs.filter(state__in=STOPPED).update(
        state=FollowedNeed.State.DROPPED.value, reason="", changed_at=now
    )
    under_way = row.passerelles.exclude(state__in=FINAL).order_by("pk")
    requests = sum(_end(pk, hand) for pk in under_way.values_list("pk", flat=True))
    if _add(row, BY_CHOICE, learnt, now) or needs or requests:
        journal.record(
            hand.actor, "suivi.arrêté", subject_of(row.ref), needs=needs, requests=requests
        )


def unsay_stage(*, actor: Viewer, stage: str, typed_at: datetime, follow_up: str) -> bool:
    """Take back a stage typed wrong at that time; one said before stays.

    False when the person has said something since. Inside a transaction.
    """
    row, hand = file_in_hand(actor=actor, ref=follow_up)
    last = row.stages.order_by("at", "pk").last()
    if last is None or last.at < typed_at:
        return True
    if (last.stage, last.learnt) != (stage, "") or last.at - typed_at > A_MOMENT:
        return False
    last.delete()
    touch(row, timezone.now())
    journal.record(hand.actor, "suivi.étape-retirée", subject_of(row.ref), by=hand.by, stage=stage)
    return True


def _end(pk: int, hand: Hand) -> bool:
    row = locked_bridge(pk)
    if row is None:
        return False
    event = Event.CLOSE_WITHOUT_NEWS if row.state == State.MET else Event.WITHDRAW
    messages.take_back_from_receiver(row)
    return move(row, Happening(event), hand)


def _add(row: FollowUp, stage: str, learnt: str, now: datetime) -> bool:
    """False when it was the last one said already."""
    last = row.stages.order_by("at", "pk").last()
    said = learnt.strip()[:500]
    if last is not None and last.stage == stage and (not said or last.learnt == said):
        return False
    ProjectStage.objects.create(follow_up=row, stage=stage, at=now, learnt=said)
    touch(row, now)
    return True
