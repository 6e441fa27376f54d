"""Whatever is sent, the page says what is wrong or carries on; nothing breaks, nothing leaks."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services as bridges
from entrelieux.projects import acting, services, tasks
from entrelieux.projects.errors import SaidWrongly
from entrelieux.projects.models import Action
from entrelieux.projects.selectors import project_behind
from tests.passerelles.pages import plain, text

ODD = (
    "\x00", "a\x00b", "é" * 20_000, "<script>alert(1)</script>", "'; DROP TABLE x; --", "../../etc",
    "\ud7ff", "=cmd|' /C calc'!A0", "😀" * 300, "{{ 7*7 }}{% now %}", "%s%n", " ", "-1", "1e309",
)  # fmt: skip
FIELDS = (
    "faire", "nom", "pitch", "quoi", "ou", "bloque", "commune", "besoins", "entreprise", "action",
    "qui", "jour", "note", "partie", "texte", "mots", "aise", "sujets", "proches", "siret",
    "structure", "parties", "compagnon", "lieu", "etape", "appris", "cle", "tous",
)  # fmt: skip
DOINGS = {
    "": ("action", "note", "faite", "montrer"),
    "compagnons/": ("inviter", "ouvrir", "fermer", "partir"),
    "dossier/": ("entreprise", ""),
}
PAGES = ("", "dire/", "etape/", "dossier/", "compagnons/", "pistes/")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_things_in_every_box_of_every_page(scene, odd):
    scene.invite("actions", "notes")
    for page in PAGES:
        for doing in (*DOINGS.get(page, ()), odd):
            data = dict.fromkeys(FIELDS, odd) | {"faire": doing}
            answer = Client().post(scene.address(page), data)
            assert answer.status_code in {200, 303, 404, 422}, (page, doing)
            assert "<script>alert(1)" not in text(answer)
            if scene.row.companions.filter(until=None).count() == 0:
                scene.invite("actions", "notes")
    for page in (*PAGES, "imprimer/"):
        answer = Client().get(scene.address(page), {"q": odd, "fait": odd, "voit": odd})
        assert answer.status_code in {200, 303}, page
        assert "<script>alert(1)" not in text(answer)
    for doing in ("action", "note", "faite", odd):
        data = dict.fromkeys(FIELDS, odd) | {"faire": doing}
        answer = scene.world.adviser.client.post(f"/projets/{scene.ref}/", data)
        assert answer.status_code in {200, 303, 404, 422}


def test_opening_takes_odd_things_too(opened):
    for odd in ODD:
        address = f"/suivi/{opened.token}/projet/"
        answer = Client().post(address, dict.fromkeys(FIELDS, odd) | {"besoins": "inconnu"})
        assert answer.status_code in {303, 422}


@pytest.mark.parametrize("page", ["dire/", "etape/"])
def test_a_form_sent_empty_says_what_is_missing(scene, page):
    answer = Client().post(scene.address(page))
    assert answer.status_code == 422
    assert "point à corriger" in plain(answer)


def test_what_was_typed_is_kept_when_something_is_wrong(scene):
    said = {"faire": "action", "action": "aller voir la mairie", "jour": "2001-01-01"}
    answer = Client().post(scene.address(), said)
    assert answer.status_code == 422
    assert "aller voir la mairie" in text(answer)
    assert "2001-01-01" in text(answer)


def test_a_companion_gives_no_action_to_another_structure(scene):
    scene.invite("actions")
    other = scene.companion(scene.invite(structure=scene.world.other))
    data = {"faire": "action", "action": "x", "qui": other.ref}
    answer = scene.world.adviser.client.post(f"/projets/{scene.ref}/", data)
    assert answer.status_code == 422
    assert scene.row.actions.count() == 1


def test_an_address_that_opens_nothing_says_so_and_no_more(scene):
    for page in (*PAGES, "imprimer/"):
        for method in (Client().get, Client().post):
            answer = method(f"/suivi/{'x' * 40}/projet/{page}")
            if answer.status_code != 405:
                assert answer.status_code == 404
                assert "Vélo" not in plain(answer)


def test_secret_pages_are_kept_by_nobody(scene):
    for page in (*PAGES, "imprimer/"):
        answer = Client().get(scene.address(page))
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


@pytest.fixture
def due(clock, scene):
    """An action of the holder for tomorrow."""
    scene.act("appeler le propriétaire", due_on=timezone.localdate() + timedelta(days=1))
    return scene


def reminders():
    return Message.objects.filter(key__startswith="action:")


def test_the_holder_is_reminded_once_the_day_before_without_any_word_of_theirs(due):
    assert tasks.remind(timezone.now()) == 1
    tasks.remind(timezone.now())
    message = reminders().get()
    assert message.recipient == "mw@exemple.test"
    said = f"{message.subject} {message.body}"
    for word in ("propriétaire", "Vélo", "Camille", due.token):
        assert word not in said
    assert message.not_before >= timezone.now()


@pytest.mark.parametrize("how", ["faite", "laissee"])
def test_what_is_settled_is_not_reminded(due, how):
    tasks.remind(timezone.now())
    ref = Action.objects.get(words="appeler le propriétaire").ref
    services.settle(actor=ANYONE, token=due.token, action=ref, how=how)
    assert not reminders().exists()
    assert tasks.remind(timezone.now()) == 0


@pytest.mark.parametrize("stage", ["pause", "abandon_choisi", "pas_pour_moi"])
def test_nobody_is_reminded_of_what_they_stopped(due, stage):
    due.stage(stage)
    assert tasks.remind(timezone.now()) == 0
    assert not reminders().exists()


def test_what_is_late_is_never_chased(due, clock):
    clock.shift(timedelta(days=4))
    assert tasks.remind(timezone.now()) == 0
    assert any(one.is_late for one in project_behind(due.token).actions)


def test_erasing_takes_the_reminder_back(due):
    tasks.remind(timezone.now())
    bridges.erase_follow_up(actor=ANYONE, token=due.token)
    assert not reminders().exists()


def test_the_structure_is_told_that_something_awaits_and_nothing_else(scene):
    scene.invite("bref")
    for message in Message.objects.filter(key__startswith="projet:"):
        assert not re.search("Vélo|Camille|café|Mende", f"{message.subject} {message.body}")
        assert scene.token not in message.body


@pytest.mark.parametrize("what", ["action", "note"])
def test_one_hand_fills_a_project_in_nobody_s_place(scene, monkeypatch, what):
    monkeypatch.setattr(acting, "MOST_OF_ONE", 2)
    companion = scene.invite("actions", "notes")
    agent = scene.world.adviser.viewer

    def writes(**hand):
        if what == "note":
            return services.add_note(words="encore", **hand)
        return services.add_action(to_do=services.ToDo("encore"), **hand)

    theirs = {"actor": agent, "project": scene.ref}
    for _time in range(2):
        writes(**theirs)
    with pytest.raises(SaidWrongly, match="déjà écrit 2"):
        writes(**theirs)
    assert writes(actor=ANYONE, token=scene.token)
    assert scene.companion(companion).until is None
