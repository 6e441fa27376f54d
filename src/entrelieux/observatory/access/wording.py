"""A study of access, said in words."""

from django.utils.translation import gettext as _

from entrelieux.observatory.access.asking import DAYS, FUNCTION, HALVES, AccessAsked
from entrelieux.observatory.access.drawing import FAR, MIDDLE, NEAR, NONE, PERHAPS
from entrelieux.observatory.wording import labels_of


def mode(code: str) -> str:
    return {"voiture": _("en voiture"), "velo": _("à vélo"), "pied": _("à pied")}.get(code, code)


def day(code: str) -> str:
    names = (
        *(_("lundi"), _("mardi"), _("mercredi"), _("jeudi")),
        *(_("vendredi"), _("samedi"), _("dimanche")),
    )
    return names[DAYS.index(code)]


def half(code: str) -> str:
    return {"matin": _("matin"), "apres-midi": _("après-midi"), "soir": _("soir")}[code]


def moment(asked: AccessAsked) -> str:
    """« le mercredi après-midi », "" at any time."""
    if asked.day is None or asked.half is None:
        return ""
    code = next(name for name, quarters in HALVES.items() if quarters == asked.half)
    return _("le %(day)s %(half)s") % {"day": day(DAYS[asked.day]), "half": half(code)}


def question(asked: AccessAsked) -> str:
    """« Lozère : accès aux fonctions, 30 min en voiture au plus, le mercredi après-midi »."""
    every = _("toutes les fonctions") if asked.kind == FUNCTION else _("tous les besoins")
    what = labels_of(asked.kind)[asked.code] if asked.code else every
    said = _("%(where)s : %(what)s, à %(minutes)s minutes %(mode)s au plus") % {
        "where": asked.territory.name,
        "what": what,
        "minutes": asked.minutes,
        "mode": mode(asked.mode.value),
    }
    when = moment(asked)
    return f"{said}, {when}" if when else said


ALIKE = 0.05
"""A concentration index nearer to 0 than this is said to favour nobody: a judgement of ours."""


def favour(concentration: float | None) -> str:
    """Whom the sharing favours, from −1 to 1; "" when it cannot be said."""
    if concentration is None:
        return ""
    if abs(concentration) < ALIKE:
        return _("Ce que les habitants ont à portée ne dépend guère de cet indicateur.")
    if concentration > 0:
        return _("Plus l'indicateur est haut dans une commune, plus ses habitants ont à portée.")
    return _("Plus l'indicateur est haut dans une commune, moins ses habitants ont à portée.")


def classes(minutes: int) -> tuple[tuple[str, str], ...]:
    """(class, words) of the drawing, for a limit."""
    first, second = minutes // 3, 2 * minutes // 3
    said = _("de %(least)s à %(most)s minutes")
    return (
        (NEAR, _("%(most)s minutes au plus") % {"most": first}),
        (MIDDLE, said % {"least": first + 1, "most": second}),
        (FAR, said % {"least": second + 1, "most": minutes}),
        (PERHAPS, _("à vérifier : les horaires ne sont pas connus")),
        (NONE, _("aucun lieu connu à moins de %(most)s minutes") % {"most": minutes}),
    )
