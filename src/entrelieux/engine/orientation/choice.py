"""Which few plans of the front are worth showing, and under which name?

The front may hold dozens of plans; a person compares two or three. We keep at most five, each the
best of the front for one plain question, and say which. Plans that leave more needs unanswered
than need be are kept only when they spare a real effort, and only one of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from entrelieux.engine.orientation.model import FrontPlan

MOST_SHOWN = 5
SPARED_SHARE = 0.5
"""A plan with one answer less is shown when it takes at most half of the minutes."""
SPARED_MINUTES = 20


class Quality(StrEnum):
    """What a shown plan is best at."""

    FEWEST_PEOPLE = "le-moins-d-interlocuteurs"
    NEAREST = "le-moins-de-trajet"
    BEST_FIT = "le-mieux-adapte"
    BALANCED = "l-equilibre"
    LIGHTER = "un-besoin-de-moins-plus-pres"


@dataclass(frozen=True, slots=True)
class Choice:
    plan: FrontPlan
    qualities: tuple[Quality, ...]


PERSON_MIN = 30
"""What meeting one person less is worth, in minutes of travel: an exchange rate of ours."""
FIT_MIN = 20
"""What one point of fit is worth, likewise."""


def effort(plan: FrontPlan) -> int:
    """One number for a plan, in minutes: only used to name the balanced one, shown first."""
    return plan.minutes + PERSON_MIN * plan.interlocutors + FIT_MIN * plan.fit


Criterion = Callable[[FrontPlan], tuple[float, ...]]
CRITERIA: tuple[tuple[Quality, Criterion], ...] = (
    (Quality.BALANCED, lambda p: (effort(p), p.fit, p.interlocutors)),
    (Quality.FEWEST_PEOPLE, lambda p: (p.interlocutors, p.minutes, p.fit)),
    (Quality.NEAREST, lambda p: (p.minutes, p.interlocutors, p.fit)),
    (Quality.BEST_FIT, lambda p: (p.fit, p.interlocutors, p.minutes)),
)


def plans_to_show(
    front: Sequence[FrontPlan], *, urgent: frozenset[int] = frozenset()
) -> tuple[Choice, ...]:
    """At most ``MOST_SHOWN`` plans of a front, best first, with what each is best at.

    Args:
        front: a whole front; its empty plan is never shown.
        urgent: needs that cannot wait; a lighter plan may not leave one of them out.
    """
    real = [plan for plan in front if plan.visits]
    if not real:
        return ()
    least = min(plan.uncovered for plan in real)
    full = [plan for plan in real if plan.uncovered == least]
    found: dict[FrontPlan, list[Quality]] = {}
    for quality, criterion in CRITERIA:
        found.setdefault(min(full, key=criterion), []).append(quality)
    lighter = _lighter(real, full, least, urgent)
    if lighter is not None:
        found.setdefault(lighter, []).append(Quality.LIGHTER)
    return tuple(Choice(plan, tuple(q)) for plan, q in found.items())[:MOST_SHOWN]


def _lighter(
    real: Sequence[FrontPlan], full: Sequence[FrontPlan], least: int, urgent: frozenset[int]
) -> FrontPlan | None:
    nearest = min(p.minutes for p in full)
    kept_urgent = max(len(p.covered & urgent) for p in full)
    options = [
        p
        for p in real
        if p.uncovered == least + 1
        and len(p.covered & urgent) >= kept_urgent
        and p.minutes <= nearest * SPARED_SHARE
        and nearest - p.minutes >= SPARED_MINUTES
    ]
    return min(options, key=lambda p: (p.minutes, p.interlocutors, p.fit), default=None)
