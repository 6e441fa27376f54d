"""What is known, at the counter, of the follow-up opened during a visit."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.counter.adapters import opening_key
from entrelieux.counter.cards import VisitCard
from entrelieux.directory.doubles.shown import shown_refs
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.cards import FollowUpCard, LineCard, PasserelleCard
from entrelieux.passerelles.confiding import PUBLIC, step_to_confide
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.keys import token_for
from entrelieux.passerelles.selectors import follow_up_behind, follow_up_for, lines_for
from entrelieux.passerelles.sharing import (
    REASON,
    WORDS,
    is_sensitive,
    label_of,
    need_item,
    need_of,
)
from entrelieux.reception.cards import NeedCard, StepCard


@dataclass(frozen=True, slots=True)
class StepToHandOver:
    """ordinary: needs that may be handed over at once; private: only if the person says so.

    reason: prefilled, without anything private. lines: what may leave besides.
    """

    step: StepCard
    ordinary: tuple[NeedCard, ...]
    private: tuple[NeedCard, ...]
    reason: str
    lines: tuple[LineCard, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is worked. handed: the hand-over under way there. is_here: at this very desk.

    ordinary, private, reason: as ``StepToHandOver``, for a call settled at once.
    """

    step: StepCard
    handed: PasserelleCard | None
    is_here: bool
    ordinary: tuple[NeedCard, ...]
    private: tuple[NeedCard, ...]
    reason: str


def step_lines(
    steps: Sequence[StepCard], visit: VisitCard, follow_up: FollowUpCard | None
) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            step,
            handed_at(step, follow_up),
            step.organisation.ref == visit.desk.ref,
            *split_needs(step),
            reason_for(step, visit),
        )
        for step in steps
    )


def follow_up_of_visit(viewer: Viewer, visit: VisitCard) -> FollowUpCard | None:
    """None until one is opened, and once the person has erased it or shut it to this structure."""
    if not visit.follow_up_ref:
        return None
    try:
        return follow_up_for(viewer, visit.follow_up_ref)
    except FollowUpGone:
        return None


def address_of_follow_up(viewer: Viewer, visit: VisitCard) -> str:
    """The token of the person's secret address, as long as it is the one given here; else ""."""
    if not visit.follow_up_ref:
        return ""
    token = token_for(viewer, opening_key(visit.ref))
    try:
        found = follow_up_behind(token)
    except FollowUpGone:
        return ""
    return token if found.ref == visit.follow_up_ref else ""


def handed_at(step: StepCard, follow_up: FollowUpCard | None) -> PasserelleCard | None:
    """The latest hand-over to whoever is met at a step, for one of its needs."""
    codes = {need.code for need in step.needs}
    place = step.place.ref if step.place else ""
    received = follow_up.passerelles if follow_up else ()
    shown = shown_refs(one.receiver.place_ref for one in received)
    found = [
        one
        for one in received
        if one.receiver.organisation_ref == step.organisation.ref
        and shown.get(one.receiver.place_ref, one.receiver.place_ref) in {place, ""}
        and codes & {need.code for need in one.needs}
    ]
    return max(found, key=lambda one: one.proposed_at, default=None)


def split_needs(step: StepCard) -> tuple[tuple[NeedCard, ...], tuple[NeedCard, ...]]:
    """(ordinary, private) needs of a step."""
    private = tuple(need for need in step.needs if is_sensitive(need_item(need.code)))
    return tuple(need for need in step.needs if need not in private), private


def reason_for(step: StepCard, visit: VisitCard) -> str:
    """What is said to the receiver, prefilled; what is private is never in it."""
    ordinary, _private = split_needs(step)
    if not ordinary:
        return _("Personne reçue à %(desk)s.") % {"desk": visit.desk.name}
    needs = ", ".join(f"« {need.short} »" for need in ordinary)
    return _("Personne reçue à %(desk)s. Elle cherche une aide pour : %(needs)s.") % {
        "desk": visit.desk.name,
        "needs": needs,
    }


def step_to_hand_over(
    viewer: Viewer, visit: VisitCard, step: StepCard, number: int
) -> StepToHandOver:
    """Everything that may leave with a step, before anything is written. number: of the plan.

    Raises:
        IntakeGone, PlanMoved: as ``passerelles.confiding.step_to_confide``.
    """
    ordinary, private = split_needs(step)
    if visit.follow_up_ref:
        codes = [need.code for need in step.needs]
        found = lines_for(viewer, codes, mode="contact_transmis", follow_up=visit.follow_up_ref)
        lines = tuple(one for one in found if not need_of(one.item) and one.item != REASON)
    else:
        lines = _said(step_to_confide(viewer, visit.token, number, step.key).lines)
    return StepToHandOver(step, ordinary, private, reason_for(step, visit), lines)


def _said(lines: tuple[LineCard, ...]) -> tuple[LineCard, ...]:
    """Lines of a first hand-over, publics as one; the words stay in the agent's browser."""
    publics = [line.value for line in lines if line.item.startswith(PUBLIC)]
    rest = tuple(line for line in lines if not line.item.startswith(PUBLIC) and line.item != WORDS)
    if not publics:
        return rest
    return (*rest, LineCard("publics", label_of("publics"), ", ".join(publics), True))
