"""A plan by coach: there and back, when one is free and the place open, or it says why not."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.core.checks import run_checks

from entrelieux.directory.riding.opened import invented_timetables
from entrelieux.interchange.transit.feed import Told
from entrelieux.interchange.transit.invented import draw_timetables
from entrelieux.interchange.transit.services import build_transit
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.schemas import PlansOut
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from entrelieux.reception.why_not import interlocutors_named, why_not_for
from tests.factories import TODAY
from tests.interchange.transit.feeds import LOZERE, feed
from tests.reception.screens import plain

pytestmark = pytest.mark.django_db
LANGOGNE, MENDE, VILLEFORT, MARSEILLE = "48080", "48095", "48198", "13055"
LEARN = "numerique--maitriser-les-fondamentaux-du-numerique"
TUESDAY = date(2026, 11, 24)
MORNINGS = "Mo-Fr 09:00-12:00"
NOBODY = "Aucun car ne permet l’aller et retour"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime.combine(TODAY, time(7))):
        yield


@pytest.fixture
def lines(tmp_path, settings):
    """Timetables of the setting, from the small feed; tables may be changed."""

    def built(fiction=False, **changed):
        folder = tmp_path / "horaires"
        path = feed(tmp_path / "f.zip", changed)
        told = Told("Région d'essai", "Licence Ouverte 2.0", "2026-11-01", fiction)
        build_transit(path, folder, told, today=TODAY, progress=lambda *_: None)
        settings.REACH_TIMETABLES = folder

    return built


def without(line):
    """The feed where the trips of a line are gone."""
    return {"trips": "\n".join(r for r in LOZERE["trips"].split("\n") if r[: len(line)] != line)}


def offer(network, horaires=MORNINGS, commune=MENDE, name="Le lieu de Mende"):
    place = network.place(commune, horaires=horaires, name=name)
    network.service(LEARN, place=place, organisation=network.organisation(name))
    network.publish()


def plans(commune=LANGOGNE, libre="mardi matin", minutes=90, mode="transport", **said):
    params = SituationParams(
        commune, ("apprendre-numerique",), mode, minutes, libre, a_distance=False, **said
    )
    return plans_for(ANYONE, params, seed=1, today=TODAY)


def only(card):
    ((plan, *_others),) = (card.plans,)
    (step,) = plan.steps
    return plan, step


def test_a_step_says_the_coach_there_and_the_coach_back(network, lines):
    lines()
    offer(network)
    card = plans()
    plan, step = only(card)
    (outing,) = step.outings
    assert (outing.day, outing.leaves[:2], outing.home[:2]) == (TUESDAY, "08", "11")
    assert "Mardi 24 novembre" in outing.text
    assert "car à 8\u00a0h\u00a005 (Langogne (gare)" in outing.text
    assert "ligne 251" in outing.text
    assert step.way == plan.way == "horaires prévus"
    assert plan.minutes == 2 * step.minutes
    assert plan.tour_minutes is None
    assert not card.is_estimate
    assert "Région d'essai, 2026-11-01, Licence Ouverte 2.0" in card.credit
    assert "31 décembre 2026" in card.credit
    assert "retards" in card.not_validated
    (told,) = PlansOut.from_card(card).plans[0].steps[0].outings
    assert (told.day, told.text) == (outing.day, outing.text)


@pytest.mark.parametrize(
    ("libre", "hours"),
    [
        ("mardi matin", "Mo-Fr 14:00-17:00"),  # closed when the coaches allow to be there
        ("mardi matin", "We 09:00-12:00"),
        ("mardi matin", "Tu 10:30-12:00"),  # too short a stay before the coach back
        ("mardi 8h-11h", MORNINGS),  # home too late
        ("dimanche", "Su 09:00-18:00"),  # no coach on Sundays
    ],
)
def test_who_cannot_be_met_between_two_coaches_is_in_no_plan(network, lines, libre, hours):
    lines()
    offer(network, hours)
    card = plans(libre=libre)
    assert card.plans == ()
    assert [need.code for need in card.unanswered] == ["apprendre-numerique"]


def test_a_limit_of_minutes_is_for_each_way_door_to_door(network, lines):
    lines()
    offer(network)
    _plan, step = only(plans(minutes=80))
    assert 65 <= step.minutes <= 80
    assert plans(minutes=60).plans == ()


def test_without_its_trips_a_line_leads_nowhere(network, lines):
    lines(**without("251"))
    offer(network)
    assert plans().plans == ()


def test_who_is_near_is_walked_to(network, lines):
    lines()
    offer(network, commune=LANGOGNE)
    _plan, step = only(plans())
    assert step.outings == ()
    assert step.way == "à pied"


def test_hours_that_nobody_knows_exclude_nobody_and_are_to_be_checked(network, lines):
    lines()
    offer(network, horaires="")
    _plan, step = only(plans())
    assert len(step.outings) == 1
    assert any("Horaires inconnus" in line for line in step.to_check)


def test_a_line_on_demand_is_proposed_and_said_to_be_booked(network, lines):
    lines()
    offer(network, commune=LANGOGNE)
    _plan, step = only(plans(commune="48010", libre="mardi 8h-13h"))
    (outing,) = step.outings
    assert outing.book in outing.text
    assert "04 00 00 00 00" in outing.book


def test_offers_of_one_roof_are_kept_only_when_open_between_two_coaches(network, lines):
    lines()
    place = network.place(MENDE, horaires="")
    house = network.organisation("La maison")
    for name, hours in (("Le matin", MORNINGS), ("Le soir", "Mo-Fr 18:00-20:00")):
        network.service(LEARN, place=place, organisation=house, name=name, horaires=hours)
    network.publish()
    _plan, step = only(plans())
    assert [one.name for one in step.services] == ["Le matin"]


@pytest.mark.parametrize(
    ("commune", "calendar", "said"),
    [
        (LANGOGNE, "20261123", "s’arrêtent le 23 novembre 2026"),
        (MARSEILLE, "20261231", "Aucun arrêt connu"),
    ],
)
def test_where_timetables_say_nothing_minutes_are_estimated_and_it_is_said(
    network, lines, commune, calendar, said
):
    changed = {name: LOZERE[name].replace("20261231", calendar) for name in ("calendar",)}
    lines(**changed, calendar_dates="service_id,date,exception_type")
    offer(network, commune=commune)
    card = plans(commune=commune)
    assert card.is_estimate
    assert said in card.estimate
    assert "comme en voiture" in card.estimate
    _plan, step = only(card)
    assert step.outings == ()
    assert step.way == "estimation"
    assert step.minutes == only(plans(commune=commune, mode="voiture"))[1].minutes


def test_without_timetables_the_way_is_not_offered_but_still_understood(network, client):
    offer(network)
    assert 'value="transport"' not in client.get("/parcours/une-page/").content.decode()
    card = plans()
    assert card.is_estimate
    assert "Aucun horaire de car" in card.estimate


def test_a_folder_that_cannot_be_used_is_said_by_check_and_breaks_no_page(
    network, settings, tmp_path
):
    settings.REACH_TIMETABLES = tmp_path / "absent"
    (fault,) = [one.msg for one in run_checks() if one.id == "directory.E002"]
    assert "ENTRELIEUX_REACH_TIMETABLES" in fault
    assert str(tmp_path / "absent") in fault
    offer(network)
    assert plans().is_estimate


def test_invented_coaches_never_lead_to_a_real_place(network, lines):
    lines(fiction=True)
    offer(network)
    assert plans().is_estimate


def test_why_not_says_that_no_coach_allows_it(network, lines):
    lines()
    offer(network, commune=LANGOGNE, name="Ici")
    offer(network, "Mo-Fr 14:00-17:00", name="Là-bas")
    params = SituationParams(LANGOGNE, ("apprendre-numerique",), "transport", 90, "mardi matin")
    token = open_intake(actor=ANYONE, params=params)
    (found,) = interlocutors_named(ANYONE, token, "Là-bas")
    card = why_not_for(ANYONE, token, 1, found.key)
    assert any(NOBODY in reason for reason in card.reasons)


@pytest.fixture
def drawn(demo, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert draw_timetables(invented_timetables(), TODAY)


def test_the_lines_of_the_demonstration_are_drawn_once_and_again_before_they_end(drawn):
    assert not draw_timetables(invented_timetables(), TODAY)
    assert draw_timetables(invented_timetables(), date(2027, 11, 1))


@pytest.mark.parametrize(
    ("commune", "libre", "first", "last"),
    [
        (LANGOGNE, "mardi matin", "06:00", "12:00"),
        (LANGOGNE, "", "00:00", "24:00"),
        (VILLEFORT, "", "00:00", "24:00"),
        (VILLEFORT, "jeudi 13h-19h", "13:00", "19:00"),
    ],
)
def test_every_outing_of_the_demonstration_keeps_to_its_hours(drawn, commune, libre, first, last):
    needs = ("chercher-logement", "lire-ecrire-compter", "recruter", "choisir-metier")
    params = SituationParams(commune, needs, "transport", 120, libre, a_distance=False)
    card = plans_for(ANYONE, params, seed=1, today=TODAY)
    assert "aucun car n’y passe" in card.credit
    steps = [step for plan in card.plans for step in plan.steps]
    outings = [outing for step in steps for outing in step.outings]
    assert outings
    for outing in outings:
        assert first <= outing.leaves < outing.arrives < outing.returns < outing.home <= last
        assert outing.day > TODAY
        assert outing.minutes <= 120
    assert {step.way for step in steps} <= {"à pied", "horaires inventés"}


def test_pages_say_the_outing_its_source_and_that_it_is_invented(drawn, client):
    said = ("transport", 90, "mardi matin")
    params = SituationParams(LANGOGNE, ("recruter",), *said, a_distance=False)
    token = open_intake(actor=ANYONE, params=params)
    for page in (f"/parcours/{token}/", f"/parcours/{token}/imprimer/"):
        said = plain(client.get(page))
        assert "car à 8 h 10 (Langogne, mairie" in said
        assert "aucun car n’y passe" in said
    assert 'value="transport"' in client.get("/parcours/une-page/").content.decode()
