"""The agenda as a calendar that telephones and computers subscribe to (iCalendar, RFC 5545).

It says what the page says, date by date: a rule that is the same every week is one event that
repeats, with its exceptions; whatever else is one event for each date. A cancelled date is left
out; a doubtful one is there, marked as tentative. Nothing is said beyond a year.

Law: expanded over any week, the events are the sure and doubtful presences of the page.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from entrelieux.directory import selectors
from entrelieux.directory.agenda import asking as agenda
from entrelieux.directory.agenda.asking import Asked, starts_at
from entrelieux.directory.agenda.besides import Beside, besides_between, besides_changed_at
from entrelieux.directory.agenda.cards import AgendaParams, Presence
from entrelieux.directory.agenda.rows import Coming
from entrelieux.directory.agenda.times import Timing, anchor_of, last_known
from entrelieux.directory.models import PermanenceChange, Publication
from entrelieux.directory.opening import opening_of
from entrelieux.engine.hours import State, intervals_of
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import clocks

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PRODUCT = "-//Entrelieux//Agenda des permanences//FR"
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Feed:
    """body: the calendar. etag: changes with it, and with it alone. changed_at: in UTC."""

    body: bytes
    etag: str
    changed_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class _Weekly:
    """The same stretch on the same days of every week, from a first date to a last one.

    since: when the rule itself began, whatever this calendar tells of it; None: always.
    """

    weekdays: tuple[int, ...]
    start: int
    end: int
    first: date
    last: date
    since: date | None

    def dates(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            if day.weekday() in self.weekdays:
                yield day
            day += timedelta(days=1)


Slot = tuple[date, int, int]


def feed_for(
    viewer: Viewer, params: AgendaParams, *, site: str, now: datetime | None = None
) -> Feed:
    """The calendar of what the page shows, from this month on, over a year.

    Args:
        site: where this site answers, « https://… », for links and stable identifiers.

    Raises:
        AgendaGone, UserError: as the page.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    asked = agenda.understood(viewer, params, today)
    found, _is_cut = agenda.nearest(asked, selectors.visible_source_ids(viewer), today)
    days = anchor_of(today), last_known(today)
    besides = besides_between(viewer, params, asked.commune, days)
    changed_at = _changed_at(today)
    body = calendar_of(asked, found, besides, site=site, changed_at=changed_at).to_ical()
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Feed(body, f'"{digest}"', changed_at, asked.slug)


def calendar_of(
    asked: Asked,
    found: Iterable[Coming],
    besides: Iterable[Beside] = (),
    *,
    site: str,
    changed_at: datetime,
) -> Calendar:
    """These permanences as a calendar, over what is known from ``asked.today`` on, with what comes
    once beside them."""
    calendar = Calendar()
    name = _("Permanences : %(name)s") % {"name": asked.name}
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    writer = _Writer(asked, site, asked.today, changed_at)
    for coming in found:
        for event in writer.events(coming):
            calendar.add_component(event)
    for one in besides:
        calendar.add_component(writer.beside(one))
    first, last = anchor_of(asked.today), last_known(asked.today)
    calendar.add_missing_timezones(first_date=first, last_date=last)
    return calendar


def _changed_at(today: date) -> datetime:
    """The last thing that changes a calendar: data, a word of a structure, a new month."""
    moments = [datetime.combine(anchor_of(today), datetime.min.time(), UTC)]
    published = Publication.objects.order_by("-pk").values_list("at", flat=True).first()
    said = PermanenceChange.objects.order_by("-said_at").values_list("said_at", flat=True)
    taken_back = PermanenceChange.objects.exclude(withdrawn_at=None).order_by("-withdrawn_at")
    moments += besides_changed_at()
    moments += filter(
        None, (published, said.first(), taken_back.values_list("withdrawn_at", flat=True).first())
    )
    return max(moments).astimezone(UTC).replace(microsecond=0)


