"""« Pourquoi pas X ? »: somebody found by their name, and the exact reason, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from entrelieux.directory.cards import OfferCard
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.finding.words import spaced, words_of
from entrelieux.directory.riding.wording import no_outing
from entrelieux.directory.structures import places_named, services_at_a_distance_named
from entrelieux.engine.language.fold import fold
from entrelieux.engine.orientation.front import Grouped
from entrelieux.engine.orientation.model import NOT_ANSWERED, Vector
from entrelieux.engine.orientation.swap import World
from entrelieux.engine.orientation.why_not import (
    Bar,
    Standing,
    Verdict,
    Way,
    barred,
    standing,
)
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.reception.adapters import Search, seed_of, situation_of
from entrelieux.reception.cards import Cost, NeedCard
from entrelieux.reception.errors import PlanMoved
from entrelieux.reception.planning import Planned, Shown, everybody, planned
from entrelieux.reception.selectors import intake_row, need_card
from entrelieux.reception.situation import MOST_MINUTES
from entrelieux.reception.travelling import travel_of
from entrelieux.reception.wording import costs, labels_of, people, travel

MOST_FOUND = 8
LOOKED_AT = 60
A_DAY = 1_440


@dataclass(frozen=True, slots=True)
class FoundInterlocutor:
    """Somebody of this name. minutes: one way; None at a distance, or when no road leads there."""

    key: str
    organisation: str
    place: str
    town: str
    minutes: int | None
    is_remote: bool


@dataclass(frozen=True, slots=True)
class WhyNotCard:
    """reasons: each true, most important first. costs: what taking them would change.

    steps: (reference, name) of the steps of the plan that they could replace. is_met: they are
    in the plan shown. other_plan: number of a plan shown that meets them; 0 when none does.
    """

    who: FoundInterlocutor
    answers: tuple[NeedCard, ...]
    reasons: tuple[str, ...]
    costs: tuple[Cost, ...]
    steps: tuple[tuple[str, str], ...]
    is_met: bool
    other_plan: int


def interlocutors_named(viewer: Viewer, token: str, text: str) -> tuple[FoundInterlocutor, ...]:
    """Whom a name typed may speak of: those of that name first, then the nearest.

    Raises:
        IntakeGone: expired, erased or never opened.
    """
    row = intake_row(token)
    found = planned(situation_of(row), seed=seed_of(row), day=timezone.localdate())
    search, words = found.search, words_of(text)
    rows = _offers_named(viewer, search, text)
    index = search.catalogue.index
    persons = np.unique(np.searchsorted(index.offer_start, rows, side="right") - 1)
    minutes = _minutes_to_all(search)
    ranked = sorted(persons.tolist(), key=lambda one: (_minutes(search, minutes, one), one))
    cards = _offer_cards(search, ranked[:LOOKED_AT])
    known = [_found(search, one, cards[one], minutes) for one in ranked if one in cards]

    def rank(one: FoundInterlocutor) -> bool:
        name = spaced(fold(one.organisation))
        return not all(word in name for word in words)

    return tuple(sorted(known, key=rank)[:MOST_FOUND])


def _offers_named(viewer: Viewer, search: Search, text: str) -> NDArray[np.intp]:
    catalogue = search.catalogue
    at_places = np.isin(catalogue.place, np.array(places_named(viewer, text), np.int64))
    remote = np.array(services_at_a_distance_named(viewer, text), np.int64)
    at_a_distance = (catalogue.place == 0) & np.isin(catalogue.service, remote)
    return np.flatnonzero(at_places | at_a_distance)


def _minutes_to_all(search: Search) -> dict[int, int]:
    """One way to each site that a road leads to, however far."""
    most = MOST_MINUTES if search.travel.ride is not None else A_DAY
    today = timezone.localdate()
    found = travel_of(search.params, search.origin, current_catalogue(today), today, most)
    return dict(zip(found.sites.tolist(), found.minutes.tolist(), strict=True))


def _site_of(search: Search, person: int) -> int | None:
    start = search.catalogue.index.site_start
    if person >= start[-1]:
        return None
    return int(np.searchsorted(start, person, side="right")) - 1


def _minutes(search: Search, minutes: dict[int, int], person: int) -> int:
    site = _site_of(search, person)
    return 0 if site is None else minutes.get(site, A_DAY)


def _offer_cards(search: Search, persons: Sequence[int]) -> dict[int, list[OfferCard]]:
    """What each interlocutor offers; those withdrawn since are left out."""
    catalogue, start = search.catalogue, search.catalogue.index.offer_start
    keys = {
        person: [
            (int(catalogue.service[row]), int(catalogue.place[row]))
            for row in range(int(start[person]), int(start[person + 1]))
        ]
        for person in persons
    }
    cards = offers_behind(key for some in keys.values() for key in some)
    found = {one: [cards[key] for key in some if key in cards] for one, some in keys.items()}
    return {one: some for one, some in found.items() if some}


def _found(
    search: Search, person: int, cards: Sequence[OfferCard], minutes: dict[int, int]
) -> FoundInterlocutor:
    first = cards[0]
    site = _site_of(search, person)
    return FoundInterlocutor(
        key=search.key_of(person),
        organisation=first.organisation.name,
        place=first.place.name if first.place else "",
        town=first.commune,
        minutes=None if site is None else minutes.get(site),
        is_remote=site is None,
    )


def why_not_for(viewer: Viewer, token: str, number: int, key: str) -> WhyNotCard:  # noqa: ARG001  the token is the key
    """Why an interlocutor is not in plan ``number`` (from 1), exactly.

    Raises:
        IntakeGone: expired, erased or never opened.
        PlanMoved: there is no such plan, or nobody of this reference any more.
    """
    row = intake_row(token)
    seed = seed_of(row)
    found = planned(situation_of(row), seed=seed, day=timezone.localdate(), choices=row.choices)
    search = found.search
    person = search.candidate_of(key)
    cards = {} if person is None else _offer_cards(search, [person])
    if person is None or person not in cards:
        raise PlanMoved
    shown = found.shown[number - 1] if 1 <= number <= len(found.shown) else None
    minutes = _minutes_to_all(search)
    who = _found(search, person, cards[person], minutes)
    way = Way(who.minutes, search.params.max_minutes, who.is_remote)
    published = current_catalogue(timezone.localdate()).index
    bars = barred(published, search.asked, person, way)
    reasons = tuple(_why_barred(bar, who, search, cards[person]) for bar in bars)
    if not reasons and _no_outing(search, person):
        reasons = (no_outing(),)
    if reasons:
        return WhyNotCard(who, _answered(search, person), reasons, (), (), False, 0)
    if shown is None:
        raise PlanMoved
    world = everybody(search, seed)
    verdict = standing(world, search.front, shown.plan, person)
    other = _number_meeting(found, person)
    return WhyNotCard(
        who=who,
        answers=_answered(search, person),
        reasons=_why(verdict, who, shown, other, seed),
        costs=_costs(verdict),
        steps=_could_replace(search, world, shown, person),
        is_met=verdict.standing is Standing.MET,
        other_plan=other,
    )


def _no_outing(search: Search, person: int) -> bool:
    """By bus: nobody can go to them and come back while they are there."""
    site = _site_of(search, person)
    if search.travel.ride is None or site is None:
        return False
    index = search.catalogue.index
    low, high = index.offer_start[person], index.offer_start[person + 1]
    some = index.profiles[index.profile[low:high]][:, list(search.asked.needs)]
    return site not in search.travel.sites or bool((some == NOT_ANSWERED).all())


def _answered(search: Search, person: int) -> tuple[NeedCard, ...]:
    """Needs asked that they answer, conditions left aside."""
    index, needs = current_catalogue(timezone.localdate()).index, search.params.needs()
    low, high = index.offer_start[person], index.offer_start[person + 1]
    columns = np.array(search.asked.needs, np.intp)
    best = index.profiles[index.profile[low:high]][:, columns].min(axis=0)
    return tuple(need_card(needs[n]) for n, q in enumerate(best.tolist()) if q != NOT_ANSWERED)


def _could_replace(
    search: Search, world: Grouped, shown: Shown, person: int
) -> tuple[tuple[str, str], ...]:
    """Steps of the plan one of whose needs they answer under the person's conditions."""
    if person in {visit.candidate for visit in shown.plan.visits}:
        return ()
    table = World.of(world)
    mine = table.penalties[table.row(person)]
    steps = [v for v in shown.plan.visits if (mine[list(v.needs)] != NOT_ANSWERED).any()]
    cards = _offer_cards(search, [visit.candidate for visit in steps])
    return tuple(
        (search.key_of(v.candidate), cards[v.candidate][0].organisation.name)
        for v in steps
        if v.candidate in cards
    )


