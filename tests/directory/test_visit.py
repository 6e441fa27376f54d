"""Going to a place: the week to come, the door now, the trip, whom to ask, what is near."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from entrelieux.directory.visits import visit_for
from entrelieux.directory.wording import dates, door
from entrelieux.kernel.viewer import ANYONE
from entrelieux.territories.selectors import commune_for
from tests.directory.factories import OTHER, organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)  # 10:20 in Paris
POINT = {"lon": 3.857, "lat": 44.7257}
REUNION = {
    "code_insee": "97411", "commune": "Saint-Denis", "code_postal": "97400",
    "lon": 55.45, "lat": -20.88,
}  # fmt: skip


def visited(draft, now=TUESDAY, **asked):
    return visit_for(ANYONE, draft.ref, now=now, **asked)


def page_of(client, draft, **asked):
    with time_machine.travel(TUESDAY, tick=False):
        answer = client.get(reverse("directory:place", args=[draft.ref]), asked)
    return answer, answer.content.decode()


def test_the_week_goes_from_monday_to_sunday_each_at_its_next_date(communes):
    home = place("Maison", horaires="Mo-Fr 09:00-12:00,14:00-17:00")
    publish(home)
    week = visited(home).week
    assert [line.day.weekday() for line in week] == list(range(7))
    assert (week[0].day, week[1].day) == (date(2026, 11, 30), date(2026, 11, 24))
    assert [line.is_today for line in week].index(True) == 1
    assert week[1].hours == "9\u00a0h–12\u00a0h, 14\u00a0h–17\u00a0h"
    assert week[6].hours == "fermé"


def test_a_public_holiday_is_named_and_settled_only_when_the_hours_do(communes):
    unsure = place("Ne dit pas", horaires="Mo-Fr 09:00-12:00")
    closed = place("Fermé", horaires="Mo-Fr 09:00-12:00; PH off")
    publish(unsure, closed)
    christmas = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    friday = visited(unsure, christmas).week[4]
    assert (friday.hours, friday.is_known) == ("9\u00a0h–12\u00a0h, à vérifier", False)
    assert "Noël" in friday.note
    assert visited(closed, christmas).week[4].hours == "fermé"


def test_unknown_hours_have_no_week_and_no_door(communes, client):
    home = place("Maison")
    publish(home)
    visit = visited(home)
    assert (visit.week, visit.door.is_open, door(visit.door)) == ((), None, "")
    _, page = page_of(client, home)
    assert "à vérifier avant de venir" in page
    assert "Quels jours et à quelles heures puis-je venir" in page


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("Tu 09:00-17:00", "ouvert, ferme à 17 h"),
        ("Tu 14:00-17:00", "fermé, ouvre à 14 h"),
        ("We 09:00-12:00", "fermé, ouvre demain à 9 h"),
        ("Fr 09:00-12:00", "fermé, ouvre vendredi à 9 h"),
        ("Tu 09:00-26:00", "ouvert, ferme demain à 2 h"),
        ("Tu 09:00-24:00", "ouvert, ferme à 24 h"),
        ("24/7", "ouvert jour et nuit"),
        ("2027 Jun 01-30 Mo 09:00-10:00", "fermé en ce moment"),
    ],
)
def test_the_door_says_until_when_and_from_when(communes, hours, said):
    home = place("Maison", horaires=hours)
    publish(home)
    assert door(visited(home).door) == said


def test_an_english_reader_reads_holidays_and_pauses_in_english(communes):
    home = place("Maison", horaires="Mo-Fr 09:00-12:00; PH off")
    publish(home)
    with translation.override("en"):
        friday = visited(home, datetime(2026, 12, 22, 9, tzinfo=UTC)).week[4]
        said = dates([(date(2026, 11, 24), 36, 48), (date(2026, 12, 1), 36, 48)])
    assert (friday.note, friday.hours) == ("Christmas Day", "closed")
    assert said == "Tuesday 24 November, 9:00–12:00; Tuesday 1 December, 9:00–12:00"


def test_the_door_is_told_by_the_clock_of_the_place(communes):
    there = place("Là-bas", horaires="Tu 13:00-14:00", **REUNION)
    publish(there)
    assert door(visited(there).door) == "ouvert, ferme à 14 h"


def test_the_trip_is_an_estimate_from_where_the_reader_says(communes, client):
    home = place("Maison", **POINT)
    publish(home)
    mende = commune_for("48095")
    by_car, by_bike = (visited(home, origin=mende, mode=m).trip for m in ("voiture", "velo"))
    assert 20 < by_car.minutes < 90 < by_bike.minutes
    _, page = page_of(client, home, depuis="Mende")
    assert "depuis Mende, en voiture (estimation, un aller)" in page
    assert 'value="Mende (Lozère, 48)"' in page


def test_a_place_that_no_road_joins_has_no_minutes(communes, client):
    there = place("Là-bas", **REUNION)
    publish(there)
    trip = visited(there, origin=commune_for("48095")).trip
    assert trip.minutes is None
    assert trip.km > 8000
    assert "temps de trajet inconnu" in page_of(client, there, depuis="48095")[1]


@pytest.mark.parametrize("text", ["Nulle-Part-sur-Rien", "\x00", "'; drop table", "x" * 500])
def test_a_departure_that_means_nothing_is_said_and_the_sheet_stays(communes, client, text):
    home = place("Maison", **POINT)
    publish(home)
    answer, page = page_of(client, home, depuis=text)
    assert answer.status_code == 400
    assert 'id="depuis-erreur"' in page
    assert "Maison" in page


def test_a_map_is_a_link_and_only_for_a_point_that_is_known(communes, client):
    exact, vague = place("Ici", **POINT), place("Quelque part", **POINT, position="commune")
    publish(exact, vague)
    page = page_of(client, exact)[1]
    assert 'href="geo:44.72570,3.85700" rel="external"' in page
    assert "https://www.openstreetmap.org/?mlat=44.72570&amp;mlon=3.85700#map=17/" in page
    assert "openstreetmap" not in page_of(client, vague)[1]


def test_what_one_can_do_is_said_by_need_with_the_services_behind(communes, client):
    firm, home = organisation("La structure"), place("Maison")
    help_ = service("Aide", firm, home, services_mediation=("Aide aux démarches administratives",))
    publish(firm, home, help_)
    visit = visited(home)
    answered = {need.label: need.services for one in visit.families for need in one.needs}
    assert ((help_.ref, "Aide"),) in answered.values()
    _, page = page_of(client, home)
    assert f'href="#service-{help_.ref}"' in page
    assert f'id="service-{help_.ref}"' in page
    assert visit.to_bring


def test_whom_to_ask_for_and_when_they_are_there(communes):
    firm, home, host = organisation("La structure"), place("Maison"), place("Mairie")
    advice = service("Conseil", firm, home)
    publish(firm, home, host, advice, permanence(advice, host, "Tu 09:00-12:00"))
    with time_machine.travel(TUESDAY, tick=False):
        (one,) = visited(host).interlocutors
    assert (one.name, one.services, one.times) == ("La structure", ("Conseil",), ("mar. 9 h–12 h",))
    assert one.next_times == ("mardi 24 novembre, 9 h–12 h ; mardi 1er décembre, 9 h–12 h",)


def test_questions_ask_what_nobody_told_and_never_state_a_right(communes, client):
    firm = organisation("La structure")
    known = place("Tout dit", horaires="24/7", wheelchair=True, prise_rdv="https://exemple.fr")
    unknown = place("Rien dit")
    publish(firm, known, unknown, service("A", firm, known, frais=("gratuit",)))
    assert visited(known).questions == ()
    assert "Est-ce gratuit pour moi ?" in [
        q.replace("\u202f", " ") for q in visited(unknown).questions
    ]
    assert "avez droit" not in page_of(client, unknown)[1]


def test_what_is_near_is_other_places_the_nearest_first_each_once(communes):
    here = place("Ici", **POINT)
    near = place("Près", lon=3.858, lat=44.726)
    twin = {"lon": 3.87, "lat": 44.73}
    far = place("Très loin", lon=5.0, lat=45.5)
    publish(
        *(here, near, far),
        place("Médiathèque de Langogne", **twin),
        place("Médiathèque Langogne", OTHER, **twin),
    )
    found = visited(here).nearby
    assert found[0].card.name == "Près"
    assert len(found) == 2
    assert found[0].km < found[1].km


def test_a_place_without_a_point_has_nothing_near(communes):
    lost = place("Sans point", code_insee="", commune="", code_postal="")
    publish(lost, place("Ici", **POINT))
    assert visited(lost).nearby == ()


def test_every_group_of_facts_says_its_date_and_its_source(communes, client):
    home = place("Maison", horaires="Mo 09:00-12:00", confirmed_on=date(2026, 3, 2), **POINT)
    firm = organisation("La structure")
    publish(home, firm, service("Aide", firm, home, confirmed_on=date(2026, 4, 3)))
    _, page = page_of(client, home)
    assert page.count("confirmé le 2 mars 2026 · Liste réelle") == 2
    assert "confirmé le 3 avril 2026" in page


def test_the_page_asks_nothing_of_anybody_else(communes, client):
    home = place("Maison", **POINT)
    publish(home)
    _, page = page_of(client, home)
    for asked in ("<img", "<iframe", 'src="http', "@import", "preconnect"):
        assert asked not in page
