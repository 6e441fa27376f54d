"""Who could answer a request, in which order, and why: each term in words, nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from django.db.models import Count, Q
from django.utils import timezone

from entrelieux.directory.reaching import MOST_MINUTES
from entrelieux.engine.hours import HoursError, free_time
from entrelieux.engine.hours.bits import Words
from entrelieux.engine.matching import (
    MEETING,
    Ask,
    Bid,
    Degree,
    Held,
    Match,
    Nearness,
    Proof,
    Wanted,
    need_key,
    rank,
)
from entrelieux.engine.matching.machine import OPEN_TO_EACH_OTHER
from entrelieux.exchanges import competences
from entrelieux.exchanges.adapters import minutes_between
from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.explaining import ANY_NEED, TermSaid, said_terms
from entrelieux.exchanges.models import Introduction, Offer, Request, Showing
from entrelieux.exchanges.wording import label, without_contact
from entrelieux.kernel.competences import wanted_for
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr.needs import needs_by_code
from entrelieux.passerelles.persons import stages_of
from entrelieux.passerelles.policies import HELPERS
from entrelieux.territories.selectors import communes_by_code

MOST_SHOWN = 6
SHOWN_DAYS = 90
KIND = "genre:"
PLACE = "lieu"
"""What is looked for is said by this kind itself, whatever needs there are besides."""
PROOFS = {
    "declare": Proof.DECLARED,
    "pair": Proof.PEER,
    "encadrant": Proof.SUPERVISOR,
    "certifie": Proof.CERTIFIED,
}
_DEGREES = {"exact": Degree.EXACT, "proche": Degree.CLOSE, "voisin": Degree.RELATED}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer that may answer. words: without what calls somebody. minutes: None for unknown.

    moved_by_rotation: others are as good; it comes here because it was shown less.
    """

    ref: str
    kind: str
    words: str
    commune: str
    minutes: int | None
    competences: tuple[str, ...]
    score: float
    terms: tuple[TermSaid, ...]
    moved_by_rotation: bool
    is_mentor: bool
    is_fiction: bool


def proposals_for(
    viewer: Viewer, request: Request, *, helping: str = "", most: int = MOST_SHOWN
) -> tuple[Proposal, ...]:
    """Best first. helping: the structure that accompanies who asks, "" when they are alone."""
    offers = _offers_for(viewer, request, helping)
    taken = set(request.introductions.values_list("offer_id", flat=True))
    return _ranked(request, [one for one in offers if one.pk not in taken])[:most]


def proposal_for(viewer: Viewer, request: Request, offer_ref: str, *, helping: str) -> Proposal:
    """One of them, by its reference, however far it stands.

    Raises:
        Gone: it is not among them.
    """
    found = _ranked(request, _offers_for(viewer, request, helping))
    one = next((one for one in found if one.ref == offer_ref), None)
    if one is None:
        raise Gone
    return one


def record_showings(viewer: Viewer, request: Request, *, helping: str = "") -> None:
    """Whoever is on the page now was shown once to this request. Inside a transaction."""
    shown = [one.ref for one in proposals_for(viewer, request, helping=helping)]
    now = timezone.now()
    Showing.objects.bulk_create(
        (
            Showing(offer_id=pk, request=request, at=now)
            for pk in Offer.objects.filter(ref__in=shown).values_list("pk", flat=True)
        ),
        ignore_conflicts=True,
    )


def _offers_for(viewer: Viewer, request: Request, helping: str) -> list[Offer]:
    """Open, not their own, of the same world, and that this viewer may be shown."""
    rows = Offer.objects.filter(
        state=Offer.State.OPEN,
        valid_until__gte=timezone.localdate(),
        is_fiction=request.is_fiction,
    ).exclude(follow_up_id=request.follow_up_id)
    seen = Q(visible_to="public")
    if viewer.networks() or viewer.organisations(*HELPERS):
        network = request.follow_up.network
        seen |= Q(visible_to="reseau", follow_up__network=network) if network else Q()
    if helping:
        ours = Q(follow_up__organisation_ref=helping)
        ours |= Q(follow_up__referent_organisation_ref=helping)
        seen |= Q(visible_to="mediateur") & ours
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    lately = Q(showings__at__gte=since) & ~Q(showings__request=request)
    counted = rows.filter(seen).annotate(shown=Count("showings", filter=lately, distinct=True))
    return list(counted.prefetch_related("held").order_by("pk"))


