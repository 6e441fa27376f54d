"""A network, two people who call back, somebody who asks, and what happens between them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache

from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks.arrivals import asking, receiving
from entrelieux.networks.arrivals.asking import Asked
from entrelieux.networks.arrivals.views import asking as asking_pages
from entrelieux.networks.models import Arrival
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.persons import open_person
from tests.factories import network
from tests.passerelles.conftest import make_world

__all__ = ["network"]
MENDE = "48095"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
_keys = count(1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def _no_brake():
    asking_pages.BRAKE.forget()
    cache.clear()


def key():
    return f"cle-rappel-{next(_keys):020}"


@dataclass
class Desk:
    """agent, adviser: who call back, of two structures. clock: to be moved."""

    world: object
    clock: object

    @property
    def agent(self):
        return self.world.agent

    @property
    def adviser(self):
        return self.world.adviser

    @property
    def animator(self):
        return self.world.animator

    @property
    def network(self):
        return network_for(self.world.network.ref)

    @property
    def path(self):
        return f"/reseaux/{self.world.network.ref}"

    def accept(self, *people):
        for one in people or (self.agent, self.adviser):
            found = receiving.candidates_for(self.animator.viewer, self.network)
            chosen = next(card for card in found if card.user_id == one.user.pk)
            receiving.accept(actor=self.animator.viewer, network=self.network, key=chosen.key)

    def ask(self, kind="envie", **values):
        """(token, row)"""
        words = {"name": "Camille", "channel": "telephone", "contact": "06 11 22 33 44"}
        said = {name: values.pop(name, given) for name, given in words.items()}
        opening = Opening(code_insee=values.get("code_insee", MENDE), needs=(), **said)
        token = open_person(actor=ANYONE, opening=opening, request_key=key()).token
        ref = asking.ask(
            actor=ANYONE,
            network=self.network,
            asked=Asked(kind, **values),
            token=token,
            request_key=key(),
        )
        return token, Arrival.objects.get(ref=ref)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def desk(clock, network):
    found = Desk(make_world(network), clock)
    found.accept()
    return found
