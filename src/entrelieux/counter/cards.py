"""What the pages of the counter show: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import datetime

from entrelieux.directory.cards import Named
from entrelieux.reception.cards import NeedCard, PlanCard, PlansCard, StepCard


@dataclass(frozen=True, slots=True)
class Desk:
    """One structure for which the agent receives. code_insee, commune: where, "" unknown."""

    ref: str
    name: str
    place_ref: str
    code_insee: str
    commune: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit open now, as the agent's list tells it. needs: in few words."""

    ref: str
    opened_at: datetime
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitCard:
    """follow_up_ref: "" until a follow-up is opened. plan: number of the one shown.

    desk, place_ref: where the person is received; place_ref "" unknown. unmet: codes of the needs
    already counted as left without answer.
    """

    ref: str
    token: str
    desk: Named
    place_ref: str
    opened_at: datetime
    follow_up_ref: str
    plan: int
    order: tuple[str, ...]
    left_out: tuple[str, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkedPlan:
    """A plan as it is worked at the counter: some steps first, some set aside.

    waiting: needs that only the steps set aside answered. is_changed: not as proposed.
    """

    plan: PlanCard
    set_aside: tuple[StepCard, ...]
    waiting: tuple[NeedCard, ...]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class WorkedPlans:
    """What is shown of a visit: one plan, and the others in few words. worked: None without any."""

    plans: PlansCard
    worked: WorkedPlan | None
    others: tuple[PlanCard, ...]
