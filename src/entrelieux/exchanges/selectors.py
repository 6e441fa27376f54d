"""What one person reads of their offers, requests and introductions; what they export."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.counter.cards import Desk
from entrelieux.directory.structures import structure_for
from entrelieux.directory.wording import in_language, need_label, tongue, week_in_words
from entrelieux.engine.hours import HoursError, free_time
from entrelieux.engine.hours.bits import DAY
from entrelieux.engine.hours.describe import describe_day
from entrelieux.engine.matching.machine import AWAITED, OPEN_TO_EACH_OTHER, Event, can
from entrelieux.exchanges import competences
from entrelieux.exchanges.cards import (
    IntroductionCard,
    OfferCard,
    Own,
    Reach,
    RequestCard,
    Word,
)
from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.introducing import ANIMATION, PERSON
from entrelieux.exchanges.keys import is_theirs, read_answer
from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.exchanges.moving import ASKS, ENDED, MAY, OFFERS, standing_of
from entrelieux.exchanges.telling import story_of
from entrelieux.exchanges.wording import label, meaning, without_contact
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import passerelles as outcomes_pack
from entrelieux.passerelles.persons import PersonCard, reach_card
from entrelieux.passerelles.policies import HELPERS
from entrelieux.territories.selectors import CommuneCard, communes_by_code

SOON = timedelta(days=21)
_OPEN = tuple(state.value for state in OPEN_TO_EACH_OTHER)


def own_of(pk: int) -> Own:
    """Everything that hangs on one file, latest first; withdrawn things are left out."""
    offers = _offers(pk).exclude(state=Offer.State.OVER)
    requests = Request.objects.filter(follow_up_id=pk).exclude(state=Request.State.OVER)
    return Own(
        tuple(_offer_card(one) for one in offers),
        tuple(_request_card(one) for one in requests.order_by("-said_at", "-pk")),
        introductions_of(pk),
    )


def introductions_of(pk: int) -> tuple[IntroductionCard, ...]:
    asked = _introductions().filter(request__follow_up_id=pk)
    offered = _introductions().filter(offer__follow_up_id=pk)
    found = [introduction_card(row, ASKS) for row in asked]
    found += [introduction_card(row, OFFERS) for row in offered]
    return tuple(sorted(found, key=lambda one: (one.is_final, -one.proposed_at.timestamp())))


def mentors_met(pk: int) -> tuple[tuple[str, int, str], ...]:
    """Mentors of whoever asked, once both agreed: (introduction, their file, how to call them)."""
    rows = _introductions().filter(request__follow_up_id=pk, for_mentor=True, state__in=_OPEN)
    named = ((row, _reach(row.offer.follow_up_id)) for row in rows)
    return tuple((row.ref, row.offer.follow_up_id, reach.name) for row, reach in named if reach)


def still_met(refs: Iterable[str]) -> frozenset[str]:
    """Those of these introductions in which each may still reach the other."""
    rows = Introduction.objects.filter(ref__in=list(refs), state__in=_OPEN)
    return frozenset(rows.values_list("ref", flat=True))


def offer_of(person: PersonCard, ref: str) -> OfferCard:
    """
    Raises:
        Gone: absent, or somebody else's.
    """
    row = _offers(person.pk).filter(ref=_clean(ref)).first()
    if row is None:
        raise Gone
    return _offer_card(row)


def request_row(person: PersonCard, ref: str) -> Request:
    """For what hangs on it. Raises: Gone: absent, or somebody else's."""
    rows = Request.objects.filter(follow_up_id=person.pk, ref=_clean(ref))
    row = rows.select_related("follow_up").first()
    if row is None:
        raise Gone
    return row


def request_card(row: Request) -> RequestCard:
    return _request_card(row)


def introduction_of(person: PersonCard, ref: str) -> IntroductionCard:
    """
    Raises:
        Gone: absent, or between other people.
    """
    row = _introductions().filter(ref=_clean(ref)).first()
    if row is None:
        raise Gone
    sides = {row.request.follow_up_id: ASKS, row.offer.follow_up_id: OFFERS}
    if person.pk not in sides:
        raise Gone
    return introduction_card(row, sides[person.pk])


def introduction_behind(link: str) -> IntroductionCard:
    """What the address of a message opens.

    Raises:
        Gone: too old, badly copied, or over.
    """
    ref, side, seal = read_answer(link)
    row = _introductions().filter(ref=ref).exclude(state__in=ENDED).first()
    if row is None or not is_theirs(row, side, seal):
        raise Gone
    return introduction_card(row, side)


