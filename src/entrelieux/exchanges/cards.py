"""What is shown of offers, requests and introductions: to the person, to one who may answer."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.exchanges.explaining import TermSaid


@dataclass(frozen=True, slots=True)
class Word:
    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer in its owner's hand. busy: introductions carried now.

    held: (code, label, whether a structure saw it at work) of each competence.
    """

    ref: str
    kind: Word
    words: str
    commune: str
    state: Word
    valid_until: date
    is_over_soon: bool
    competences: tuple[str, ...]
    needs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    busy: int
    most_at_once: int
    is_mentor: bool
    said_at: datetime
    held: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request in its owner's hand."""

    ref: str
    kind: Word
    words: str
    commune: str
    state: Word
    competences: tuple[str, ...]
    needs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach the other side; all "" as long as both have not said yes.

    through: a structure to pass by, and its telephone, when nothing else was said.
    """

    name: str = ""
    how: str = ""
    through: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class MoveCard:
    at: datetime
    said: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class IntroductionCard:
    """An introduction as one side reads it. side: ``demande`` or ``propose``.

    theirs: the other side's words, without what calls them. by: who proposed it. terms: why, as it
    was said when it was proposed, each with the language it was said in. can: events that
    this side may say now. reach: None until both agreed, and once it is over.
    """

    ref: str
    side: str
    state: Word
    is_final: bool
    mine: str
    theirs: str
    their_kind: str
    their_commune: str
    by: str
    terms: tuple[tuple[str, str], ...]
    can: frozenset[str]
    has_agreed: bool
    awaits_me: bool
    reach: Reach | None
    story: tuple[MoveCard, ...]
    is_mentor: bool
    met_on: date | None
    next_on: date | None
    outcome: str
    useful: bool | None
    proposed_at: datetime
    thing_ref: str
    has_no_reach: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """Everything of one person here."""

    offers: tuple[OfferCard, ...]
    requests: tuple[RequestCard, ...]
    introductions: tuple[IntroductionCard, ...]

    @property
    def awaiting(self) -> tuple[IntroductionCard, ...]:
        return tuple(one for one in self.introductions if one.awaits_me)


__all__ = [
    "IntroductionCard",
    "MoveCard",
    "OfferCard",
    "Own",
    "Reach",
    "RequestCard",
    "TermSaid",
    "Word",
]
