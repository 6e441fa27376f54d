"""What must leave is written with its cause: once, to somebody, and gone if the cause is undone."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from entrelieux.kernel import outbox
from entrelieux.kernel.models import Message
from entrelieux.kernel.outbox import NoRecipientError, OutsideTransactionError, post, take_back


def posted(**values):
    post(
        **{
            "key": "passerelle:abc:envoi",
            "channel": "courriel",
            "recipient": "accueil@exemple.invalid",
            "subject": "Une demande",
            "body": "Bonjour",
            **values,
        }
    )


def test_a_message_is_written_with_what_it_says_and_leaves_at_once(db):
    before = timezone.now()
    posted()
    message = Message.objects.get()
    assert (message.channel, message.recipient) == ("courriel", "accueil@exemple.invalid")
    assert (message.subject, message.body) == ("Une demande", "Bonjour")
    assert before <= message.not_before <= timezone.now()
    assert (message.attempts, message.sent_at, message.lease_until) == (0, None, None)


def test_a_cause_told_twice_is_written_once(db):
    posted()
    posted(body="Autre chose")
    assert Message.objects.get().body == "Bonjour"


def test_a_message_that_left_does_not_leave_again(db):
    posted()
    Message.objects.update(sent_at=timezone.now(), body="")
    posted()
    assert Message.objects.get().body == ""


def test_a_message_may_wait_for_a_day(db):
    tomorrow = timezone.now() + timedelta(days=1)
    posted(not_before=tomorrow)
    assert Message.objects.get().not_before == tomorrow


@pytest.mark.django_db
def test_a_message_goes_with_its_cause_undone():
    with transaction.atomic():
        posted()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("nobody", ["", "   ", "a@exemple.invalid\nBcc: b@exemple.invalid"])
def test_nothing_is_written_to_nobody(db, nobody):
    with pytest.raises(NoRecipientError, match="pas de destinataire"):
        posted(recipient=nobody)
    assert not Message.objects.exists()


def test_a_subject_stays_on_one_line(db):
    posted(subject="Une demande\r\nBcc: autre@exemple.invalid " + "x" * 300)
    message = Message.objects.get()
    assert message.subject.startswith("Une demande Bcc: autre@exemple.invalid x")
    assert len(message.subject) == 200


def test_an_unknown_channel_is_refused(db):
    with pytest.raises(ValueError, match="pigeon"):
        posted(channel="pigeon")


def test_a_message_outside_of_a_transaction_is_refused(db, monkeypatch):
    monkeypatch.setattr(outbox, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(OutsideTransactionError):
        posted()
    assert not Message.objects.exists()


def test_what_has_not_left_is_taken_back_by_its_key(db):
    posted(key="passerelle:abc:envoi")
    posted(key="passerelle:abc:relance:1")
    posted(key="passerelle:abd:envoi")
    Message.objects.filter(key="passerelle:abc:envoi").update(sent_at=timezone.now())
    assert take_back(keys="passerelle:abc:") == 1
    assert take_back(keys="passerelle:abc:") == 0
    assert take_back(keys="") == 0
    left = set(Message.objects.values_list("key", flat=True))
    assert left == {"passerelle:abc:envoi", "passerelle:abd:envoi"}
