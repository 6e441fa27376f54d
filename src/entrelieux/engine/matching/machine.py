"""What may happen next to an introduction? Every event is answered in every state.

Somebody is proposed to somebody. Each of the two says yes or no; the second yes opens each to the
other. Then they meet, once or several times, and it ends with what it was worth, or without news.

Laws, which are property tests: every pair of ``TABLE`` is answered; there is no way out of an end;
``OPEN_TO_EACH_OTHER`` is reached by the second agreement and by nothing else; either side may end
it until the end; what happens twice happens once; the same happenings give the same standing.

**Source:** requirement SHA5 (statuses, a superset of those of Conseillers-Entreprises) and MED2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    PROPOSED = "proposee"
    WAITING = "quo"
    TAKING_CARE = "taking_care"
    MET = "rencontre_faite"
    DONE = "done"
    NO_HELP = "done_no_help"
    NOT_REACHABLE = "done_not_reachable"
    NOT_FOR_ME = "not_for_me"
    EXPIRED = "expiree"


FINAL = frozenset({State.DONE, State.NO_HELP, State.NOT_REACHABLE, State.NOT_FOR_ME, State.EXPIRED})
OPEN_TO_EACH_OTHER = frozenset({State.TAKING_CARE, State.MET})
"""States in which each may read how to reach the other."""
AWAITED = frozenset({State.PROPOSED, State.WAITING})


class Event(StrEnum):
    AGREE_ASK = "accord_demande"
    AGREE_OFFER = "accord_propose"
    LATER = "plus_tard"
    DECLINE = "refus"
    CHASE = "relance"
    MEET = "rencontre"
    NEWS = "nouvelles"
    CLOSE = "cloture"
    NO_HELP = "sans_aide"
    NOT_REACHED = "injoignable"
    EXPIRE = "expiration"


class Refusal(StrEnum):
    """Why an event cannot happen now."""

    NOT_AGREED = "sans_accord"
    AGREED = "deja_accepte"
    MET = "deja_rencontres"
    OVER = "terminee"


class Quiet(StrEnum):
    """STAYS: it is written down, the state is the same. ALREADY: it is so; nothing to write."""

    STAYS = "reste"
    ALREADY = "deja"


Answer = State | Quiet | Refusal
Row = Mapping[Event, Answer]

STAYS, ALREADY = Quiet.STAYS, Quiet.ALREADY
AGREE = frozenset({Event.AGREE_ASK, Event.AGREE_OFFER})


def _row(*answers: Answer) -> Row:
    return MappingProxyType(dict(zip(Event, answers, strict=True)))


def _over(again: Event, answer: Quiet = ALREADY) -> Row:
    over: dict[Event, Answer] = dict.fromkeys(Event, Refusal.OVER)
    return MappingProxyType(over | {again: answer})


_NOT_YET = (Refusal.NOT_AGREED,) * 5

# fmt: off
TABLE: Mapping[State, Row] = MappingProxyType({
    #                     AGREE_ASK       AGREE_OFFER      LATER           DECLINE
    #                     CHASE           MEET             NEWS
    #                     CLOSE           NO_HELP          NOT_REACHED     EXPIRE
    State.PROPOSED: _row(
                          STAYS,          STAYS,           State.WAITING,  State.NOT_FOR_ME,
                          State.WAITING,  *_NOT_YET,                       State.EXPIRED),
    State.WAITING: _row(
                          STAYS,          STAYS,           ALREADY,        State.NOT_FOR_ME,
                          STAYS,          *_NOT_YET,                       State.EXPIRED),
    State.TAKING_CARE: _row(
                          ALREADY,        ALREADY,         Refusal.AGREED, State.NOT_FOR_ME,
                          STAYS,          State.MET,       STAYS,
                          State.DONE,     State.NO_HELP,   State.NOT_REACHABLE, State.EXPIRED),
    State.MET: _row(
                          ALREADY,        ALREADY,         Refusal.AGREED, Refusal.MET,
                          STAYS,          STAYS,           STAYS,
                          State.DONE,     State.NO_HELP,   Refusal.MET,    State.EXPIRED),
    # Once over, it may still be said what it was worth: the state is the same.
    State.DONE: _over(Event.CLOSE, STAYS),
    State.NO_HELP: _over(Event.NO_HELP),
    State.NOT_REACHABLE: _over(Event.NOT_REACHED),
    State.NOT_FOR_ME: _over(Event.DECLINE),
    State.EXPIRED: _over(Event.EXPIRE),
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and what was said with it; each field is read by the event it belongs to.

    on: the day people met, or when they meet next. rank: number of a reminder, from 1.
    outcome, useful: what it was worth, as who asked says.
    """

    event: Event
    on: date | None = None
    rank: int = 0
    outcome: str = ""
    useful: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an introduction stands. chased: reminders since it last moved on."""

    state: State = State.PROPOSED
    ask_agreed: bool = False
    offer_agreed: bool = False
    chased: int = 0
    met_on: date | None = None
    next_on: date | None = None
    outcome: str = ""
    useful: bool | None = None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def is_open(self) -> bool:
        """Whether each may read how to reach the other."""
        return self.state in OPEN_TO_EACH_OTHER


@dataclass(frozen=True, slots=True)
class Step:
    """after: the same standing when the event was refused, or when it had happened already."""

    before: Standing
    after: Standing
    refusal: Refusal | None = None

    @property
    def changed(self) -> bool:
        return self.before != self.after


def apply(standing: Standing, happening: Happening) -> Step:
    """What becomes of an introduction; never raises, and twice the same changes nothing more."""
    found = TABLE[standing.state][happening.event]
    if isinstance(found, Refusal):
        return Step(standing, standing, found)
    if found is ALREADY:
        return Step(standing, standing)
    moved = replace(standing, state=found) if isinstance(found, State) else standing
    return Step(standing, _with(moved, happening))


def replay(happenings: Iterable[Happening]) -> Standing:
    """Where an introduction stands after all of this; what was refused then is refused again."""
    standing = Standing()
    for happening in happenings:
        standing = apply(standing, happening).after
    return standing


def can(standing: Standing) -> frozenset[Event]:
    """Events that would be written down now."""
    row = TABLE[standing.state]
    return frozenset(
        event for event in Event if isinstance(row[event], State) or row[event] is STAYS
    )


def _with(standing: Standing, said: Happening) -> Standing:
    match said.event:
        case Event.AGREE_ASK:
            return _agreed(replace(standing, ask_agreed=True))
        case Event.AGREE_OFFER:
            return _agreed(replace(standing, offer_agreed=True))
        case Event.CHASE:
            return replace(standing, chased=max(standing.chased, said.rank))
        case Event.MEET:
            return replace(standing, met_on=said.on, chased=0)
        case Event.NEWS:
            return replace(standing, next_on=said.on, chased=0)
        case Event.CLOSE if not standing.outcome:
            return replace(standing, outcome=said.outcome, useful=said.useful)
        case _:
            return standing


def _agreed(standing: Standing) -> Standing:
    if standing.ask_agreed and standing.offer_agreed:
        return replace(standing, state=State.TAKING_CARE, chased=0)
    return standing
