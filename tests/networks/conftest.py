"""A network with a charter, people and structures that join it, and the animator who welcomes."""

from dataclasses import dataclass
from itertools import count

import pytest
from django.test import Client

from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks import charters, joining, welcoming
from entrelieux.networks.holding import Whose
from entrelieux.networks.models import Member
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.persons import open_person
from tests.factories import network
from tests.passerelles.conftest import MENDE, make_world

__all__ = ["network"]
FIRST = "Nous nous aidons.\n- Répondre aux autres membres\n- Venir deux fois par an"
SECOND = "Nous nous aidons.\n- Répondre vite aux autres membres\n- Venir une fois par an"
_keys = count(1)


@pytest.fixture
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def club(network, _own_folder):
    found = Club(make_world(network))
    found.publish(FIRST)
    return found


@dataclass
class Club:
    world: object

    @property
    def network(self):
        return network_for(self.world.network.ref)

    @property
    def animator(self):
        return self.world.animator

    def address(self, rest=""):
        return f"/reseaux/{self.network.ref}/{rest}"

    def publish(self, words, why="", actor=None):
        now = charters.charter_now(self.network)
        return charters.publish_charter(
            actor=actor or self.animator.viewer,
            network=self.network,
            title="Notre charte",
            words=words,
            why=why,
            on=now.number if now else 0,
        )

    def said(self, **values):
        now = charters.charter_now(self.network)
        number = now.number if now else 0
        return joining.Said(**{"sector": "creer", "signed": number, "name": "Lou Essai", **values})

    def person(self, **values):
        opening = Opening(
            code_insee=MENDE,
            needs=(),
            least_needs=0,
            **{"name": "Lou Essai", "channel": "courriel", "contact": "lou@exemple.test", **values},
        )
        key = f"cle-reseau-{next(_keys):020}"
        return open_person(actor=ANYONE, opening=opening, request_key=key)

    def ask(self, whose, actor=ANYONE, **values):
        return joining.ask_to_join(
            actor=actor, network=self.network, whose=whose, said=self.said(**values)
        )

    def joined(self, **values):
        """(secret address, reference) of a person who has just asked."""
        opened = self.person(**values)
        return opened.token, self.ask(Whose(token=opened.token))

    def member(self, **values):
        token, ref = self.joined(**values)
        self.welcome(ref)
        return token, ref

    def welcome(self, ref):
        return welcoming.welcome(actor=self.animator.viewer, network=self.network, ref=ref)

    def row(self, ref):
        return Member.objects.get(ref=ref)

    def mine(self, token):
        return Client().get(f"/suivi/{token}/reseau/")

    def does(self, token, ref, what, **values):
        data = {"adhesion": ref, "faire": what, **values}
        return Client().post(f"/suivi/{token}/reseau/", data)
