"""A request to be called back, as one hand may see it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """In the line, for who calls back: nothing here says who asks. words: without what calls them.

    when: parts of the day, none for any. is_mine: whether the viewer may take it now.
    """

    ref: str
    kind: str
    commune: str
    words: str
    when: tuple[str, ...]
    asked_at: datetime
    due_on: date
    is_late: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class TakenCard:
    """In the hand of whoever took it. name, reach: "" once it is settled, or for nothing said.

    helped_by: names of the structures that help the person.
    """

    ref: str
    kind: str
    commune: str
    words: str
    when: tuple[str, ...]
    asked_at: datetime
    due_on: date
    is_late: bool
    name: str
    reach: str
    helped_by: tuple[str, ...]
    tries: int
    tries_left: int
    state: str
    outcome: str
    version: int


@dataclass(frozen=True, slots=True)
class OwnCard:
    """In the person's own hand. moves: what happened, oldest first, in words."""

    ref: str
    network: str
    network_ref: str
    kind: str
    words: str
    when: tuple[str, ...]
    when_codes: tuple[str, ...]
    commune: str
    asked_at: datetime
    due_on: date
    told_days: int | None
    state: str
    state_label: str
    is_open: bool
    may_reopen: bool
    outcome: str
    version: int
    moves: tuple[tuple[datetime, str], ...]
