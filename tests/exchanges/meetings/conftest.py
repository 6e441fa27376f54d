"""An evening in a village, the structures that hold it, and the ways people come to it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.models import Meeting
from entrelieux.kernel.viewer import ANYONE
from tests.factories import network
from tests.passerelles.conftest import make_world

__all__ = ["network"]
MENDE, LANGOGNE = "48095", "48080"
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
EVENING = date(2026, 12, 3)
_keys = count(1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


def key():
    return f"cle-{next(_keys):020}"


def asked(**values):
    return services.Asked(
        **{
            "kind": "soiree",
            "title": "Soirée des idées",
            "day": EVENING,
            "starts": time(18),
            "ends": time(20),
            "code_insee": LANGOGNE,
            "place_name": "Salle des fêtes",
            "seats": 3,
            **values,
        }
    )


@dataclass
class Village:
    """world: structures and agents of the passerelles. clock: moved to the evening and after."""

    world: object
    clock: object
    day: date = EVENING

    @property
    def agent(self):
        return self.world.agent

    def prepare(self, *, actor=None, **values):
        world = self.world
        values = {"organisers": (world.agency.ref,), "day": self.day, **values}
        return services.prepare_meeting(
            actor=actor or world.agent.viewer,
            asked=asked(**values),
            organisation_ref=world.france.ref,
            request_key=key(),
        )

    def open(self, **values):
        ref = self.prepare(**values)
        services.announce(actor=self.agent.viewer, ref=ref)
        return ref

    def sign_up(self, ref, name="Marie", *, actor=ANYONE, request_key="", manner="page", **values):
        return services.take_seat(
            actor=actor,
            meeting_ref=ref,
            asked=services.SeatAsked(name=name, **values),
            manner=manner,
            request_key=request_key or key(),
        )

    def evening_comes(self, ref):
        self.clock.move_to(self.row(ref).starts_at + timedelta(hours=2))

    def already_begun(self, ref):
        """As if it had been held today: nobody is signed out meanwhile."""
        now = timezone.now()
        at = {"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1)}
        Meeting.objects.filter(ref=ref).update(**at)

    def type_in(self, ref, *, actor=None, **values):
        values.setdefault("organisation_ref", self.world.france.ref)
        return services.record_evening(
            actor=actor or self.agent.viewer, ref=ref, evening=services.Evening(**values)
        )

    def row(self, ref):
        return Meeting.objects.get(ref=ref)

    def held(self, *names, **values):
        """An evening where these people came, and what was said."""
        ref = self.open()
        self.evening_comes(ref)
        people = tuple(services.Newcomer(key=key(), name=name) for name in names)
        self.type_in(ref, newcomers=people, **values)
        return ref


@pytest.fixture
def village(clock, network):
    return Village(make_world(network), clock)
