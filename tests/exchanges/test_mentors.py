"""A mentor who names no need walks with anybody; their stages meet where the person stands."""

import pytest
from django.test import Client

from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from tests.exchanges.lending import SKILL, asking, offering, shown

pytestmark = pytest.mark.django_db
MENTOR = {"kind": "parrainage", "competences": ()}
NEED = "creer-entreprise"


def read(asker):
    return shown(Client().get(asker.page(f"recherche/{asker.thing}/")))


@pytest.mark.parametrize("said", [{"needs": (NEED,), "competences": ()}, {}])
def test_who_names_nothing_is_proposed_whatever_is_looked_for(world, said):
    offering("J'ai tenu une épicerie", **MENTOR)
    page = read(asking("Vendre mes soupes", **said))
    assert "tenu une épicerie" in page
    assert page.count("quel que soit le besoin") == 1


def test_who_names_a_need_is_not_held_to_know_the_others(world):
    offering("J'ai tenu une épicerie", **MENTOR | {"needs": ("chercher-logement",)})
    page = read(asking("Vendre mes soupes", competences=(SKILL,)))
    assert "quel que soit le besoin" not in page


def test_the_stages_of_a_mentor_meet_the_one_the_person_says_today(world):
    offering("J'ai tenu une épicerie", **MENTOR | {"stages": ("idee",)})
    asker = asking("Vendre mes soupes", needs=(NEED,), competences=())
    assert "étape" not in read(asker).lower().replace("étape du projet", "")
    for stage, said in (("idee", "Connaît l'étape où vous en êtes"),
                        ("pause", "Connaît d'autres étapes que la vôtre")):  # fmt: skip
        services.add_stage(actor=ANYONE, stage=stage, token=asker.token)
        assert said in read(asker).replace("&#x27;", "'")


def test_among_open_offers_too_who_names_nothing_answers_any_need(world):
    offering("J'ai tenu une épicerie", **MENTOR)
    assert "tenu une épicerie" in shown(Client().get(f"/entraide/propositions/?besoin={NEED}"))
