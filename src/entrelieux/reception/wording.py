"""A plan in plain words: labels, reasons, freshness, clock."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.engine.orientation.choice import Choice, Quality
from entrelieux.engine.orientation.model import NOT_ANSWERED, FrontPlan
from entrelieux.engine.orientation.tour import Tour
from entrelieux.packs.fr import offer as offer_pack


def freshness(confirmed_on: date | None, today: date) -> str:
    """How old a record is, in the words one would use."""
    if confirmed_on is None:
        return _("Date de mise à jour inconnue")
    months = (today.year - confirmed_on.year) * 12 + today.month - confirmed_on.month
    if months < 1:
        return _("Confirmé ce mois-ci")
    if months < 24:
        return ngettext(
            "Confirmé il y a %(count)d mois", "Confirmé il y a %(count)d mois", months
        ) % {"count": months}
    return _("Confirmé il y a %(count)d ans") % {"count": months // 12}


def label_of(choice: Choice) -> str:
    names = {
        Quality.FEWEST_PEOPLE: _("Le moins d'interlocuteurs"),
        Quality.NEAREST: _("Le moins de trajet"),
        Quality.BEST_FIT: _("Le mieux adapté"),
        Quality.BALANCED: _("L'équilibre"),
        Quality.LIGHTER: _("Un besoin de moins, beaucoup moins de route"),
    }
    told = [q for q in choice.qualities if q is not Quality.BALANCED] or list(choice.qualities)
    first, *others = (names[q] for q in told)
    return " · ".join([first, *(name[0].lower() + name[1:] for name in others)])


def reason_of(plan: FrontPlan, others: Sequence[FrontPlan]) -> str:
    """What this plan gains and costs beside the others shown."""
    if not others:
        return _("Aucun autre choix ne fait mieux sur un point.")
    gains, costs = [], []
    people = plan.interlocutors - min(other.interlocutors for other in others)
    minutes = plan.minutes - min(other.minutes for other in others)
    fit = plan.fit - min(other.fit for other in others)
    if people < 0:
        gains.append(
            ngettext("%(n)d interlocuteur de moins", "%(n)d interlocuteurs de moins", -people)
            % {"n": -people}
        )
    elif people:
        costs.append(
            ngettext("%(n)d interlocuteur de plus", "%(n)d interlocuteurs de plus", people)
            % {"n": people}
        )
    if minutes < 0:
        gains.append(_("%(n)d min de trajet en moins") % {"n": -minutes})
    elif minutes:
        costs.append(_("%(n)d min de trajet en plus") % {"n": minutes})
    if fit < 0:
        gains.append(_("des réponses plus précises"))
    elif fit:
        costs.append(_("des réponses moins précises"))
    if plan.uncovered > min(other.uncovered for other in others):
        costs.append(_("un besoin sans réponse de plus"))
    if gains and costs:
        return _("%(gains)s, mais %(costs)s.") % {
            "gains": _capital(", ".join(gains)),
            "costs": ", ".join(costs),
        }
    if gains:
        return _capital(", ".join(gains)) + "."
    return _("Entre les autres : %(costs)s que le meilleur sur chaque point.") % {
        "costs": ", ".join(costs)
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def quality_of(penalty: int) -> str:
    if penalty >= NOT_ANSWERED:
        return ""
    return (
        _("répond exactement"),
        _("réponse proche, ou une condition à vérifier"),
        _("peut aider en partie"),
        _("peut aider en partie, à vérifier"),
    )[penalty]


def labels_of(publics: Iterable[Sequence[str]]) -> str:
    known = offer_pack.publics()
    codes = dict.fromkeys(code for codes in publics for code in codes)
    return ", ".join(known[code].label if code in known else code for code in codes)


def tour_note(tour: Tour, *, unknown: bool) -> str:
    day = date_format(date(2024, 1, 1 + tour.weekday), "l")
    note = _("Possible le %(day)s : départ %(leave)s, retour %(back)s.") % {
        "day": day,
        "leave": _clock(tour.leaves_at),
        "back": _clock(tour.returns_at),
    }
    return note + (" " + _("Certains horaires restent à vérifier.") if unknown else "")


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
