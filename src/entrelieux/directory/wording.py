"""Codes, hours and dates of the offer in plain words, in the language of the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.cards import DoorState
from entrelieux.directory.opening import plain_week
from entrelieux.engine.hours import ENGLISH, FRENCH, Tongue, describe, describe_day
from entrelieux.kernel import ui
from entrelieux.kernel.french import of_place
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack

OLD_DAYS = 2 * 365
CLOSE = int(needs_pack.Quality.PROCHE)
"""The worst quality at which a place is said to answer a need; « voisin » is not enough alone."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a record was last confirmed. is_old: more than two years ago, or nobody knows."""

    text: str
    is_old: bool


def in_language(french: str, english: str) -> str:
    """The pack's own text for the page: it comes in two languages, outside the catalogues."""
    return english if (get_language() or "fr").startswith("en") and english else french


@cache
def kinds() -> dict[str, needs_pack.PlaceKind]:
    return {kind.code: kind for kind in needs_pack.load_place_kinds()}


def kind_label(code: str) -> str:
    kind = kinds().get(code)
    return in_language(kind.label, kind.english) if kind else ""


def need_label(code: str) -> str:
    need = needs_pack.needs_by_code()[code]
    return in_language(need.short, need.english_short)


def publics(codes: Iterable[str]) -> tuple[str, ...]:
    """Labels; a code that the pack does not know is shown as it came, never lost."""
    known = offer_pack.publics()
    return tuple(
        in_language(known[code].label, known[code].english) if code in known else code
        for code in codes
    )


def fees(codes: Iterable[str], precisions: str) -> str:
    known = offer_pack.fees()
    said = [
        in_language(known[code].label, known[code].english) if code in known else code
        for code in codes
    ]
    if precisions and precisions not in said:
        said.append(precisions)
    return " · ".join(said)


def modes(codes: Iterable[str]) -> tuple[str, ...]:
    known = {"en-presentiel": _("sur place"), "a-distance": _("à distance")}
    return tuple(known.get(code, code) for code in codes)


def tongue() -> Tongue:
    """How the language of the page says days and hours."""
    return ENGLISH if (get_language() or "fr").startswith("en") else FRENCH


def week_in_words(bits: NDArray[np.uint64]) -> str:
    return describe(bits, tongue())


def hours(osm: str, today: date) -> str:
    """Opening hours in French, with what departs from the usual week; "" when not stated."""
    found = plain_week(osm, today)
    if found is None:
        return ""
    if found.bits.any():
        said = [week_in_words(found.bits)]
    elif rhythm := rhythm_in_words(osm):
        said = [rhythm]
    else:
        said = [_("horaires variables") if found.possible.any() else _("pas d'ouverture régulière")]
    if found.closed_on_public_holidays:
        said.append(_("fermé les jours fériés"))
    if found.varies and found.bits.any():
        said.append(_("certaines périodes diffèrent"))
    return " · ".join((*said, *found.comments))


def rhythm_in_words(osm: str) -> str:
    """« 1er et 3e jeudi du mois, 14 h–17 h » for ``Th[1,3] 14:00-17:00``; "" for anything else."""
    found = _RHYTHM.fullmatch(osm)
    if found is None:
        return ""
    ranks = {"1": _("1er"), "2": _("2e"), "3": _("3e"), "4": _("4e"), "5": _("5e")}
    ranks["-1"] = _("dernier")
    names = {code: weekday(french) for code, french in _DAYS}
    joined = in_language(" et ", " and ")
    times = [(_quarter(one[:5]), _quarter(one[6:])) for one in found["spans"].split(",")]
    said = {"hours": describe_day(times, tongue())}
    if found["day"]:
        said |= {"which": joined.join(ranks[rank] for rank in found["ranks"].split(","))}
        return _("%(which)s %(day)s du mois, %(hours)s") % {**said, "day": names[found["day"]]}
    said |= {"days": joined.join(names[code] for code in found["days"].split(","))}
    if found["week"] == "2":
        return _("%(days)s des semaines paires, %(hours)s") % said
    return _("%(days)s des semaines impaires, %(hours)s") % said


_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_SPAN = r"[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d"
_RHYTHM = re.compile(
    rf"(?:week 0?(?P<week>[12])-5[23]/2 (?P<days>{_DAY}(?:,{_DAY})*)"
    rf"|(?P<day>{_DAY})\[(?P<ranks>(?:[1-5]|-1)(?:,(?:[1-5]|-1))*)\])"
    rf" (?P<spans>{_SPAN}(?:,{_SPAN})*)(?:; PH off)?"
)
_DAYS = (
    ("Mo", "lun"), ("Tu", "mar"), ("We", "mer"), ("Th", "jeu"), ("Fr", "ven"), ("Sa", "sam"),
    ("Su", "dim"),
)  # fmt: skip


def _quarter(text: str) -> int:
    return 4 * int(text[:2]) + int(text[3:]) // 15


def moment(day: date, quarter: int, today: date) -> str:
    """« à 14 h », « demain à 9 h », « lundi à 9 h », « le 12 janvier à 9 h »."""
    said = {"clock": tongue().clock(quarter), "day": near_day(day, today)}
    if day == today:
        return _("à %(clock)s") % said
    return _("%(day)s à %(clock)s") % said


