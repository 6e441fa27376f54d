"""Who follows the shared calendar finds the evenings announced there, among the permanences."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from entrelieux.exchanges.meetings import services
from tests.exchanges.meetings.conftest import EVENING

pytestmark = pytest.mark.django_db
AROUND = {"commune": "48080", "rayon_km": "20"}


def evenings(**asked):
    answer = Client().get("/agenda.ics", asked or AROUND)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["UID"]): one for one in events if str(one["UID"]).startswith("rencontre-")}


def test_an_evening_announced_is_in_the_calendar_of_its_surroundings(village):
    ref = village.prepare()
    assert evenings() == {}
    services.announce(actor=village.agent.viewer, ref=ref)
    (event,) = evenings().values()
    assert event["UID"] == f"rencontre-{ref}@entrelieux"
    at = datetime(EVENING.year, EVENING.month, EVENING.day, 18, tzinfo=ZoneInfo("Europe/Paris"))
    assert event["DTSTART"].dt == at
    assert event["DTEND"].dt == at + timedelta(hours=2)
    assert "Soirée des idées" in event["SUMMARY"]
    assert "Salle des fêtes" in event["LOCATION"]
    assert event["URL"].endswith(f"/rencontres/{ref}/")
    assert evenings(structure=village.world.agency.ref).keys() == {event["UID"]}
    assert evenings(structure=village.world.other.ref) == {}
    assert evenings(commune="75056", rayon_km="20") == {}
    services.cancel(actor=village.agent.viewer, ref=ref)
    assert evenings() == {}


def test_a_calendar_kept_is_asked_again_once_an_evening_changes(village):
    ref = village.open()
    village.clock.shift(timedelta(hours=1))
    kept = Client().get("/agenda.ics", AROUND)
    since = {"HTTP_IF_MODIFIED_SINCE": kept["Last-Modified"]}
    assert Client().get("/agenda.ics", AROUND, **since).status_code == 304
    village.clock.shift(timedelta(hours=1))
    services.cancel(actor=village.agent.viewer, ref=ref)
    assert Client().get("/agenda.ics", AROUND, **since).status_code == 200
    same = Client().get("/agenda.ics", AROUND, HTTP_IF_NONE_MATCH=kept["ETag"])
    assert same.status_code == 200
