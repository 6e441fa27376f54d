"""What may happen next to a hand-over? Every event is answered in every state.

A hand-over is proposed, consented to, sent; then accepted, declined or left without an answer;
people meet; it is closed with what it was worth, or without news, which is an ordinary end.
Agreement may be withdrawn at any time before the end. Nothing is sent without agreement.

Laws, which are property tests: every pair of ``TABLE`` is answered; there is no way out of a final
state; agreement may be withdrawn from every other; ``SENT`` is reached from ``CONSENTED`` alone;
what happens twice happens once; the same happenings give the same standing.

**Source:** requirements C2 (SHA5) and C5 (MED2): statuses and modes of a hand-over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

INFORMATION = "info_donnee"
"""The mode in which somebody is told where to go: nobody else is written to, or reminded."""


class State(StrEnum):
    PROPOSED = "proposee"
    CONSENTED = "consentie"
    SENT = "envoyee"
    ACCEPTED = "acceptee"
    DECLINED = "declinee"
    SILENT = "silencieuse"
    MET = "rencontre"
    CLOSED = "close"
    REASSIGNED = "reassignee"
    WITHDRAWN = "retiree"
    EXPIRED = "expiree"


FINAL = frozenset({State.CLOSED, State.REASSIGNED, State.WITHDRAWN, State.EXPIRED})
WITH_RECEIVER = frozenset({State.SENT, State.ACCEPTED, State.SILENT, State.MET})
"""States in which what was agreed to is before the eyes of the receiver."""


class Event(StrEnum):
    CONSENT = "accord"
    SEND = "envoi"
    ACCEPT = "acceptation"
    DECLINE = "refus"
    ANNOUNCE = "date_annoncee"
    CHASE = "relance"
    FALL_SILENT = "silence"
    MEET = "rencontre"
    COME_BACK = "retour"
    SIGN = "premier_signe"
    CLOSE = "cloture"
    CLOSE_WITHOUT_NEWS = "sans_nouvelles"
    REASSIGN = "reassignation"
    WITHDRAW = "retrait"
    EXPIRE = "expiration"


class Refusal(StrEnum):
    """Why an event cannot happen now."""

    NO_CONSENT = "sans_accord"
    NOT_SENT = "pas_envoyee"
    SENT = "deja_envoyee"
    ACCEPTED = "deja_acceptee"
    DECLINED = "deja_declinee"
    SILENT = "deja_silencieuse"
    MET = "deja_rencontres"
    OVER = "terminee"
    NO_ANSWER_AWAITED = "sans_reponse_attendue"


class Quiet(StrEnum):
    """STAYS: it is written down, the state is the same. ALREADY: it is so; nothing to write."""

    STAYS = "reste"
    ALREADY = "deja"


Answer = State | Quiet | Refusal
Row = Mapping[Event, Answer]

STAYS, ALREADY = Quiet.STAYS, Quiet.ALREADY


def _row(*answers: Answer) -> Row:
    return MappingProxyType(dict(zip(Event, answers, strict=True)))


_NOT_SENT = (Refusal.NOT_SENT,) * 10


def _over(again: Event, answer: Quiet = ALREADY) -> Row:
    over: dict[Event, Answer] = dict.fromkeys(Event, Refusal.OVER)
    return MappingProxyType(over | {again: answer})


# fmt: off
TABLE: Mapping[State, Row] = MappingProxyType({
    #                     CONSENT          SEND
    #                     ACCEPT           DECLINE           ANNOUNCE          CHASE
    #                     FALL_SILENT      MEET              COME_BACK         SIGN
    #                     CLOSE            CLOSE_WITHOUT_NEWS
    #                     REASSIGN         WITHDRAW          EXPIRE
    State.PROPOSED: _row(
                          State.CONSENTED, Refusal.NO_CONSENT,
                          *_NOT_SENT,
                          State.REASSIGNED, State.WITHDRAWN, State.EXPIRED),
    State.CONSENTED: _row(
                          ALREADY,         State.SENT,
                          *_NOT_SENT,
                          State.REASSIGNED, State.WITHDRAWN, State.EXPIRED),
    State.SENT: _row(
                          ALREADY,         ALREADY,
                          State.ACCEPTED,  State.DECLINED,   STAYS,            STAYS,
                          State.SILENT,    State.MET,        STAYS,            STAYS,
                          State.CLOSED,    State.CLOSED,
                          State.REASSIGNED, State.WITHDRAWN, Refusal.SENT),
    State.ACCEPTED: _row(
                          ALREADY,         ALREADY,
                          ALREADY,         State.DECLINED,   STAYS,            Refusal.ACCEPTED,
                          Refusal.ACCEPTED, State.MET,       STAYS,            STAYS,
                          State.CLOSED,    State.CLOSED,
                          State.REASSIGNED, State.WITHDRAWN, Refusal.SENT),
    State.DECLINED: _row(
                          ALREADY,         ALREADY,
                          Refusal.DECLINED, ALREADY,         Refusal.DECLINED, Refusal.DECLINED,
                          Refusal.DECLINED, Refusal.DECLINED, STAYS,           STAYS,
                          State.CLOSED,    State.CLOSED,
                          State.REASSIGNED, State.WITHDRAWN, State.EXPIRED),
    State.SILENT: _row(
                          ALREADY,         ALREADY,
                          State.ACCEPTED,  State.DECLINED,   State.SENT,       Refusal.SILENT,
                          ALREADY,         State.MET,        STAYS,            STAYS,
                          State.CLOSED,    State.CLOSED,
                          State.REASSIGNED, State.WITHDRAWN, Refusal.SENT),
    State.MET: _row(
                          ALREADY,         ALREADY,
                          ALREADY,         Refusal.MET,      Refusal.MET,      Refusal.MET,
                          Refusal.MET,     ALREADY,          STAYS,            STAYS,
                          State.CLOSED,    State.CLOSED,
                          Refusal.MET,     State.WITHDRAWN,  Refusal.SENT),
    # Closed without news, it may still be told what it was worth: the state is the same.
    State.CLOSED: MappingProxyType(
        {**_over(Event.CLOSE, STAYS), Event.CLOSE_WITHOUT_NEWS: ALREADY}),
    State.REASSIGNED: _over(Event.REASSIGN),
    State.WITHDRAWN: _over(Event.WITHDRAW),
    State.EXPIRED: _over(Event.EXPIRE),
})
# fmt: on

_OF_A_RECEIVER = frozenset(
    {Event.ACCEPT, Event.DECLINE, Event.ANNOUNCE, Event.CHASE, Event.FALL_SILENT}
)


def answer(state: State, event: Event, mode: str) -> Answer:
    """What an event does in a state: another state, the same, or why it cannot happen.

    In the mode ``info_donnee`` nobody was asked anything: no answer and no reminder can come.
    """
    found = TABLE[state][event]
    if mode == INFORMATION and event in _OF_A_RECEIVER and not isinstance(found, Refusal):
        return Refusal.NO_ANSWER_AWAITED
    return found


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and what was said with it; each field is read by the event it belongs to.

    on: the day announced, or the day people met. rank: number of a reminder, from 1.
    reason: of a refusal. outcome, useful: what the person says it was worth. text: to the sender.
    """

    event: Event
    on: date | None = None
    rank: int = 0
    reason: str = ""
    outcome: str = ""
    useful: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a hand-over stands. chased: reminders sent. signed: the person had a first sign."""

    mode: str
    state: State = State.PROPOSED
    announced_on: date | None = None
    chased: int = 0
    signed: bool = False
    decline_reason: str = ""
    met_on: date | None = None
    came_back: str = ""
    outcome: str = ""
    useful: bool | None = None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


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
    """What becomes of a hand-over; never raises, and the same happening twice changes nothing."""
    found = answer(standing.state, happening.event, standing.mode)
    if isinstance(found, Refusal):
        return Step(standing, standing, found)
    if found is ALREADY:
        return Step(standing, standing)
    moved = replace(standing, state=found) if isinstance(found, State) else standing
    return Step(standing, _with(moved, happening))


def replay(mode: str, happenings: Iterable[Happening]) -> Standing:
    """Where a hand-over stands after all of this; what was refused then is refused again."""
    standing = Standing(mode)
    for happening in happenings:
        standing = apply(standing, happening).after
    return standing


def _with(standing: Standing, said: Happening) -> Standing:
    match said.event:
        case Event.ANNOUNCE:
            return replace(standing, announced_on=said.on or standing.announced_on)
        case Event.CHASE:
            return replace(standing, chased=max(standing.chased, said.rank))
        case Event.DECLINE:
            return replace(standing, decline_reason=said.reason)
        case Event.MEET:
            return replace(standing, met_on=said.on)
        case Event.COME_BACK:
            return replace(standing, came_back=said.text)
        case Event.SIGN:
            return replace(standing, signed=True)
        case Event.CLOSE if not standing.outcome:
            return replace(standing, outcome=said.outcome, useful=said.useful)
        case _:
            return standing
