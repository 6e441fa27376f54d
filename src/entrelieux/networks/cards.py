"""What pages know of a member: never the rows."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.accounts.cards import NetworkCard


@dataclass(frozen=True, slots=True)
class SignedCard:
    """name: "" on paper kept apart."""

    number: int
    name: str
    on: date
    manner: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One membership, in the member's own hand. name: of the person or of the structure.

    number: of the card, None before the welcome. shown: {field: to whom}. signed: the latest first.
    charter_now: 0 without any charter. reason: in words, "" for unsaid. organisation: "" for a
    person.
    """

    ref: str
    network: NetworkCard
    name: str
    organisation: str
    state: str
    sector: str
    sector_code: str
    activity: str
    words: str
    site: str
    commune: str
    number: int | None
    shown: dict[str, str]
    signed: tuple[SignedCard, ...]
    charter_now: int
    asked_at: datetime
    welcomed_at: datetime | None
    ended_at: datetime | None
    reason: str
    confirmed_on: date
    version: int
    is_fiction: bool

    @property
    def is_in(self) -> bool:
        return self.state == "accueillie"

    @property
    def is_asking(self) -> bool:
        return self.state == "demandee"

    @property
    def is_out(self) -> bool:
        return not (self.is_in or self.is_asking)

    @property
    def has_to_sign(self) -> bool:
        last = max((one.number for one in self.signed), default=0)
        return not self.is_out and last < self.charter_now


@dataclass(frozen=True, slots=True)
class AskingCard:
    """Somebody who asks to join, as the list says it: no name. days: since they asked."""

    ref: str
    is_structure: bool
    sector: str
    commune: str
    days: int
    manner: str


@dataclass(frozen=True, slots=True)
class WelcomeCard:
    """One of them, opened by an animator. signed: version of the charter, 0 for none."""

    ref: str
    name: str
    is_structure: bool
    sector: str
    activity: str
    words: str
    site: str
    commune: str
    asked_at: datetime
    manner: str
    signed: int
