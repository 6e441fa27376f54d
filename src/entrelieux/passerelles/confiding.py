"""One step of a plan handed over by the person alone: what may leave, then what leaves."""

from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from entrelieux.directory.wording import mode as mode_in_words
from entrelieux.directory.wording import publics, week_in_words
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import services, sharing
from entrelieux.passerelles.cards import FollowUpCard, LineCard
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.hands import PERSON
from entrelieux.passerelles.keys import token_for
from entrelieux.passerelles.selectors import follow_up_behind
from entrelieux.passerelles.services import Agreement, Opening, Proposal, Reached, Receiver
from entrelieux.reception.cards import PlansCard, StepCard
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.reception.kept import kept_for, words_for
from entrelieux.reception.selectors import plans_behind
from entrelieux.reception.situation import SituationParams

PUBLIC = "publics:"
"""One public alone, on the page: each is said, or not, by itself."""
ASKED_APART = frozenset({sharing.NAME, sharing.REACH, sharing.REASON})


@dataclass(frozen=True, slots=True)
class StepToConfide:
    """lines: what may leave besides the needs, the name and the way to be reached.

    follow_up: the one that this plan opened already in the same browser, None at first.
    """

    plans: PlansCard
    step: StepCard
    params: SituationParams
    words: str
    lines: tuple[LineCard, ...]
    follow_up: FollowUpCard | None

    def is_sensitive(self, need: str) -> bool:
        return need in pack.sensitive_needs()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the person agreed to. items: lines ticked one by one, sensitive needs aside."""

    needs: tuple[str, ...]
    mode: str
    message: str
    reached: Reached
    items: tuple[str, ...]


def acting_for_oneself(viewer: Viewer) -> Viewer:
    """Somebody who holds a mandate does not become the owner of a file opened on a public page."""
    return ANYONE if viewer.mandates or viewer.awaits_second_factor else viewer


def step_to_confide(
    viewer: Viewer, token: str, number: int, step: str, opening_key: str = ""
) -> StepToConfide:
    """
    Args:
        token: of the plans. number: of the plan, from 1. step: reference of who is met there.
        opening_key: what this browser keeps of a first step handed over; "" for none.

    Raises:
        IntakeGone: expired, erased or never opened.
        PlanMoved: the plan or the step is no longer there.
    """
    plans = plans_behind(viewer, token)
    found = [s for p in plans.plans if p.number == number for s in p.steps if s.key == step]
    params = kept_for(viewer, token).params
    if params is None:
        raise IntakeGone
    if not found:
        raise PlanMoved
    words = words_for(viewer, token)
    follow_up = _opened(acting_for_oneself(viewer), opening_key)
    lines = _lines_kept(follow_up) if follow_up else _lines_said(plans, params, words)
    return StepToConfide(plans, found[0], params, words, lines, follow_up)


def _opened(actor: Viewer, opening_key: str) -> FollowUpCard | None:
    if not opening_key:
        return None
    try:
        return follow_up_behind(token_for(actor, opening_key))
    except FollowUpGone:
        return None


def _lines_kept(card: FollowUpCard) -> tuple[LineCard, ...]:
    return tuple(
        line
        for line in card.lines
        if line.item not in ASKED_APART and not sharing.need_of(line.item)
    )


def _lines_said(plans: PlansCard, params: SituationParams, words: str) -> tuple[LineCard, ...]:
    values = {
        "commune": plans.origin.name,
        "disponibilites": _free(params),
        "deplacements": mode_in_words(params.mode),
        sharing.WORDS: words,
        **{f"{PUBLIC}{code}": "".join(publics((code,))) for code in params.publics},
        "budget": _("Ne peut rien payer") if params.gratuit else "",
        "acces": _("Accès en fauteuil") if params.fauteuil else "",
    }
    return tuple(
        LineCard(item, sharing.label_of(_item(item)), value, sharing.is_sensitive(_item(item)))
        for item, value in values.items()
        if value
    )


def _free(params: SituationParams) -> str:
    free = params.free()
    return "" if free is None else week_in_words(free)


def _item(key: str) -> str:
    return "publics" if key.startswith(PUBLIC) else key


@transaction.atomic
def confide_step(
    *, actor: Viewer, asked: StepToConfide, agreed: Agreed, opening_key: str, request_key: str
) -> str:
    """Open the follow-up if there is none, and hand the step over. Returns its secret token.

    The same form sent twice hands over once.

    Raises:
        UserError: what was asked cannot be.
    """
    # What leaves is read by the structure: it is written in its language, not in the page's.
    with translation.override("fr"):
        token = _opened_for(actor, asked, agreed, opening_key)
        services.hand_over(
            actor=actor,
            token=token,
            proposal=Proposal(
                to=Receiver(
                    asked.step.organisation.ref, asked.step.place.ref if asked.step.place else ""
                ),
                needs=agreed.needs,
                mode=agreed.mode,
                reason=agreed.message,
            ),
            agreement=Agreement(_items(asked, agreed), given_by=PERSON, manner="en_ligne"),
            request_key=request_key,
        )
    return token


def _opened_for(actor: Viewer, asked: StepToConfide, agreed: Agreed, opening_key: str) -> str:
    if asked.follow_up is not None:
        token = token_for(actor, opening_key)
        services.add_needs(actor=actor, needs=agreed.needs, token=token)
        services.change_contact(actor=actor, reached=agreed.reached, token=token)
        return token
    said = {key.removeprefix(PUBLIC) for key in agreed.items if key.startswith(PUBLIC)}
    opening = Opening(
        code_insee=asked.params.commune,
        needs=tuple(need.code for need in asked.plans.needs),
        situation=asdict(replace(asked.params, publics=tuple(sorted(said)))),
        words=asked.words if sharing.WORDS in agreed.items else "",
        name=agreed.reached.name,
        channel=agreed.reached.channel,
        contact=agreed.reached.contact,
    )
    return services.open_follow_up(actor=actor, opening=opening, request_key=opening_key).token


def _items(asked: StepToConfide, agreed: Agreed) -> tuple[str, ...]:
    """Lines that leave: those ticked, the message, sensitive needs by their name."""
    items = [_item(key) for key in agreed.items]
    items += [sharing.need_item(code) for code in agreed.needs if asked.is_sensitive(code)]
    items += [sharing.REASON] if agreed.message else []
    # In this mode nothing leaves at all, whatever was ticked.
    return tuple(dict.fromkeys(items)) if pack.modes()[agreed.mode].contacts else ()
