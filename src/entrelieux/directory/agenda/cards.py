"""What an agenda asks and what it answers: frozen, plain."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from entrelieux.directory.asking import MODES
from entrelieux.directory.cards import Named
from entrelieux.engine.hours import State
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.territories.selectors import CommuneCard

MINUTES = 30


class AgendaGone(UserError):  # noqa: N818  named as PlaceGone, IntakeGone
    """The place or the structure asked is absent, or not to be shown: the two look the same."""

    code = "absent"
    status = 404


@dataclass(frozen=True, slots=True)
class AgendaParams:
    """commune: as typed; minutes: one way by ``mode``, or ``rayon_km`` crow-fly when it is given.

    lieu, structure: references; they go before the commune. semaine: any date of the week.
    """

    commune: str = ""
    minutes: int = MINUTES
    mode: str = MODES[0]
    rayon_km: int = 0
    lieu: str = ""
    structure: str = ""
    semaine: date | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody, somewhere, from ``start`` to ``end`` (quarters 0..96) of one date.

    state: ``sure``, ``doubtful`` or ``cancelled``. note: why it is doubtful, or that it is not as
    usual. moved: where and when it goes, or where it was. minutes, km: to the commune asked.
    also: other services of the same structure, there at the same time.
    """

    day: date
    start: int
    end: int
    state: State
    hours: str
    service: Named
    organisation: Named
    place: Named
    adresse: str
    commune: str
    notes: tuple[str, ...]
    is_round: bool
    is_added: bool = False
    reason: str = ""
    moved: str = ""
    note: str = ""
    minutes: int | None = None
    km: float | None = None
    also: tuple[str, ...] = ()

    @property
    def day_name(self) -> str:
        """« mardi 24 novembre »."""
        return ui.weekday(self.day)

    @property
    def is_cancelled(self) -> bool:
        return self.state is State.CANCELLED

    @property
    def is_doubtful(self) -> bool:
        return self.state is State.DOUBTFUL


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """name: « mardi 24 novembre ». holiday: its name, "" on an ordinary day."""

    day: date
    name: str
    is_today: bool
    holiday: str
    presences: tuple[Presence, ...]

    @property
    def lines(self) -> tuple[Presence, ...]:
        """What one structure does somewhere at one time, as one line that names every service."""
        found: dict[tuple[object, ...], Presence] = {}
        for one in self.presences:
            same = (one.start, one.end, one.place, one.organisation, one.state, one.reason)
            key = (*same, one.moved, one.note)
            first = found.get(key)
            if first is None:
                found[key] = one
            else:
                notes = tuple(dict.fromkeys((*first.notes, *one.notes)))
                found[key] = replace(first, also=(*first.also, one.service.name), notes=notes)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """days: those of the week that have something, in order. next: the first still to come.

    undated: those who come on days that nobody says. name: of the commune, place or structure.
    previous, following: a date of the neighbouring weeks; None beyond what is known.
    """

    params: AgendaParams
    name: str
    monday: date
    today: date
    days: tuple[AgendaDay, ...]
    next: Presence | None
    undated: tuple[Presence, ...]
    total: int
    is_cut: bool
    previous: date | None
    following: date | None
    commune: CommuneCard | None = None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_this_week(self) -> bool:
        return self.monday <= self.today <= self.sunday
