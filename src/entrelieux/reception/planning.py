"""From a situation to the plans that are shown, the person's own choices included.

No word is written here and nothing is kept: what reads (``selectors``) and what writes
(``services``) both start from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from entrelieux.directory.catalogue import current_catalogue
from entrelieux.engine.orientation.choice import Choice, plans_to_show
from entrelieux.engine.orientation.front import Grouped, candidates_of, solve
from entrelieux.engine.orientation.model import FrontPlan, OrientationError
from entrelieux.engine.orientation.swap import World, alternatives, instead_of, with_choices
from entrelieux.reception.adapters import Search, asked_of
from entrelieux.reception.errors import PlanMoved
from entrelieux.reception.situation import SituationParams
from entrelieux.reception.travelling import travel_of
from entrelieux.territories.selectors import CommuneCard, CommuneUnknown, commune_for

Choices = Mapping[str, Mapping[str, str]]
"""Reference of a plan proposed → reference of an interlocutor → reference of who is met instead."""
OF_OTHER_ANSWERS = ""
"""Reference of no plan: choices were made before the answers changed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as it is shown. ``plan`` is ``choice.plan`` itself unless the person changed it.

    swaps: interlocutor of the plan proposed → who is met instead; empty when nothing was changed.
    """

    choice: Choice
    plan: FrontPlan
    swaps: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """dropped: some choices no longer hold, because the offer or the answers changed."""

    search: Search
    shown: tuple[Shown, ...]
    dropped: bool


def planned(
    params: SituationParams, *, seed: int, day: date, choices: Choices | None = None
) -> Planned:
    """The plans worth showing, each as the person changed it.

    Raises:
        UserError: the commune is unknown, or the situation cannot be used.
    """
    search = _search(params, _origin(params), seed, day)
    found = plans_to_show(search.front, urgent=params.urgent_needs())
    if not choices:
        return Planned(search, tuple(Shown(choice, choice.plan, {}) for choice in found), False)
    search = replace(search, world=everybody(search, seed))
    world = World.of(search.world)
    shown = tuple(_as_changed(search, world, choice, choices) for choice in found)
    kept = sum(bool(one.swaps) for one in shown)
    return Planned(search, shown, dropped=kept < len(choices))


def _origin(params: SituationParams) -> CommuneCard:
    origin = commune_for(params.commune)
    if origin is None:
        raise CommuneUnknown(params.commune)
    return origin


def _search(params: SituationParams, origin: CommuneCard, seed: int, day: date) -> Search:
    catalogue = current_catalogue(day)
    asked = asked_of(params, origin)
    reached = travel_of(params, origin, catalogue, day)
    index = reached.catalogue.index
    world = candidates_of(index, asked, reached.sites, reached.minutes, seed=seed)
    return Search(
        params=params,
        origin=origin,
        catalogue=reached.catalogue,
        asked=asked,
        world=world,
        front=solve(world),
        travel=reached,
    )


def everybody(search: Search, seed: int) -> Grouped:
    """The same candidates, with those who answer like a nearer one: any may be chosen."""
    reached = search.travel
    return candidates_of(
        search.catalogue.index,
        search.asked,
        reached.sites,
        reached.minutes,
        seed=seed,
        distinct=False,
    )


def _as_changed(search: Search, world: World, choice: Choice, choices: Choices) -> Shown:
    """The plan with its choices; as proposed when it has none, or when one no longer holds."""
    said = choices.get(search.ref_of(choice.plan))
    if not said or not isinstance(said, Mapping):
        return Shown(choice, choice.plan, {})
    swaps = {search.candidate_of(str(a)): search.candidate_of(str(b)) for a, b in said.items()}
    known = {a: b for a, b in swaps.items() if a is not None and b is not None}
    try:
        if len(known) < len(said):
            raise OrientationError("somebody chosen is no longer in the offer")
        return Shown(choice, with_choices(world, choice.plan, known), known)
    except OrientationError:
        return Shown(choice, choice.plan, {})


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Somebody else at a step, and the plan it would make."""

    person: int
    plan: FrontPlan
    is_proposed: bool  # the interlocutor that the plan proposed there


