"""What each line and column of the board is called, in the language of the reader."""

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.board.cards import (
    NOT_APPLICABLE,
    NOT_KEPT,
    WITHHELD,
    Figure,
)
from entrelieux.passerelles.board.counting import OVER
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.board.zones import OTHERS


def family(code: str) -> str:
    for one in needs_pack.load_families():
        if one.code == code:
            return in_language(one.label, one.english)
    return _("Autres besoins")


def need(code: str) -> str:
    one = needs_pack.needs_by_code().get(code)
    return in_language(one.short, one.english_short) if one else _("Autres besoins")


def reason(code: str) -> str:
    return in_language(pack.reasons()[code].label, pack.reasons()[code].english)


def state(code: str) -> str:
    if code == OVER:
        return _("Terminée pendant le trimestre")
    return in_language(pack.states()[code].label, pack.states()[code].english)


def zone(code: str, name: str) -> str:
    return _("Autres communes du département") if code == OTHERS else name


def month(code: str) -> str:
    """« 2026-07 » → « juillet 2026 »."""
    year, number = code.split("-")
    return date_format(date(int(year), int(number), 1), "F Y")


def quarter(one: Quarter) -> str:
    """« juillet à septembre 2026 »."""
    first, _middle, last = one.months
    return _("%(first)s à %(last)s") % {
        "first": date_format(first, "F"),
        "last": date_format(last, "F Y"),
    }


def period(first: Quarter, last: Quarter, until: date) -> str:
    """From the first day to the last one counted."""
    return _("du %(first)s au %(last)s") % {
        "first": ui.day(first.start),
        "last": ui.day(min(last.end, until)),
    }


def age(code: str) -> str:
    return {
        "0": _("moins de 10 jours"),
        "10": _("10 à 30 jours"),
        "31": _("31 à 90 jours"),
        "91": _("plus de 90 jours"),
    }[code]


def missing(code: str) -> str:
    """In the cell itself: short, and never a bare dash."""
    return {
        WITHHELD: _("masqué"),
        NOT_APPLICABLE: _("sans objet"),
        NOT_KEPT: _("effacé"),
        "": "",
    }[code]


_UNSAID: dict[tuple[str, str], Callable[[str], str]] = {
    ("trou", NOT_APPLICABLE): lambda _code: _("personne de connu"),
    ("a_distance", NOT_APPLICABLE): lambda _code: _("à distance"),
    ("jours", NOT_APPLICABLE): lambda _code: _("pas encore atteint"),
}


def figure(one: Figure) -> str:
    """As it is read on the page; the exports give its parts in columns of their own."""
    if one.value is None:
        if one.at_least is not None:
            return _("au moins %(count)s") % {"count": ui.number(one.at_least)}
        return _UNSAID.get((one.unit, one.missing), missing)(one.missing)
    if one.unit == "pourcent":
        return f"{one.value}\u00a0%"
    if one.unit == "jours":
        days = int(one.value)
        return ngettext("%(days)s jour", "%(days)s jours", days) % {"days": ui.number(days)}
    if one.unit == "minutes":
        return ui.duration(int(one.value))
    return ui.number(int(one.value))
