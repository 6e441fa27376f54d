"""What a counter writes of a visit: opened, worked with the person, closed and forgotten.

Words are never given to these services: the agent's browser alone carries them.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from entrelieux.counter.adapters import token_of
from entrelieux.counter.errors import NotYourStructure, VisitGone
from entrelieux.counter.models import Visit
from entrelieux.counter.policies import may_open_visit, may_work_visit
from entrelieux.counter.selectors import plans_of_visit, visit_for
from entrelieux.counter.working import moved
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.persons import person_in_hand
from entrelieux.reception import services as reception
from entrelieux.reception.situation import SituationParams

MOST_STEPS = 16
Said = SituationParams | Mapping[str, Any]


@transaction.atomic
def open_visit(
    *, actor: Viewer, organisation_ref: str, said: Said, request_key: str, follow_up: str = ""
) -> str:
    """Receive somebody. Asking twice with one key opens one visit. Returns its reference.

    said: a whole situation, or first answers. The words are kept by the browser alone.
    follow_up: the file that the person has already: what is handed over joins it.

    Raises:
        NotYourStructure: the actor receives nobody there.
        FollowUpGone: the actor does not accompany this person.
    """
    if not may_open_visit(actor, organisation_ref):
        raise NotYourStructure
    if follow_up:
        person_in_hand(actor=actor, ref=follow_up)
    key = f"{actor.user_id}:{request_key}"[:64]
    ref = secrets.token_hex(12)
    visit, is_new = Visit.objects.get_or_create(
        request_key=key,
        defaults={
            "ref": ref,
            "agent_id": actor.user_id,
            "organisation_ref": organisation_ref,
            "follow_up_ref": follow_up,
            "opened_at": timezone.now(),
            "is_fiction": offer_is_fiction(),
        },
    )
    if is_new:
        _open_intake(actor, said, token_of(ref))
        journal.record(actor, "visite.ouverte", f"visite:{ref}")
    return visit.ref


def _open_intake(actor: Viewer, said: Said, token: str) -> None:
    if isinstance(said, SituationParams):
        reception.open_intake(actor=actor, params=said, token=token)
    else:
        reception.begin_intake(actor=actor, answers=said, token=token)


@transaction.atomic
def answer_visit(*, actor: Viewer, visit_ref: str, said: Said) -> None:
    """What the person says now: needs added or removed, other conditions. The first plan is shown.

    Raises:
        VisitGone: closed, another agent's, or what was said has expired.
    """
    visit = _locked(actor, visit_ref)
    reception.keep_answers(actor=actor, token=token_of(visit_ref), said=said, words="")
    visit.plan, visit.order, visit.left_out = 1, [], []
    visit.save(update_fields=["plan", "order", "left_out"])


@transaction.atomic
def choose_plan(*, actor: Viewer, visit_ref: str, number: int) -> None:
    """Work plan ``number`` (from 1) rather than the one shown. Its steps are as proposed."""
    visit = _locked(actor, visit_ref)
    if visit.plan == number:
        return
    visit.plan, visit.order, visit.left_out = number, [], []
    visit.save(update_fields=["plan", "order", "left_out"])
    journal.record(actor, "visite.parcours", f"visite:{visit_ref}", number=number)


@transaction.atomic
def set_step_aside(*, actor: Viewer, visit_ref: str, step: str) -> None:
    """Leave a step out of the plan of this visit; what it answered waits. Twice is once."""
    visit = _locked(actor, visit_ref)
    if step in visit.left_out:
        return
    visit.left_out = [*visit.left_out, step][-MOST_STEPS:]
    visit.save(update_fields=["left_out"])
    journal.record(actor, "visite.étape-retirée", f"visite:{visit_ref}")


@transaction.atomic
def put_step_back(*, actor: Viewer, visit_ref: str, step: str) -> None:
    visit = _locked(actor, visit_ref)
    if step not in visit.left_out:
        return
    visit.left_out = [key for key in visit.left_out if key != step]
    visit.save(update_fields=["left_out"])
    journal.record(actor, "visite.étape-remise", f"visite:{visit_ref}")


@transaction.atomic
def move_step(*, actor: Viewer, visit_ref: str, step: str, by: int) -> None:
    """Put a step one rank up (−1) or down (+1) in the plan shown.

    Raises:
        IntakeGone: what was said has expired.
    """
    visit = _locked(actor, visit_ref)
    shown = plans_of_visit(actor, visit_for(actor, visit_ref)).worked
    steps = moved(shown.plan.steps, step, by) if shown else []
    if shown is None or [one.key for one in shown.plan.steps] == steps:
        return
    visit.order = steps
    visit.save(update_fields=["order"])
    journal.record(actor, "visite.ordre", f"visite:{visit_ref}")


@transaction.atomic
def meet_instead(*, actor: Viewer, visit_ref: str, step: str, person: str) -> None:
    """Meet somebody else at a step, who takes its rank.

    Raises:
        VisitGone: as ``answer_visit``.
        PlanMoved: the step is no longer there, or ``person`` cannot be met there.
    """
    visit = _locked(actor, visit_ref)
    reception.swap_step(
        actor=actor, token=token_of(visit_ref), number=visit.plan, step=step, person=person
    )
    visit.order = [person if key == step else key for key in visit.order]
    visit.left_out = [key for key in visit.left_out if key not in {step, person}]
    visit.save(update_fields=["order", "left_out"])


@transaction.atomic
def plan_as_proposed(*, actor: Viewer, visit_ref: str) -> None:
    """The plan shown is again as it was proposed: every step, in its first order."""
    visit = _locked(actor, visit_ref)
    reception.restore_plan(actor=actor, token=token_of(visit_ref), number=visit.plan)
    visit.order, visit.left_out = [], []
    visit.save(update_fields=["order", "left_out"])


@transaction.atomic
def close_visit(*, actor: Viewer, visit_ref: str) -> None:
    """Erase what was said, for good, and pass to the next person. Twice is once."""
    visit = Visit.objects.select_for_update().filter(ref=visit_ref).first()
    if visit is None or not may_work_visit(actor, visit):
        raise VisitGone
    if visit.closed_at is not None:
        return
    reception.erase_intake(actor=actor, token=token_of(visit_ref))
    _close(visit)
    journal.record(actor, "visite.close", f"visite:{visit_ref}")


@transaction.atomic
def close_visits_of_past_days(*, actor: Viewer, now: datetime | None = None) -> int:
    """Nobody is still at the desk the next morning: what was said then is erased."""
    today = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    rows = Visit.objects.select_for_update().filter(closed_at=None, opened_at__lt=midnight)
    closed = 0
    for visit in rows.order_by("pk"):
        reception.erase_intake(actor=actor, token=token_of(visit.ref))
        _close(visit)
        closed += 1
    if closed:
        journal.record(actor, "visites.closes", count=closed)
    return closed


def _close(visit: Visit) -> None:
    visit.closed_at = timezone.now()
    visit.order, visit.left_out, visit.unmet = [], [], []
    visit.save(update_fields=["closed_at", "order", "left_out", "unmet"])


def _locked(actor: Viewer, visit_ref: str) -> Visit:
    row = Visit.objects.select_for_update().filter(ref=visit_ref, closed_at=None).first()
    if row is None or not may_work_visit(actor, row):
        raise VisitGone
    return row
