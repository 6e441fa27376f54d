"""A plan in plain words: labels, reasons, freshness, clock."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.reaching import way_word, ways_word
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.wording import in_language, listed, tongue
from entrelieux.engine.orientation.choice import Choice, Quality
from entrelieux.engine.orientation.model import FrontPlan, Visit
from entrelieux.engine.orientation.tour import Tour
from entrelieux.kernel import ui
from entrelieux.kernel.french import named_place, of_place
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr.needs import Preparation
from entrelieux.reception.adapters import Search
from entrelieux.reception.cards import Cost


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


def way_of(search: Search, visits: Iterable[Visit]) -> str:
    """What stands beside the minutes of these visits, together."""
    visits = list(visits)
    if search.params.mode != TRANSPORT:
        return ways_word(search.follows_roads(visits))
    walks, way = search.walks(visits), way_word(search.travel.ride is not None, TRANSPORT)
    if walks.any():
        return _("à pied") if walks.all() else _("à pied et en car, %(way)s") % {"way": way}
    return way


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
        Quality.BALANCED: _("Un compromis entre le monde à voir, la route et la précision"),
        Quality.LIGHTER: _("Laisse un besoin de côté, pour beaucoup moins de route"),
    }
    told = [q for q in choice.qualities if q is not Quality.BALANCED] or list(choice.qualities)
    praise = ", ".join(
        best[q] if i == 0 else best[q][0].lower() + best[q][1:] for i, q in enumerate(told)
    )
    costs = _costs(plan, others)
    if not costs:
        return _("%(praise)s ; aucun autre choix ne fait mieux.") % {"praise": praise}
    return _("%(praise)s ; mais %(costs)s.") % {"praise": praise, "costs": ", ".join(costs)}


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
        by_day.setdefault(day, []).append(f"{clock(start)}–{clock(end)}".replace(" ", "\u00a0"))
    return listed(f"{ui.weekday(day)}, {_(' et ').join(times)}" for day, times in by_day.items())


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
    note = _("Possible le %(day)s : départ %(leave)s, retour %(back)s.") % {
        "day": day,
        "leave": _clock(tour.leaves_at),
        "back": _clock(tour.returns_at),
    }
    return note + (" " + _("Certains horaires restent à vérifier.") if unknown else "")


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    french = f"{hours} h {rest:02d}" if rest else f"{hours} h"
    return in_language(french.replace(" ", "\u00a0"), f"{hours}:{rest:02d}")


def departure(name: str) -> str:
    """The commune after « au départ » or « autour »: « d’Alès »; bare in English."""
    return in_language(of_place(name), name)


def near(name: str) -> str:
    """The commune after « depuis »."""
    return in_language(named_place(name), name)


def people(count: int) -> str:
    return ngettext("%(n)d personne", "%(n)d personnes", count) % {"n": count}


def travel(minutes: int, *, goes_out: bool = False) -> str:
    """goes_out: somebody is met in person; their address may be no better than the commune."""
    if minutes:
        return ui.duration(minutes)
    return _("dans la commune de départ") if goes_out else _("aucun trajet")


def unanswered(count: int) -> str:
    if not count:
        return _("aucun")
    return ngettext("%(n)d besoin", "%(n)d besoins", count) % {"n": count}


def precision(qualities: Sequence[int], to_check: int) -> str:
    """« 2 exactes, 1 proche, dont 1 à vérifier ». qualities: 0 to 2 by need that is answered."""
    exact, close, part = (sum(quality == n for quality in qualities) for n in range(3))
    parts = [
        ngettext("%(n)d exacte", "%(n)d exactes", exact) % {"n": exact} if exact else "",
        ngettext("%(n)d proche", "%(n)d proches", close) % {"n": close} if close else "",
        ngettext("%(n)d partielle", "%(n)d partielles", part) % {"n": part} if part else "",
        _("dont %(n)d à vérifier") % {"n": to_check} if to_check else "",
    ]
    return ", ".join(filter(None, parts))


def tour_order(stops: Sequence[tuple[int, str]]) -> str:
    """The tour in words; ``stops``: number of the step and town, in the order of the tour."""
    same = len({town for _number, town in stops}) == 1
    named = [
        _("étape %(n)d") % {"n": n}
        if same or not town
        else _("étape %(n)d (%(town)s)") % {"n": n, "town": town}
        for n, town in stops
    ]
    return _("Dans l'ordre : %(steps)s, puis retour.") % {"steps": ", ".join(named)}


def own_label(label: str) -> str:
    return _("%(label)s, changé par vous") % {"label": label}


def own_reason(swaps: Sequence[tuple[str, str]]) -> str:
    said = [_("%(new)s pour remplacer %(old)s") % {"new": new, "old": old} for old, new in swaps]
    return _("Vous avez choisi %(swaps)s.") % {"swaps": _(" et ").join(said)}


def costs(
    *, people: int, minutes: int, fit: int, lost: Sequence[str], won: Sequence[str],
    elsewhere: Sequence[tuple[str, str]],
) -> list[Cost]:  # fmt: skip
    """What a swap changes, what weighs most first.

    Args:
        people, minutes, fit: after less before. lost, won: labels of needs that lose or find an
            answer. elsewhere: (need, who would answer it) of what the newcomer leaves to another.
    """
    found = [Cost(_("« %(need)s » resterait sans réponse") % {"need": n}, 1, "circle-help")
             for n in lost]  # fmt: skip
    found += [Cost(_("répondrait aussi à « %(need)s »") % {"need": n}, -1, "circle-check")
              for n in won]  # fmt: skip
    found.append(_travel_cost(minutes))
    if people:
        text = ngettext("%(sign)s %(n)d personne à voir", "%(sign)s %(n)d personnes à voir",
                        abs(people)) % {"sign": _sign(people), "n": abs(people)}  # fmt: skip
        found.append(Cost(text, 1 if people > 0 else -1, "users"))
    if fit:
        text = _("réponse moins précise") if fit > 0 else _("réponse plus précise")
        found.append(Cost(text, 1 if fit > 0 else -1, "list-checks"))
    found += [Cost(_("« %(need)s » serait vu avec %(who)s") % {"need": n, "who": who}, 0,
                   "arrow-right") for n, who in elsewhere]  # fmt: skip
    return found


def _travel_cost(minutes: int) -> Cost:
    if not minutes:
        return Cost(_("même temps de trajet"), 0, "route")
    text = _("%(sign)s %(time)s de trajet") % {
        "sign": _sign(minutes),
        "time": ui.duration(abs(minutes)),
    }
    return Cost(text, 1 if minutes > 0 else -1, "route")


def _sign(number: int) -> str:
    return "+" if number > 0 else "\N{MINUS SIGN}"


def to_bring(codes: Iterable[str]) -> tuple[str, ...]:
    """What helps to have for these needs, each thing once; the first of each need comes first."""
    lists = [_brought(needs_pack.preparations()[code]) for code in codes]
    rounds = zip_longest(*lists)
    return tuple(dict.fromkeys(item for one in rounds for item in one if item))


def _brought(preparation: Preparation) -> tuple[str, ...]:
    return tuple(
        in_language(french, english)
        for french, english in zip(preparation.bring, preparation.english_bring, strict=True)
    )


def to_ask(code: str) -> str:
    preparation = needs_pack.preparations()[code]
    return in_language(preparation.question, preparation.english_question)
