"""Why this offer and not another? Each term of the score in plain words, what is unknown said."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.directory.structures import structure_for
from entrelieux.directory.wording import need_label, week_in_words
from entrelieux.engine.hours import free_time
from entrelieux.engine.matching import (
    CONDITIONS,
    COVERAGE,
    HOURS,
    PROOF,
    PROXIMITY,
    Answer,
    Degree,
    Proof,
    Term,
    Why,
    need_key,
)
from entrelieux.exchanges import competences
from entrelieux.exchanges.models import Offer, Request
from entrelieux.exchanges.wording import label
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import exchanges as pack

NEED = need_key("")
KIND = "genre:"
ANY_NEED = "accompagne:tout"
"""Held by a mentor who names no need and no competence: they walk with anybody."""


@dataclass(frozen=True, slots=True)
class TermSaid:
    """code: of the formula. said: one sentence. is_known: False is « à vérifier »."""

    code: str
    said: str
    is_known: bool


def said_terms(terms: tuple[Term, ...], request: Request, offer: Offer) -> tuple[TermSaid, ...]:
    """In the order of the formula; a condition that nobody set says nothing."""
    write = {
        COVERAGE: _coverage,
        PROXIMITY: _proximity,
        HOURS: _hours,
        PROOF: _proof,
        CONDITIONS: _conditions,
    }
    return tuple(
        TermSaid(term.code, said, is_known)
        for term in terms
        for said, is_known in write[term.code](term.facts, request, offer)
    )


Said = list[tuple[str, bool]]


def _coverage(facts: Any, _request: Request, _offer: Offer) -> Said:
    answered = (_answered(one) for one in facts["answers"] if one.degree is not None)
    said = [(one, True) for one in dict.fromkeys(answered)]
    missing = [named(one.wanted) for one in facts["answers"] if one.degree is None]
    if missing and said:
        said.append((_("Ne dit rien de : %(what)s") % {"what": ", ".join(missing)}, False))
    return said or [(_("Vous n'avez pas dit de besoin précis : tout peut convenir."), True)]


def _answered(one: Answer) -> str:
    what = named(one.wanted)
    if one.wanted.startswith(KIND):
        return _("Du même genre que ce que vous cherchez")
    if one.by == ANY_NEED:
        return _("Accompagne quelqu'un, quel que soit le besoin")
    by = named(one.by)
    if one.degree is Degree.EXACT:
        if by == what:
            return _("Répond exactement à « %(what)s »") % {"what": what}
        return _("Répond exactement à « %(what)s » : %(by)s") % {"what": what, "by": by}
    if one.degree is Degree.CLOSE:
        return _("Proche de « %(what)s » : %(by)s") % {"what": what, "by": by}
    return _("Aide pour une partie de « %(what)s » : %(by)s") % {"what": what, "by": by}


def named(code: str) -> str:
    """A need, a kind or a competence in words."""
    if code.startswith(NEED):
        return need_label(code.removeprefix(NEED))
    if code.startswith(KIND):
        kind = code.removeprefix(KIND)
        return label(pack.offers() if kind in pack.offers() else pack.requests(), kind)
    return competences.label_of(code)


def _proximity(facts: Any, _request: Request, offer: Offer) -> Said:
    if facts["at_a_distance"]:
        return [(_("À distance : personne ne se déplace"), True)]
    minutes = facts["minutes"]
    if minutes is None:
        return [(_("Distance à vérifier"), False)]
    if minutes == float("inf"):
        return [(_("Loin : à plus de quatre heures de route"), True)]
    time = {"time": ui.duration(int(minutes))}
    if minutes < 1:
        said = _("Dans votre commune")
    elif offer.radius_min and minutes <= offer.radius_min:
        said = _("À %(time)s en voiture, et peut venir jusqu'à vous") % time
    else:
        said = _("À %(time)s en voiture") % time
    return [(said, True)]


def _hours(facts: Any, request: Request, offer: Offer) -> Said:
    hours = facts["hours"]
    if hours is None:
        return [(_("Quand se voir : à dire entre vous"), False)]
    if not hours:
        return [(_("Vos moments libres ne se croisent pas : à voir ensemble"), False)]
    both = free_time(request.availability) & free_time(offer.availability)
    return [(_("Libre aussi : %(when)s") % {"when": week_in_words(both)}, True)]


def _proof(facts: Any, _request: Request, offer: Offer) -> Said:
    best = facts["best"]
    if best in {None, Proof.DECLARED}:
        return [(_("C'est la personne qui le dit"), True)]
    row = next((one for one in offer.held.all() if one.code == facts["competence"]), None)
    card = structure_for(ANYONE, row.proved_by_ref) if row and row.proved_by_ref else None
    who = {"who": card.name if card else _("quelqu'un du réseau")}
    if best is Proof.CERTIFIED:
        return [(_("Diplôme ou certificat vu par %(who)s") % who, True)]
    return [(_("Vu à l'œuvre par %(who)s") % who, True)]


def _conditions(facts: Any, _request: Request, offer: Offer) -> Said:
    said = [(_MET[why](), True) for why in facts["met"]]
    said += [(_UNMET[why](), False) for why in facts["unmet"]]
    said += [(_UNKNOWN[why](), False) for why in facts["unknown"]]
    if Why.PRICE not in {*facts["met"], *facts["unmet"]} and offer.conditions:
        said.append((label(pack.conditions(), offer.conditions), True))
    return said


_MET = {
    Why.MODE: lambda: _("La façon de se voir vous va à tous les deux"),
    Why.LANGUAGE: lambda: _("Vous parlez une même langue"),
    Why.ACCESS: lambda: _("Accessible en fauteuil roulant"),
    Why.PRICE: lambda: _("Sans argent"),
    Why.STAGE: lambda: _("Connaît l'étape où vous en êtes"),
}
_UNMET = {
    Why.MODE: lambda: _("Ne se voit pas de la façon que vous avez dite"),
    Why.LANGUAGE: lambda: _("Ne dit pas parler votre langue"),
    Why.ACCESS: lambda: _("Pas accessible en fauteuil roulant"),
    Why.PRICE: lambda: _("Demande un prix"),
    Why.STAGE: lambda: _("Connaît d'autres étapes que la vôtre"),
}
_UNKNOWN = {
    Why.MODE: lambda: _("Façon de se voir : à vérifier"),
    Why.LANGUAGE: lambda: _("Langue : à vérifier"),
    Why.ACCESS: lambda: _("Accessible : à vérifier"),
    Why.PRICE: lambda: _("Prix : à vérifier"),
    Why.STAGE: lambda: _("Étape du projet : à vérifier"),
}
