"""What a round of meetings gave: counted by département and quarter, small numbers hidden.

One unit is one département in one closed quarter. Every figure shown is a figure of a unit, or a
sum of figures shown: comparing two periods or two territories tells nothing more. In each unit,
``engine.handover.masking`` hides small counts of people and what would give them away. How many
evenings there were is public, and is not hidden.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.engine.handover.masking import Sum, mask
from entrelieux.engine.matching.machine import State as Met
from entrelieux.exchanges.meetings.adapters import local
from entrelieux.exchanges.models import Heard, Meeting, Promise
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.board.periods import Quarter, published
from entrelieux.passerelles.board.zones import threshold_for
from entrelieux.passerelles.persons import stages_of

KEPT = frozenset({Met.MET.value, Met.DONE.value})
"""An introduction is kept once the two met again, or said what it was worth."""
COME, SIGNED = "venues", "inscrites"
NEEDS, OFFERS = "besoins", "propositions"
MET, MET_KEPT, MET_OTHER = "relations", "relations-suivies", "relations-autres"
PROMISES, HELD, LET_GO, OPEN = (
    *("promesses", "promesses-tenues", "promesses-laissees", "promesses-autres"),
)
PROJECTS, STAGE, TOWN = "projets", "etape:", "commune:"
ENDS = {Promise.State.KEPT.value: HELD, Promise.State.LET_GO.value: LET_GO}


@dataclass(frozen=True, slots=True)
class Figure:
    """value: None when everything that it is made of is hidden. at_least: a part of it is."""

    value: int | None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    code: str
    evenings: int
    came: Figure


@dataclass(frozen=True, slots=True)
class Counted:
    """figures: by code. towns: where an evening was held. threshold: the strictest that applied."""

    evenings: int
    figures: Mapping[str, Figure]
    towns: tuple[Town, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class _Unit:
    evenings: int
    towns: Mapping[str, int]
    shown: Mapping[str, int | None]
    threshold: int


def quarters(today: date, *, fiction: bool) -> tuple[Quarter, ...]:
    """Those that may be shown, from that of the first meeting on."""
    last = published(today, fiction=fiction)[-1]
    rows = Meeting.objects.filter(state=Meeting.State.HELD, is_fiction=fiction)
    first = rows.order_by("starts_at").values_list("starts_at", "departement").first()
    found = [min(last, Quarter.of(local(*first).date()) if first else last)]
    while found[-1] < last:
        found.append(found[-1].after)
    return tuple(found)


def counted(departements: Iterable[str], first: Quarter, last: Quarter) -> Counted:
    """Meetings held in these départements, from the first quarter to the last, both included."""
    codes = tuple(departements)
    fiction = offer_is_fiction()
    units = [
        _unit(rows, threshold_for(code, fiction=fiction), _heard(rows))
        for (code, _quarter), rows in _by_unit(codes, first, last, fiction=fiction).items()
    ]
    names = sorted({name for unit in units for name in unit.shown} | set(_always()))
    evenings: Counter[str] = Counter()
    for unit in units:
        evenings.update(unit.towns)
    figures = {name: _sum(unit.shown.get(name, 0) for unit in units) for name in names}
    return Counted(
        evenings=sum(unit.evenings for unit in units),
        figures={name: one for name, one in figures.items() if not name.startswith(TOWN)},
        towns=tuple(
            Town(code, count, figures.get(f"{TOWN}{code}", Figure(0)))
            for code, count in sorted(evenings.items())
        ),
        threshold=max((unit.threshold for unit in units), default=0),
    )


def refresh_outcomes(_now: object = None) -> int:
    """Write down what became of what was heard, while it can be known: files are erased one day.

    Returns how many changed.
    """
    rows = Heard.objects.exclude(follow_up=None, introduction=None).select_related("introduction")
    found = list(rows)
    stages = stages_of({one.follow_up_id for one in found if one.follow_up_id})
    changed = []
    for one in found:
        outcome = one.outcome
        if one.kind == "mise_en_relation" and one.introduction is not None:
            outcome = one.introduction.state
        elif one.kind == "projet" and stages.get(one.follow_up_id or 0):
            outcome = stages[one.follow_up_id or 0][-1].stage.code
        if outcome != one.outcome:
            one.outcome = outcome
            changed.append(one)
    Heard.objects.bulk_update(changed, ["outcome"])
    return len(changed)


def _by_unit(
    codes: Sequence[str], first: Quarter, last: Quarter, *, fiction: bool
) -> Mapping[tuple[str, Quarter], list[Meeting]]:
    allowed = set(quarters(timezone.localdate(), fiction=fiction))
    found: dict[tuple[str, Quarter], list[Meeting]] = defaultdict(list)
    rows = Meeting.objects.filter(
        state=Meeting.State.HELD, is_fiction=fiction, departement__in=codes
    )
    for row in rows.order_by("starts_at", "pk"):
        quarter = Quarter.of(local(row.starts_at, row.departement).date())
        if first <= quarter <= last and quarter in allowed:
            found[row.departement, quarter].append(row)
    return found


def _heard(rows: Sequence[Meeting]) -> list[tuple[str, str]]:
    found = Heard.objects.filter(meeting__in=[row.pk for row in rows])
    return list(found.order_by().values_list("kind", "outcome"))


def _unit(rows: Sequence[Meeting], threshold: int, heard: Sequence[tuple[str, str]]) -> _Unit:
    values: Counter[str] = Counter(dict.fromkeys(_always(), 0))
    towns: Counter[str] = Counter()
    for row in rows:
        values[COME] += row.came or 0
        values[SIGNED] += row.signed_up or 0
        values[f"{TOWN}{row.code_insee}"] += row.came or 0
        towns[row.code_insee] += 1
    for kind, outcome in heard:
        values.update(_names_of(kind, outcome))
    names = list(values)
    places = {name: number for number, name in enumerate(names)}
    sums = [
        Sum(places[COME], tuple(places[one] for one in names if one.startswith(TOWN))),
        Sum(places[MET], (places[MET_KEPT], places[MET_OTHER])),
        Sum(places[PROMISES], (places[HELD], places[LET_GO], places[OPEN])),
        Sum(places[PROJECTS], tuple(places[one] for one in names if one.startswith(STAGE))),
    ]
    hidden = mask([values[name] for name in names], sums, threshold=threshold).hidden.tolist()
    shown = {
        name: None if covered else values[name] for name, covered in zip(names, hidden, strict=True)
    }
    return _Unit(len(rows), towns, shown, threshold)


def _names_of(kind: str, outcome: str) -> tuple[str, ...]:
    if kind == "besoin":
        return (NEEDS,)
    if kind == "proposition":
        return (OFFERS,)
    if kind == "mise_en_relation":
        return MET, MET_KEPT if outcome in KEPT else MET_OTHER
    if kind == "promesse":
        return PROMISES, ENDS.get(outcome, OPEN)
    return PROJECTS, f"{STAGE}{outcome if outcome in ways.stages() else 'envie'}"


def _always() -> tuple[str, ...]:
    stages = (f"{STAGE}{code}" for code in ways.stages())
    fixed = (COME, SIGNED, NEEDS, OFFERS, MET, MET_KEPT, MET_OTHER)
    return (*fixed, PROMISES, HELD, LET_GO, OPEN, PROJECTS, *stages)


def _sum(values: Iterable[int | None]) -> Figure:
    """The sum of what is shown. Nothing counted at all is zero, and hides nobody."""
    parts = list(values)
    seen = [one for one in parts if one is not None]
    if len(seen) == len(parts):
        return Figure(sum(seen))
    return Figure(sum(seen), at_least=True) if any(seen) else Figure(None)
