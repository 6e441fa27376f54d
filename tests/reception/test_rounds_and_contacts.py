"""What a person is told to do can be done: a round, a call, a date."""

from datetime import date, timedelta

import pytest

from entrelieux.directory.adapters import is_zone_code
from entrelieux.reception.wording import travel
from tests.factories import TODAY
from tests.reception.test_conditions import LEARN, START, only_step, plans

MONDAY, TUESDAY = "Mo 09:00-12:00", "Tu 09:00-12:00"


def test_a_round_needs_a_day_when_each_need_is_answered(network):
    """A third service of the same organisation, open that day, answers neither need."""
    house, office = network.place(horaires=""), network.organisation()
    for what, hours in ((LEARN, MONDAY), (START, TUESDAY)):
        network.service(what, place=house, organisation=office, horaires=hours)
    network.publish()
    (plan, *_others) = plans(LEARN, START).plans
    assert plan.tour_minutes is None
    assert "même jour" in plan.tour_note
    (step,) = plan.steps
    assert "lun. 9 h–12 h" in step.open
    assert "mar. 9 h–12 h" in step.open


def test_two_people_under_one_roof_may_be_met_one_after_the_other(network):
    house = network.place(horaires="", east=0.05)
    network.service(LEARN, place=house, horaires="Mo 09:00-10:00")
    network.service(START, place=house, horaires="Mo 14:00-15:00")
    network.publish()
    plan = plans(LEARN, START).plans[0]
    assert plan.interlocutors == 2
    assert plan.tour_minutes == plan.minutes
    assert "lundi" in plan.tour_note


def test_no_day_is_told_when_no_hours_are_known(network):
    network.service(LEARN, place=network.place(horaires="", east=0.05), horaires="")
    network.publish()
    plan = plans(LEARN).plans[0]
    assert plan.tour_minutes == plan.minutes > 0
    assert plan.tour_note == "Jour et heure à fixer avec eux."


def test_nobody_is_told_to_telephone_without_a_number(network):
    network.service(LEARN, place=network.place(horaires="", telephone=""), horaires="")
    network.publish()
    assert not any("téléphonez" in text for text in only_step(plans())[1].to_check)


def test_somebody_met_in_person_is_never_without_travel(network):
    network.service(LEARN, place=network.place())
    network.service(START, modes_accueil=["a-distance"], place=None, zone="pays", zone_code="FR")
    network.publish()
    (near,), (remote,) = plans(LEARN).plans, plans(START).plans
    assert (near.minutes, near.goes_out) == (0, True)
    assert (remote.minutes, remote.goes_out) == (0, False)
    assert travel(near.minutes, goes_out=near.goes_out) == "dans la commune de départ"
    assert travel(remote.minutes, goes_out=remote.goes_out) == "aucun trajet"


def test_the_first_of_a_month_is_told_as_one_says_it(network):
    network.service(LEARN, place=network.place(), horaires="Tu 09:00-12:00")
    network.publish()
    _plan, step = only_step(plans(today=date(2026, 11, 25)))
    assert "mardi 1er décembre" in step.next_open


def test_who_is_met_at_a_distance_is_called_at_their_own_place(network):
    home = network.place(telephone="04 65 71 00 00")
    network.service(LEARN, place=home, modes_accueil=["a-distance"], zone="pays", zone_code="FR")
    network.publish()
    _plan, step = only_step(plans())
    assert step.is_remote
    assert step.telephone == "04 65 71 00 00"


def test_no_way_to_reach_somebody_is_said(network):
    network.service(LEARN, zone="pays", zone_code="FR")
    network.publish()
    _plan, step = only_step(plans())
    assert any(text.startswith("Aucun contact connu") for text in step.to_check)


@pytest.mark.parametrize("code", ["FR-1", "ABCDEFGH", "é1234", "１２３４５"])
def test_a_zone_that_cannot_be_read_takes_nothing_down(network, code):
    assert not is_zone_code(code)
    network.service(LEARN, place=network.place(), zone="commune", zone_code=code)
    network.publish()
    assert only_step(plans())
    assert network.catalogue().left_out == {"zone illisible": 1}


def test_a_permanence_leaves_the_plans_the_day_after_it_ends(network):
    host = network.place(horaires="Mo-Sa 08:00-20:00")
    adviser = network.service(LEARN, place=None, modes_accueil=["en-presentiel"])
    wednesday = date(2026, 11, 25)
    network.permanence(adviser, host, MONDAY, ends_on=wednesday)
    network.publish()
    assert only_step(plans(today=TODAY))[1].open == "lun. 9 h–12 h"
    assert plans(today=wednesday + timedelta(days=1)).plans == ()
