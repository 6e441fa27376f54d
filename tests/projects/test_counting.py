"""What projects lived is counted without names; small numbers are hidden, whoever looks."""

import json
import random
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.engine.handover.masking import LEAST_THRESHOLD
from entrelieux.passerelles.models import FollowUp, ProjectStage
from entrelieux.projects.counting import COUNTRY, lived
from tests.passerelles.pages import plain, text

NOW = datetime(2026, 5, 20, 10, tzinfo=timezone.get_default_timezone())
PLACES = {"48095": "48", "43157": "43"}


@pytest.fixture
def tell(world):
    """Files that said these stages, 20 days apart, from a day of the first quarter."""

    def told(count, *stages, commune="48095", learnt="", day=10):
        first = datetime(2026, 1, day, 10, tzinfo=timezone.get_default_timezone())
        for _one in range(count):
            row = FollowUp.objects.create(
                ref=f"compte-{FollowUp.objects.count()}", code_insee=commune,
                departement=PLACES[commune], opened_at=first, moved_at=first,
                erased_after=NOW.date() + timedelta(days=90), name="Camille Secret",
            )  # fmt: skip
            ProjectStage.objects.bulk_create(
                ProjectStage(follow_up=row, stage=stage, learnt=learnt,
                             at=first + timedelta(days=20 * rank))
                for rank, stage in enumerate(stages)
            )  # fmt: skip

    return told


def read(territory=COUNTRY):
    found = lived(territory, fiction=False, today=NOW.date())
    rank = found.quarters.index("2026-T1")
    return {line.code: line.values[rank] for line in found.lines}


def test_each_project_counts_once_in_each_stage_it_said(tell):
    tell(7, "idee", "pause", "idee", "test")
    found = read()
    assert (found["idee"], found["pause"], found["test"]) == (7, 7, 7)
    assert found["creation"] is None


def test_stopping_by_choice_is_told_with_what_was_learnt(tell):
    tell(9, "idee", "abandon_choisi", learnt="j'ai appris")
    tell(8, "idee", "abandon_choisi")
    found = read("48")
    assert found["abandon_choisi"] == 17
    assert found["abandon_choisi_appris"] == 9
    assert found["abandon_choisi_sans_mot"] == 8


def test_the_median_of_few_is_not_told(tell):
    tell(6, "envie", "idee")
    tell(2, "idee", "projet_defini")
    found = read()
    assert found["envie_idee"] == 20
    assert found["idee_projet_defini"] is None


@pytest.mark.parametrize("seed", range(5))
def test_no_small_number_is_shown_or_left_to_work_out(tell, seed):
    draw = random.Random(seed)
    truth = {}
    for code in PLACES:
        truth[code] = draw.randrange(1, 12)
        tell(truth[code], "idee", commune=code)
    shown = {code: read(PLACES[code])["idee"] for code in PLACES}
    total = read()["idee"]
    for value in (*shown.values(), total):
        assert value is None or value >= LEAST_THRESHOLD
    hidden = [code for code, value in shown.items() if value is None]
    if total is not None and len(hidden) == 1:
        pytest.fail("the only hidden one is what is left of the total")
    assert all(value is None or value == truth[code] for code, value in shown.items())


def test_a_quarter_that_is_not_closed_is_not_there(tell):
    tell(9, "idee", day=10)
    assert "2026-T2" not in lived(COUNTRY, fiction=False, today=NOW.date()).quarters


def test_the_page_and_its_files_say_the_same_and_name_nobody(tell):
    tell(9, "idee")
    page = Client().get("/observatoire/projets/")
    data = json.loads(text(Client().get("/observatoire/projets.json")))
    lines = Client().get("/observatoire/projets.csv").content.decode("utf-8-sig").splitlines()
    assert page.status_code == 200
    assert len(lines) == len(data["chiffres"]) + 1
    for said in (plain(page), json.dumps(data), " ".join(lines)):
        assert "Secret" not in said
        assert "compte-" not in said
    assert all(word in plain(page) for word, _meaning in data["definitions"])
    assert Client().get("/observatoire/projets/?territoire=99").status_code == 404
