"""A plan as a page, the API or paper shows it."""

from dataclasses import dataclass
from datetime import date

from entrelieux.directory.cards import Named, SourceCard
from entrelieux.directory.riding.wording import OutingCard
from entrelieux.territories.selectors import CommuneCard


@dataclass(frozen=True, slots=True)
class NeedCard:
    code: str
    label: str
    short: str
    icon: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class StepCard:
    """One interlocutor at one place. ``minutes`` one way; None for a remote step."""

    number: int
    place: Named | None
    organisation: Named
    services: tuple[Named, ...]
    needs: tuple[NeedCard, ...]
    qualities: tuple[str, ...]  # beside each need: « répond exactement », « proche », « voisin »
    minutes: int | None
    way: str  # how minutes were found: « par la route », « estimation »
    is_remote: bool
    same_roof_as: int | None  # number of an earlier step at the same address
    adresse: str
    commune: str
    telephone: str
    site_web: str  # an http(s) address, or ""
    prise_rdv: str  # an http(s) address, or ""
    conditions: str  # how to come in, as the services say it
    lon: float | None
    lat: float | None
    is_approximate: bool
    open: str  # usual week in French; "" = unknown
    next_open: str  # the next sure openings, « jeudi 3 décembre, 9 h–12 h »; "" = unknown
    open_when_free: str  # « mardi 9 h–12 h » shared with the person's free time; "" = not asked
    to_check: tuple[str, ...]  # conditions nobody has stated
    confirmed_on: date | None
    freshness: str  # « confirmé il y a 3 mois », « date inconnue »
    sources: tuple[SourceCard, ...]
    because: str
    can_wait: bool
    key: str  # a reference of the interlocutor that says nothing of the person
    town: str
    soonest: date | None  # the first sure opening, when the person is free if they said so
    bring: tuple[str, ...]  # what helps to have with oneself: never a condition
    ask: tuple[str, ...]  # a question beside each need
    instead_of: str  # who stood there in the plan proposed; "" when nothing was changed
    outings: tuple[OutingCard, ...]  # by bus: how to go and come back; empty by another mode
    no_outing: str  # by bus: what no coach allows; "" when all is said


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of a plan, as proposed and as changed, in words."""

    label: str
    before: str
    after: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """What the person changed in a plan."""

    swaps: tuple[tuple[str, str], ...]  # (who was proposed, who is met instead)
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class PlanCard:
    label: str
    reason: str  # one sentence: what this plan is best at, what it costs beside the others
    uncovered: tuple[NeedCard, ...]
    interlocutors: int
    minutes: int  # one round trip per place visited, added up
    way: str  # how they were found, together
    tour_minutes: int | None  # one tour in the best order; None when hours or roads do not allow
    tour_note: str
    fit: int
    steps: tuple[StepCard, ...]
    number: int  # from 1, as proposed
    precision: str  # « 2 réponses exactes, 1 proche »
    tour: tuple[int, ...]  # numbers of the steps in the order of the tour; empty when there is none
    tour_order: str  # the same in words
    change: ChangeCard | None  # None: as proposed

    @property
    def goes_out(self) -> bool:
        """Somebody is met in person: no minutes then means close by, not at home."""
        return not all(step.is_remote for step in self.steps)


@dataclass(frozen=True, slots=True)
class PlansCard:
    origin: CommuneCard
    near: str  # the commune after « depuis »: « l’Île-de-Sein », « Mende »
    departure: str  # after « au départ » or « autour »: « d’Alès »; bare in English
    mode: str
    mode_label: str
    max_minutes: int
    estimate: str  # how minutes were found, in one sentence
    not_validated: str  # what nobody has checked about these minutes
    credit: str  # whom the roads are due to; "" when none is followed
    is_estimate: bool  # no road is followed from here
    needs: tuple[NeedCard, ...]
    unanswered: tuple[NeedCard, ...]  # no offer within reach answers them
    plans: tuple[PlanCard, ...]
    front_size: int
    seed: int
    candidates: int  # interlocutors looked at
    is_fiction: bool
    situation_lines: tuple[str, ...]  # what was taken into account, in plain words
    choices_dropped: bool  # the person had changed steps, which no longer hold
    computed_ms: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a swap changes, in words. sign: -1 better, 0 neither, 1 worse, for the person."""

    text: str
    sign: int
    icon: str


@dataclass(frozen=True, slots=True)
class AlternativeCard:
    """Somebody else to meet at a step. costs: beside the plan shown, most important first."""

    step: StepCard  # as it would stand in the plan
    costs: tuple[Cost, ...]
    is_proposed: bool  # the one that the plan proposed there


@dataclass(frozen=True, slots=True)
class SwapCard:
    """plans: what was said, without any plan. step: the one that would be left."""

    plans: PlansCard
    number: int
    label: str
    step: StepCard
    alternatives: tuple[AlternativeCard, ...]


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One plan on one line. lines: in words. best: why it stands out, "" when it does not."""

    lines: tuple[str, ...]
    best: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    label: str
    hint: str
    icon: str
    cells: tuple[ComparedCell, ...]