def introduction_card(row: Introduction, side: str) -> IntroductionCard:
    mine, theirs = (row.request, row.offer) if side == ASKS else (row.offer, row.request)
    standing = standing_of(row)
    agreed = standing.ask_agreed if side == ASKS else standing.offer_agreed
    allowed = can(standing) & MAY[side]
    if agreed:
        allowed -= {Event.AGREE_ASK, Event.AGREE_OFFER, Event.LATER}
    place = _commune(theirs.code_insee)
    return IntroductionCard(
        ref=row.ref,
        side=side,
        state=_state(row.state),
        is_final=standing.is_final,
        mine=mine.words,
        theirs=theirs.words if standing.is_open else without_contact(theirs.words),
        their_kind=label(pack.offers() if side == ASKS else pack.requests(), theirs.kind),
        their_commune=place.name if place else "",
        by=_proposer(row),
        terms=tuple((one["said"], one["lang"]) for one in row.terms) if side == ASKS else (),
        can=frozenset(event.value for event in allowed),
        has_agreed=agreed,
        awaits_me=standing.state in AWAITED and not agreed,
        reach=_reach(theirs.follow_up_id) if standing.is_open else None,
        story=story_of(row, side),
        is_mentor=row.for_mentor,
        met_on=row.met_on,
        next_on=row.next_on,
        outcome=_outcome(row.outcome),
        useful=row.useful,
        proposed_at=row.proposed_at,
        thing_ref=mine.ref,
        has_no_reach=_has_no_reach(mine.follow_up_id),
    )


def desks_for(viewer: Viewer) -> tuple[Desk, ...]:
    """Structures for which this viewer may write down what somebody says."""
    found = []
    for ref in sorted(viewer.organisations(*HELPERS)):
        card = structure_for(viewer, ref)
        if card is not None:
            found.append(Desk(ref, card.name, card.place_ref, card.code_insee, card.commune))
    return tuple(sorted(found, key=lambda desk: (desk.name, desk.ref)))


def open_counts() -> tuple[int, int]:
    """(offers, requests) open today."""
    offers = Offer.objects.filter(
        state=Offer.State.OPEN, visible_to="public", valid_until__gte=timezone.localdate()
    )
    return offers.count(), Request.objects.filter(state=Request.State.OPEN).count()


def copied(ref: str) -> dict[str, Any]:
    """All that is kept of one person here, in plain values, for their own copy."""
    offers = Offer.objects.filter(follow_up__ref=ref).order_by("pk")
    requests = Request.objects.filter(follow_up__ref=ref).order_by("pk")
    said = {
        "propositions": [_copied(one) for one in offers.prefetch_related("held")],
        "demandes": [_copied(one) for one in requests],
        "mises en relation": [
            {
                "état": row.state,
                "proposée le": row.proposed_at.isoformat(),
                "vous avez dit": [
                    {"quoi": move.event, "le": move.at.isoformat(), "mot": move.note}
                    for move in row.moves.filter(by=side)
                ],
            }
            for side, rows in (
                (ASKS, _introductions().filter(request__follow_up__ref=ref)),
                (OFFERS, _introductions().filter(offer__follow_up__ref=ref)),
            )
            for row in rows
        ],
    }
    return {name: rows for name, rows in said.items() if rows}


def _copied(row: Offer | Request) -> dict[str, Any]:
    said: dict[str, Any] = {
        "genre": row.kind,
        "mots": row.words,
        "commune": row.code_insee,
        "état": row.state,
        "dit le": row.said_at.isoformat(),
        "disponibilités": row.availability,
        "façons de se voir": row.modes,
        "langues": row.languages,
        "besoins": row.needs,
    }
    if isinstance(row, Offer):
        held = [one.code for one in row.held.all()]
        said |= {"compétences": held, "conditions": row.conditions, "étapes": row.stages}
        said |= {"distance en minutes": row.radius_min, "accessible": row.step_free}
    else:
        said |= {"compétences cherchées": row.competences, "urgence": row.urgency}
        said |= {"étape": row.stage, "sans payer": row.only_free, "fauteuil": row.step_free}
        said |= {"mots montrés au réseau": row.words_shown}
    return {name: value for name, value in said.items() if value not in ("", None, [], False)}


def _offers(pk: int) -> QuerySet[Offer]:
    rows = Offer.objects.filter(follow_up_id=pk).order_by("-said_at", "-pk")
    return rows.prefetch_related("held")


def _introductions() -> QuerySet[Introduction]:
    rows = Introduction.objects.select_related("request", "offer").prefetch_related("moves")
    return rows.order_by("-proposed_at", "-pk")