def _number_meeting(found: Planned, person: int) -> int:
    for number, one in enumerate(found.shown, 1):
        if person in {visit.candidate for visit in one.plan.visits}:
            return number
    return 0


def _why_barred(bar: Bar, who: FoundInterlocutor, search: Search, cards: list[OfferCard]) -> str:
    limit, minutes = search.params.max_minutes, who.minutes or 0
    shorts = ", ".join(f"« {need_card(need).short} »" for need in search.params.needs())
    publics = labels_of(c.publics for c in cards if c.publics and "tous-publics" not in c.publics)
    return {
        Bar.NEEDS: _("D'après sa fiche, il ne répond pas à : %(needs)s.") % {"needs": shorts},
        Bar.ROAD: _("Aucune route connue ne mène là depuis la commune de départ.")
        if search.travel.ride is None
        else no_outing(),
        Bar.DISTANCE: _(
            "C'est à %(time)s, soit %(more)s de plus que les %(most)s acceptées pour un aller."
        )
        % {
            "time": ui.duration(minutes),
            "more": ui.duration(minutes - limit),
            "most": ui.duration(limit),
        },
        Bar.REMOTE: _("Il ne reçoit qu'à distance, et la personne ne le souhaite pas."),
        Bar.ZONE: _("Il s'occupe d'un autre territoire que celui de la personne."),
        Bar.PUBLIC: _("Il s'adresse à d'autres personnes : %(labels)s.") % {"labels": publics},
        Bar.FEES: _("C'est payant, et la personne ne cherche que du gratuit."),
        Bar.WHEELCHAIR: _("On n'y entre pas de plain-pied ni en fauteuil."),
        Bar.HOURS: _("C'est fermé quand la personne est libre."),
    }[bar]