class _Writer:
    def __init__(self, asked: Asked, site: str, today: date, changed_at: datetime) -> None:
        self.asked = asked
        self.site = site
        self.first, self.last = anchor_of(today), last_known(today)
        self.changed_at = changed_at
        span = (self.last - self.first).days + 1
        self.days = [self.first + timedelta(days=step) for step in range(span)]

    def events(self, coming: Coming) -> Iterator[Event]:
        """Rules that repeat, less the dates that depart from them, then every other date."""
        shown = {
            (one.day, one.start, one.end): one
            for day in self.days
            for one in agenda.presences_on(coming, day, self.asked, {})
            if not one.is_cancelled
        }
        usual = {slot for slot, one in shown.items() if _is_usual(one)}
        told: set[Slot] = set()
        uids: set[str] = set()
        for weekly in self._weeklies(coming):
            slots = [(day, weekly.start, weekly.end) for day in weekly.dates()]
            kept = [slot for slot in slots if slot in usual and slot not in told]
            if 2 * len(kept) > len(slots):
                told.update(kept)
                uid = _uid(coming, slots[0], weekly)
                while uid in uids:  # two rules that differ by their end only
                    uid = f"2-{uid}"
                uids.add(uid)
                event = self._event(shown[kept[0]], coming, uid)
                yield self._repeating(event, weekly, slots, kept, _zone_of(coming))
        for slot in sorted(shown.keys() - told):
            yield self._dated(coming, shown[slot])

    def beside(self, one: Beside) -> Event:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", self.changed_at)
        event.add("last-modified", self.changed_at)
        event.add("dtstart", one.starts)
        event.add("dtend", one.ends)
        event.add("status", "CONFIRMED")
        event.add("summary", one.title)
        event.add("location", one.where)
        address = f"{self.site}{one.address}"
        event.add("description", "\n".join(filter(None, (one.note, address))))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        return event

    def _weeklies(self, coming: Coming) -> list[_Weekly]:
        found = []
        for rule in coming.schedule.rules:
            week = opening_of(rule.osm, coming.schedule.departement, self.first)
            if week is None or week.varies:
                continue
            days: dict[tuple[int, int], list[int]] = {}
            for weekday, start, end in intervals_of(week.bits):
                days.setdefault((start, end), []).append(weekday)
            first, last = self._limits(rule)
            found += [
                _Weekly(tuple(weekdays), start, end, first, last, rule.first)
                for (start, end), weekdays in days.items()
            ]
        return [one for one in dict.fromkeys(found) if any(True for _day in one.dates())]

    def _limits(self, rule: Timing) -> tuple[date, date]:
        return max(rule.first or self.first, self.first), min(rule.last or self.last, self.last)

    def _repeating(
        self,
        event: Event,
        weekly: _Weekly,
        slots: Sequence[Slot],
        kept: Sequence[Slot],
        zone: ZoneInfo,
    ) -> Event:
        self._times(event, slots[0], zone)
        until = starts_at(slots[-1][0], weekly.start).replace(tzinfo=zone).astimezone(UTC)
        days = [DAYS[weekday] for weekday in weekly.weekdays]
        event.add("rrule", {"freq": "weekly", "until": until, "byday": days})
        gone = sorted(set(slots) - set(kept))
        for day, start, _end in gone:
            event.add("exdate", starts_at(day, start).replace(tzinfo=zone))
        return event

    def _dated(self, coming: Coming, shown: Presence) -> Event:
        slot = (shown.day, shown.start, shown.end)
        event = self._event(shown, coming, _uid(coming, slot, None))
        self._times(event, slot, _zone_of(coming))
        return event

    def _times(self, event: Event, slot: Slot, zone: ZoneInfo) -> None:
        day, start, end = slot
        event.add("dtstart", starts_at(day, start).replace(tzinfo=zone))
        event.add("dtend", starts_at(day, end).replace(tzinfo=zone))

    def _event(self, shown: Presence, coming: Coming, uid: str) -> Event:
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", self.changed_at)
        event.add("last-modified", self.changed_at)
        said = {"service": shown.service.name, "structure": shown.organisation.name}
        summary = f"{said['service']} · {said['structure']}"
        if shown.is_doubtful:
            summary = _("À vérifier : %(what)s") % {"what": summary}
            event.add("status", "TENTATIVE")
        else:
            event.add("status", "CONFIRMED")
        event.add("summary", summary)
        place = coming.place
        town = " ".join(filter(None, (place.code_postal, place.commune)))
        where = (shown.place.name, place.adresse, town)
        event.add("location", ", ".join(filter(None, where)))
        address = f"{self.site}{reverse('directory:place', args=[place.ref])}"
        lines = (*shown.notes, shown.note, shown.reason, shown.moved, place.telephone, address)
        event.add("description", "\n".join(filter(None, lines)))
        event.add("url", address)
        if place.lon is not None and place.lat is not None:
            event.add("geo", (place.lat, place.lon))
        event.add("transp", "TRANSPARENT")
        return event


def _is_usual(one: Presence) -> bool:
    return one.state is State.SURE and not one.is_added


def _zone_of(coming: Coming) -> ZoneInfo:
    return ZoneInfo(clocks.time_zone(coming.place.departement))


def _uid(coming: Coming, slot: Slot, weekly: _Weekly | None) -> str:
    """The same for the same thing, whenever the calendar is read and whatever asked for it."""
    day, start, end = slot
    what: Any = (weekly.weekdays, weekly.since) if weekly else day.isoformat()
    parts = (coming.service.ref, coming.place.ref, what, start, end)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return f"{digest}@entrelieux"