def _offer_card(row: Offer) -> OfferCard:
    place = _commune(row.code_insee)
    busy = row.introductions.filter(state__in=_OPEN).count()
    return OfferCard(
        ref=row.ref,
        kind=_kind(pack.offers(), row.kind),
        words=row.words,
        commune=place.name if place else "",
        state=Word(row.state, _offer_state(row.state)),
        valid_until=row.valid_until,
        is_over_soon=row.valid_until <= timezone.localdate() + SOON,
        competences=tuple(competences.label_of(one.code) for one in row.held.all()),
        needs=tuple(need_label(code) for code in row.needs),
        facts=tuple(_offer_facts(row)),
        busy=busy,
        most_at_once=row.most_at_once,
        is_mentor=row.kind == pack.MENTOR,
        said_at=row.said_at,
        held=tuple(
            (one.code, competences.label_of(one.code), bool(one.proved_by_ref))
            for one in row.held.all()
        ),
    )


def _request_card(row: Request) -> RequestCard:
    place = _commune(row.code_insee)
    return RequestCard(
        ref=row.ref,
        kind=_kind(pack.requests(), row.kind),
        words=row.words,
        commune=place.name if place else "",
        state=Word(row.state, _request_state(row.state)),
        competences=tuple(competences.label_of(code) for code in row.competences),
        needs=tuple(need_label(code) for code in row.needs),
        facts=tuple(_request_facts(row)),
        said_at=row.said_at,
    )


def _offer_facts(row: Offer) -> list[tuple[str, str]]:
    found = _shared_facts(row)
    if row.conditions:
        found.append((_("Conditions"), label(pack.conditions(), row.conditions)))
    if row.radius_min:
        found.append((_("Je me déplace"), _("jusqu'à %(n)d minutes") % {"n": row.radius_min}))
    if row.step_free is not None:
        said = _("oui") if row.step_free else _("non")
        found.append((_("Accessible en fauteuil"), said))
    found.append((_("Montrée à"), label(pack.audiences(), row.visible_to)))
    return found


def _request_facts(row: Request) -> list[tuple[str, str]]:
    found = _shared_facts(row)
    if row.urgency:
        found.append((_("Pour quand"), label(pack.urgencies(), row.urgency)))
    if row.most_min:
        found.append((_("Trajet au plus"), _("%(n)d minutes") % {"n": row.most_min}))
    if row.only_free:
        found.append((_("Argent"), _("sans payer")))
    if row.step_free:
        found.append((_("Accès"), _("en fauteuil roulant")))
    return found


def _shared_facts(row: Offer | Request) -> list[tuple[str, str]]:
    found = []
    if when := availability_in_words(row.availability):
        found.append((_("Quand"), when))
    if row.modes:
        ways = ", ".join(label(pack.ways(), code).lower() for code in row.modes)
        found.append((_("Comment"), ways))
    if row.languages:
        found.append((_("Langues"), ", ".join(row.languages)))
    return found


def availability_in_words(text: str) -> str:
    if not text:
        return ""
    try:
        week = week_in_words(free_time(text))
        return week.replace(describe_day([(0, DAY)], tongue()), _("toute la journée"))
    except HoursError:
        return text


def _commune(code: str) -> CommuneCard | None:
    return communes_by_code([code]).get(code)


def _kind(words: Any, code: str) -> Word:
    known = words.get(code)
    return Word(code, label(words, code), meaning(known) if known else "")


def _state(code: str) -> Word:
    known = pack.states()[code]
    return Word(code, in_language(known.label, known.english), meaning(known))


def _offer_state(code: str) -> str:
    return {
        Offer.State.OPEN.value: _("proposée"),
        Offer.State.PAUSED.value: _("en pause"),
        Offer.State.OVER.value: _("retirée"),
    }[code]


def _request_state(code: str) -> str:
    return {
        Request.State.OPEN.value: _("en cours"),
        Request.State.ANSWERED.value: _("répondue"),
        Request.State.NOBODY.value: _("personne pour l'instant"),
        Request.State.OVER.value: _("retirée"),
    }[code]


def _outcome(code: str) -> str:
    known = outcomes_pack.outcomes().get(code)
    return in_language(known.label, known.english) if known else ""


def _proposer(row: Introduction) -> str:
    if row.proposed_by == PERSON:
        return ""
    if row.proposed_by == ANIMATION:
        return _("l'animation du réseau")
    card = structure_for(ANYONE, row.organisation_ref)
    return card.name if card else _("une structure du réseau")


def _has_no_reach(pk: int) -> bool:
    card = reach_card(pk)
    return card is None or not (card.reach or card.helped_by)


def _reach(pk: int) -> Reach:
    card = reach_card(pk)
    if card is None:
        return Reach()
    helper = structure_for(ANYONE, card.helped_by[0]) if card.helped_by else None
    if card.reach or helper is None:
        return Reach(card.name, card.reach)
    return Reach(card.name, "", helper.name, helper.telephone)


def _clean(ref: str) -> str:
    return "" if "\x00" in ref else ref
