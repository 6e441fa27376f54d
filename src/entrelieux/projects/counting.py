"""What projects lived, counted without names: stages reached, delays, stopping by choice.

A project is a file that said a stage at least once. In a quarter and a territory it is counted once
in each stage that it said then. Each count is read in one system per quarter, départements and
their sum together, where small numbers are hidden with whatever would give them away
(``passerelles.board.layout``). A median is told when as many delays as the threshold make it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.board.layout import Cell, Layout, cell, shown
from entrelieux.passerelles.board.periods import CLOSING, Quarter
from entrelieux.passerelles.board.zones import active_departements, departement, threshold_for
from entrelieux.passerelles.cards import Coded
from entrelieux.passerelles.presenting import coded
from entrelieux.passerelles.staging import SaidStage, stages_said

COUNTRY = "FR"
STOPPED = "abandon_choisi"
QUARTERS = 4
STEPS = (
    ("envie", "idee"),
    ("idee", "projet_defini"),
    ("projet_defini", "test"),
    ("test", "creation"),
    ("creation", "demarrage"),
    ("demarrage", "developpement"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """One line. values: one for each quarter, None where hidden. unit: « projets » or « jours »."""

    code: str
    label: str
    unit: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Lived:
    """What the page shows. territories: (code, name), the whole country first."""

    territory: str
    territories: tuple[tuple[str, str], ...]
    quarters: tuple[str, ...]
    stages: tuple[Figures, ...]
    stops: tuple[Figures, ...]
    delays: tuple[Figures, ...]
    threshold: int
    is_fiction: bool
    made_on: date

    @property
    def name(self) -> str:
        return dict(self.territories)[self.territory]

    @property
    def lines(self) -> tuple[Figures, ...]:
        return (*self.stages, *self.stops, *self.delays)


def lived(territory: str, *, fiction: bool, today: date) -> Lived | None:
    """Counts of a territory over the last quarters that are closed; None when nobody counts there.

    In a demonstration network, the running quarter is there too: it has nobody to protect.
    """
    codes = active_departements(fiction=fiction)
    if territory not in {COUNTRY, *codes}:
        return None
    quarters = _quarters(today, fiction=fiction)
    threshold = max([threshold_for(code, fiction=fiction) for code in codes], default=5)
    said = [one for one in stages_said(fiction=fiction) if one.departement in codes]
    counts = [_counts(said, quarter, codes, threshold) for quarter in quarters]
    read = [_Read(one, territory) for one in counts]
    named = ((code, found.name) for code in codes if (found := departement(code)))
    return Lived(
        territory=territory,
        territories=((COUNTRY, _("Toute la France")), *named),
        quarters=tuple(quarter.code for quarter in quarters),
        stages=tuple(
            Figures(word.code, word.label, PROJECTS, tuple(one.count(e=word.code) for one in read))
            for word in _stages()
        ),
        stops=tuple(
            Figures(
                f"{STOPPED}_{code}",
                label,
                PROJECTS,
                tuple(one.count(e=STOPPED, a=code) for one in read),
            )
            for code, label in (
                ("appris", _("Arrêt par choix, avec ce qui a été appris")),
                ("sans_mot", _("Arrêt par choix, sans un mot")),
            )
        ),
        delays=_delays(said, quarters, territory, threshold),
        threshold=threshold,
        is_fiction=fiction,
        made_on=today,
    )


PROJECTS, DAYS = "projets", "jours"


@dataclass(frozen=True, slots=True)
class _Read:
    counts: dict[Cell, int | None]
    territory: str

    def count(self, **values: str) -> int | None:
        where = {} if self.territory == COUNTRY else {"d": self.territory}
        return self.counts.get(cell(**values, **where))


def _stages() -> tuple[Coded, ...]:
    return tuple(coded(word, code) for code, word in pack.stages().items())


def _quarters(today: date, *, fiction: bool) -> tuple[Quarter, ...]:
    """Oldest first. Files older than a year are erased: their quarters would lose some."""
    now = Quarter.of(today)
    found = [now] if fiction else []
    one = now.before
    while len(found) < QUARTERS and one.keeps_follow_ups(today):
        if one.end + CLOSING <= today or fiction:
            found.append(one)
        one = one.before
    return tuple(reversed(found))


def _counts(
    said: Sequence[SaidStage], quarter: Quarter, codes: Sequence[str], threshold: int
) -> dict[Cell, int | None]:
    layout = Layout()
    for stage in pack.stages():
        layout.split(cell(e=stage), "d", codes)
    for code in codes:
        layout.split(cell(e=STOPPED, d=code), "a", ("appris", "sans_mot"))
    layout.split(cell(e=STOPPED), "a", ("appris", "sans_mot"))
    for learnt in ("appris", "sans_mot"):
        layout.split(cell(e=STOPPED, a=learnt), "d", codes)
    within = [one for one in said if quarter.start <= timezone.localdate(one.at) <= quarter.end]
    learnt_by = {one.file for one in within if one.stage == STOPPED and one.has_learnt}
    once = {(one.file, one.departement, one.stage) for one in within}
    records = [
        {"d": place, "e": stage}
        | ({"a": "appris" if file in learnt_by else "sans_mot"} if stage == STOPPED else {})
        for file, place, stage in sorted(once)
    ]
    return shown(layout, records, threshold)


def _delays(
    said: Sequence[SaidStage], quarters: Sequence[Quarter], territory: str, threshold: int
) -> tuple[Figures, ...]:
    """Median days from the first time that a stage was said to the first time of the next one,
    by the quarter when the next was reached."""
    first: dict[int, dict[str, date]] = defaultdict(dict)
    for one in said:
        if territory in {COUNTRY, one.departement}:
            first[one.file].setdefault(one.stage, timezone.localdate(one.at))
    words = {one.code: one.label for one in _stages()}
    return tuple(
        Figures(
            f"{start}_{end}",
            _("De « %(start)s » à « %(end)s »") % {"start": words[start], "end": words[end]},
            DAYS,
            tuple(_median(first, start, end, quarter, threshold) for quarter in quarters),
        )
        for start, end in STEPS
    )


def _median(
    first: dict[int, dict[str, date]], start: str, end: str, quarter: Quarter, threshold: int
) -> int | None:
    days = [
        (said[end] - said[start]).days
        for said in first.values()
        if start in said
        and end in said
        and said[start] <= said[end]
        and quarter.start <= said[end] <= quarter.end
    ]
    return round(median(days)) if len(days) >= threshold else None
