"""Functions, spaces, hours and dates of a place in plain words, in the language of the page."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.models import PlaceFunction, Space
from entrelieux.directory.validity import Period
from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.packs.fr import functions as pack

_DAY = timedelta(days=1)


def function(code: str) -> str:
    """A code that the pack does not know is shown as it came, never lost."""
    return _label(pack.functions(), code)


def space(code: str) -> str:
    return _label(pack.spaces(), code)


def belonging(code: str) -> str:
    return _label(pack.belongings(), code)


def options(labels: dict[str, pack.Label]) -> tuple[tuple[str, str], ...]:
    return tuple((code, in_language(one.label, one.english)) for code, one in labels.items())


def hours_a_week(hours: Decimal | None) -> str:
    """« 12 h par semaine », « 7,5 h par semaine »; "" unknown."""
    if hours is None:
        return ""
    return _("%(hours)s h par semaine") % {"hours": decimal(hours)}


def decimal(value: Decimal | float) -> str:
    """One figure after the comma, none when it is a zero."""
    said = f"{value:.1f}"
    return str(number_format(said.removesuffix(".0")))


def dates(first: date | None, last: date | None, today: date) -> str:
    """« depuis le 1er mars 2024 », « du … au … », « à partir du … », « jusqu'au … »."""
    said = {"first": ui.day(first) if first else "", "last": ui.day(last) if last else ""}
    if first and last:
        return _("du %(first)s au %(last)s") % said
    if last:
        return _("jusqu’au %(last)s") % said
    if first:
        text = _("à partir du %(first)s") if first > today else _("depuis le %(first)s")
        return text % said
    return ""


def existence(periods: Collection[Period], today: date) -> str:
    """Of the period under way, else of the next, else of the last; "" when nothing was said."""
    under_way = [one for one in periods if one.holds(today)]
    coming = sorted(one.first for one in periods if one.first and one.first > today)
    if under_way:
        return dates(under_way[0].first, under_way[0].last, today)
    if coming:
        return _("à partir du %(first)s") % {"first": ui.day(coming[0])}
    over = [one.last for one in periods if one.last]
    return _("terminé depuis le %(day)s") % {"day": ui.day(max(over) + _DAY)} if over else ""


def origin(row: PlaceFunction) -> str:
    """« apparue à l’usage, demandée par deux artisans »."""
    known = {
        PlaceFunction.Origin.PLANNED: _("prévue dès le départ"),
        PlaceFunction.Origin.EMERGENT: _("apparue à l’usage"),
    }
    said = [known.get(PlaceFunction.Origin(row.origin), "")]
    if row.asked_by:
        said.append(_("demandée par %(who)s") % {"who": row.asked_by})
    return ", ".join(filter(None, said))


def size(row: Space) -> str:
    """« 12 personnes, 40 m² »."""
    said = []
    if row.seats is not None:
        text = ngettext("%(count)s personne", "%(count)s personnes", row.seats)
        said.append(text % {"count": ui.number(row.seats)})
    if row.surface_m2 is not None:
        said.append(_("%(surface)s m²") % {"surface": ui.number(row.surface_m2)})
    return ", ".join(said)


def _label(labels: dict[str, pack.Label], code: str) -> str:
    found = labels.get(code)
    return in_language(found.label, found.english) if found else code
