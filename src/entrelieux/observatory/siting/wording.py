"""Where to open, said in words. Every text is made of figures, the same live and kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.kernel.ui import duration, number
from entrelieux.observatory.access.wording import mode, moment
from entrelieux.observatory.siting.asking import (
    ALL,
    FAIR,
    NEAR,
    ROUNDS,
    SitingAsked,
    SitingParams,
    siting_understood,
)
from entrelieux.observatory.wording import labels_of
from entrelieux.territories.selectors import commune_for

Figures = Mapping[str, Any]
SAME = 1e-6
"""Objectives closer than this are equal."""


def goals() -> dict[str, str]:
    """What counts as the best choice, by code."""
    return {
        "couvrir": _("que le plus d'habitants aient un lieu assez près"),
        "rapprocher": _("que les trajets de tous soient les plus courts"),
        "equitable": _("commencer par ceux qui sont le plus loin"),
        "tous": _("que personne ne soit trop loin : combien de lieux faut-il ?"),
        "tournee": _("une permanence qui tourne : le plus d'habitants près d'un arrêt"),
    }


def hosts() -> dict[str, str]:
    return {
        "communes": _("dans toutes les communes"),
        "lieux": _("là où un lieu est connu"),
        "salles": _("là où un lieu dit avoir une salle ou un accueil"),
    }


def doubts() -> dict[str, str]:
    return {
        "surs": _("ne comptent pas comme ouverts"),
        "tous": _("comptent comme ouverts"),
    }


def what(asked: SitingAsked) -> str:
    return labels_of(asked.access.kind)[asked.access.code]


def question(asked: SitingAsked) -> str:
    """« Lozère : où ouvrir pour « Créer mon activité », le mardi matin ? »"""
    said = {"where": asked.access.territory.name, "what": what(asked)}
    when = moment(asked.access)
    if asked.is_try:
        text = _("%(where)s, « %(what)s » : qui gagne et qui perd à cet essai") % said
    elif asked.goal == ROUNDS:
        text = _("%(where)s : où faire tourner « %(what)s »") % said
    else:
        text = _("%(where)s : où ouvrir « %(what)s »") % said
    return f"{text}, {when}" if when else text


def base(asked: SitingAsked | None) -> str:
    """Where a round starts and ends; "" without one."""
    found = commune_for(asked.tour.base) if asked and asked.tour else None
    return found.name if found else ""


def near(asked: SitingAsked, limit: int) -> str:
    """« à 30 min au plus en voiture »."""
    return _("à %(minutes)s au plus %(mode)s") % {
        "minutes": duration(limit),
        "mode": mode(asked.access.mode.value),
    }


def opening(one: Figures, within: str) -> str:
    """What one opened commune changes, after its name."""
    parts = []
    if one["nouveaux"]:
        parts.append(
            ngettext(
                "%(people)s habitant aurait un lieu %(within)s, qui n'en a pas aujourd'hui",
                "%(people)s habitants auraient un lieu %(within)s, qui n'en ont pas aujourd'hui",
                one["nouveaux"],
            )
            % {"people": number(one["nouveaux"]), "within": within}
        )
    if one["plus_pres"]:
        parts.append(
            ngettext(
                "%(people)s habitant aurait un trajet plus court",
                "%(people)s habitants auraient un trajet plus court",
                one["plus_pres"],
            )
            % {"people": number(one["plus_pres"])}
        )
    if not parts:
        return _("personne n'y gagnerait de trajet plus court.")
    if len(parts) == 1:
        return f"{parts[0]}."
    return _("%(reached)s ; %(nearer)s.") % {"reached": parts[0], "nearer": parts[1]}


def in_all(whole: Figures, within: str) -> str:
    """Before and after, for everybody."""
    said = {
        "before": number(whole["avant"]),
        "after": number(whole["apres"]),
        "people": number(whole["habitants"]),
        "within": within,
    }
    if whole["avant"] == whole["apres"]:
        return (
            _("Sur %(people)s habitants, %(after)s ont un lieu %(within)s, avant comme après.")
            % said
        )
    return (
        _(
            "En tout, %(after)s habitants sur %(people)s auraient un lieu %(within)s, "
            "au lieu de %(before)s aujourd'hui."
        )
        % said
    )


def travel(whole: Figures) -> str:
    """Mean minutes, only when the same people are counted before and after; "" otherwise."""
    before, after = whole["minutes_avant"], whole["minutes_apres"]
    if whole["avant"] != whole["apres"] or before is None or round(before) == round(after):
        return ""
    return _("Leur trajet moyen passerait de %(before)s à %(after)s.") % {
        "before": duration(round(before)),
        "after": duration(round(after)),
    }


def losing(whole: Figures) -> str:
    if not whole["perdent"]:
        return _("Personne n'y perdrait : aucun trajet ne s'allonge.")
    return ngettext(
        "%(people)s habitant y perdrait : trajet plus long, ou plus de lieu à portée.",
        "%(people)s habitants y perdraient : trajet plus long, ou plus de lieu à portée.",
        whole["perdent"],
    ) % {"people": number(whole["perdent"])}


def proof(asked: SitingAsked, found: Figures) -> str:
    if asked.goal == FAIR:
        return _how_fair(found)
    if found["demontre"]:
        return _("Aucun autre choix ne fait mieux : c'est démontré.")
    if found["ecart"] >= 1:
        return _("Un autre choix ferait peut-être mieux : on ne sait pas de combien.")
    return _("Un autre choix ferait mieux de %(part)s %% au plus.") % {
        "part": number_format(max(0.1, 100 * found["ecart"]), 1)
    }


def _how_fair(found: Figures) -> str:
    step = found.get("pas_en_minutes", 5)  # those kept before it was told were counted so
    if found["demontre"] and step == 1:
        return _("Aucun autre choix n'est plus juste, à la minute près : c'est démontré.")
    if found["demontre"]:
        return _(
            "Aucun autre choix n'est plus juste, les minutes étant comptées de %(n)s en %(n)s : "
            "c'est démontré. À la minute près, on ne le sait pas."
        ) % {"n": step}
    if found["borne"] >= found["objectif"]:
        return _(
            "Le trajet le plus long ne peut pas être plus court : c'est démontré. Pour les "
            "suivants, un autre choix serait peut-être plus juste : ce n'est pas démontré."
        )
    return _(
        "Ce n'est pas démontré : un autre choix serait peut-être plus juste. Le trajet le plus "
        "long ne peut pas descendre sous %(least)s."
    ) % {"least": duration(round(found["borne"]))}


def how_proved(found: Figures) -> str:
    return {
        "trivial": _("Il n'y avait rien à choisir."),
        "prices": _(
            "Un plafond que nul choix ne dépasse a été calculé : ce choix l'atteint exactement."
        ),
        "search": _("Une recherche exacte a écarté tous les autres choix (HiGHS)."),
        "enumeration": _("Tous les choix possibles ont été essayés."),
        "bound": _("Un plafond que nul choix ne dépasse a été calculé : l'écart s'y rapporte."),
    }[found["par"]]


def compared(asked: SitingAsked, found: Figures, other: Figures) -> str:
    """How much less good another choice is; "" when it is as good."""
    best = found["objectif"]
    less = abs(other["objectif"] - best)
    return _less(asked, less, best) if less > SAME else ""


def _less(asked: SitingAsked, less: float, best: float) -> str:
    if asked.goal == ALL:
        return ngettext("%(n)s lieu de plus", "%(n)s lieux de plus", round(less)) % {
            "n": round(less)
        }
    if asked.goal == NEAR:
        return _("%(part)s %% de trajets en plus") % {
            "part": number_format(100 * less / best if best else 0, 1)
        }
    return ngettext(
        "%(people)s habitant de moins", "%(people)s habitants de moins", round(less)
    ) % {"people": number(round(less))}


def apart() -> str:
    return _("Cette recherche est longue : elle est calculée à part, puis gardée.")


def together(words: Sequence[str]) -> str:
    """« A », « A et B », « A, B et C »."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def clock(minutes: int) -> str:
    """« 9 h 05 » of a day; « 9 h » on the hour."""
    hours, rest = divmod(int(minutes), 60)
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(rest)02d") % {"hours": hours, "rest": rest}


def lines_of(params: Mapping[str, str], figures: Figures) -> list[str]:
    """The answer of a study as a few lines of text."""
    asked = siting_understood(SitingParams.from_values(params))
    within, whole = near(asked, figures["minutes"]), figures["bilan"][0]
    said = [question(asked)]
    if asked.is_try:
        said.append(losing(whole))
    said += [f"  {one['commune']} : {opening(one, within)}" for one in figures["ouverts"]]
    said += [in_all(whole, within), travel(whole)]
    if figures["preuve"]:
        said.append(proof(asked, figures["preuve"]))
    return [line for line in (*said, *map(_round, figures["tournees"])) if line]


def _round(one: Figures) -> str:
    """« 8 h 30, Barjac 8 h 46, Saint-Chély 10 h 35, retour 12 h 25 »."""
    stops = [f"{stop['commune']} {clock(stop['arrivee'])}" for stop in one["arrets"]]
    back = _("retour %(time)s") % {"time": clock(one["retour"])}
    return ", ".join([f"  {clock(one['depart'])}", *stops, back])
