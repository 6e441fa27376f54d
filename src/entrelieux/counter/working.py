"""A plan as the agent and the person work it: steps in their order, some set aside. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from entrelieux.counter.cards import WorkedPlan
from entrelieux.reception.cards import PlanCard, StepCard


def worked(plan: PlanCard, order: Sequence[str], left_out: Sequence[str]) -> WorkedPlan:
    """The plan with its steps in ``order``, those that it does not name after, as proposed.

    References of nobody in the plan are left aside. What a plan says of one round, or beside the
    plan proposed, is not said of a plan that has changed since.
    """
    rank = {key: at for at, key in enumerate(order)}
    aside = tuple(step for step in plan.steps if step.key in left_out)
    kept = [step for step in plan.steps if step.key not in left_out]
    ranked = sorted(kept, key=lambda step: rank.get(step.key, len(rank)))
    if not aside and ranked == kept:
        return WorkedPlan(plan, (), (), is_changed=plan.change is not None)
    steps = _numbered(ranked, plan.steps)
    answered = {need.code for step in steps for need in step.needs}
    waiting = tuple(need for step in aside for need in step.needs if need.code not in answered)
    changed = replace(
        plan,
        steps=steps,
        interlocutors=len(steps),
        minutes=sum(2 * (step.minutes or 0) for step in steps if step.same_roof_as is None),
        uncovered=(*plan.uncovered, *waiting),
        tour=(),
        tour_order="",
        tour_minutes=None if aside else plan.tour_minutes,
        tour_note="" if aside else plan.tour_note,
        change=None if aside else plan.change,
    )
    return WorkedPlan(changed, aside, waiting, is_changed=True)


def _numbered(steps: Sequence[StepCard], proposed: Sequence[StepCard]) -> tuple[StepCard, ...]:
    """Numbers again from 1; « same address » names the first step kept under that roof."""
    roof = {step.number: step.same_roof_as or step.number for step in proposed}
    first: dict[int, int] = {}
    found = []
    for number, step in enumerate(steps, 1):
        seen = first.get(roof[step.number])
        found.append(replace(step, number=number, same_roof_as=seen))
        first.setdefault(roof[step.number], number)
    return tuple(found)


def moved(steps: Sequence[StepCard], key: str, by: int) -> list[str]:
    """References of the steps once one of them goes up (−1) or down (+1)."""
    keys = [step.key for step in steps]
    if key in keys:
        at = keys.index(key)
        to = min(max(at + by, 0), len(keys) - 1)
        keys.insert(to, keys.pop(at))
    return keys
