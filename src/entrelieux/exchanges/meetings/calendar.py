"""One meeting as a calendar that telephones read (iCalendar, RFC 5545)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from entrelieux.exchanges.meetings.cards import MeetingCard
from entrelieux.packs.fr import clocks

PRODUCT = "-//Entrelieux//Rencontres//FR"


def uid_of(card: MeetingCard) -> str:
    """The same in every calendar that carries it."""
    return f"rencontre-{card.ref}@entrelieux"


def zone_of(card: MeetingCard) -> ZoneInfo:
    return ZoneInfo(clocks.time_zone(card.departement))


def calendar_of(card: MeetingCard, address: str) -> bytes:
    """The same identifier whenever it is read; a cancelled meeting is said cancelled."""
    zone = zone_of(card)
    starts, ends = card.starts.replace(tzinfo=zone), card.ends.replace(tzinfo=zone)
    event = Event()
    event.add("uid", uid_of(card))
    event.add("dtstamp", datetime.combine(starts.date(), datetime.min.time(), UTC))
    event.add("sequence", card.version)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", card.title)
    event.add("location", ", ".join(filter(None, (card.place_name, card.address, card.commune))))
    who = ", ".join(one.name for one in card.organisers)
    event.add("description", "\n".join(filter(None, (card.words, who, address))))
    event.add("url", address)
    event.add("status", "CANCELLED" if card.is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=starts.date(), last_date=ends.date())
    body: bytes = calendar.to_ical()
    return body
