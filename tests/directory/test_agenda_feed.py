"""The agenda as a calendar: read by another library, it says what the page says."""

from datetime import UTC, date, timedelta

import pytest
import recurring_ical_events
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from entrelieux.directory.agenda.asking import Asked, presences_on, starts_at
from entrelieux.directory.agenda.feed import calendar_of
from entrelieux.directory.agenda.rows import Coming, Scope
from entrelieux.directory.agenda.times import DateChange, Schedule, Timing, last_known
from entrelieux.directory.models import Organisation, Place, Service
from entrelieux.engine.hours import DAY, Change
from tests.directory.test_agenda import FIRM, HALL, NOW, SCHOOL, at, say, weekly

TODAY = date(2026, 11, 23)
SITE = "https://exemple.test"


def coming(rules, changes=(), departement="48", *, number=1):
    place = Place(
        pk=number, ref=f"lieu-{number}", name="Mairie, salle; du fond", departement=departement,
        adresse="1 rue de l'École", code_postal="48300", commune="Langogne",
    )  # fmt: skip
    firm = Organisation(pk=1, ref="structure-1", name="BGE Élan; & fils")
    service = Service(pk=number, ref=f"service-{number}", name="Conseil", organisation=firm)
    return Coming(service, place, Schedule(departement, tuple(rules), tuple(changes)))


def asked(today=TODAY):
    return Asked("Langogne", "lieu-1", Scope(), today)


def calendar(*found, today=TODAY):
    made = calendar_of(asked(today), found, site=SITE, changed_at=NOW)
    return Calendar.from_ical(made.to_ical())


def read(parsed, first, last):
    """(start, end, is doubtful) of each event, in local time, between two dates."""
    events = recurring_ical_events.of(parsed).between(first, last + timedelta(days=1))
    return sorted(
        (
            one["DTSTART"].dt.replace(tzinfo=None),
            one["DTEND"].dt.replace(tzinfo=None),
            one["STATUS"] == "TENTATIVE",
        )
        for one in events
        if first <= one["DTSTART"].dt.date() <= last
    )


