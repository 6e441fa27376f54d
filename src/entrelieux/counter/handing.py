"""From a step worked with somebody to a hand-over they agreed to, beside the agent."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from entrelieux.counter.adapters import opening_key
from entrelieux.counter.cards import VisitCard
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.guiding import situation_from
from entrelieux.counter.models import Visit
from entrelieux.counter.policies import may_work_visit
from entrelieux.counter.selectors import plans_of_visit, said_in, visit_for
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services as passerelles
from entrelieux.passerelles.errors import AskedWrongly
from entrelieux.passerelles.services import Agreement, Opening, Proposal, Reached, Receiver
from entrelieux.reception.cards import StepCard
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.territories.selectors import commune_for


@dataclass(frozen=True, slots=True)
class AskedToConfide:
    """What the agent and the person decided of one step.

    needs: codes handed over. items: lines that leave besides the ordinary needs, agreed to one by
    one. reached: None leaves as they are the name and the way to reach the person.
    """

    step: str
    needs: tuple[str, ...]
    reason: str
    items: tuple[str, ...] = ()
    mode: str = "contact_transmis"
    reached: Reached | None = None


@transaction.atomic
def open_follow_up(*, actor: Viewer, visit_ref: str, reached: Reached | None = None) -> str:
    """The file of the person of this visit, opened once. Returns its reference.

    Needs said since it was opened join the others.

    Raises:
        VisitGone: closed, or another agent's. IntakeGone: what was said has expired.
        FollowUpGone: the agent may not help for somebody of that commune.
    """
    visit, card = _working(actor, visit_ref)
    params = said_in(actor, card.token).params
    if params is None:
        raise IntakeGone
    needs = tuple(need.code for need in params.needs())
    if visit.follow_up_ref:
        passerelles.add_needs(actor=actor, needs=needs, follow_up=visit.follow_up_ref)
        if reached is not None:
            passerelles.change_contact(actor=actor, reached=reached, follow_up=visit.follow_up_ref)
        return visit.follow_up_ref
    who = reached or Reached()
    opened = passerelles.open_follow_up(
        actor=actor,
        opening=Opening(
            code_insee=plans_of_visit(actor, card).plans.origin.code,
            needs=needs,
            situation=asdict(params),
            name=who.name,
            channel=who.channel,
            contact=who.contact,
        ),
        organisation_ref=visit.organisation_ref,
        request_key=opening_key(visit_ref),
    )
    visit.follow_up_ref = opened.ref
    visit.save(update_fields=["follow_up_ref"])
    return opened.ref


@transaction.atomic
def confide(
    *, actor: Viewer, visit_ref: str, asked: AskedToConfide, request_key: str
) -> passerelles.Handed:
    """Hand a step over, with the agreement said aloud. The same form sent twice hands over once.

    Raises:
        as ``open_follow_up``; PlanMoved: the step is no longer there.
        AskedWrongly: a need, a line or the mode cannot be.
    """
    proposal = _proposal(actor, visit_ref, asked)
    follow_up = open_follow_up(actor=actor, visit_ref=visit_ref, reached=asked.reached)
    return passerelles.hand_over(
        actor=actor,
        follow_up=follow_up,
        proposal=proposal,
        agreement=Agreement(asked.items, given_by="agent", manner="oral"),
        request_key=request_key,
    )


@transaction.atomic
def agreed_on_the_phone(
    *, actor: Viewer, visit_ref: str, asked: AskedToConfide, request_key: str
) -> str:
    """« J'ai appelé, c'est d'accord » : sent and accepted at once. Returns its reference.

    Raises:
        as ``confide``.
    """
    proposal = _proposal(actor, visit_ref, asked)
    follow_up = open_follow_up(actor=actor, visit_ref=visit_ref, reached=asked.reached)
    return passerelles.told_by_phone(
        actor=actor,
        follow_up=follow_up,
        proposal=proposal,
        agreement=Agreement(asked.items, given_by="agent", manner="oral"),
        request_key=request_key,
    )


@transaction.atomic
def note_unmet(*, actor: Viewer, visit_ref: str, need: str, reason: str) -> None:
    """Nobody could answer a need. Once for each need of a visit, whatever is pressed again.

    A need that is not among those of the visit may be noted too: the nearest word for a request
    that is « hors des cases ».

    Raises:
        VisitGone, IntakeGone: as ``open_follow_up``.
        AskedWrongly: the need or the reason is unknown.
    """
    visit, card = _working(actor, visit_ref)
    if need in visit.unmet:
        return
    kept = said_in(actor, card.token)
    asked = {one.code for one in kept.params.needs()} if kept.params else set()
    if visit.follow_up_ref and need in asked:
        follow_up = open_follow_up(actor=actor, visit_ref=visit_ref)
        passerelles.nobody_could(actor=actor, need=need, reason=reason, follow_up=follow_up)
    else:
        where = situation_from(kept)
        commune = commune_for(where.commune) if where else None
        if commune is None:
            raise AskedWrongly(_("Dites d'abord de quelle commune il s'agit."), field="commune")
        passerelles.record_unmet(
            actor=actor,
            need=need,
            reason=reason,
            code_insee=commune.code,
            organisation_ref=visit.organisation_ref,
            place_ref=card.place_ref,
            request_key=f"{visit_ref}:{need}",
        )
    visit = Visit.objects.get(pk=visit.pk)
    visit.unmet = [*visit.unmet, need]
    visit.save(update_fields=["unmet"])


def _proposal(actor: Viewer, visit_ref: str, asked: AskedToConfide) -> Proposal:
    step = step_of(actor, visit_for(actor, visit_ref), asked.step)
    known = {need.code for need in step.needs}
    needs = tuple(code for code in asked.needs if code in known)
    if not needs:
        raise AskedWrongly(_("Cochez au moins un besoin à confier."), field="besoins")
    return Proposal(
        to=Receiver(step.organisation.ref, step.place.ref if step.place else ""),
        needs=needs,
        mode=asked.mode,
        reason=asked.reason,
    )


def step_of(viewer: Viewer, visit: VisitCard, key: str) -> StepCard:
    """A step of the plan shown.

    Raises:
        IntakeGone: what was said has expired. PlanMoved: the step is no longer there.
    """
    found = plans_of_visit(viewer, visit)
    steps = found.worked.plan.steps if found.worked else ()
    for step in steps:
        if step.key == key:
            return step
    raise PlanMoved


def _working(actor: Viewer, visit_ref: str) -> tuple[Visit, VisitCard]:
    row = Visit.objects.select_for_update().filter(ref=visit_ref, closed_at=None).first()
    if row is None or not may_work_visit(actor, row):
        raise VisitGone
    return row, visit_for(actor, visit_ref)
