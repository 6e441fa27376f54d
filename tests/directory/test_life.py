"""The life of a territory: doors open now, by the clock of the place, and who comes next."""

from datetime import UTC, date, datetime

import pytest

from entrelieux.directory.life import territory_life
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db

# Tuesday 24 November 2026, 10:20 in Paris and 13:20 on Réunion.
NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
NEAR = {"lon": 3.86, "lat": 44.73}
SAINT_DENIS = {
    "code_insee": "97411", "commune": "Saint-Denis", "code_postal": "97400",
    "lon": 55.45, "lat": -20.88,
}  # fmt: skip


def life(code="48080", now=NOW):
    return territory_life(ANYONE, code, now)


def test_open_doors_are_counted_and_unknown_hours_are_not_closed(communes):
    publish(
        place("Ouvert", horaires="Tu 09:00-12:00", **NEAR),
        place("Fermé", horaires="We 09:00-12:00", lon=3.86, lat=44.74),
        place("On ne sait pas", lon=3.86, lat=44.75),
    )
    card = life()
    assert (card.open_count, card.known_count, card.total) == (1, 2, 3)
    assert [(one.name, one.until) for one in card.open_now] == [("Ouvert", "jusqu'à 12 h")]
    assert card.commune_name == "Langogne"


def test_the_clock_is_that_of_the_place(communes):
    publish(
        place("Ici", horaires="Tu 10:00-11:00", **NEAR),
        place("Là-bas", horaires="Tu 13:00-14:00", **SAINT_DENIS),
    )
    assert {one.name for one in life(None).open_now} == {"Ici", "Là-bas"}
    assert [one.name for one in life("97411").open_now] == ["Là-bas"]


def test_what_is_far_from_the_commune_is_not_its_life(communes):
    publish(place("Là-bas", horaires="24/7", **SAINT_DENIS))
    assert life("48080").total == 0
    assert life("48080").open_now == ()
    assert life(None).open_now[0].until == ""


def test_the_next_permanence_comes_first_and_says_when(communes):
    firm = organisation("La structure")
    home, host = place("La maison", **NEAR), place("La mairie", lon=3.86, lat=44.75)
    other = place("L'école", lon=3.86, lat=44.76)
    advice = service("Conseil", firm, home)
    publish(
        firm, home, host, other, advice,
        permanence(advice, host, "Th 14:00-16:00"),
        permanence(advice, other, "We 09:00-12:00"),
    )  # fmt: skip
    found = life().next_permanences
    assert [(one.place_name, one.when) for one in found] == [
        ("L'école", "demain, 9 h–12 h"),
        ("La mairie", "jeudi, 14 h–16 h"),
    ]
    assert found[0].organisation == "La structure"
    assert found[0].starts_at.isoformat() == "2026-11-25T09:00:00+01:00"


def test_a_permanence_under_way_says_until_when_and_one_that_ended_is_gone(communes):
    firm = organisation("La structure")
    home, host = place("La maison", **NEAR), place("La mairie", lon=3.86, lat=44.75)
    gone = place("La salle", lon=3.86, lat=44.76)
    advice = service("Conseil", firm, home)
    publish(
        firm, home, host, gone, advice,
        permanence(advice, host, "Tu 09:00-12:00"),
        permanence(advice, gone, "Tu 09:00-12:00", ends_on=date(2026, 11, 1)),
    )  # fmt: skip
    assert [one.when for one in life().next_permanences] == ["en ce moment, jusqu'à 12 h"]


def test_no_date_is_promised_after_the_last_day_of_a_permanence(communes):
    firm = organisation("La structure")
    home, host = place("La maison", **NEAR), place("La mairie", lon=3.86, lat=44.75)
    advice = service("Conseil", firm, home)
    ends_before_friday = permanence(advice, host, "Fr 09:00-12:00", ends_on=date(2026, 11, 26))
    publish(firm, home, host, advice, ends_before_friday)
    assert life().next_permanences == ()


def test_two_parts_of_one_commune_each_have_their_own_name(communes):
    names = [life(code).commune_name for code in ("75111", "75120", "75056")]
    assert names == ["Paris 11e Arrondissement", "Paris 20e Arrondissement", "Paris"]


def test_without_a_commune_others_are_drawn_each_quarter_of_an_hour(communes):
    publish(*(place(f"Lieu {n}", horaires="24/7", lon=3.8 + n / 50, lat=44.7) for n in range(30)))
    draws = {
        tuple(one.name for one in life(None, NOW.replace(minute=minute)).open_now)
        for minute in (0, 15, 30, 45)
    }
    assert len(draws) > 1
    same = [life(None, NOW.replace(minute=minute)).open_now for minute in (0, 14)]
    assert same[0] == same[1]


def test_nothing_published_is_an_empty_life_and_fiction_is_said(communes):
    assert (life(None).total, life(None).is_fiction) == (0, False)
