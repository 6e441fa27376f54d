"""What is within reach on a Wednesday afternoon is what is offered then, not what a door says."""

import numpy as np
import pytest
import time_machine

from entrelieux.directory.selectors import table_of
from entrelieux.engine.hours import DAY, compile_week, unpack
from entrelieux.kernel.viewer import ANYONE
from entrelieux.observatory.access.asking import DAYS, HALVES, LONG_ENOUGH, AccessParams
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.ground import sites_of
from entrelieux.packs.fr.functions import functions
from tests.directory.factories import TODAY, organisation, permanence, place, publish, service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes", "nothing_kept")]
LEARN = {"services_mediation": ("Maîtrise des outils numériques du quotidien",)}
DIGITAL, PUBLIC = "fonction:mediation_numerique", "fonction:service_public"
FIRM = organisation("La structure")
HOME = place("Le siège")
HALL = place("La mairie", kind="mairie", lon=3.855, lat=44.727, horaires="Mo-Fr 09:00-18:00")
ADVICE = service("Conseil", FIRM, HOME, **LEARN)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def shares(quoi, quand=""):
    """(surely, perhaps) of the people of the EPCI of Langogne, as parts."""
    params = AccessParams("epci-200069151", quoi, minutes="60", quand=quand)
    (line,) = access_study(ANYONE, params).lines
    return line.within / line.people, line.perhaps / line.people


def test_a_permanence_counts_at_its_own_hours_and_the_door_at_its_own():
    publish(FIRM, HALL, ADVICE, HOME, permanence(ADVICE, HALL, "Tu 14:00-17:00"))
    everywhere = shares(DIGITAL)[0]
    assert everywhere > 0
    assert shares(PUBLIC, "mer-apres-midi") == (shares(PUBLIC)[0], 0)
    assert shares(DIGITAL, "mar-apres-midi")[0] == everywhere
    surely, perhaps = shares(DIGITAL, "mer-apres-midi")
    assert surely == 0
    assert perhaps == everywhere, "the seat of the structure tells no hours"


def test_who_comes_some_weeks_only_is_to_be_checked_and_who_does_not_come_is_not():
    there = service("Conseil", FIRM, None, **LEARN)
    publish(FIRM, HALL, there, permanence(there, HALL, "Tu[1] 14:00-17:00"))
    assert shares(DIGITAL, "mar-apres-midi") == (0, shares(DIGITAL)[0])
    assert shares(DIGITAL, "mer-apres-midi") == (0, 0)


def test_a_place_whose_own_hours_are_unknown_does_not_take_those_of_who_comes():
    silent = place("Mairie sans horaires", kind="mairie", lon=3.855, lat=44.727)
    there = service("Conseil", FIRM, None, **LEARN)
    publish(FIRM, silent, there, permanence(there, silent, "Tu 14:00-17:00"))
    assert shares(PUBLIC, "mar-apres-midi") == (0, shares(PUBLIC)[0])
    assert shares(DIGITAL, "mar-apres-midi") == (shares(DIGITAL)[0], 0)


def test_permanences_and_places_that_move_are_counted_apart():
    bus = place("Le bus", itinerant=True, lon=3.86, lat=44.73)
    there = service("Conseil", FIRM, None, **LEARN)
    publish(
        FIRM, HALL, bus, there, service("Du bus", FIRM, bus, **LEARN),
        permanence(there, HALL, "Tu 14:00-17:00"),
    )  # fmt: skip
    (line,) = access_study(ANYONE, AccessParams("epci-200069151", DIGITAL, minutes="60")).lines
    assert (line.places, line.itinerant, line.timed) == (2, 1, 1)
    assert line.passing == line.within > 0


def test_doors_are_open_when_the_hours_say_so_for_an_hour_at_least():
    texts = ("Mo-Fr 09:00-12:00", "We 12:30-13:30", "Sa 18:00-19:00", "We[1] 14:00-18:00", "")
    places = [
        place(f"Lieu {n}", kind="mairie", horaires=text, lon=3.8 + n / 20, lat=44.7)
        for n, text in enumerate(texts)
    ]
    publish(*places)
    table = table_of(ANYONE)[2]
    sites = sites_of(table)
    said = [texts[int(table.lon[row] * 20 - 3.8 * 20 + 0.5)] for row in sites.row.tolist()]
    bit = np.uint64(1 << functions()["service_public"].bit)
    for day in range(len(DAYS)):
        for first, last in HALVES.values():
            found = sites.words_then(day, first, last, LONG_ENOUGH, needs=False)
            surely, perhaps = (words[:, 0] & bit != 0 for words in found)
            for site, text in enumerate(said):
                if not text:
                    assert (surely[site], perhaps[site]) == (False, True)
                    continue
                week = compile_week(
                    text, first_day=TODAY, days=28, public_holidays=(), school_holidays=()
                )
                sure, may = (
                    unpack(bits)[day * DAY + first : day * DAY + last].sum() >= LONG_ENOUGH
                    for bits in (week.bits, week.possible)
                )
                assert (surely[site], perhaps[site]) == (sure, may and not sure), (text, day, first)