def near_day(day: date, today: date) -> str:
    """« aujourd'hui », « demain », « lundi » within the week, else « le 12 janvier »."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return _("demain") if ahead else _("aujourd'hui")
    if 1 < ahead < 7:
        return str(date_format(day, "l"))
    return _("le %(day)s") % {"day": date_format(day, "j F")}


def span_soon(day: date, start: int, end: int, today: date) -> str:
    """« demain, 9 h–12 h »."""
    return f"{near_day(day, today)}, {describe_day([(start, end)], tongue())}"


def quoted(text: str) -> str:
    return in_language(f"« {text} »", f"“{text}”")


def listed(texts: Iterable[str]) -> str:
    """Texts that may hold commas, one after another: « lundi, 9 h ; mardi, 14 h »."""
    return in_language(" ; ", "; ").join(texts)


def dates(spans: Iterable[tuple[date, int, int]]) -> str:
    """« mardi 24 novembre, 9 h–12 h ; jeudi 26 novembre, 14 h–16 h »."""
    by_day: dict[date, list[tuple[int, int]]] = {}
    for on, start, end in spans:
        by_day.setdefault(on, []).append((start, end))
    return listed(
        f"{ui.weekday(on)}, {describe_day(times, tongue())}" for on, times in by_day.items()
    )


def until(state: DoorState) -> str:
    """« jusqu'à 17 h » ; "" when it is not open, or open day and night."""
    if not state.until:
        return ""
    day, quarter = state.until
    said = {"clock": tongue().clock(quarter), "day": near_day(day, state.today)}
    if day == state.today:
        return _("jusqu'à %(clock)s") % said
    return _("jusqu'à %(day)s, %(clock)s") % said


def door(state: DoorState) -> str:
    """« ouvert, ferme à 17 h », « fermé, ouvre demain à 9 h »; "" when nobody can tell."""
    if state.is_open is None:
        return ""
    if state.is_open:
        if state.until is None:
            return _("ouvert jour et nuit")
        return _("ouvert, ferme %(when)s") % {"when": moment(*state.until, state.today)}
    if state.opens is None:
        return _("fermé en ce moment")
    return _("fermé, ouvre %(when)s") % {"when": moment(*state.opens, state.today)}


def opening(code: str) -> str:
    """« ouvert maintenant », « ouvert le lundi »."""
    if code in ("", "maintenant"):
        return _("ouvert maintenant") if code else ""
    return _("ouvert le %(day)s") % {"day": weekday(code)}


def trip(minutes: int) -> str:
    """« à 30 min ou moins »."""
    return _("à %(time)s ou moins") % {"time": ui.duration(minutes)}


def mode(code: str) -> str:
    known = {
        "voiture": _("En voiture"),
        "velo": _("À vélo"),
        "pied": _("À pied"),
        "transport": _("En car ou en bus"),
    }
    return known.get(code, code)


def to_check(field: str) -> str:
    """What a place leaves unsaid of a filter."""
    known = {
        "public": _("public à vérifier"),
        "frais": _("prix à vérifier"),
        "equipement": _("équipement à vérifier"),
        "ouvert": _("horaires à vérifier"),
    }
    return known[field]


def weekday(code: str) -> str:
    """« lundi » for ``lun``."""
    names = {
        "lun": _("lundi"),
        "mar": _("mardi"),
        "mer": _("mercredi"),
        "jeu": _("jeudi"),
        "ven": _("vendredi"),
        "sam": _("samedi"),
        "dim": _("dimanche"),
    }
    return names[code]


def from_place(name: str) -> str:
    """A commune after « loin » or « km »: « d’Alès », « du Puy »; the bare name in English."""
    return of_place(name) if (get_language() or "fr").startswith("fr") else name


def day_of_week(value: date) -> str:
    """« lundi 30 »."""
    return str(date_format(value, "l j"))


def freshness(confirmed_on: date | None, today: date, by: str = "") -> Freshness:
    """« confirmé le 12 mars 2024 », and whether that is too old to rely on."""
    if confirmed_on is None:
        return Freshness(_("date de confirmation inconnue"), is_old=True)
    when = {"date": ui.day(confirmed_on)}
    by_place = by == "lieu"
    said = _("confirmé par le lieu le %(date)s") if by_place else _("confirmé le %(date)s")
    return Freshness(said % when, is_old=is_old(confirmed_on, today))


def is_old(confirmed_on: date | None, today: date) -> bool:
    return confirmed_on is None or (today - confirmed_on).days > OLD_DAYS


def last_confirmation(confirmed_on: date | None, by: str) -> str:
    """« 12 mars 2024, par le lieu lui-même »."""
    if confirmed_on is None:
        return _("jamais, par personne")
    when = {"date": ui.day(confirmed_on)}
    if by == "lieu":
        return _("%(date)s, par le lieu lui-même") % when
    return _("%(date)s, par le producteur de la donnée") % when


def web_address(text: str) -> str:
    """An address that may become a link: only the two schemes of the web, else nothing."""
    return text if text.startswith(("https://", "http://")) else ""
