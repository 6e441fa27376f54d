"""What comes back regularly is done in its turn, once by all workers, and its faults are seen."""

import json
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from entrelieux.kernel import work as working
from entrelieux.kernel.models import DutyRun, Message
from entrelieux.kernel.outbox import post
from entrelieux.kernel.work import LEASE, duty, late_duties, work, work_once
from entrelieux.site.cli import main
from entrelieux.site.health import findings

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(db, monkeypatch):
    monkeypatch.setattr(working, "_duties", {})
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def test_a_duty_is_done_at_once_then_in_its_rhythm(clock):
    done = []
    duty("relancer", HOUR, done.append)
    assert work_once().done == ("relancer",)
    assert work_once().done == ()
    clock.move_to(NOW + HOUR - timedelta(seconds=1))
    assert work_once().done == ()
    clock.move_to(NOW + HOUR)
    assert work_once().done == ("relancer",)
    assert done == [NOW, NOW + HOUR]


def test_what_a_duty_writes_leaves_in_the_same_round(mailoutbox):
    def write(now):
        with transaction.atomic():
            post(key="a", channel="courriel", recipient="a@b.invalid", subject="s", body="t")

    duty("relancer", HOUR, write)
    found = work_once()
    assert (found.sent.sent, len(mailoutbox)) == (1, 1)


def test_a_duty_being_done_is_done_by_no_other_worker():
    seen = []

    def run(now):
        seen.append(work_once().done)

    duty("relancer", HOUR, run)
    assert work_once().done == ("relancer",)
    assert seen == [()]


def test_a_duty_left_in_the_middle_is_taken_up_after_its_lease(clock):
    def die(now):
        raise KeyboardInterrupt

    duty("relancer", HOUR, die)
    with pytest.raises(KeyboardInterrupt):
        work_once()
    duty("relancer", HOUR, lambda now: None)
    assert work_once().done == ()
    clock.move_to(NOW + LEASE)
    assert work_once().done == ("relancer",)


def test_a_fault_stops_nothing_else_is_seen_and_tried_again_soon(clock, caplog):
    done = []

    def fail(now):
        raise ValueError("claire@exemple.invalid")

    duty("a", HOUR, fail)
    duty("b", HOUR, done.append)
    found = work_once()
    assert (found.faults, found.done) == (("a",), ("b",))
    assert list(late_duties(timezone.now())) == ["« a » a échoué (ValueError)"]
    assert "duty a failed" in caplog.text
    duty("a", HOUR, done.append)
    clock.move_to(NOW + working.AGAIN_AFTER_FAULT)
    assert work_once().done == ("a",)
    assert list(late_duties(timezone.now())) == []


def test_a_duty_that_nobody_does_any_more_is_seen(clock):
    duty("a", HOUR, lambda now: None)
    assert list(late_duties(timezone.now())) == []
    work_once()
    clock.move_to(NOW + 3 * HOUR + LEASE)
    assert list(late_duties(timezone.now())) == []
    clock.move_to(NOW + 3 * HOUR + LEASE + timedelta(seconds=1))
    assert list(late_duties(timezone.now())) == ["« a » n'est plus faite (entrelieux work ?)"]


@pytest.fixture
def in_a_hurry(monkeypatch):
    """No pause, and the connection of the test stays open: its transaction is the test's."""
    monkeypatch.setattr(working, "PAUSE_S", 0.0)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr(working.connections, "close_all", lambda: None)


def test_work_goes_on_until_told_to_stop(in_a_hurry):
    stop, rounds = Event(), []

    def told(found):
        rounds.append(found)
        if len(rounds) == 3:
            stop.set()

    work(stop, told=told)
    assert len(rounds) == 3


def test_a_database_that_does_not_answer_is_waited_for(in_a_hurry, monkeypatch):
    stop, answers = Event(), iter([OperationalError("gone"), DatabaseError("gone"), None])

    def once(*, keep_on):
        error = next(answers)
        if error:
            raise error
        stop.set()
        return "done"

    monkeypatch.setattr(working, "work_once", once)
    rounds = []
    work(stop, told=rounds.append)
    assert rounds == ["done"]


def test_once_says_what_was_done_and_whether_all_went_well(capsys, mailoutbox):
    with transaction.atomic():
        post(key="a", channel="courriel", recipient="a@b.invalid", subject="s", body="t")
    duty("effacer", HOUR, lambda now: None)
    assert main(["work", "--once"]) == 0
    assert capsys.readouterr().out == "1 message(s) envoyé(s) ; fait : effacer\n"
    duty("relancer", HOUR, lambda now: 1 / 0)
    assert main(["work", "--once", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said == {"sent": 0, "put_off": 0, "given_up": 0, "duties": [], "faults": ["relancer"]}


def detail(name):
    return next((f.ok, f.detail) for f in findings() if f.name == name)


def test_check_shows_what_waits_what_was_given_up_and_what_failed(communes):
    assert detail("messages") == (True, "rien en attente")
    row = Message.objects.create(
        key="a", channel="courriel", written_at=NOW, not_before=NOW - timedelta(hours=1)
    )
    assert detail("messages") == (
        False,
        "1 en retard depuis le 23/11/2026 à 10:00 : entrelieux work",
    )
    Message.objects.filter(pk=row.pk).update(given_up_at=NOW, problem="destinataire refusé (550)")
    assert detail("messages") == (False, "1 abandonnés : destinataire refusé (550)")
    assert detail("tâches régulières") == (True, "0 tenues par entrelieux work")
    duty("a", HOUR, lambda now: None)
    DutyRun.objects.create(name="a", due_at=NOW, problem="ValueError")
    assert detail("tâches régulières") == (False, "« a » a échoué (ValueError)")
