"""What the rooms above add to the shared agenda: a meeting, or whatever else comes once.

Registered from ``ready()``. The agenda shows it beside its permanences, in the same week, and its
calendar carries it among them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.directory.agenda.cards import AgendaPage, AgendaParams
from entrelieux.kernel.viewer import Viewer
from entrelieux.territories.selectors import CommuneCard

AROUND_KM = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """first, last: days shown. lieu, structure: references, "" unless one was asked;
    else around ``commune``, at ``km`` as the crow flies."""

    viewer: Viewer
    first: date
    last: date
    lieu: str
    structure: str
    commune: CommuneCard | None
    km: int


@dataclass(frozen=True, slots=True)
class Beside:
    """day: « mardi 24 novembre ». address: of its own page. note: "" for nothing to add.

    uid: names it for good in calendars. starts, ends: where it is held, with their time zone.
    """

    on: date
    day: str
    hours: str
    title: str
    where: str
    address: str
    uid: str
    starts: datetime
    ends: datetime
    note: str = ""


Ask = Callable[[Wanted], tuple[Beside, ...]]
Changed = Callable[[], datetime | None]
_sources: dict[str, tuple[Ask, Changed]] = {}


def add_source(name: str, ask: Ask, changed: Changed) -> None:
    """The same name again replaces it. changed(): when anything of it last did, None for never."""
    _sources[name] = ask, changed


def besides_changed_at() -> list[datetime]:
    return [at for _ask, changed in _sources.values() if (at := changed()) is not None]


def besides_of(viewer: Viewer, page: AgendaPage) -> tuple[Beside, ...]:
    """Of the week of a page, in the order of the days."""
    return besides_between(viewer, page.params, page.commune, (page.monday, page.sunday))


def besides_between(
    viewer: Viewer, params: AgendaParams, commune: CommuneCard | None, days: tuple[date, date]
) -> tuple[Beside, ...]:
    """days: the first and the last."""
    wanted = Wanted(
        viewer=viewer,
        first=days[0],
        last=days[1],
        lieu=params.lieu,
        structure="" if params.lieu else params.structure,
        commune=commune,
        km=params.rayon_km or AROUND_KM,
    )
    found = [one for name in sorted(_sources) for one in _sources[name][0](wanted)]
    return tuple(sorted(found, key=lambda one: (one.on, one.hours)))
