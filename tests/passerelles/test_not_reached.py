"""A request that no message could bring to anybody does not wait in silence."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends import locmem
from django.utils import timezone

from entrelieux.accounts.models import Mandate
from entrelieux.kernel import journal
from entrelieux.kernel.models import Message
from entrelieux.kernel.sending import send_due

BOX = "agence@exemple.test"


@pytest.fixture
def refused(monkeypatch):
    """The box of the agency does not exist; every other one takes what comes."""
    real = locmem.EmailBackend.send_messages

    def send(self, messages):
        if messages[0].to == [BOX]:
            raise SMTPRecipientsRefused({BOX: (550, b"unknown")})
        return real(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)


def send_all():
    Message.objects.update(not_before=timezone.now())
    return send_due()


def test_a_request_that_reached_nobody_goes_to_the_animator(world, refused):
    Mandate.objects.filter(user=world.adviser.user).delete()
    handed = world.hand(world.open())
    assert send_all().given_up == 1
    assert world.row(handed).state == "silencieuse"
    assert Message.objects.filter(key__startswith=f"animation:{handed.ref}:").exists()
    assert journal.verify().broken is None


def test_a_request_that_an_account_received_goes_on_waiting(world, refused):
    handed = world.hand(world.open())
    assert send_all().given_up == 1
    assert world.row(handed).state == "envoyee"


def test_a_request_answered_meanwhile_stays_answered(world, refused):
    handed = world.hand(world.open())
    world.lead(handed, "accepted")
    Mandate.objects.filter(user=world.adviser.user).delete()
    send_all()
    assert world.row(handed).state == "acceptee"
