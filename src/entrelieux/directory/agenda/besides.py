"""What the rooms above add to the shared agenda: a meeting, or whatever else comes once.

Registered from ``ready()``. The agenda shows it beside its permanences, in the same week.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from entrelieux.directory.agenda.cards import AgendaPage
from entrelieux.kernel.viewer import Viewer
from entrelieux.territories.selectors import CommuneCard

AROUND_KM = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """first, last: days of the week shown. lieu, structure: references, "" unless one was asked;
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
    """day: « mardi 24 novembre ». address: of its own page. note: "" for nothing to add."""

    on: date
    day: str
    hours: str
    title: str
    where: str
    address: str
    note: str = ""


Ask = Callable[[Wanted], tuple[Beside, ...]]
_sources: dict[str, Ask] = {}


def add_source(name: str, ask: Ask) -> None:
    """The same name again replaces it."""
    _sources[name] = ask


def besides_of(viewer: Viewer, page: AgendaPage) -> tuple[Beside, ...]:
    """In the order of the days."""
    wanted = Wanted(
        viewer=viewer,
        first=page.monday,
        last=page.sunday,
        lieu=page.params.lieu,
        structure="" if page.params.lieu else page.params.structure,
        commune=page.commune,
        km=page.params.rayon_km or AROUND_KM,
    )
    found = [one for name in sorted(_sources) for one in _sources[name](wanted)]
    return tuple(sorted(found, key=lambda one: (one.on, one.hours)))
