"""What is due leaves once, is tried again when it failed, and is given up in sight of somebody."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core.mail.backends import locmem
from django.db import transaction
from django.utils import timezone

from entrelieux.kernel import sending
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.outbox import post
from entrelieux.kernel.sending import LATE, LEASE, WAITS, Sent, send_due, take_one, waiting

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADDRESS = "accueil@exemple.invalid"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def posted(key="a", *, channel="courriel", recipient=ADDRESS, not_before=None):
    with transaction.atomic():
        post(
            key=key,
            channel=channel,
            recipient=recipient,
            subject="Une demande pour vous",
            body="Quelqu'un vous attend.",
            not_before=not_before,
        )


@pytest.fixture
def failing(monkeypatch):
    """Every mail fails with the error that is set."""
    errors = []

    def send(self, messages):
        raise errors[-1]

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    return errors.append


def test_a_message_leaves_and_nothing_of_it_stays(mailoutbox):
    posted()
    assert send_due() == Sent(sent=1)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == (
        [ADDRESS],
        "Une demande pour vous",
        "Quelqu'un vous attend.",
    )
    row = Message.objects.get()
    assert (row.recipient, row.subject, row.body) == ("", "", "")
    assert (row.sent_at, row.attempts, row.lease_until) == (NOW, 1, None)
    assert send_due() == Sent()
    assert len(mailoutbox) == 1


def test_nothing_leaves_before_its_day(clock, mailoutbox):
    posted(not_before=NOW + timedelta(hours=3))
    assert send_due() == Sent()
    clock.move_to(NOW + timedelta(hours=3))
    assert send_due() == Sent(sent=1)


def test_a_message_held_by_a_worker_is_taken_by_no_other():
    posted("a")
    posted("b")
    assert {take_one().key, take_one().key} == {"a", "b"}
    assert take_one() is None


def test_a_worker_that_dies_holds_nothing_for_long(clock, mailoutbox):
    posted()
    assert take_one().key == "a"
    clock.move_to(NOW + LEASE - timedelta(seconds=1))
    assert send_due() == Sent()
    clock.move_to(NOW + LEASE)
    assert send_due() == Sent(sent=1)
    assert Message.objects.get().attempts == 2


def test_a_message_bears_the_same_identity_at_each_try(clock, mailoutbox):
    posted()
    send_due()
    Message.objects.update(sent_at=None, recipient=ADDRESS)
    send_due()
    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second
    assert first.startswith("<")
    assert first.endswith("@localhost>")


def test_a_failure_waits_longer_each_time_then_the_message_is_given_up(clock, failing):
    told = []
    sending.when_given_up(told.append)
    try:
        posted()
        failing(SMTPServerDisconnected("au revoir"))
        now = NOW
        for attempt, wait in enumerate(WAITS, 1):
            assert send_due() == Sent(put_off=1)
            row = Message.objects.get()
            assert (row.attempts, row.problem) == (attempt, "SMTPServerDisconnected")
            assert row.not_before == now + wait
            assert row.body
            assert send_due() == Sent()
            now += wait
            clock.move_to(now)
        assert told == []
        assert send_due() == Sent(given_up=1)
    finally:
        sending._told_of_given_up.remove(told.append)
    row = Message.objects.get()
    assert (row.given_up_at, row.recipient, row.subject, row.body) == (now, "", "", "")
    assert told == ["a"]
    assert JournalEntry.objects.filter(verb="message.abandonné").count() == 1
    clock.move_to(now + timedelta(days=30))
    assert send_due() == Sent()


def test_a_message_whose_every_try_was_interrupted_is_given_up(clock):
    posted()
    for n in range(len(WAITS) + 1):
        clock.move_to(NOW + n * LEASE)
        assert take_one() is not None
    clock.move_to(NOW + (len(WAITS) + 1) * LEASE)
    assert send_due() == Sent(given_up=1)
    assert Message.objects.get().problem == "chaque essai a été interrompu"


@pytest.mark.parametrize(
    ("code", "found"), [(550, Sent(given_up=1)), (450, Sent(put_off=1)), (553, Sent(given_up=1))]
)
def test_an_address_refused_for_good_is_given_up_at_once(failing, code, found):
    posted()
    failing(SMTPRecipientsRefused({ADDRESS: (code, f"{ADDRESS} inconnu".encode())}))
    assert send_due() == found
    assert Message.objects.get().problem == f"destinataire refusé ({code})"


@pytest.mark.parametrize(
    "error",
    [
        SMTPDataError(554, f"refus de {ADDRESS}".encode()),
        SMTPRecipientsRefused({ADDRESS: (550, ADDRESS.encode())}),
        OSError(111, f"{ADDRESS} ?"),
        ValueError(f"En-tête de {ADDRESS}"),
        KeyError(ADDRESS),
    ],
)
def test_a_problem_tells_no_address(failing, error):
    posted()
    failing(error)
    send_due()
    problem = Message.objects.get().problem
    assert problem
    assert "exemple" not in problem


def test_one_message_that_fails_stops_no_other(monkeypatch, mailoutbox):
    real = locmem.EmailBackend.send_messages

    def send(self, messages):
        if messages[0].to == ["mauvaise@exemple.invalid"]:
            raise KeyError("une faute à nous")
        return real(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    posted("a", recipient="mauvaise@exemple.invalid")
    posted("b")
    assert send_due() == Sent(sent=1, put_off=1)
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]]


def test_a_server_of_mail_that_is_down_loses_nothing(settings, clock, mailoutbox):
    posted()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _closed_port()
    assert send_due() == Sent(put_off=1)
    assert Message.objects.get().problem == "ConnectionRefusedError 111"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clock.move_to(NOW + WAITS[0])
    assert send_due() == Sent(sent=1)


def _closed_port():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port


def test_what_waits_too_long_is_seen(clock):
    posted()
    clock.move_to(NOW + LATE)
    assert waiting(timezone.now()).late_since is None
    clock.move_to(NOW + LATE + timedelta(minutes=1))
    found = waiting(timezone.now())
    assert (found.due, found.late_since, found.given_up) == (1, NOW, 0)


def test_without_a_carrier_an_sms_is_given_up_and_says_why(settings):
    settings.SMS = ""
    posted(channel="sms", recipient="0600000000")
    assert send_due() == Sent(given_up=1)
    found = waiting(timezone.now())
    assert found.given_up == 1
    assert found.problems == ("aucun envoi de SMS n'est réglé (ENTRELIEUX_SMS)",)


def test_an_sms_may_be_written_where_the_worker_writes(settings, capsys):
    settings.SMS = "console"
    posted(channel="sms", recipient="0600000000")
    assert send_due() == Sent(sent=1)
    assert capsys.readouterr().out == "SMS à 0600000000 : Quelqu'un vous attend.\n"


class Sms:
    """A carrier of SMS of this machine, that answers what it is told."""

    def __init__(self):
        self.status = 202
        self.taken = []
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                carrier.taken.append((self.path, dict(self.headers), said))
                self.send_response(carrier.status)
                if carrier.status == 307:
                    self.send_header("Location", "/ailleurs")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"


@pytest.fixture
def sms(settings):
    carrier = Sms()
    thread = threading.Thread(target=carrier.server.serve_forever, args=(0.01,))
    thread.start()
    settings.SMS, settings.SMS_URL = "http", carrier.url
    settings.SMS_TOKEN, settings.SMS_SENDER = "jeton", "Entrelieux"
    yield carrier
    carrier.server.shutdown()
    thread.join()
    carrier.server.server_close()


def test_an_sms_leaves_by_the_carrier_that_is_set(sms):
    posted(channel="sms", recipient="0600000000")
    assert send_due() == Sent(sent=1)
    ((path, headers, said),) = sms.taken
    assert path == "/sms"
    assert headers["Authorization"] == "Bearer jeton"
    assert len(headers["Idempotency-Key"]) == 40
    assert said == {"to": "0600000000", "from": "Entrelieux", "text": "Quelqu'un vous attend."}


@pytest.mark.parametrize(
    ("status", "found"),
    [
        *((400, Sent(given_up=1)), (401, Sent(given_up=1)), (429, Sent(put_off=1))),
        *((500, Sent(put_off=1)), (503, Sent(put_off=1)), (307, Sent(put_off=1))),
    ],
)
def test_what_the_carrier_answers_says_whether_to_try_again(sms, status, found):
    sms.status = status
    posted(channel="sms", recipient="0600000000")
    assert send_due() == found
    assert Message.objects.get().problem == f"l'envoi de SMS répond {status}"
    assert [path for path, _headers, _said in sms.taken] == ["/sms"], "no redirection is followed"
