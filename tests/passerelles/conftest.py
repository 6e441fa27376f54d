"""A small world of structures, agents and one person, and the ways they act."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from entrelieux.engine.handover.chasing import Digest, Reminder
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.passerelles import services, tasks
from entrelieux.passerelles.models import Passerelle
from tests.factories import network
from tests.signing import mandated, network_with

__all__ = ["network"]
MENDE = "48095"
IDEA = "creer-entreprise"
DIGITAL = "apprendre-numerique"
RIGHTS = "garder-ses-droits"
THEMES = {
    IDEA: "creer-une-entreprise--definir-son-projet-de-creation-dentreprise",
    DIGITAL: "numerique--maitriser-les-fondamentaux-du-numerique",
}
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
_keys = count(1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def link_to(recipient):
    """The reply address in the last message written to a box."""
    message = Message.objects.filter(recipient=recipient).order_by("pk").last()
    return re.findall(r"/repondre/(\S+)/", message.body)[-1]


def key():
    return f"cle-{next(_keys):020}"


@dataclass
class World:
    """france: opens files. agency: receives, by mail. far: answers the same need, elsewhere."""

    france: object
    agency: object
    other: object
    agency_place: object
    other_place: object
    network: object
    agent: object
    adviser: object
    animator: object

    def open(self, *needs, actor=None, **values):
        opening = services.Opening(
            code_insee=MENDE,
            needs=needs or (IDEA, DIGITAL, RIGHTS),
            **{
                "situation": {"libre": "mardi matin", "publics": ["seniors"], "gratuit": True},
                "words": "je veux un camion à pizzas sans perdre le RSA",
                "name": "Camille",
                "channel": "courriel",
                "contact": "mw@exemple.test",
                **values,
            },
        )
        return services.open_follow_up(
            actor=actor or self.agent.viewer,
            opening=opening,
            organisation_ref=self.france.ref,
            request_key=key(),
        )

    def open_alone(self, *needs, **values):
        opening = services.Opening(code_insee=MENDE, needs=needs or (IDEA,), **values)
        return services.open_follow_up(actor=ANYONE, opening=opening, request_key=key())

    def proposal(self, *needs, to=None, **values):
        to = to or services.Receiver(self.agency.ref, self.agency_place.ref)
        return services.Proposal(to=to, needs=needs or (IDEA,), **values)

    @property
    def to_other(self):
        return services.Receiver(self.other.ref, self.other_place.ref)

    def hand(self, opened, *needs, items=("nom", "joindre"), to=None, request_key="", **values):
        return services.hand_over(
            actor=self.agent.viewer,
            follow_up=opened.ref,
            proposal=self.proposal(*needs, to=to, **values),
            agreement=services.Agreement(items=items),
            request_key=request_key or key(),
        )

    @property
    def soon(self):
        return timezone.localdate() + timedelta(days=10)

    @property
    def elsewhere(self):
        return network_with()

    def lead(self, handed, to):
        """Move what was sent to a state, as those who receive it or the site do."""
        viewer, ref = self.adviser.viewer, handed.ref
        if to == "accepted":
            services.accept(actor=viewer, ref=ref)
        elif to == "declined":
            services.decline(actor=viewer, ref=ref, reason="complet")
        elif to == "announced":
            services.announce(actor=viewer, ref=ref, on=self.soon)
        elif to == "met":
            services.met(actor=viewer, ref=ref)
        elif to == "silent":
            Passerelle.objects.filter(ref=ref).update(
                chased=3, chased_at=timezone.now() - timedelta(days=30)
            )
            assert tasks.tell_of_silence(timezone.now()) == 1

    def last(self):
        return Passerelle.objects.order_by("pk").last()

    def row_exists(self):
        return Passerelle.objects.exists()

    def remind_now(self, handed):
        """One reminder, as if it were due."""
        row = self.row(handed)
        digest = Digest(tasks.interlocutor_of(row), (Reminder(row.ref, row.chased + 1),))
        assert tasks._remind(digest)

    def row(self, handed):
        return Passerelle.objects.select_related("follow_up", "network").get(
            ref=getattr(handed, "ref", handed)
        )


@pytest.fixture
def clock():
    """Ask for it before ``world``: who may act then may act at that time."""
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def world(network):
    return make_world(network)


def make_world(network):
    france = network.organisation("France services d'Essai")
    agency = network.organisation("Agence d'Essai")
    other = network.organisation("Autre Agence")
    desk = network.place(MENDE, name="Guichet")
    agency_place = network.place(MENDE, name="Bureau", courriel="agence@exemple.test")
    other_place = network.place(
        MENDE, name="Bureau voisin", courriel="autre@exemple.test", east=0.01
    )
    network.service(THEMES[DIGITAL], place=desk, organisation=france)
    network.service(THEMES[IDEA], place=agency_place, organisation=agency)
    network.service(THEMES[IDEA], place=other_place, organisation=other)
    network.publish()
    row = network_with(france.ref, agency.ref, other.ref)
    return World(
        france=france,
        agency=agency,
        other=other,
        agency_place=agency_place,
        other_place=other_place,
        network=row,
        agent=mandated(Role.AGENT, organisation=france.ref, name="Ana"),
        adviser=mandated(Role.AGENT, organisation=agency.ref, name="Basile"),
        animator=mandated(Role.ANIMATOR, network=row, name="Nour"),
    )
