"""How many members against how many wanted, in all and by sector, and when that may be reached.

Everybody reads the first of the month, small counts hidden and what would give them away; the
animators read today. The date is an estimate: the pace of six months, drawn on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.wording import in_language
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.counting import Standing, active, charter_days, standings_of
from entrelieux.networks.errors import NetworkGone, SaidWrongly
from entrelieux.networks.hiding import shown_counts
from entrelieux.networks.models import Goal
from entrelieux.networks.policies import may_animate
from entrelieux.packs.fr import networks as pack

MONTHS = 18
PACE_MONTHS = 6
LEAST_JOINED = 5
"""Fewer in six months tell nothing of a pace."""
EIGHTY = 1.2816
"""Standard deviations on each side that hold 80 % of a normal law."""
LONGEST_MONTHS = 120
MOST_GOAL = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """A sector. members: None when hidden. goal: None when none is set. waiting: who asks to join,
    for the animators alone; 0 for everybody else."""

    code: str
    label: str
    meaning: str
    members: int | None
    goal: int | None
    waiting: int

    @property
    def missing(self) -> int | None:
        known = self.members is not None and self.goal is not None
        return max(0, self.goal - self.members) if known else None  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month, and how many were active then; None when hidden."""

    on: date
    members: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """Over the last six months. joined, left: members; is_told: neither is small. soonest,
    latest: when the goal would be reached, eight times out of ten between both; None: nobody can
    say."""

    joined: int
    left: int
    is_told: bool
    likely: date | None
    soonest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Threshold:
    """on: the day of the figures. is_exact: as animators read them. small: counts under it are
    hidden, 0 for none. others: sectors left out, for they are hidden. pace: None: too little."""

    on: date
    is_exact: bool
    small: int
    members: int | None
    goal: int | None
    goal_why: str
    goal_on: date | None
    lines: tuple[Line, ...]
    others: int
    months: tuple[Month, ...]
    pace: Pace | None

    @property
    def missing(self) -> int | None:
        if self.members is None or self.goal is None:
            return None
        return max(0, self.goal - self.members)

    @property
    def is_reached(self) -> bool:
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class GoalCard:
    sector: str
    label: str
    least: int
    why: str
    on: date


def threshold_of(viewer: Viewer, network: NetworkCard) -> Threshold:
    exact, today = may_animate(viewer, network.ref), timezone.localdate()
    on = today if exact else today.replace(day=1)
    people = standings_of(network.pk, fiction=offer_is_fiction())
    published, goals = charter_days(network.pk), _goals(network.pk)
    there = active(people, published, on)
    by_sector = Counter(one.sector for one in there)
    waiting = Counter(one.sector for one in people if one.welcomed is None and one.ended is None)
    small = 0 if exact else network.small_count
    counts = {code: by_sector[code] for code in pack.sectors()}
    total, shown = shown_counts(counts, small)
    lines = [
        _line(code, shown[code], goals, waiting[code] if exact else 0) for code in pack.sectors()
    ]
    kept = [one for one in lines if one.members is not None or one.goal is not None]
    goal = goals.get("")
    return Threshold(
        on=on,
        is_exact=exact,
        small=small,
        members=total,
        goal=goal.least if goal else None,
        goal_why=goal.why if goal else "",
        goal_on=timezone.localdate(goal.made_at) if goal else None,
        lines=tuple(sorted(kept, key=lambda one: -(one.members or 0))),
        others=len(lines) - len(kept),
        months=tuple(_months(people, published, on, small)),
        pace=_pace(people, published, on, goal.least if goal else 0, small)
        if total is not None
        else None,
    )


def goals_of(network: NetworkCard) -> tuple[GoalCard, ...]:
    """Every goal that was ever set, the latest first."""
    rows = Goal.objects.filter(network_id=network.pk).order_by("-made_at", "-pk")
    return tuple(
        GoalCard(
            sector=row.sector,
            label=sector_label(row.sector) if row.sector else _("Tout le réseau"),
            least=row.least,
            why=row.why,
            on=timezone.localdate(row.made_at),
        )
        for row in rows
    )


@transaction.atomic
def set_goal(
    *, actor: Viewer, network: NetworkCard, least: int, sector: str = "", why: str = ""
) -> None:
    """How many members are wanted from now on. The goals before it stay, and can be read.

    Raises:
        NetworkGone: not theirs to animate. SaidWrongly: the number or the sector cannot be.
    """
    if not may_animate(actor, network.ref):
        raise NetworkGone
    if sector and sector not in pack.sectors():
        raise SaidWrongly(
            _("« %(found)s » n'est pas un secteur.") % {"found": sector[:30]}, field="secteur"
        )
    if not 1 <= least <= MOST_GOAL:
        raise SaidWrongly(_("Un nombre de membres, de 1 à 100 000."), field="membres")
    last = _goals(network.pk).get(sector)
    said = " ".join(why.replace("\x00", "").split())[:300]
    if last is not None and (last.least, last.why) == (least, said):
        return
    Goal.objects.create(
        network_id=network.pk,
        sector=sector,
        least=least,
        why=said,
        made_by_id=actor.user_id or None,
        made_at=timezone.now(),
    )
    journal.record(actor, "réseau.seuil", f"réseau:{network.ref}", sector=sector, least=least)


def sector_label(code: str) -> str:
    word = pack.sectors().get(code)
    return in_language(word.label, word.english) if word else code


def _goals(network_pk: int) -> dict[str, Goal]:
    """The one that counts for each sector; "" for the whole network."""
    rows = Goal.objects.filter(network_id=network_pk).order_by("made_at", "pk")
    return {row.sector: row for row in rows}


def _line(code: str, members: int | None, goals: Mapping[str, Goal], waiting: int) -> Line:
    word, goal = pack.sectors()[code], goals.get(code)
    return Line(
        code=code,
        label=in_language(word.label, word.english),
        meaning=in_language(word.meaning, word.english_meaning),
        members=members,
        goal=goal.least if goal else None,
        waiting=waiting,
    )


def _months(
    people: Sequence[Standing], published: tuple[date, ...], on: date, small: int
) -> list[Month]:
    days = [on.replace(day=1)]
    while len(days) < MONTHS:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    counts = [(day, len(active(people, published, day))) for day in reversed(days)]
    first = next((i for i, (_on, count) in enumerate(counts) if count), len(counts))
    return [Month(day, None if count < small else count) for day, count in counts[first:]]


def _pace(
    people: Sequence[Standing], published: tuple[date, ...], on: date, goal: int, small: int
) -> Pace | None:
    """Joins and departures come by themselves, one by one (Poisson): their difference has the sum
    of both as its variance. None when too few came, or when there is nothing to reach."""
    since = on - timedelta(days=round(PACE_MONTHS * 30.44))
    before, now = active(people, published, since), active(people, published, on)
    were, are = {id(one) for one in before}, {id(one) for one in now}
    joined, left, missing = len(are - were), len(were - are), goal - len(now)
    if joined < LEAST_JOINED or missing <= 0:
        return None
    spread = EIGHTY * sqrt(joined + left)
    return Pace(
        joined=joined,
        left=left,
        is_told=joined >= small and (left == 0 or left >= small),
        likely=_reached(on, missing, joined - left),
        soonest=_reached(on, missing, joined - left + spread),
        latest=_reached(on, missing, joined - left - spread),
    )


def _reached(on: date, missing: int, gained: float) -> date | None:
    """The first of the month when so many more are there, at so many gained in six months."""
    months = ceil(missing * PACE_MONTHS / gained) if gained > 0 else LONGEST_MONTHS + 1
    if months > LONGEST_MONTHS:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, 1)
