"""What the selectors of meetings hand to pages: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.directory.cards import Named
from entrelieux.kernel import ui


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """starts, ends: as the clock says there. taken: seats taken; waiting: people in the queue.

    can_sign_up: announced, and not begun yet. is_full: the queue too. is_over: it began.
    holds: this viewer may change it, read who comes and type it in. writes_in: they may write
    somebody in.
    """

    ref: str
    kind: str
    kind_code: str
    title: str
    theme: str
    words: str
    place: Named | None
    place_name: str
    address: str
    commune: str
    code_insee: str
    departement: str
    starts: datetime
    ends: datetime
    seats: int
    taken: int
    waiting: int
    state: str
    organisers: tuple[Named, ...]
    version: int
    came: int | None
    signed_up: int | None
    typed_at: datetime | None
    can_sign_up: bool
    is_full: bool
    is_over: bool
    holds: bool
    writes_in: bool
    is_fiction: bool

    @property
    def left(self) -> int:
        return max(0, self.seats - self.taken)

    @property
    def day(self) -> str:
        """« mardi 24 novembre »."""
        return ui.weekday(self.starts.date())

    @property
    def on(self) -> date:
        return self.starts.date()

    @property
    def hours(self) -> str:
        return f"{clock(self.starts)} – {clock(self.ends)}"

    @property
    def is_open(self) -> bool:
        return self.state == "annoncee"

    @property
    def is_draft(self) -> bool:
        return self.state == "preparee"

    @property
    def is_held(self) -> bool:
        return self.state == "tenue"

    @property
    def is_cancelled(self) -> bool:
        return self.state == "annulee"


def clock(moment: datetime) -> str:
    """« 18 h », « 18 h 30 »."""
    said = f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"
    return said.replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class SeatCard:
    """Somebody of the list, for who holds the meeting. rank: in the queue, 0 for who is seated.

    label: what names them alone in the evening. reach: how to reach them, in words. file_ref: of
    their file when this viewer accompanies them, else "".
    """

    ref: str
    name: str
    label: str
    commune: str
    role: str
    state: str
    rank: int
    came: bool | None
    channel: str
    reach: str
    news: str
    has_file: bool
    file_ref: str
    manner: str


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A seat, for whoever holds its secret address."""

    name: str
    state: str
    rank: int
    meeting: MeetingCard


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """by, to: names as they were typed; "" when they are not shown to this viewer."""

    ref: str
    meeting: Named
    by: str
    to: str
    words: str
    due_on: date
    state: str
    is_late: bool
    chased: int
    is_of_structure: bool


@dataclass(frozen=True, slots=True)
class HeardCard:
    """One line of a record as it was counted. who: label of the evening, "" when nothing leads to
    anybody. text: a promise's words, "" for the others. may_go: typed lately."""

    pk: int
    kind: str
    kind_code: str
    who: str
    text: str
    stage: str
    is_linked: bool
    may_go: bool
