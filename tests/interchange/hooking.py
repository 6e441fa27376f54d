"""Hooks opened for tests, and what their receiver was told."""

import json
from datetime import timedelta

import time_machine
from django.utils import timezone

from entrelieux.directory.models import Place
from entrelieux.interchange.hooks import delivering, services
from entrelieux.interchange.hooks.services import Wish
from entrelieux.interchange.models import HookSubscription
from tests.interchange.receiver import TAKEN

REFUSED = b"HTTP/1.1 503 Non\r\n\r\n"


def opened(who, receiver, **said):
    wish = {"name": "Carte", "url": receiver.url, "owner": "structure:structure-a", **said}
    ref = services.open_hook(actor=who.viewer, wish=Wish(**wish)).ref
    return HookSubscription.objects.get(ref=ref)


def deliver():
    return delivering.deliver_due(timezone.now())


def bodies(receiver):
    return [json.loads(one.body) for one in receiver.given]


def told(receiver):
    return [(one["kind"], one["ref"]) for body in bodies(receiver) for one in body["changes"]]


def refusing(receiver, *answers):
    """Answer so many times so; afterwards, accept."""
    left = list(answers)
    receiver.behave = lambda line: line.sendall(left.pop(0) if left else TAKEN)


def withdraw(draft):
    now = timezone.now()
    Place.objects.filter(ref=draft.ref).update(withdrawn_on=now.date(), changed_at=now)


def later(**much):
    return time_machine.travel(timezone.now() + timedelta(**much), tick=True)
