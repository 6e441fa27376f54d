"""Stages are a story that only grows; a number is asked for once a company exists; all can go."""

import random

import pytest
from django.test import Client

from entrelieux.kernel.looks import looks_at
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import passerelles as stages_pack
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles import services as bridges
from entrelieux.passerelles.following import subject_of
from entrelieux.projects import models, services
from entrelieux.projects.errors import SaidWrongly
from entrelieux.projects.selectors import project_behind
from tests.passerelles.pages import plain, text

SIRET = "73282932000074"


@pytest.fixture
def token(opened):
    services.open_project(actor=ANYONE, token=opened.token, said=services.Said(pitch="un café"))
    return opened.token


def story(token):
    return [(one.stage.code, one.at, one.learnt) for one in project_behind(token).stages]


@pytest.mark.parametrize("seed", range(3))
def test_the_story_only_grows(token, seed):
    draw = random.Random(seed)
    before = story(token)
    for step in range(9):
        stage = draw.choice(sorted(stages_pack.stages()))
        services.add_stage(actor=ANYONE, token=token, stage=stage, learnt=draw.choice(["", "ah"]))
        services.say(actor=ANYONE, token=token, said=services.Said(pitch=f"un café {step}"))
        after = story(token)
        assert after[: len(before)] == before
        before = after


def test_one_may_go_back_pause_and_stop_by_choice_with_what_was_learnt(token):
    address = f"/suivi/{token}/projet/etape/"
    for stage, learnt in (("idee", ""), ("test", ""), ("idee", ""), ("pause", ""),
                          ("abandon_choisi", "je préfère rester salariée")):  # fmt: skip
        assert Client().post(address, {"etape": stage, "appris": learnt}).status_code == 303
    assert [one[0] for one in story(token)] == ["idee", "test", "idee", "pause", "abandon_choisi"]
    assert "je préfère rester salariée" in plain(Client().get(f"/suivi/{token}/projet/"))


def test_risks_and_other_paths_are_beside_the_stages(token):
    page = plain(Client().get(f"/suivi/{token}/projet/etape/"))
    for path in pack.paths().values():
        assert plain_of(path.label) in page
    assert "440" in page
    assert "The Conversation" in page


def plain_of(said):
    return " ".join(said.split())


BEFORE = ("pas_pour_moi", "envie", "idee", "projet_defini", "test", "creation", "pause",
          "abandon_choisi")  # fmt: skip


@pytest.mark.parametrize("stage", ["", *BEFORE])
def test_no_number_is_asked_for_before_a_company_exists(token, stage):
    if stage:
        services.add_stage(actor=ANYONE, token=token, stage=stage)
    for page in ("", "dire/", "etape/", "dossier/", "compagnons/", "imprimer/"):
        said = text(Client().get(f"/suivi/{token}/projet/{page}"))
        assert 'name="siret"' not in said
        assert "SIRET" not in said
    address = f"/suivi/{token}/projet/dossier/"
    Client().post(address, {"faire": "entreprise", "siret": SIRET})
    assert project_behind(token).firm.siret == ""
    with pytest.raises(SaidWrongly):
        services.say_firm(actor=ANYONE, token=token, firm=services.Firm(is_firm=False, siret=SIRET))


@pytest.mark.parametrize("stage", sorted(pack.EXISTS))
def test_a_number_may_be_given_once_it_exists_and_never_must(token, stage):
    services.add_stage(actor=ANYONE, token=token, stage=stage)
    address = f"/suivi/{token}/projet/dossier/"
    assert 'name="siret"' in text(Client().get(address))
    assert Client().post(address, {"faire": "entreprise"}).status_code == 303
    wrong = Client().post(address, {"faire": "entreprise", "siret": "732 829 320 00075"})
    assert wrong.status_code == 422
    assert "732 829 320 00075" in text(wrong)
    good = Client().post(address, {"faire": "entreprise", "siret": "732 829 320 00074"})
    assert good.status_code == 303
    assert project_behind(token).firm.siret == SIRET
    services.add_stage(actor=ANYONE, token=token, stage="pause")
    assert 'name="siret"' in text(Client().get(address))


def test_a_firm_that_runs_is_asked_for_its_words_first(opened):
    said = {"pitch": "je fais des fenêtres", "entreprise": "oui"}
    Client().post(f"/suivi/{opened.token}/projet/", said)
    address = f"/suivi/{opened.token}/projet/dossier/"
    page = text(Client().get(address))
    assert page.index('name="mots"') < page.index('name="siret"')
    answer = Client().post(
        address,
        {
            "faire": "entreprise",
            "aise": "reticente",
            "sujets": ["clients", "litige"],
            "proches": ["banque"],
            "mots": "personne ne me trouve",
        },
    )
    assert answer.status_code == 303
    firm = project_behind(opened.token).firm
    assert firm.maturity.code == "reticente"
    assert [one.code for one in firm.subjects] == ["clients", "litige"]


def test_erasing_the_file_erases_the_project_its_companions_and_what_had_not_left(scene):
    scene.invite("bref")
    scene.world.adviser.client.get(f"/projets/{scene.ref}/")
    assert Message.objects.filter(key__startswith="projet:").exists()
    bridges.erase_follow_up(actor=ANYONE, token=scene.token)
    for model in (models.Project, models.ProjectPart, models.Companion, models.Opened,
                  models.Action, models.Note):  # fmt: skip
        assert not model.objects.exists()
    assert not Message.objects.filter(key__startswith="projet:").exists()
    assert looks_at(subject_of(scene.file_ref)) == ()
    assert scene.world.adviser.client.get(f"/projets/{scene.ref}/").status_code == 404
    assert Client().get(scene.address()).status_code == 404


def test_everything_is_in_the_copy_of_ones_data(scene):
    scene.invite("bref")
    said = text(Client().get(f"/suivi/{scene.token}/mes-donnees/"))
    for words in ("Vélo bavard", "les voisins qui pédalent", "neuf cents euros", SIRET,
                  "visiter le local vide", "appelé la banque", "Agence d'Essai"):  # fmt: skip
        assert words in said
