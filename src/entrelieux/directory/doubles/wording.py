"""Why two sheets look alike, or not, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from entrelieux.directory.models import SamePlace
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.linkage import Term
from entrelieux.kernel import ui

HARDLY = 0.25
"""Bits under which a term says nothing worth reading."""


def reasons(
    terms: Iterable[Term], *, have_one_name: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What says that they are one place, then what says the contrary; what weighs most first.

    A common name that only says what is done there weighs as such; it is still said to be one.
    """
    ordered = sorted(terms, key=lambda term: -abs(term.weight))
    likely = [_for(term) for term in ordered if term.weight >= HARDLY]
    unlikely = [_against(term) for term in ordered if term.weight <= -HARDLY]
    if have_one_name:
        likely = [_("même nom"), *(reason for reason in likely if reason != _("même nom"))]
    return tuple(likely), tuple(unlikely)


def function(code: str) -> str:
    known = {
        SamePlace.Function.ANIMATOR.value: _("l'animation du réseau"),
        SamePlace.Function.OPERATOR.value: _("l'exploitation du site"),
    }
    return known.get(code, _("quelqu'un qui en avait le droit"))


def distance(metres: float | None) -> str:
    """« à 12 m », « à 3,4 km »; "" unknown."""
    if metres is None:
        return ""
    if metres < 1:
        return _("au même point")
    if metres < 950:
        return _("à %(m)s m") % {"m": ui.number(round(metres))}
    return _("à %(km)s km") % {"km": f"{metres / 1000:.1f}".replace(".", _(",")).removesuffix(",0")}


def _for(term: Term) -> str:
    if term.code == "distance":
        return distance(float(term.one)) if term.one else _("proches")
    same = fold(term.one) == fold(term.other)
    known = {
        "nom": (_("même nom"), _("noms proches")),
        "adresse": (_("même adresse"), _("adresses proches")),
        "siret": (_("même SIRET"), _("même organisme (SIREN)")),
        "telephone": (_("même téléphone"), _("même téléphone")),
        "courriel": (_("même courriel"), _("même courriel")),
        "site_web": (_("même site"), _("sites proches")),
        "nature": (_("même nature"), _("natures proches")),
    }
    exact, near = known.get(term.code, (term.code, term.code))
    return exact if same else near


def _against(term: Term) -> str:
    if term.code == "distance":
        return distance(float(term.one)) if term.one else _("éloignés")
    known = {
        "nom": _("noms différents"),
        "adresse": _("adresses différentes"),
        "siret": _("SIRET différents"),
        "telephone": _("téléphones différents"),
        "courriel": _("courriels différents"),
        "site_web": _("sites différents"),
        "nature": _("natures différentes"),
    }
    return known.get(term.code, term.code)
