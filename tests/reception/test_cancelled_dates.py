"""A plan never sends somebody to a date that a structure cancelled."""

from datetime import date

import pytest
import time_machine

from entrelieux.directory.agenda.services import Slot, add_date, cancel_date, end_permanence
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.packs.fr.needs import need_for_code
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.situation import SituationParams
from tests.signing import mandated

pytestmark = pytest.mark.django_db
NEED = "creer-entreprise"
THEME = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
NOW = "2026-11-23T07:00:00Z"


@pytest.fixture
def visit(network):
    """An adviser who comes each Tuesday to a hall of Langogne."""
    with time_machine.travel(NOW, tick=False):
        hall = network.place(name="La mairie", horaires="")
        office = network.organisation("La structure")
        service = network.service(
            THEME, organisation=office, modes_accueil=["en-presentiel"], horaires=""
        )
        network.permanence(service, hall, "Tu 09:00-12:00; PH off")
        network.publish()
        actor = mandated(Role.AGENT, organisation=office.ref).viewer
        yield {"actor": actor, "service_ref": service.ref, "place_ref": hall.ref}


def step():
    params = SituationParams(commune="48080", besoins=(need_for_code(NEED).code,))
    (plan, *_others) = plans_for(ANYONE, params, seed=1, today=date(2026, 11, 23)).plans
    return plan.steps[0]


def dates():
    return step().next_open.replace("\N{NO-BREAK SPACE}", " ")


def test_the_next_sure_date_takes_the_place_of_a_cancelled_one(visit):
    assert step().soonest == date(2026, 11, 24)
    cancel_date(**visit, day=date(2026, 11, 24), reason="Formation")
    assert step().soonest == date(2026, 12, 1)
    assert step().next_open.startswith("mardi 1er décembre")


def test_a_date_more_comes_first(visit):
    cancel_date(**visit, day=date(2026, 11, 24), reason="Formation")
    add_date(**visit, slot=Slot(date(2026, 11, 26), 56, 64), reason="Rattrapage")
    assert dates() == "jeudi 26 novembre, 14 h–16 h ; mardi 1er décembre, 9 h–12 h"


def test_no_date_is_proposed_after_the_last_one(visit):
    end_permanence(
        **visit, hours="Tu 09:00-12:00; PH off", last_day=date(2026, 11, 24), reason="Départ"
    )
    assert dates() == "mardi 24 novembre, 9 h–12 h"
