"""The journal is a chain: whatever is changed, taken out or slipped in is seen, and where."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from entrelieux.kernel import journal
from entrelieux.kernel.journal import PersonalFactError, purge, record, seal, to_purge, verify
from entrelieux.kernel.models import JournalEntry, JournalSegment
from entrelieux.kernel.viewer import OPERATOR, Viewer
from entrelieux.site.health import findings

AGENT = Viewer(user_id=7)
START = datetime(2025, 1, 15, 9, tzinfo=UTC)
TABLE = JournalEntry._meta.db_table
SEGMENTS = JournalSegment._meta.db_table


@pytest.fixture(autouse=True)
def empty(db):
    """Without the lines of the fixtures that last the whole session."""
    with Unguarded():
        raw(f"DELETE FROM {TABLE}")


def raw(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


class Unguarded:
    """What somebody who may change the database itself can do: put the triggers aside."""

    def __enter__(self):
        if connection.vendor == "postgresql":
            raw(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            raw(f"ALTER TABLE {SEGMENTS} DISABLE TRIGGER USER")
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN "
                f"('{TABLE}', '{SEGMENTS}')"
            )
            self.triggers = cursor.fetchall()
        for name, _sql in self.triggers:
            raw(f"DROP TRIGGER {name}")

    def __exit__(self, *_error):
        if connection.vendor == "postgresql":
            raw(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
            raw(f"ALTER TABLE {SEGMENTS} ENABLE TRIGGER USER")
            return
        for _name, sql in self.triggers:
            with connection.cursor() as cursor:
                cursor.execute(sql)


def lines(count, *, verb="essai"):
    for number in range(count):
        record(AGENT, verb, f"objet:{number}", count=number)
    return list(JournalEntry.objects.values_list("pk", flat=True))


def a_year_and_a_half():
    """Two lines a month, from January 2025 to June 2026."""
    for month in range(18):
        day = START.replace(year=2025 + month // 12, month=month % 12 + 1)
        with time_machine.travel(day, tick=False):
            lines(2)


def test_each_line_follows_the_one_before():
    lines(3)
    first, second, third = JournalEntry.objects.all()
    assert first.previous == journal.BEGINNING
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert len({first.digest, second.digest, third.digest}) == 3
    found = verify()
    assert (found.lines, found.last_digest, found.broken) == (3, third.digest, None)


def test_an_empty_journal_is_sound():
    assert verify() == journal.Verified(0, journal.BEGINNING)


def test_a_line_undone_with_its_write_leaves_no_hole():
    lines(1)
    with transaction.atomic():
        lines(1)
        transaction.set_rollback(True)
    lines(1)
    assert (verify().lines, verify().broken) == (2, None)


@pytest.mark.parametrize(
    "change",
    ["verb = 'autre'", "subject = ''", "actor = 'compte:8'", "facts = '{\"count\": 9}'"],
)
def test_a_line_that_was_changed_is_named(change):
    keys = lines(4)
    with Unguarded():
        raw(f"UPDATE {TABLE} SET {change} WHERE id = %s", keys[1])
    found = verify()
    assert (found.broken, found.why) == (keys[1], "elle a été changée")


def test_a_moment_that_was_changed_is_named():
    keys = lines(3)
    with Unguarded():
        raw(f"UPDATE {TABLE} SET at = %s WHERE id = %s", "2020-01-01 00:00:00+00:00", keys[2])
    assert verify().broken == keys[2]


def test_the_line_after_one_that_was_taken_out_is_named():
    keys = lines(4)
    with Unguarded():
        raw(f"DELETE FROM {TABLE} WHERE id = %s", keys[1])
    found = verify()
    assert (found.broken, found.why) == (keys[2], "elle ne suit pas la ligne d'avant")


def test_a_line_slipped_in_is_named():
    lines(2)
    slipped = JournalEntry.objects.create(actor="compte:7", verb="essai", subject="objet:9")
    assert verify().broken == slipped.pk


def test_the_first_line_cannot_be_taken_out_unseen():
    keys = lines(3)
    with Unguarded():
        raw(f"DELETE FROM {TABLE} WHERE id = %s", keys[0])
    assert verify().broken == keys[1]


def test_check_says_where_it_breaks(communes):
    keys = lines(3)

    def said():
        return next((f.ok, f.detail) for f in findings() if f.name == "journal")

    last = JournalEntry.objects.last().digest
    assert said() == (True, f"3 lignes, la dernière d'empreinte {last[:16]}")
    with Unguarded():
        raw(f"UPDATE {TABLE} SET verb = 'x' WHERE id = %s", keys[1])
    assert said() == (False, f"rompu à la ligne {keys[1]} : elle a été changée")


STATEMENTS = [
    f"UPDATE {TABLE} SET verb = 'x'",
    f"DELETE FROM {TABLE}",
    f"UPDATE {SEGMENTS} SET lines = 0",
    f"UPDATE {SEGMENTS} SET purged_at = NULL",
    f"DELETE FROM {SEGMENTS}",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_any_change_even_of_months_that_are_closed(statement):
    a_year_and_a_half()
    seal(actor=OPERATOR, now=START + timedelta(days=600))
    purge(actor=OPERATOR, now=START + timedelta(days=400))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw(statement)
    assert verify().broken is None


def test_the_lines_of_a_closed_month_stay_until_it_is_purged():
    a_year_and_a_half()
    seal(actor=OPERATOR, now=START + timedelta(days=600))
    last = JournalSegment.objects.first().last_line
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw(f"DELETE FROM {TABLE} WHERE id <= %s", last)


def test_a_month_is_closed_once_it_is_over():
    a_year_and_a_half()
    assert seal(actor=OPERATOR, now=datetime(2025, 3, 31, 23, 59, tzinfo=UTC)) == 2
    assert seal(actor=OPERATOR, now=datetime(2025, 3, 31, 23, 59, tzinfo=UTC)) == 0
    first, second = JournalSegment.objects.all()
    assert (str(first), first.lines, str(second), second.lines) == ("2025-01", 2, "2025-02", 2)
    assert second.last_digest == JournalEntry.objects.get(pk=second.last_line).digest
    assert verify().broken is None


def test_only_months_past_their_time_are_purged_and_the_chain_goes_on():
    a_year_and_a_half()
    now = datetime(2026, 6, 20, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        assert seal(actor=OPERATOR, now=now) == 17
        assert [str(month) for month in to_purge(now)] == [f"2025-{m:02}" for m in range(1, 6)]
        assert purge(actor=OPERATOR, now=now) == 10
        assert purge(actor=OPERATOR, now=now) == 0
        kept = JournalEntry.objects.filter(verb="essai")
        assert kept.first().at == datetime(2025, 6, 15, 9, tzinfo=UTC)
        assert kept.count() == 26
        purged = list(JournalEntry.objects.filter(verb="journal.purgé"))
        assert [line.subject for line in purged] == [f"2025-{m:02}" for m in range(1, 6)]
        assert {line.facts["lines"] for line in purged} == {2}
        assert verify().broken is None
        lines(1)
    assert verify().broken is None


def test_a_journal_purged_whole_begins_again_where_it_ended():
    with time_machine.travel(START, tick=False):
        lines(2)
        last = JournalEntry.objects.last().digest
    now = START + timedelta(days=3650)
    with time_machine.travel(now, tick=False):
        seal(actor=OPERATOR, now=now)
        purge(actor=OPERATOR, now=now)
        assert JournalEntry.objects.order_by("pk").first().previous == last
        assert verify().broken is None


def test_a_closed_month_that_lost_its_last_lines_is_seen():
    a_year_and_a_half()
    now = datetime(2026, 7, 20, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        seal(actor=OPERATOR, now=now)
    month = JournalSegment.objects.last()
    with Unguarded():
        raw(f"DELETE FROM {TABLE} WHERE id >= %s", month.last_line)
    found = verify()
    assert (found.broken, found.why) == (month.last_line, "le mois 2026-06 a disparu")


def test_a_clock_set_back_breaks_nothing():
    for day in (5, 40, 20, 50, 10, 80):
        with time_machine.travel(START + timedelta(days=day), tick=False):
            lines(1)
    now = START + timedelta(days=800)
    with time_machine.travel(now, tick=False):
        assert seal(actor=OPERATOR, now=now) >= 2
        assert sum(s.lines for s in JournalSegment.objects.all()) == 6
        assert verify().broken is None
        purge(actor=OPERATOR, now=now)
        assert verify().broken is None


@pytest.mark.parametrize(
    "facts",
    [
        {"email": "x"},
        {"nom": "x"},
        {"user_name": "x"},
        {"telephone": "x"},
        {"contact": "x"},
        {"words": "x"},
        {"ref": "claire.martin@exemple.fr"},
        {"ref": "06 12 34 56 78"},
        {"ref": "0612345678"},
        {"ref": "+33 612345678"},
        {"refs": ["a", "b@exemple.fr"]},
        {"what": {"email": "x"}},
        {"what": "une ligne\nune autre"},
        {"what": "x" * 201},
        {"share": 0.5},
    ],
)
def test_what_looks_personal_is_refused(facts):
    with pytest.raises(PersonalFactError):
        record(AGENT, "essai", "objet:1", **facts)
    assert verify().lines == 0


@pytest.mark.parametrize("subject", ["claire@exemple.fr", "06.12.34.56.78"])
def test_a_subject_that_looks_personal_is_refused(subject):
    with pytest.raises(PersonalFactError):
        record(AGENT, "essai", subject)


def test_references_and_counts_are_written():
    facts = {
        "organisation": "structure-000001",
        "siret": "13002526500013",
        "refs": ["9f0612345678ab", "b"],
        "count": 3,
        "is_fiction": False,
        "state": None,
    }
    record(AGENT, "essai", "passerelle:9f0612345678ab", **facts)
    assert JournalEntry.objects.get().facts == facts
    assert verify().broken is None


class Editor:
    """What a migration needs of a schema editor; SQLite's own refuses to run inside a test."""

    connection = connection

    def execute(self, statement, params=None):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_lines_written_before_the_chain_take_their_place_in_it():
    sealed = import_module("entrelieux.kernel.migrations.0007_journal_sealed")
    sealed.backward(apps, Editor())
    for number in range(3):
        JournalEntry.objects.create(
            actor="opérateur", verb="essai", subject="« é »", facts={"n": number, "a": ["é"]}
        )
    assert verify().broken is not None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw(f"DELETE FROM {TABLE}")
    sealed.forward(apps, Editor())
    assert (verify().lines, verify().broken) == (3, None)
    lines(1)
    assert (verify().lines, verify().broken) == (4, None)
    for statement in STATEMENTS[:2]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            raw(statement)
