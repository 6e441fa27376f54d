"""Somebody with a file, a project in it, and structures that may walk beside."""

from dataclasses import dataclass

import pytest

from entrelieux.kernel.viewer import ANYONE
from entrelieux.projects import services
from entrelieux.projects.models import Companion, Project
from tests.passerelles import conftest as passerelles
from tests.passerelles.conftest import World, make_world

_own_folder = passerelles._own_folder
clock = passerelles.clock
network = passerelles.network

SECRETS = {
    "bref": ("Vélo bavard", "réparer des vélos autour d'un café", "au marché couvert"),
    "pour_qui": ("les voisins qui pédalent",),
    "chiffres": ("neuf cents euros d'outils",),
    "demarches": ("dossier de la mairie déposé",),
    "bloque": ("le loyer est trop haut",),
    "entreprise": ("je débute en juin", "73282932000074"),
    "notes": ("appelé la banque hier",),
    "actions": ("visiter le local vide",),
    "histoire": ("j'ai appris à dire non",),
}
"""Words that are in one part of the file and in no other."""


@dataclass
class Scene:
    """A project full of words, each in one part."""

    world: World
    token: str
    ref: str
    file_ref: str

    @property
    def row(self):
        return Project.objects.get(ref=self.ref)

    def address(self, rest=""):
        return f"/suivi/{self.token}/projet/{rest}"

    def invite(self, *parts, structure=None):
        structure = structure or self.world.agency
        return services.invite(
            actor=ANYONE, token=self.token, organisation_ref=structure.ref, parts=parts
        )

    def companion(self, ref):
        return Companion.objects.get(ref=ref)

    def stage(self, code, learnt=""):
        services.add_stage(actor=ANYONE, token=self.token, stage=code, learnt=learnt)

    def act(self, words, **values):
        to_do = services.ToDo(words, **values)
        return services.add_action(actor=ANYONE, token=self.token, to_do=to_do)


@pytest.fixture
def world(network):
    return make_world(network)


@pytest.fixture
def opened(world):
    return world.open()


@pytest.fixture
def scene(world, opened):
    return make_scene(world, opened)


def make_scene(world, opened):
    said = services.Said(
        name="Vélo bavard",
        pitch="réparer des vélos autour d'un café",
        answers={
            "ou": "au marché couvert",
            "pour_qui": "les voisins qui pédalent",
            "bloque": "le loyer est trop haut",
        },
        needs=("creer-entreprise",),
    )
    ref = services.open_project(actor=ANYONE, token=opened.token, said=said)
    found = Scene(world, opened.token, ref, opened.ref)
    for code in ("chiffres", "demarches"):
        services.write_part(actor=ANYONE, token=opened.token, code=code, words=SECRETS[code][0])
    found.stage("demarrage", "j'ai appris à dire non")
    firm = services.Firm(is_firm=False, words="je débute en juin", siret="732 829 320 00074")
    services.say_firm(actor=ANYONE, token=opened.token, firm=firm)
    found.act("visiter le local vide")
    services.add_note(actor=ANYONE, token=opened.token, words="appelé la banque hier")
    return found
