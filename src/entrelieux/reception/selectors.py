"""From a situation to plans: the one door for pages, the API and the command line."""

import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone, translation

from entrelieux.directory.adapters import Catalogue
from entrelieux.directory.catalogue import current_catalogue, offers_behind, sources_behind
from entrelieux.directory.opening import start_of
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.wording import in_language
from entrelieux.engine.orientation.choice import plans_to_show
from entrelieux.engine.orientation.front import candidates_of, solve
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, ReachModel
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.packs.fr.needs import Family, Need
from entrelieux.reception.adapters import Search, asked_of
from entrelieux.reception.cards import NeedCard, PlansCard
from entrelieux.reception.errors import IntakeGone, SituationError
from entrelieux.reception.models import Intake
from entrelieux.reception.presenting import PlanWriter
from entrelieux.reception.services import digest_of
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import CommuneCard, CommuneUnknown, commune_for

__all__ = ["IntakeGone", "SituationParams", "intake_for", "need_families", "plans_for"]


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
    row = Intake.objects.filter(
        token_digest=digest_of(token), expires_at__gt=timezone.now()
    ).first()
    if row is None:
        raise IntakeGone
    kept: dict[str, Any] = {**row.situation, **row.besoins}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    try:
        return SituationParams(**values)
    except (SituationError, TypeError):
        raise IntakeGone from None


@cache
def reach_model() -> ReachModel:
    return EstimateModel(EstimateParameters.from_mapping(reach_pack.load()))


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
    origin = commune_for(params.commune)
    if origin is None:
        raise CommuneUnknown(params.commune)
    day = today or timezone.localdate()
    seed = day.toordinal() if seed is None else seed
    started = time.perf_counter()
    catalogue = current_catalogue(day)
    search = _search(catalogue, params, origin, seed)
    elapsed = 1000 * (time.perf_counter() - started)
    shown = plans_to_show(search.front, urgent=params.urgent_needs())
    plans = [choice.plan for choice in shown]
    offers = offers_behind(search.offers_of(plans))
    sources = sources_behind(pk for p in plans for v in p.visits for pk in search.sources_of(v))
    now = timezone.localtime().replace(tzinfo=None) if today is None else start_of(day)
    writer = PlanWriter(search, offers, sources, reach_model(), now)
    needs = params.needs()
    urgent = params.urgent_needs()
    cards = tuple(need_card(need, urgent=i in urgent) for i, need in enumerate(needs))
    least = min(len(needs) - len(plan.covered) for plan in search.front)
    covered = {need for plan in search.front if plan.uncovered == least for need in plan.covered}
    return PlansCard(
        origin=origin,
        mode=params.mode,
        mode_label=writer.mode_label,
        max_minutes=params.max_minutes,
        estimate=in_language(reach_model().method.label, reach_pack.english()[0]),
        not_validated=in_language(reach_model().method.not_validated, reach_pack.english()[1]),
        needs=cards,
        unanswered=tuple(card for i, card in enumerate(cards) if i not in covered),
        plans=writer.plan_cards(shown, cards),
        front_size=len(search.front),
        seed=seed,
        candidates=search.world.looked_at,
        is_fiction=offer_is_fiction(),
        situation_lines=writer.situation_lines(),
        computed_ms=elapsed,
    )


def _search(
    catalogue: Catalogue, params: SituationParams, origin: CommuneCard, seed: int
) -> Search:
    asked = asked_of(params, origin)
    point = Origin(origin.lon, origin.lat, origin.density, origin.landmass)
    sites, minutes = reach_model().reachable(
        point, catalogue.targets, Mode(params.mode), params.max_minutes
    )
    world = candidates_of(catalogue.index, asked, sites, minutes, seed=seed)
    return Search(
        params=params,
        origin=origin,
        catalogue=catalogue,
        asked=asked,
        world=world,
        front=solve(world),
    )
