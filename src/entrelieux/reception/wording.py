"""A plan in plain words: labels, reasons, freshness, clock."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.wording import in_language, tongue
from entrelieux.engine.orientation.choice import Choice, Quality
from entrelieux.engine.orientation.model import FrontPlan
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


def reason_of(choice: Choice, others: Sequence[FrontPlan]) -> str:
    """What this plan is best at, then what it costs beside the best of the others shown."""
    plan = choice.plan
    best = {
        Quality.FEWEST_PEOPLE: _("Le moins de personnes à rencontrer"),
        Quality.NEAREST: _("Le moins de route"),
        Quality.BEST_FIT: _("Les réponses les plus précises"),
        Quality.BALANCED: _("Un compromis"),
        Quality.LIGHTER: _("Laisse un besoin de côté, pour beaucoup moins de route"),
    }
    told = [q for q in choice.qualities if q is not Quality.BALANCED] or list(choice.qualities)
    praise = ", ".join(
        best[q] if i == 0 else best[q][0].lower() + best[q][1:] for i, q in enumerate(told)
    )
    costs = _costs(plan, others)
    if not costs:
        return _("%(praise)s ; aucun autre choix ne fait mieux.") % {"praise": praise}
    return _("%(praise)s ; mais %(costs)s.") % {"praise": praise, "costs": ", ".join(costs)}


def _costs(plan: FrontPlan, others: Sequence[FrontPlan]) -> list[str]:
    """Beside plans that leave as few needs unanswered: a plan that does less is no fair measure."""
    costs: list[str] = []
    peers = [other for other in others if other.uncovered <= plan.uncovered]
    if not peers:
        return costs
    people = plan.interlocutors - min(other.interlocutors for other in peers)
    minutes = plan.minutes - min(other.minutes for other in peers)
    if plan.uncovered > min(other.uncovered for other in peers):
        costs.append(_("un besoin sans réponse de plus"))
    if people > 0:
        costs.append(
            ngettext("%(n)d interlocuteur de plus", "%(n)d interlocuteurs de plus", people)
            % {"n": people}
        )
    if minutes > 0:
        costs.append(_("%(n)d min de trajet de plus") % {"n": minutes})
    if plan.fit > min(other.fit for other in peers):
        costs.append(_("des réponses moins précises"))
    return costs


def dates_of(openings: Sequence[tuple[date, int, int]]) -> str:
    """« jeudi 3 décembre, 9 h–12 h et 14 h–17 h ; lundi 7 décembre, 14 h–17 h »."""
    clock = tongue().clock
    by_day: dict[date, list[str]] = {}
    for day, start, end in openings:
        by_day.setdefault(day, []).append(f"{clock(start)}–{clock(end)}")
    return " ; ".join(
        f"{date_format(day, 'l j F')}, {_(' et ').join(times)}" for day, times in by_day.items()
    )


def quality_of(quality: int, unknown: bool) -> str:
    """How a need is answered; ``unknown``: a condition that the person named is not stated."""
    said = (
        _("répond exactement"),
        _("réponse proche"),
        _("peut orienter, ne répond qu'en partie"),
    )[quality]
    return _("%(answer)s, une condition à vérifier") % {"answer": said} if unknown else said


def labels_of(publics: Iterable[Sequence[str]]) -> str:
    known = offer_pack.publics()
    codes = dict.fromkeys(code for codes in publics for code in codes)
    return ", ".join(
        in_language(known[code].label, known[code].english) if code in known else code
        for code in codes
    )


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
    french = f"{hours} h {rest:02d}" if rest else f"{hours} h"
    return in_language(french, f"{hours}:{rest:02d}")
