"""From a situation to plans: the one door for pages, the API and the command line."""

import time
from dataclasses import dataclass
from datetime import date

from django.utils import timezone, translation

from entrelieux.directory.catalogue import offers_behind, sources_behind
from entrelieux.directory.opening import start_of
from entrelieux.directory.reaching import method_card, reach_model, ride_card
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.engine.orientation.model import FrontPlan
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr.needs import Family, Need
from entrelieux.reception.adapters import Search, seed_of, situation_of
from entrelieux.reception.cards import NeedCard, PlanCard, PlansCard, SwapCard
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.models import Intake
from entrelieux.reception.planning import Choices, Planned, others_at, planned
from entrelieux.reception.presenting import PlanWriter
from entrelieux.reception.services import digest_of
from entrelieux.reception.situation import SituationParams
from entrelieux.reception.wording import departure, near

__all__ = [
    "IntakeGone",
    "SituationParams",
    "intake_for",
    "need_families",
    "plans_behind",
    "plans_for",
    "swaps_for",
]


@dataclass(frozen=True, slots=True)
class NeedFamilyCard:
    code: str
    label: str
    icon: str
    needs: tuple[NeedCard, ...]


def need_families() -> tuple[NeedFamilyCard, ...]:
    """Every need of the pack on its shelf, in the language of the reader."""
    return tuple(
        NeedFamilyCard(
            family.code,
            _in_language(family),
            family.icon,
            tuple(need_card(n) for n in needs_pack.load_needs() if n.family == family.code),
        )
        for family in needs_pack.load_families()
    )


def need_card(need: Need, *, urgent: bool | None = None) -> NeedCard:
    english = translation.get_language() == "en"
    return NeedCard(
        code=need.code,
        label=need.english if english else need.label,
        short=need.english_short if english else need.short,
        icon=need.icon,
        urgent=need.urgent if urgent is None else urgent,
    )


def _in_language(family: Family) -> str:
    return family.english if translation.get_language() == "en" else family.label


def intake_for(viewer: Viewer, token: str) -> SituationParams:  # noqa: ARG001  the token is the key
    """What was said behind this address.

    Raises:
        IntakeGone: expired, erased, never opened, or said in words that are no longer known.
    """
    return situation_of(intake_row(token))


def intake_row(token: str) -> Intake:
    row = Intake.objects.filter(
        token_digest=digest_of(token), expires_at__gt=timezone.now()
    ).first()
    if row is None:
        raise IntakeGone
    return row


def plans_for(
    viewer: Viewer,  # noqa: ARG001  the published offer is the same for everybody
    params: SituationParams,
    *,
    seed: int | None = None,
    today: date | None = None,
) -> PlansCard:
    """The few plans worth showing for this situation, each step explained.

    ``seed`` breaks ties between equal answers; by default it is the day's number, so that nobody
    is always first.

    Raises:
        UserError: the commune is unknown, or the situation cannot be used.
    """
    day = today or timezone.localdate()
    return _plans(params, day.toordinal() if seed is None else seed, today, None)


def plans_behind(viewer: Viewer, token: str, *, today: date | None = None) -> PlansCard:  # noqa: ARG001  the token is the key
    """The plans of the situation kept behind this address, as the person changed them.

    Ties are broken by the day it was opened: a sheet printed in the evening finds the same plan
    the next morning.

    Raises:
        IntakeGone: as ``intake_for``.
        UserError: the situation can no longer be used.
    """
    row = intake_row(token)
    return _plans(situation_of(row), seed_of(row), today, row.choices)


def swaps_for(
    viewer: Viewer,  # noqa: ARG001  the token is the key
    token: str,
    number: int,
    step: str,
    *,
    today: date | None = None,
) -> SwapCard:
    """Whom else could be met at one step of a plan, and what each would cost.

    Args:
        number: of the plan, from 1. step: reference of the interlocutor shown there.

    Raises:
        IntakeGone: as ``intake_for``.
        PlanMoved: the plan or the step is no longer there.
    """
    row = intake_row(token)
    seed = seed_of(row)
    started = time.perf_counter()
    day = today or timezone.localdate()
    found = planned(situation_of(row), seed=seed, day=day, choices=row.choices)
    at_step = others_at(found, number, step, seed)
    search, others = at_step.search, [other.plan for other in at_step.others]
    elapsed = 1000 * (time.perf_counter() - started)
    writer = _writer(search, [at_step.shown.plan, *others], today)
    cards = _needs(search.params)
    card = _card(writer, found, seed, elapsed, cards, plans=())
    return writer.swap_card(card, number, at_step, cards)


def _plans(
    params: SituationParams, seed: int, today: date | None, choices: Choices | None
) -> PlansCard:
    started = time.perf_counter()
    found = planned(params, seed=seed, day=today or timezone.localdate(), choices=choices)
    elapsed = 1000 * (time.perf_counter() - started)
    plans = [plan for one in found.shown for plan in {one.plan: 1, one.choice.plan: 1}]
    writer = _writer(found.search, plans, today)
    needs = _needs(params)
    return _card(writer, found, seed, elapsed, needs, writer.plan_cards(found.shown, needs))


def _writer(search: Search, plans: list[FrontPlan], today: date | None) -> PlanWriter:
    offers = offers_behind(search.offers_of(plans))
    sources = sources_behind(pk for p in plans for v in p.visits for pk in search.sources_of(v))
    now = timezone.localtime().replace(tzinfo=None) if today is None else start_of(today)
    return PlanWriter(search, offers, sources, reach_model(), now)


def _needs(params: SituationParams) -> tuple[NeedCard, ...]:
    urgent = params.urgent_needs()
    return tuple(need_card(need, urgent=i in urgent) for i, need in enumerate(params.needs()))


def _card(
    writer: PlanWriter,
    found: Planned,
    seed: int,
    elapsed: float,
    needs: tuple[NeedCard, ...],
    plans: tuple[PlanCard, ...],
) -> PlansCard:
    search = found.search
    params = search.params
    reached = search.travel
    by_bus = params.mode == TRANSPORT
    method = ride_card(reached.why) if by_bus else method_card(bool(reached.by_road.any()))
    least = min(len(needs) - len(plan.covered) for plan in search.front)
    covered = {need for plan in search.front if plan.uncovered == least for need in plan.covered}
    return PlansCard(
        origin=search.origin,
        near=near(search.origin.name),
        departure=departure(search.origin.name),
        mode=params.mode,
        mode_label=writer.mode_label,
        max_minutes=params.max_minutes,
        estimate=method.label,
        not_validated=method.not_validated,
        credit=method.credit,
        is_estimate=method.is_estimate,
        needs=needs,
        unanswered=tuple(card for i, card in enumerate(needs) if i not in covered),
        plans=plans,
        front_size=len(search.front),
        seed=seed,
        candidates=search.world.looked_at,
        is_fiction=offer_is_fiction(),
        situation_lines=writer.situation_lines(),
        choices_dropped=found.dropped,
        computed_ms=elapsed,
    )
