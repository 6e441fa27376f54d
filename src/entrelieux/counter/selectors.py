"""What an agent may read at the counter: where they receive, who is there now, and their plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from entrelieux.counter.adapters import token_of
from entrelieux.counter.cards import Desk, VisitCard, VisitLine, WorkedPlans
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.models import Visit
from entrelieux.counter.policies import may_work_visit
from entrelieux.counter.working import worked
from entrelieux.directory.agenda.asking import agenda_for
from entrelieux.directory.agenda.cards import AgendaParams, Presence
from entrelieux.directory.cards import Named
from entrelieux.directory.structures import structure_for
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.passerelles.selectors import inbox_of
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.kept import Kept, kept_for
from entrelieux.reception.selectors import need_families, plans_behind

__all__ = ["VisitGone", "desks_of", "plans_of_visit", "said_in", "visit_for", "visits_open"]

MOST_PRESENT, MOST_LATELY = 6, 8


def desks_of(viewer: Viewer) -> tuple[Desk, ...]:
    """Structures for which the viewer receives, by name; one not published has no name here."""
    found = []
    for ref in sorted(viewer.organisations(Role.AGENT)):
        card = structure_for(viewer, ref)
        found.append(
            Desk(ref, card.name, card.place_ref, card.code_insee, card.commune)
            if card
            else Desk(ref, ref, "", "", "")
        )
    return tuple(sorted(found, key=lambda desk: (desk.name, desk.ref)))


@dataclass(frozen=True, slots=True)
class AroundTheDesk:
    """What an agent glances at between two people. here: present today; next: the days after.

    waiting: hand-overs to answer. to_tell: news to give. follow_ups: (reference, when opened) of
    those opened here lately, said by their day alone: opening one is seen by the person.
    """

    here: tuple[Presence, ...]
    next: tuple[Presence, ...]
    waiting: int
    to_tell: int
    follow_ups: tuple[tuple[str, datetime], ...]


def around_the_desk(viewer: Viewer, desks: Sequence[Desk]) -> AroundTheDesk:
    inbox = inbox_of(viewer)
    here: list[Presence] = []
    later: list[Presence] = []
    for place in {desk.place_ref for desk in desks if desk.place_ref}:
        try:
            page = agenda_for(viewer, AgendaParams(lieu=place))
        except UserError:
            continue
        for day in page.days:
            if day.day >= page.today:
                (here if day.is_today else later).extend(day.lines)
    rows = Visit.objects.filter(agent_id=viewer.user_id).exclude(follow_up_ref="")
    ours = viewer.organisations(Role.AGENT)
    lately = rows.filter(organisation_ref__in=ours).order_by("-opened_at")[:MOST_LATELY]
    return AroundTheDesk(
        here=tuple(here[:MOST_PRESENT]),
        next=tuple(later[:MOST_PRESENT]),
        waiting=len(inbox.to_answer),
        to_tell=len(inbox.tasks),
        follow_ups=tuple((row.follow_up_ref, row.opened_at) for row in lately),
    )


def visits_open(viewer: Viewer, now: datetime | None = None) -> tuple[VisitLine, ...]:
    """The viewer's visits of today that are not closed, latest first."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    rows = Visit.objects.filter(agent_id=viewer.user_id, closed_at=None, opened_at__gte=midnight)
    short = {need.code: need.short for family in need_families() for need in family.needs}
    found = []
    for row in rows.order_by("-opened_at", "-pk"):
        if not may_work_visit(viewer, row):
            continue
        try:
            codes = _needs_of(said_in(viewer, token_of(row.ref)))
        except IntakeGone:
            codes = ()
        labels = tuple(short[code] for code in codes if code in short)
        found.append(VisitLine(row.ref, row.opened_at, labels))
    return tuple(found)


def _needs_of(kept: Kept) -> tuple[str, ...]:
    if kept.params is not None:
        return tuple(need.code for need in kept.params.needs())
    return tuple(map(str, kept.answers.get("besoins", ())))


def visit_for(viewer: Viewer, ref: str) -> VisitCard:
    """One visit of the viewer, still open.

    Raises:
        VisitGone: closed, another agent's, or never opened.
    """
    row = Visit.objects.filter(ref=ref, closed_at=None).first()
    if row is None or not may_work_visit(viewer, row):
        raise VisitGone
    card = structure_for(viewer, row.organisation_ref)
    return VisitCard(
        ref=row.ref,
        token=token_of(row.ref),
        desk=Named(row.organisation_ref, card.name if card else row.organisation_ref),
        place_ref=card.place_ref if card else "",
        opened_at=row.opened_at,
        follow_up_ref=row.follow_up_ref,
        plan=row.plan,
        order=tuple(row.order),
        left_out=tuple(row.left_out),
        unmet=tuple(row.unmet),
    )


def said_in(viewer: Viewer, token: str) -> Kept:
    """What was said during a visit.

    Raises:
        IntakeGone: it has expired, or was erased.
    """
    return kept_for(viewer, token)


def plans_of_visit(viewer: Viewer, visit: VisitCard) -> WorkedPlans:
    """The plan of a visit as it was worked, and what else is possible.

    Raises:
        IntakeGone: as ``said_in``, or something is still missing.
        UserError: the situation can no longer be used.
    """
    card = plans_behind(viewer, visit.token)
    shown = next((p for p in card.plans if p.number == visit.plan), None)
    shown = shown or next(iter(card.plans), None)
    return WorkedPlans(
        plans=card,
        worked=worked(shown, visit.order, visit.left_out) if shown else None,
        others=tuple(plan for plan in card.plans if plan is not shown),
    )
