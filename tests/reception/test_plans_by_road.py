"""A planner's plan follows roads, says so of each step, and says when it does not."""

import numpy as np
import pytest

from entrelieux.directory.reaching import reach_model
from entrelieux.interchange.roads.services import draw_roads
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.schemas import PlansOut
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.situation import SituationParams

pytest.importorskip("pymetis")
pytestmark = pytest.mark.django_db
LANGOGNE, MARSEILLE = "48080", "13055"
NEEDS = ("creer-entreprise", "apprendre-numerique", "tester-activite")
INVENTED, ESTIMATED = "par des routes inventées", "estimation"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    var = tmp_path_factory.mktemp("var")
    draw_roads("48", var / "routes-inventees")
    return var


@pytest.fixture
def roads(drawn, settings):
    settings.VAR_DIR = drawn


def found(code=LANGOGNE, minutes=45):
    return plans_for(ANYONE, SituationParams(commune=code, besoins=NEEDS, max_minutes=minutes))


def test_every_step_of_a_plan_says_whether_it_follows_roads(demo, roads):
    card = found(minutes=60)
    assert "inventées" in card.estimate
    assert "personne n’y roule" in card.credit
    steps = [step for plan in card.plans for step in plan.steps if not step.is_remote]
    assert {step.way for step in steps} <= {INVENTED, ESTIMATED}
    assert INVENTED in {step.way for step in steps}
    for plan in card.plans:
        ways = {step.way for step in plan.steps if not step.is_remote} or {ESTIMATED}
        assert plan.way == (ways.pop() if len(ways) == 1 else "en partie estimé")


def test_the_minutes_of_a_plan_are_those_of_the_roads(demo, roads, settings, tmp_path):
    by_road = found()
    assert reach_model().method.is_fiction
    settings.VAR_DIR = tmp_path
    estimated = found()
    assert reach_model().method.is_estimate
    assert {step.way for plan in estimated.plans for step in plan.steps} == {ESTIMATED}
    minutes = [
        [step.minutes for plan in card.plans for step in plan.steps]
        for card in (by_road, estimated)
    ]
    assert minutes[0] != minutes[1]


def test_a_person_who_starts_far_from_the_roads_is_told(demo, roads):
    out = PlansOut.from_card(found(MARSEILLE))
    assert out.estimate.is_estimate
    assert "ne passent pas ici" in out.estimate.method
    assert "estimé" in out.estimate.method
    assert out.estimate.credit == ""
    assert not PlansOut.from_card(found()).estimate.is_estimate


def test_the_limit_of_the_person_holds_along_the_roads(demo, roads):
    steps = [s for plan in found(minutes=20).plans for s in plan.steps if not s.is_remote]
    assert steps
    assert np.max([step.minutes for step in steps]) <= 20


def test_a_list_shades_what_is_reached_and_tells_estimates_apart(client, demo, roads):
    page = client.get("/lieux/", {"commune": "Langogne", "minutes": "30"}).content.decode()
    assert f"Langogne, en voiture ({INVENTED})" in page
    assert "En vert" in page
    assert '<path class="map__halo" d="M' in page
    wider = client.get("/lieux/", {"commune": "Langogne", "minutes": "120"}).content.decode()
    assert "(estimation)" in wider


def test_without_roads_nothing_is_shaded(client, demo, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    page = client.get("/lieux/", {"commune": "Langogne", "minutes": "30"}).content.decode()
    assert "En vert" not in page
    assert '<path class="map__halo"' not in page
    assert "sans suivre les routes" in page