def shown(found, first, last):
    """The same, as the page shows it."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return sorted(
        (starts_at(day, one.start), starts_at(day, one.end), one.is_doubtful)
        for day in days
        for one in presences_on(found, day, asked(), {})
        if not one.is_cancelled
    )


def events(parsed):
    return parsed.walk("VEVENT")


def test_a_plain_week_is_one_event_that_repeats():
    (event,) = events(calendar(coming([Timing("Tu,Th 09:00-12:00; PH off")])))
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    assert event["RRULE"]["BYDAY"] == ["TU", "TH"]
    assert event["DTSTART"].dt.isoformat() == "2026-11-03T09:00:00+01:00"
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"


def test_a_cancelled_date_leaves_the_calendar():
    gone = DateChange(date(2026, 11, 24), Change(removed=(0, DAY)))
    found = coming([Timing("Tu 09:00-12:00; PH off")], [gone])
    (event,) = events(calendar(found))
    assert [one.dt.date() for one in event["EXDATE"].dts] == [date(2026, 11, 24)]
    assert read(calendar(found), TODAY, date(2026, 11, 29)) == []


def test_the_first_thursday_is_one_event_for_each_date():
    found = events(calendar(coming([Timing("Th[1] 14:00-17:00")])))
    assert len(found) in {12, 13}
    assert all("RRULE" not in one for one in found)
    assert len({one["UID"] for one in found}) == len(found)


def test_a_holiday_that_the_rule_does_not_settle_is_tentative():
    parsed = calendar(coming([Timing("Fr 09:00-12:00")]))
    christmas = date(2026, 12, 25)
    assert read(parsed, christmas, christmas) == [
        (starts_at(christmas, 36), starts_at(christmas, 48), True)
    ]
    (doubtful,) = (one for one in events(parsed) if one["DTSTART"].dt.date() == christmas)
    assert doubtful["SUMMARY"].startswith("À vérifier")


def test_identifiers_stay_from_one_month_to_the_next():
    rule = coming([Timing("Tu 09:00-12:00; PH off"), Timing("Th[1] 14:00-17:00")])
    this, following = calendar(rule), calendar(rule, today=date(2026, 12, 23))
    weeklies = [[e["UID"] for e in events(parsed) if "RRULE" in e] for parsed in (this, following)]
    assert weeklies[0] == weeklies[1]
    dated = [{e["UID"] for e in events(parsed) if "RRULE" not in e} for parsed in (this, following)]
    assert len(dated[0] & dated[1]) >= 11


def test_texts_are_escaped_and_come_back_whole():
    raw = calendar_of(
        asked(), [coming([Timing("Tu 09:00-12:00")])], site=SITE, changed_at=NOW
    ).to_ical()
    assert rb"Mairie\, salle\; du fond" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    event = events(Calendar.from_ical(raw))[0]
    assert event["LOCATION"] == "Mairie, salle; du fond, 1 rue de l'École, 48300 Langogne"
    assert event["SUMMARY"] == "Conseil · BGE Élan; & fils"
    assert event["URL"] == f"{SITE}/lieux/lieu-1/"


@pytest.mark.parametrize(
    ("departement", "zone", "utc"),
    [("48", "Europe/Paris", 8), ("974", "Indian/Reunion", 5), ("972", "America/Martinique", 13)],
)
def test_each_place_keeps_its_own_clock(departement, zone, utc):
    parsed = calendar(coming([Timing("Tu 09:00-12:00; PH off")], departement=departement))
    assert {str(one["TZID"]) for one in parsed.walk("VTIMEZONE")} == {zone}
    (event,) = events(parsed)
    assert event["DTSTART"].dt.astimezone(UTC).hour == utc


def test_nine_o_clock_stays_nine_when_clocks_change():
    parsed = calendar(coming([Timing("Tu 09:00-12:00; PH off")]))
    found = read(parsed, date(2027, 3, 1), date(2027, 4, 30))
    assert len(found) == 9
    assert {start.hour for start, _end, _doubtful in found} == {9}


def test_nothing_is_said_beyond_what_is_known():
    parsed = calendar(coming([Timing("Mo-Su 09:00-12:00; PH off")]))
    last = last_known(TODAY)
    assert read(parsed, last, last)
    assert read(parsed, last + timedelta(days=1), last + timedelta(days=400)) == []


RULES = [
    *("Tu 09:00-12:00", "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Th[1,3] 14:00-17:30"),
    *("Fr 22:00-02:00", "week 1-53/2 We 10:00-12:00", "SH off; Tu 09:00-12:00"),
    *("Mo,We 11:00-13:00; PH 10:00-11:00", "Dec-Feb Sa 09:00-12:00", "We 16:00-24:00"),
]
dates = st.dates(date(2026, 11, 1), date(2027, 11, 6))
rule = st.builds(
    lambda osm, first, days: Timing(osm, first, first and first + timedelta(days=days)),
    st.sampled_from(RULES),
    st.none() | dates,
    st.integers(0, 300),
)
stretch = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda s: s[0] < s[1])
change = st.builds(
    DateChange, dates, st.builds(Change, removed=st.none() | stretch, added=st.none() | stretch)
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(rule, min_size=1, max_size=3),
    st.lists(change, max_size=6),
    st.sampled_from(["48", "974"]),
    dates,
)
def test_the_calendar_says_what_the_page_says(rules, changes, departement, near):
    found = coming(rules, changes, departement)
    parsed = calendar(found)
    uids = [one["UID"] for one in events(parsed)]
    assert len(uids) == len(set(uids))
    weeks = {near, *(one.day for one in changes)}
    for day in sorted(weeks):
        first = max(day - timedelta(days=3), date(2026, 11, 1))
        last = min(day + timedelta(days=3), last_known(TODAY))
        assert read(parsed, first, last) == shown(found, first, last)


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
class TestAddress:
    @pytest.fixture(autouse=True)
    def at_that_time(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def get(self, client, asked="commune=48080", **headers):
        return client.get(f"/agenda.ics?{asked}", **headers)

    def test_it_is_a_calendar_with_a_name(self, client):
        weekly()
        response = self.get(client)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert "commune-48080-30min-voiture.ics" in response["Content-Disposition"]
        assert len(events(Calendar.from_ical(response.content))) >= 1

    @pytest.mark.parametrize("name", ["lieu", "structure"])
    def test_a_place_and_a_structure_have_theirs(self, client, name):
        weekly("Tu 09:00-12:00; PH off")
        ref = {"lieu": HALL, "structure": FIRM}[name].ref
        assert len(events(Calendar.from_ical(self.get(client, f"{name}={ref}").content))) == 1

    def test_who_has_it_already_is_told_so(self, client):
        weekly()
        first = self.get(client)
        again = self.get(client, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        since = self.get(client, headers={"If-Modified-Since": first["Last-Modified"]})
        assert since.status_code == 304

    def test_a_cancelled_date_changes_its_mark(self, client):
        weekly("Tu 09:00-12:00; PH off")
        first = self.get(client)
        say("annulee", place=at(HALL), day=date(2026, 11, 24), said_at=NOW + timedelta(hours=1))
        again = self.get(client, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        since = self.get(client, headers={"If-Modified-Since": first["Last-Modified"]})
        assert since.status_code == 200

    def test_without_commune_it_says_what_to_ask(self, client):
        weekly()
        response = self.get(client, "")
        assert response.status_code == 400
        assert "commune" in response.content.decode()

    def test_two_structures_at_two_places_are_both_there(self, client):
        weekly("Tu 09:00-12:00; PH off")
        say(
            "ajoutee", new_place=at(SCHOOL), new_day=date(2026, 11, 28), new_opens=40,
            new_closes=48,
        )  # fmt: skip
        parsed = Calendar.from_ical(self.get(client).content)
        assert {str(one["LOCATION"]).split(",")[0] for one in events(parsed)} == {
            "La mairie",
            "L'école",
        }
