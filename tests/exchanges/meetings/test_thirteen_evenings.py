"""Thirteen evenings and 189 people: typed in, and read again as a map and a report."""

import csv
import io

import pytest

from entrelieux.exchanges.meetings.figures import counted, quarters
from entrelieux.exchanges.meetings.reporting import report_for
from entrelieux.exchanges.models import Meeting, Seat
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.models import FollowUp
from tests import signing
from tests.exchanges.meetings.thirteen import EVENINGS, PEOPLE, type_in_all

pytestmark = pytest.mark.django_db
AUTUMN = Quarter(2017, 4)
ASKED = {"territoire": "departement-48", "du": AUTUMN.code, "au": AUTUMN.code}


def test_the_invented_split_is_that_of_what_was_published():
    people = [came for _town, _day, came in EVENINGS]
    assert (len(people), sum(people)) == (13, PEOPLE)
    assert all(12 <= came <= 20 for came in people)
    assert len({town for town, _day, _came in EVENINGS}) in {12, 13}


@pytest.fixture
def told(network, clock):
    found = type_in_all(network, clock)
    clock.move_to("2018-06-01T10:00:00+00:00")
    return found


def test_the_report_finds_what_was_typed(told):
    report = report_for(ANYONE, ASKED)
    found = {line.code: line.figure for line in report.lines}
    assert report.evenings == 13
    assert (found["venues"].value, found["inscrites"].value) == (PEOPLE, told.signed_up)
    assert found["besoins"].value == told.needs
    assert found["propositions"].value == told.offers
    assert found["relations"].value == told.introductions
    assert found["promesses"].value == told.promises
    assert found["projets"].value == told.projects
    assert sum(town.evenings for town in report.towns) == 13
    assert sum(town.came.value for town in report.towns) == PEOPLE
    assert len(report.towns) == told.towns


def test_the_map_and_the_list_name_every_commune_once(told):
    report = report_for(ANYONE, ASKED)
    assert report.communes - report.never_count == told.towns
    assert str(report.map).count("visited__yes") == told.towns
    assert str(report.map).count("visited__never") == report.never_count
    assert not {one.name for one in report.never} & {town for town, _d, _c in EVENINGS}


def test_counts_stay_once_every_name_is_gone(told):
    before = report_for(ANYONE, ASKED).lines
    Seat.objects.all().delete()
    FollowUp.objects.all().delete()
    assert report_for(ANYONE, ASKED).lines == before


def test_a_small_number_is_hidden_in_every_territory_that_holds_it(told):
    Meeting.objects.exclude(code_insee="48080").delete()
    Meeting.objects.update(came=3)
    report = report_for(ANYONE, {**ASKED, "territoire": "pays-FR"})
    assert report.evenings == 1
    assert all(line.figure.value is None for line in report.lines if line.code == "venues")
    assert [town.came.value for town in report.towns] == [None]


def test_a_quarter_is_not_shown_before_it_is_closed(told, clock):
    clock.move_to("2018-01-15T10:00:00+00:00")
    assert AUTUMN not in quarters(clock_day(), fiction=False)
    assert counted(("48",), AUTUMN, AUTUMN).evenings == 0


def clock_day():
    from django.utils import timezone

    return timezone.localdate()


def test_the_page_and_the_files_say_the_same(told):
    client = signing.visitor().client
    page = client.get("/rencontres/bilan/", ASKED)
    assert page.status_code == 200
    assert b"189" in page.content
    text = client.get("/rencontres/bilan.csv", ASKED).content.decode().lstrip("\ufeff")
    rows = {(one["tableau"], one["code"]): one for one in csv.DictReader(io.StringIO(text))}
    assert rows["bilan", "venues"]["valeur"] == "189"
    read = client.get("/rencontres/bilan.json", ASKED).json()
    assert {(one["tableau"], one["code"]) for one in read["figures"]} == set(rows)


@pytest.mark.parametrize(
    "wrong",
    [{"territoire": "x"}, {"du": "hier"}, {"au": "\x00"}, {"du": "2018-T1", "au": "2017-T4"}],
)
def test_what_cannot_be_asked_says_what_was_expected(told, wrong):
    client = signing.visitor().client
    for address in ("/rencontres/bilan/", "/rencontres/bilan.csv"):
        assert client.get(address, {**ASKED, **wrong}).status_code == 422
    assert client.get("/rencontres/bilan.exe").status_code == 404