def _why(
    verdict: Verdict,
    who: FoundInterlocutor,
    shown: Shown,
    other: int,
    seed: int,
) -> tuple[str, ...]:
    name = who.organisation
    kind = verdict.standing
    if kind is Standing.MET:
        return (_("%(name)s est déjà dans ce parcours.") % {"name": name},)
    if kind is Standing.DRAWN:
        return (
            _(
                "%(name)s ferait tout aussi bien : autant de personnes, autant de trajet, des "
                "réponses aussi précises. À égalité, le tirage au sort a choisi quelqu'un d'autre "
                "(tirage n° %(seed)d)."
            )
            % {"name": name, "seed": seed},
        )
    if kind is Standing.BEATEN:
        assert verdict.better is not None
        is_shown = verdict.better == shown.plan.vector
        last = (
            _("Le parcours montré fait aussi bien ou mieux sur tous les points.")
            if is_shown
            else _("Un autre parcours fait aussi bien ou mieux sur tous les points : %(plan)s.")
            % {"plan": _in_words(verdict.better)}
        )
        return (_best_with(name, verdict.with_them), last)
    lots = _("À égalité, le tirage au sort a choisi quelqu'un d'autre (tirage n° %(seed)d).")
    last = (
        _("C'est un autre compromis : rien ne le bat sur tous les points.")
        if kind is Standing.ELSEWHERE
        else lots % {"seed": seed}
    )
    seen = _("Vous le trouvez dans « Voir d'autres solutions ».") if other else ""
    return tuple(filter(None, (_best_with(name, verdict.with_them), last, seen)))


def _best_with(name: str, vector: Vector) -> str:
    return _("Le meilleur parcours qui passe par %(name)s : %(plan)s.") % {
        "name": name,
        "plan": _in_words(vector),
    }


def _in_words(vector: Vector) -> str:
    uncovered, count, minutes, _fit = vector
    parts = [people(count), travel(minutes, goes_out=minutes == 0)]
    if uncovered:
        said = ngettext("%(n)d besoin sans réponse", "%(n)d besoins sans réponse", uncovered)
        parts.append(said % {"n": uncovered})
    return ", ".join(parts)


def _costs(verdict: Verdict) -> tuple[Cost, ...]:
    if verdict.standing in {Standing.MET, Standing.DRAWN}:
        return ()
    uncovered, count, minutes, fit = verdict.cost
    found = costs(
        people=count, minutes=minutes, fit=fit if not uncovered else 0,
        lost=(), won=(), elsewhere=(),
    )  # fmt: skip
    if not uncovered:
        return tuple(found)
    count = abs(uncovered)
    more = ngettext(
        "%(n)d besoin de plus sans réponse", "%(n)d besoins de plus sans réponse", count
    )
    less = ngettext(
        "%(n)d besoin de moins sans réponse", "%(n)d besoins de moins sans réponse", count
    )
    said = more if uncovered > 0 else less
    first = Cost(said % {"n": count}, 1 if uncovered > 0 else -1, "circle-help")
    return (first, *found)
