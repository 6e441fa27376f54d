"""The front-desk guide: for a need, what to ask, what not to say, a safe next step, and a name.

Nothing is written. The contact is the first step of the plan that the engine finds for that need
alone, from where the person lives.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from entrelieux.accounts.selectors import animators_of, network_of
from entrelieux.directory.wording import in_language
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import guide as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr.guide import Said
from entrelieux.reception.cards import NeedCard, StepCard
from entrelieux.reception.kept import Kept
from entrelieux.reception.needs_shown import emergency
from entrelieux.reception.selectors import need_card, plans_for
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import commune_for, resolve_commune


@dataclass(frozen=True, slots=True)
class GuideCard:
    """What helps for one need. contact: None when nobody is found from there.

    emergency: whom to call now, when the need may not wait.
    """

    need: NeedCard
    questions: tuple[str, ...]
    avoid: str
    instead: str
    next_step: str
    contact: StepCard | None
    emergency: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class OpenGuide:
    """When nothing fits: what to ask, the general door nearby, and who else to ask.

    colleagues: (name, function) of the animators of the network; () when there are none.
    """

    questions: tuple[str, ...]
    door: StepCard | None
    colleagues: tuple[tuple[str, str], ...]
    network: str


def guides_for(
    viewer: Viewer, needs: Collection[str], params: SituationParams | None
) -> tuple[GuideCard, ...]:
    """A card for each need, in their order. params: where and how the person goes; None unknown."""
    by_code = needs_pack.needs_by_code()
    return tuple(_guide(viewer, code, params) for code in dict.fromkeys(needs) if code in by_code)


def _guide(viewer: Viewer, code: str, params: SituationParams | None) -> GuideCard:
    need = needs_pack.needs_by_code()[code]
    family, own = pack.family_guides()[need.family], pack.need_guides()[code]
    return GuideCard(
        need=need_card(need),
        questions=tuple(map(_said, (*family.questions, own.question))),
        avoid=_said(family.avoid),
        instead=_said(family.instead),
        next_step=_said(own.next_step),
        contact=_nearest(viewer, code, params) if params else None,
        emergency=emergency((code,)),
    )


def open_guide(viewer: Viewer, organisation_ref: str, params: SituationParams | None) -> OpenGuide:
    doors = (_nearest(viewer, code, params) for code in pack.GENERAL_DOORS) if params else ()
    network = network_of(organisation_ref)
    people = animators_of(network.ref) if network else ()
    return OpenGuide(
        questions=tuple(map(_said, pack.open_questions())),
        door=next((door for door in doors if door is not None), None),
        colleagues=tuple((one.name, one.function) for one in people),
        network=network.name if network else "",
    )


def _nearest(viewer: Viewer, code: str, params: SituationParams) -> StepCard | None:
    """Who is met first for one need alone, under the person's own conditions."""
    try:
        card = plans_for(viewer, replace(params, besoins=(code,), urgents=()))
    except UserError:
        return None
    plan = next(iter(card.plans), None)
    return plan.steps[0] if plan and plan.steps else None


def _said(sentence: Said) -> str:
    return in_language(sentence.french, sentence.english)


def situation_from(kept: Kept) -> SituationParams | None:
    """Where somebody lives, as far as it was said during a visit. None when it was not."""
    if kept.params is not None:
        return kept.params
    try:
        return _in_commune(resolve_commune(str(kept.answers.get("commune", ""))).ref)
    except UserError:
        return None


def situation_at(code_insee: str) -> SituationParams | None:
    """What the guide supposes of somebody who comes from a commune; None when it is unknown."""
    commune = commune_for(code_insee) if code_insee else None
    return _in_commune(commune.ref) if commune else None


def _in_commune(ref: str) -> SituationParams:
    return SituationParams(ref, (pack.GENERAL_DOORS[0],))
