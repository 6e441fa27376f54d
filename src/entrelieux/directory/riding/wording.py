"""An outing in words: which coach, when, from which stop, and when one is home again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.listing import NO_MINUTES
from entrelieux.directory.riding.asking import DAYS, NEAR, Found, Round, home_of
from entrelieux.directory.riding.places import Rides
from entrelieux.directory.wording import in_language
from entrelieux.engine.reach.transit import Journey, Ride, Stopping, Timetable, TransitAbout
from entrelieux.kernel import ui
from entrelieux.territories.selectors import CommuneCard

WORTH_SAYING_S = 120
"""A shorter walk to the stop goes without saying."""
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class OutingCard:
    """title: « Mardi 24 novembre ». there, back: « aller : car à 8 h 12 (…), sur place à 8 h 51 ».

    text: all of it. leaves home, arrives there, returns from there, home: « 08:12 ». book: what
    must be booked before, and how; "" when nothing.
    """

    day: date
    title: str
    there: str
    back: str
    minutes: int
    leaves: str
    arrives: str
    returns: str
    home: str
    book: str

    @property
    def text(self) -> str:
        said = _("%(day)s, %(there)s ; %(back)s.") % {
            "day": self.title,
            "there": self.there,
            "back": self.back,
        }
        return " ".join(filter(None, (said, self.book)))


def outing_card(around: Round, row: int, one: Found) -> OutingCard:
    """row: of the targets of ``around``."""
    there, back = around.journeys(row, one)
    table, title = around.table, ui.weekday(one.day)
    go = {"way": _way(table, there), "time": clock(one.arrives, up=True)}
    come = {"way": _way(table, back), "time": clock(one.home, up=True)}
    return OutingCard(
        day=one.day,
        title=title[0].upper() + title[1:],
        there=_("aller : %(way)s, sur place à %(time)s") % go,
        back=_("retour : %(way)s, arrivée à %(time)s") % come,
        minutes=one.minutes,
        leaves=_numbers(one.leaves),
        arrives=_numbers(one.arrives, up=True),
        returns=_numbers(one.returns),
        home=_numbers(one.home, up=True),
        book=_to_book(table, (*there.rides, *back.rides)),
    )


def ride_said(found: Rides, row: int) -> str:
    """How to go to a row of the table and come back, or that nothing allows it; "" on foot."""
    if row in found.outings:
        return outing_card(found.around, found.row_of[row], found.outings[row]).text
    return no_outing() if found.minutes[row] == NO_MINUTES else ""


def no_outing() -> str:
    return _(
        "Aucun car ne permet l’aller et retour dans les sept jours, quand vous êtes libre et que "
        "c’est ouvert."
    )


def clock(seconds: int, *, up: bool = False) -> str:
    """« 8 h 05 »; up: arrivals are never told early."""
    hours, minutes = divmod((seconds + 59 * up) // 60, 60)
    return in_language(
        f"{hours % 24}{NO_BREAK}h{NO_BREAK}{minutes:02d}", f"{hours % 24}:{minutes:02d}"
    )


def _numbers(seconds: int, *, up: bool = False) -> str:
    hours, minutes = divmod((seconds + 59 * up) // 60, 60)
    return f"{hours % 24:02d}:{minutes:02d}"


def _way(table: Timetable, journey: Journey) -> str:
    """« car à 8 h 12 (Langogne, mairie ; ligne 2), 1 changement »."""
    if not journey.rides:
        return _("à pied à %(time)s") % {"time": clock(journey.leaves)}
    first = journey.rides[0]
    walk = first.leaves - journey.leaves
    stop = table.stop_name[int(table.tail[first.first])]
    if walk >= WORTH_SAYING_S:
        stop = _("%(stop)s, à %(time)s à pied") % {
            "stop": stop,
            "time": ui.duration(-(-walk // 60)),
        }
    lines = dict.fromkeys(_line(table, ride) for ride in journey.rides)
    text = _("car à %(time)s (%(stop)s ; ligne %(line)s)") % {
        "time": clock(first.leaves),
        "stop": stop,
        "line": _(" puis ").join(lines),
    }
    if not journey.changes:
        return text
    changes = ngettext("%(n)d changement", "%(n)d changements", journey.changes)
    return f"{text}, {changes % {'n': journey.changes}}"


def _line(table: Timetable, ride: Ride) -> str:
    return table.line_name[int(table.line[int(table.trip[ride.first])])]


def _to_book(table: Timetable, rides: Sequence[Ride]) -> str:
    booked = [r for r in rides if Stopping.BY_PHONE in {table.board[r.first], table.leave[r.last]}]
    if not booked:
        return ""
    agencies = {int(table.line_agency[int(table.line[int(table.trip[r.first])])]) for r in booked}
    who = [f"{table.agency_name[a]} {table.agency_phone[a]}".strip() for a in sorted(agencies)]
    return _("À réserver par téléphone avant : %(who)s.") % {"who": ", ".join(filter(None, who))}


def unknown_why(table: Timetable | None, commune: CommuneCard, first: date) -> str:
    """Why timetables say nothing from a commune in the week from ``first``; "" when they do."""
    if table is None:
        return _("Aucun horaire de car n’est connu de ce site.")
    said = {
        "day": ui.day(table.last_day),
        "first": ui.day(table.first_day),
        "commune": commune.name,
    }
    if table.last_day < first:
        return _("Les horaires de car connus s’arrêtent le %(day)s.") % said
    if (table.first_day - first).days >= DAYS:
        return _("Les horaires de car connus ne commencent que le %(first)s.") % said
    if not len(home_of(table, commune.lon, commune.lat).stop):
        return _("Aucun arrêt connu à moins de %(far)d m de la mairie de %(commune)s.") % {
            **said,
            "far": int(NEAR.most_m),
        }
    return ""


def label() -> str:
    return _("Temps de trajet de porte à porte, d’après les horaires prévus des cars")


def not_validated() -> str:
    return _(
        "Non vérifié : retards, grèves, courses annulées, places qui manquent. La marche jusqu’aux "
        "arrêts est estimée. Les jours fériés et les vacances sont ceux des horaires. Vérifiez "
        "avant de partir."
    )


def credit(about: TransitAbout) -> str:
    """Whom the timetables are due to, and until when they hold."""
    if about.is_fiction:
        return _("Lignes inventées pour la démonstration : aucun car n’y passe.")
    return _("Horaires : %(source)s, valables jusqu’au %(last)s.") % {
        "source": ", ".join(filter(None, (about.source, about.date, about.licence))),
        "last": ui.day(date.fromisoformat(about.last_day)),
    }


def estimate_said(why: str) -> str:
    """What minutes are, where timetables say nothing. why: the sentence before."""
    return f"{why} " + _(
        "Temps estimés comme en voiture : un car met souvent plus longtemps, et il faut l’attendre."
    )