@dataclass(frozen=True, slots=True)
class AtStep:
    """Whom to meet at one step. search: its world holds everybody, those alike included."""

    shown: Shown
    leaving: int
    search: Search
    others: tuple[OtherPlan, ...]


def others_at(found: Planned, number: int, step: str, seed: int) -> AtStep:
    """Who else could be met at a step of plan ``number`` (from 1), best first.

    Raises:
        PlanMoved: there is no such plan, or no such step in it.
    """
    shown, leaving = _step_of(found, number, step)
    search = replace(found.search, world=everybody(found.search, seed))
    world = World.of(search.world)
    base, swaps = shown.choice.plan, shown.swaps
    people = alternatives(world, base, swaps, leaving)
    first = [left for left, taken in swaps.items() if taken == leaving]
    people = tuple(dict.fromkeys((*first, *people)))
    others = tuple(
        OtherPlan(
            person,
            with_choices(world, base, instead_of(base, swaps, leaving, person)),
            is_proposed=person in first,
        )
        for person in people
    )
    return AtStep(shown, leaving, search, others)


def _step_of(found: Planned, number: int, step: str) -> tuple[Shown, int]:
    if not 1 <= number <= len(found.shown):
        raise PlanMoved
    shown = found.shown[number - 1]
    leaving = found.search.candidate_of(step)
    if leaving is None or leaving not in {visit.candidate for visit in shown.plan.visits}:
        raise PlanMoved
    return shown, leaving


@dataclass(frozen=True, slots=True)
class Swap:
    """Meet ``person`` instead of ``step`` in plan ``number`` (from 1); both are references."""

    number: int
    step: str
    person: str


def choices_after(
    params: SituationParams,
    choices: Choices,
    *,
    seed: int,
    day: date,
    swap: Swap,
) -> dict[str, dict[str, str]]:
    """The choices once a step is swapped; those that no longer hold are left out.

    Asking twice for the same change is asking once.

    Raises:
        PlanMoved: the plan or the step is no longer there, or that person cannot be met there.
    """
    found = planned(params, seed=seed, day=day, choices=choices)
    kept = choices_held(found)
    search = found.search
    taken = search.candidate_of(swap.person)
    if not 1 <= swap.number <= len(found.shown) or taken is None:
        raise PlanMoved
    shown = found.shown[swap.number - 1]
    try:
        leaving = _step_of(found, swap.number, swap.step)[1]
    except PlanMoved:
        if taken in {visit.candidate for visit in shown.plan.visits}:
            return kept
        raise
    base = shown.choice.plan
    swaps = instead_of(base, shown.swaps, leaving, taken)
    try:
        with_choices(World.of(everybody(search, seed)), base, swaps)
    except OrientationError:
        raise PlanMoved from None
    return _with(kept, search, base, swaps)


def choices_without(
    params: SituationParams, choices: Choices, *, seed: int, day: date, number: int
) -> dict[str, dict[str, str]]:
    """The choices once plan ``number`` is again as it was proposed."""
    found = planned(params, seed=seed, day=day, choices=choices)
    kept = choices_held(found)
    if 1 <= number <= len(found.shown):
        return _with(kept, found.search, found.shown[number - 1].choice.plan, {})
    return kept


def none_of(choices: Choices) -> dict[str, dict[str, str]]:
    """What stands for choices made for other answers: nothing, but it is said that there were."""
    return {OF_OTHER_ANSWERS: {}} if choices else {}


def choices_held(found: Planned) -> dict[str, dict[str, str]]:
    """What is still worth keeping of the choices."""
    kept: dict[str, dict[str, str]] = {}
    for one in found.shown:
        kept = _with(kept, found.search, one.choice.plan, one.swaps)
    return kept


def _with(
    kept: Mapping[str, Mapping[str, str]],
    search: Search,
    base: FrontPlan,
    swaps: Mapping[int, int],
) -> dict[str, dict[str, str]]:
    ref = search.ref_of(base)
    changed = {name: dict(said) for name, said in kept.items() if name != ref}
    if swaps:
        changed[ref] = {search.key_of(a): search.key_of(b) for a, b in sorted(swaps.items())}
    return changed
