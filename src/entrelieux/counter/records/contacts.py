"""A structure as a contact card, and an appointment as a calendar: for an agency's own tools.

**Source:** RFC 2426 (vCard 3.0), RFC 5545 (iCalendar). Structures only: no person is in them.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

PRODUCT = "-//Entrelieux//Comptes rendus//FR"
OCTETS = 75
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Contact:
    """Each text is "" when it is unknown."""

    name: str
    street: str = ""
    postcode: str = ""
    town: str = ""
    telephone: str = ""
    courriel: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """at: the day, without an hour: none is known. uid: the same for the same appointment."""

    uid: str
    at: date
    title: str
    where: str
    is_sure: bool
    is_fiction: bool


def vcard(contact: Contact, *, is_fiction: bool) -> bytes:
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_escaped(contact.name)}",
        f"N:{_escaped(contact.name)};;;;",
        f"ORG:{_escaped(contact.name)}",
    ]
    if contact.street or contact.town:
        parts = ("", "", contact.street, contact.town, "", contact.postcode, "France")
        lines.append("ADR;TYPE=WORK:" + ";".join(map(_escaped, parts)))
    if contact.telephone:
        lines.append(f"TEL;TYPE=WORK,VOICE:{_escaped(contact.telephone)}")
    if contact.courriel:
        lines.append(f"EMAIL;TYPE=INTERNET:{_escaped(contact.courriel)}")
    if urlsplit(contact.site).scheme in {"http", "https"}:
        lines.append(f"URL:{_CONTROLS.sub('', contact.site)}")
    if is_fiction:
        lines.append(f"NOTE:{_escaped(_('Donnée fictive de démonstration'))}")
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines).encode()


def _escaped(text: str) -> str:
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, no letter cut in two; the next ones begin with a space."""
    folded, current, room = [], "", OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded.append(current)
            current, room = "", OCTETS - 1
        current += letter
        room -= size
    return "\r\n ".join([*folded, current]) + "\r\n"


def calendar(one: Appointment, now: datetime) -> bytes:
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    event = Event()
    event.add("uid", f"{one.uid}@entrelieux")
    event.add("dtstamp", now)
    event.add("dtstart", one.at)
    event.add("dtend", one.at + timedelta(days=1))
    title = f"{one.title} ({_('fiction')})" if one.is_fiction else one.title
    event.add("summary", title)
    event.add("status", "CONFIRMED" if one.is_sure else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    if one.where:
        event.add("location", one.where)
    book.add_component(event)
    content: bytes = book.to_ical()
    return content
