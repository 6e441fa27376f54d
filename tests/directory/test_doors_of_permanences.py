"""Doors that open only when somebody comes stay shut on a date that was cancelled."""

from datetime import UTC, datetime

import pytest
import time_machine

from entrelieux.directory.agenda import services
from entrelieux.directory.agenda.services import Slot
from entrelieux.directory.life import territory_life
from entrelieux.directory.selectors import DirectoryParams, place_list
from entrelieux.directory.visits import visit_for
from entrelieux.kernel.viewer import ANYONE, Role
from tests.directory.factories import organisation, permanence, place, publish, service
from tests.signing import mandated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]

# Tuesday 24 November 2026, 10:00 in Paris: the permanence is being held.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TUESDAY = NOW.date()
FIRM = organisation("La structure")
HOME = place("La maison", lon=3.86, lat=44.73)
HALL = place("La mairie", lon=3.86, lat=44.75)
ADVICE = service("Conseil", FIRM, HOME)


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(communes):
    return mandated(Role.AGENT, organisation=FIRM.ref).viewer


def cancel(agent, hall=HALL, advice=ADVICE):
    return services.cancel_date(
        actor=agent, service_ref=advice.ref, place_ref=hall.ref, day=TUESDAY, reason="Formation"
    )


def door(hall=HALL):
    """What the list and the sheet say, which is one answer; and when it opens next."""
    (listed,) = [
        one.door for one in place_list(ANYONE, DirectoryParams()).found if one.card.ref == hall.ref
    ]
    assert visit_for(ANYONE, hall.ref).door == listed
    return listed.is_open, listed.opens and listed.opens[0].day


def open_now():
    found = place_list(ANYONE, DirectoryParams(ouvert="maintenant"))
    assert {one.name for one in territory_life(ANYONE, None, NOW).open_now} <= {
        one.card.name for one in found.found
    }
    return {one.card.name for one in found.found if not one.doubts}


def test_a_place_is_closed_on_a_cancelled_date_and_open_again_when_it_is_taken_back(agent):
    publish(FIRM, HOME, HALL, ADVICE, permanence(ADVICE, HALL, "Tu 09:00-12:00"))
    assert door() == (True, None)
    assert "La mairie" in open_now()
    ref = cancel(agent)
    assert door() == (False, 1)
    assert "La mairie" not in open_now()
    services.take_back(actor=agent, ref=ref)
    assert door() == (True, None)


def test_the_week_of_the_sheet_says_closed_on_the_cancelled_date(agent):
    publish(FIRM, HOME, HALL, ADVICE, permanence(ADVICE, HALL, "Tu 09:00-12:00"))
    cancel(agent)
    (line,) = [line for line in visit_for(ANYONE, HALL.ref).week if line.day == TUESDAY]
    assert (line.hours, line.is_known) == ("fermé", True)


def test_another_who_comes_that_day_opens_the_door(agent):
    other = service("Visite", FIRM, HOME)
    publish(
        FIRM, HOME, HALL, ADVICE, other,
        permanence(ADVICE, HALL, "Tu 09:00-12:00"), permanence(other, HALL, "Tu 09:00-11:00"),
    )  # fmt: skip
    cancel(agent)
    assert door() == (True, None)


def test_a_place_with_hours_of_its_own_is_open_whoever_comes(agent):
    hall = place("La mairie", lon=3.86, lat=44.75, horaires="Tu 08:00-17:00")
    publish(FIRM, HOME, hall, ADVICE, permanence(ADVICE, hall, "Tu 09:00-12:00"))
    cancel(agent, hall)
    assert door(hall) == (True, None)


def test_a_service_held_there_by_the_place_itself_keeps_it_open(agent):
    own = service("Accueil", FIRM, HALL, horaires="Tu 08:00-17:00")
    publish(FIRM, HOME, HALL, ADVICE, own, permanence(ADVICE, HALL, "Tu 09:00-12:00"))
    cancel(agent)
    assert door() == (True, None)


def test_a_bus_that_does_not_come_is_not_open(agent):
    stop = place("Le bus", itinerant=True, lon=3.86, lat=44.74, horaires="Tu 09:00-12:00")
    bus = service("Bus", FIRM, stop)
    publish(FIRM, stop, bus)
    assert door(stop) == (True, None)
    cancel(agent, stop, bus)
    assert door(stop) == (False, 1)


def test_a_date_added_opens_the_door(agent):
    publish(FIRM, HOME, HALL, ADVICE, permanence(ADVICE, HALL, "We 09:00-12:00"))
    assert door() == (False, 25)
    services.add_date(
        actor=agent, service_ref=ADVICE.ref, place_ref=HALL.ref, slot=Slot(TUESDAY, 36, 48),
        reason="Renfort",
    )  # fmt: skip
    assert door() == (True, None)