def _ranked(request: Request, offers: Sequence[Offer]) -> tuple[Proposal, ...]:
    if not offers:
        return ()
    minutes = minutes_between(request.code_insee, [one.code_insee for one in offers])
    near_enough = [
        (offer, found)
        for offer, found in zip(offers, minutes, strict=True)
        if _may_meet(request, offer, found)
    ]
    if not near_enough:
        return ()
    ask, near = ask_of(request), nearness_now()
    busy = _busy([offer.pk for offer, _found in near_enough])
    bids = [bid_of(offer, busy.get(offer.pk, 0)) for offer, _found in near_enough]
    matches = rank(ask, bids, [found for _o, found in near_enough], near, seed=request.ref)
    by_ref = {offer.ref: (offer, found) for offer, found in near_enough}
    names = communes_by_code([offer.code_insee for offer, _found in near_enough])
    return tuple(
        _proposal(request, match, *by_ref[match.ref], names.get(by_ref[match.ref][0].code_insee))
        for match in matches
    )


def _may_meet(request: Request, offer: Offer, minutes: float | None) -> bool:
    """Known to be out of reach of both, and no other way than seeing each other: left out."""
    if minutes is None or minutes <= (request.most_min or MOST_MINUTES):
        return True
    if offer.radius_min and minutes <= offer.radius_min:
        return True
    ways = set(request.modes or pack.ways()) & set(offer.modes or pack.ways())
    return (minutes != inf and request.most_min is None) or bool(ways - {MEETING})


def ask_of(request: Request) -> Ask:
    wanted = wanted_for(request.needs, request.competences, competences.map_now())
    if not wanted or request.kind == PLACE:
        wanted = (*wanted, Wanted(KIND + request.kind))
    return Ask(
        ref=request.ref,
        wanted=wanted,
        free=_free(request.availability),
        modes=frozenset(request.modes),
        languages=frozenset(request.languages),
        budget_free=request.only_free,
        step_free=request.step_free,
        stage=request.stage or _stage_now(request),
        owner=str(request.follow_up_id),
    )


def bid_of(offer: Offer, busy: int) -> Bid:
    held = [Held(one.code, PROOFS[one.proof]) for one in offer.held.all()]
    held += [Held(need_key(code)) for code in offer.needs]
    if offer.kind == pack.MENTOR and not held:
        held.append(Held(ANY_NEED))
    held.append(Held(KIND + offer.kind))
    free = {"gratuit": True, "don": True, "echange": True, "payant": False}
    return Bid(
        ref=offer.ref,
        owner=str(offer.follow_up_id),
        held=tuple(held),
        free=_free(offer.availability),
        modes=frozenset(offer.modes),
        languages=frozenset(offer.languages),
        is_free=free.get(offer.conditions),
        is_accessible=offer.step_free,
        room=max(offer.most_at_once - busy, 0),
        shown=getattr(offer, "shown", 0),
        stages=frozenset(offer.stages),
    )


def nearness_now() -> Nearness:
    return competences.nearness(competences.map_now(), _kinds())


def _kinds() -> tuple[tuple[str, str, Degree], ...]:
    meeting = tuple(
        (KIND + asked, KIND + offered, _DEGREES[degree])
        for asked, offered, degree in pack.kinds_that_meet()
    )
    needs = tuple((need_key(code), ANY_NEED, Degree.CLOSE) for code in needs_by_code())
    known = tuple((code, ANY_NEED, Degree.RELATED) for code in competences.known())
    return (*meeting, *needs, *known)


def _stage_now(request: Request) -> str:
    """Where the person says that their project stands today, "" for unsaid."""
    told = stages_of([request.follow_up_id])[request.follow_up_id]
    return told[-1].stage.code if told else ""


def _busy(offers: Sequence[int]) -> dict[int, int]:
    open_ = [state.value for state in OPEN_TO_EACH_OTHER]
    rows = Introduction.objects.filter(offer_id__in=offers, state__in=open_)
    return dict(rows.values_list("offer_id").annotate(n=Count("pk")))


def _free(text: str) -> Words | None:
    if not text:
        return None
    try:
        return free_time(text)
    except HoursError:
        return None


def _proposal(
    request: Request, match: Match, offer: Offer, minutes: float | None, commune: object
) -> Proposal:
    return Proposal(
        ref=offer.ref,
        kind=label(pack.offers(), offer.kind),
        words=without_contact(offer.words),
        commune=getattr(commune, "name", ""),
        minutes=None if minutes in {None, inf} else int(minutes or 0),
        competences=tuple(competences.label_of(one.code) for one in offer.held.all()),
        score=match.score,
        terms=said_terms(match.terms, request, offer),
        moved_by_rotation=match.moved_by_rotation,
        is_mentor=offer.kind == pack.MENTOR,
        is_fiction=offer.is_fiction,
    )
