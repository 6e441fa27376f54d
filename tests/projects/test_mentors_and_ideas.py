"""A mentor met through an introduction walks beside at their own address; ideas say why."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.exchanges import news
from entrelieux.exchanges.models import Introduction, NewsToTell, Offer, Request
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.models import FollowUp
from entrelieux.projects import services
from entrelieux.projects.errors import SaidWrongly
from entrelieux.projects.selectors import project_behind
from entrelieux.projects.suggesting import ideas_for
from tests.passerelles.conftest import IDEA
from tests.passerelles.pages import plain, text


@pytest.fixture
def mentor(world):
    return world.open_alone(name="Sol", channel="courriel", contact="sol@exemple.test")


def introduce(scene, mentor, state="rencontre_faite"):
    """An introduction of the holder's request and the mentor's offer, where it stands."""
    files = {row.ref: row for row in FollowUp.objects.all()}
    said = {"code_insee": "48095", "departement": "48", "said_at": timezone.now(),
            "moved_at": timezone.now()}  # fmt: skip
    offer = Offer.objects.create(
        ref="offre", follow_up=files[mentor.ref], kind="parrainage", words="j'ai tenu un café",
        needs=[IDEA], valid_until=timezone.localdate() + timedelta(days=90), **said,
    )  # fmt: skip
    request = Request.objects.create(
        ref="demande", follow_up=files[scene.file_ref], kind="aide_projet", words="un café",
        **said,
    )  # fmt: skip
    return Introduction.objects.create(
        ref="relation", request=request, offer=offer, state=state, proposed_by="personne",
        for_mentor=True, proposed_at=timezone.now(), request_agreed_at=timezone.now(),
        offer_agreed_at=timezone.now(),
    )  # fmt: skip


def test_a_mentor_is_proposed_once_both_agreed_and_reads_what_is_opened(scene, mentor):
    introduce(scene, mentor)
    page = Client().get(scene.address("compagnons/"))
    assert "Sol" in plain(page)
    value = re.search(r'value="(mentor:[^"]+)"', text(page))[1]
    answer = Client().post(
        scene.address("compagnons/"),
        {"faire": "inviter", "structure": value, "parties": ["bref", "actions"]},
    )
    assert answer.status_code == 303
    address = f"/suivi/{mentor.token}/a-cote/{scene.ref}/"
    assert address in text(Client().get(f"/suivi/{mentor.token}/"))
    read = plain(Client().get(address))
    assert "Vélo bavard" in read
    assert "visiter le local vide" in read
    assert "neuf cents euros" not in read
    assert Client().post(address, {"faire": "action", "action": "goûter"}).status_code == 303
    assert "écrite par Sol" in plain(Client().get(scene.address()))
    assert project_behind(scene.token).looks[0].function == "marraine ou parrain"
    companion = project_behind(scene.token).companions[0]
    services.leave(actor=ANYONE, token=scene.token, companion=companion.ref)
    assert Client().get(address).status_code == 404


def test_a_mentor_who_has_not_agreed_is_not_there(scene, mentor):
    introduce(scene, mentor, state="proposee")
    assert "Sol" not in plain(Client().get(scene.address("compagnons/")))
    with pytest.raises(SaidWrongly):
        services.invite_mentor(actor=ANYONE, token=scene.token, introduction="relation")


def test_a_mentor_reads_and_writes_nothing_once_the_pair_has_ended(scene, mentor):
    pair = introduce(scene, mentor)
    services.invite_mentor(
        actor=ANYONE, token=scene.token, introduction="relation", parts=("bref", "notes")
    )
    address = f"/suivi/{mentor.token}/a-cote/{scene.ref}/"
    assert Client().get(address).status_code == 200
    Introduction.objects.filter(pk=pair.pk).update(state="done")
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"faire": "note", "note": "encore là"}).status_code == 404
    assert not scene.row.notes.filter(words="encore là").exists()
    assert address not in text(Client().get(f"/suivi/{mentor.token}/"))
    assert project_behind(scene.token).companions == ()


def letters_of_mentor():
    return Message.objects.filter(recipient="sol@exemple.test", subject__contains="ouvre un projet")


def open_to_mentor(scene):
    return services.invite_mentor(
        actor=ANYONE, token=scene.token, introduction="relation", parts=("bref",)
    )


def test_a_mentor_is_told_once_that_something_is_to_be_read(scene, mentor):
    introduce(scene, mentor)
    for _ in range(2):
        open_to_mentor(scene)
    letter = letters_of_mentor().get()
    for secret in ("Vélo", "vélo", scene.token, mentor.token):
        assert secret not in letter.subject + letter.body


def test_a_letter_not_gone_yet_is_taken_back_with_what_it_told(scene, mentor):
    introduce(scene, mentor)
    ref = open_to_mentor(scene)
    services.leave(actor=ANYONE, token=scene.token, companion=ref)
    assert not letters_of_mentor().exists()
    open_to_mentor(scene)
    assert letters_of_mentor().count() == 1


def test_a_mentor_without_a_letter_box_is_told_by_who_helps_them(scene, world):
    opened = world.open(name="Sol", channel="papier", contact="")
    introduce(scene, opened)
    ref = open_to_mentor(scene)
    told = NewsToTell.objects.get()
    assert told.organisation_ref == world.france.ref
    assert "ouvert des pages à lire" in news.in_words(told.event)
    services.leave(actor=ANYONE, token=scene.token, companion=ref)
    assert not NewsToTell.objects.exists()


def test_a_mentor_who_erases_their_file_leaves_their_words_and_no_name(scene, mentor):
    introduce(scene, mentor)
    services.invite_mentor(
        actor=ANYONE, token=scene.token, introduction="relation", parts=("notes",)
    )
    address = f"/suivi/{mentor.token}/a-cote/{scene.ref}/"
    Client().post(address, {"faire": "note", "note": "passe me voir"})
    assert scene.row.notes.get(words="passe me voir").author_name == "Sol"
    assert Client().post(f"/suivi/{mentor.token}/effacer/", {"sur": "on"}).status_code == 303
    kept = scene.row.notes.get(words="passe me voir")
    assert (kept.companion, kept.author_name) == (None, "Ma marraine ou mon parrain")


def test_the_holders_own_address_is_not_a_mentors(scene, mentor):
    introduce(scene, mentor)
    services.invite_mentor(
        actor=ANYONE, token=scene.token, introduction="relation", parts=("bref",)
    )
    for token in (scene.token, "x" * 32):
        assert Client().get(f"/suivi/{token}/a-cote/{scene.ref}/").status_code == 404


def test_each_idea_says_why(scene, mentor):
    introduce(scene, mentor)
    ideas = ideas_for(project_behind(scene.token))
    for kind in (ideas.people, ideas.places, ideas.services):
        assert kind
        assert all(one.why and all(one.why) for one in kind)
    page = plain(Client().get(scene.address("pistes/")))
    assert "j'ai tenu un café" in page
    assert "Sol" not in page
    assert "Bureau" in page


def test_a_place_found_is_kept_for_the_project(scene):
    answer = Client().post(scene.address("pistes/"), {"lieu": scene.world.agency_place.ref})
    assert answer.status_code == 303
    assert "Bureau" in plain(Client().get(scene.address()))
    wrong = Client().post(scene.address("pistes/"), {"lieu": "rien"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("findable", [False, True])
def test_peers_are_those_who_chose_to_be_found_at_the_same_stage(scene, world, findable):
    other = world.open_alone()
    said = services.Said(name="Fournil mobile", pitch="du pain au village")
    services.open_project(actor=ANYONE, token=other.token, said=said)
    services.add_stage(actor=ANYONE, token=other.token, stage="demarrage")
    services.show(actor=ANYONE, token=other.token, to_all=False, to_peers=findable)
    titles = [one.title for one in ideas_for(project_behind(scene.token)).peers]
    assert titles == (["Fournil mobile"] if findable else [])
    scene.stage("idee")
    assert ideas_for(project_behind(scene.token)).peers == ()


def test_a_number_written_in_a_pitch_is_shown_to_nobody(scene, world):
    other = world.open_alone()
    said = services.Said(name="Fournil 06 12 34 56 78", pitch="du pain, a@exemple.test")
    services.open_project(actor=ANYONE, token=other.token, said=said)
    services.add_stage(actor=ANYONE, token=other.token, stage="demarrage")
    services.show(actor=ANYONE, token=other.token, to_all=True, to_peers=True)
    for page in (Client().get("/projets/publics/"), Client().get(scene.address("pistes/"))):
        assert "Fournil" in plain(page)
        for contact in ("06 12 34 56 78", "a@exemple.test"):
            assert contact not in plain(page)
    assert project_behind(other.token).brief.pitch == "du pain, a@exemple.test"


def test_ideas_lead_to_an_introduction_with_the_words_already_said(scene):
    """The pitch and the needs are read back at the door: nothing is typed again."""
    files = {row.ref: row for row in FollowUp.objects.all()}
    Request.objects.create(
        ref="demande", follow_up=files[scene.file_ref], kind="aide_projet", words="tenir un stand",
        code_insee="48095", departement="48", said_at=timezone.now(), moved_at=timezone.now(),
    )  # fmt: skip
    page = Client().get(scene.address("pistes/"))
    assert f"/suivi/{scene.token}/recherche/demande/" in text(page)
    form = text(page).split(f'action="/suivi/{scene.token}/demander/"')[1].split("</form>")[0]
    said = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        said.setdefault(name, []).append(html.unescape(value))
    read = text(Client().post(f"/suivi/{scene.token}/demander/", said))
    assert 'name="genre" id="genre-aide_projet" value="aide_projet" checked' in read
    assert re.search(rf'name="besoins" value="{IDEA}" checked', read)
    assert Request.objects.count() == 1


def test_a_mentor_met_is_offered_a_part_from_the_project_itself(scene, mentor):
    row = introduce(scene, mentor, state="proposee")
    assert "Choisir ce qui se lit" not in plain(Client().get(scene.address()))
    Introduction.objects.filter(pk=row.pk).update(state="rencontre_faite")
    assert "Vous vous êtes dit oui, Sol et vous" in plain(Client().get(scene.address()))
    services.invite_mentor(actor=ANYONE, token=scene.token, introduction="relation")
    assert "Choisir ce qui se lit" not in plain(Client().get(scene.address()))
