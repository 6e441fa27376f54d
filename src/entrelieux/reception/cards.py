"""A plan as a page, the API or paper shows it."""

from dataclasses import dataclass
from datetime import date

from entrelieux.directory.cards import Named, SourceCard
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


@dataclass(frozen=True, slots=True)
class PlanCard:
    label: str
    reason: str  # one sentence: what this plan is best at, what it costs beside the others
    uncovered: tuple[NeedCard, ...]
    interlocutors: int
    minutes: int  # one round trip per place visited, added up
    tour_minutes: int | None  # one tour in the best order; None when hours or roads do not allow
    tour_note: str
    fit: int
    steps: tuple[StepCard, ...]


@dataclass(frozen=True, slots=True)
class PlansCard:
    origin: CommuneCard
    mode: str
    mode_label: str
    max_minutes: int
    estimate: str  # how minutes were found, in one sentence
    not_validated: str  # what nobody has checked about these minutes
    needs: tuple[NeedCard, ...]
    unanswered: tuple[NeedCard, ...]  # no offer within reach answers them
    plans: tuple[PlanCard, ...]
    front_size: int
    seed: int
    candidates: int  # interlocutors looked at
    is_fiction: bool
    situation_lines: tuple[str, ...]  # what was taken into account, in plain words
    computed_ms: float
