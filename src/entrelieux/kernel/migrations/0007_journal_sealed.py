"""Lines written before the chain take their place in it; then nobody changes any line again.

A line goes with its month only, once the month is closed and says that it is purged; the row of a
month changes in no other way. PostgreSQL refuses TRUNCATE too, which SQLite has not.
"""

import hashlib
import json
from datetime import UTC

from django.db import migrations

BEGINNING = "0" * 64
SQLITE = [
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON kernel_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON kernel_journalentry
    WHEN NOT EXISTS (
        SELECT 1 FROM kernel_journalsegment
        WHERE purged_at IS NOT NULL AND OLD.id <= last_line
    )
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER segment_only_purged BEFORE UPDATE ON kernel_journalsegment
    WHEN OLD.purged_at IS NOT NULL OR NEW.purged_at IS NULL
        OR OLD.id <> NEW.id OR OLD.month <> NEW.month OR OLD.first_line <> NEW.first_line
        OR OLD.last_line <> NEW.last_line OR OLD.lines <> NEW.lines
        OR OLD.last_digest <> NEW.last_digest OR OLD.sealed_at <> NEW.sealed_at
    BEGIN SELECT RAISE(ABORT, 'a closed month is append-only'); END
    """,
    """
    CREATE TRIGGER segment_no_delete BEFORE DELETE ON kernel_journalsegment
    BEGIN SELECT RAISE(ABORT, 'a closed month is append-only'); END
    """,
]
SQLITE_UNDO = [
    f"DROP TRIGGER IF EXISTS {name}"
    for name in ("journal_no_update", "journal_no_delete", "segment_only_purged", "segment_no_delete")
]
POSTGRES = [
    """
    CREATE FUNCTION journal_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE FUNCTION journal_refuse_delete() RETURNS trigger AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM kernel_journalsegment
            WHERE purged_at IS NOT NULL AND OLD.id <= last_line
        ) THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'the journal is append-only';
    END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE FUNCTION segment_refuse() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL
                AND to_jsonb(OLD) - 'purged_at' = to_jsonb(NEW) - 'purged_at'
            THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'a closed month is append-only';
    END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_delete()
    """,
    """
    CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER segment_only_purged BEFORE UPDATE OR DELETE ON kernel_journalsegment
    FOR EACH ROW EXECUTE FUNCTION segment_refuse()
    """,
    """
    CREATE TRIGGER segment_no_truncate BEFORE TRUNCATE ON kernel_journalsegment
    FOR EACH STATEMENT EXECUTE FUNCTION segment_refuse()
    """,
]
POSTGRES_UNDO = [
    "DROP TRIGGER IF EXISTS journal_append_only ON kernel_journalentry",
    "DROP TRIGGER IF EXISTS journal_no_update ON kernel_journalentry",
    "DROP TRIGGER IF EXISTS journal_no_delete ON kernel_journalentry",
    "DROP TRIGGER IF EXISTS journal_no_truncate ON kernel_journalentry",
    "DROP TRIGGER IF EXISTS segment_only_purged ON kernel_journalsegment",
    "DROP TRIGGER IF EXISTS segment_no_truncate ON kernel_journalsegment",
    "DROP FUNCTION IF EXISTS journal_refuse()",
    "DROP FUNCTION IF EXISTS journal_refuse_delete()",
    "DROP FUNCTION IF EXISTS segment_refuse()",
]
FORMER = {
    "sqlite": [
        SQLITE[0],
        """
        CREATE TRIGGER journal_no_delete BEFORE DELETE ON kernel_journalentry
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
        """,
    ],
    "postgresql": [
        POSTGRES[0],
        """
        CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON kernel_journalentry
        FOR EACH ROW EXECUTE FUNCTION journal_refuse()
        """,
    ],
}
BATCH = 2000


def forward(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    _run(schema_editor, SQLITE_UNDO if is_sqlite else POSTGRES_UNDO)
    _chain(apps, schema_editor)
    _run(schema_editor, SQLITE if is_sqlite else POSTGRES)


def backward(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    _run(schema_editor, SQLITE_UNDO if is_sqlite else POSTGRES_UNDO)
    _run(schema_editor, FORMER[schema_editor.connection.vendor])


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _chain(apps, schema_editor):
    lines = apps.get_model("kernel", "JournalEntry").objects.order_by("pk")
    previous, last = BEGINNING, 0
    change = "UPDATE kernel_journalentry SET previous = %s, digest = %s WHERE id = %s"
    while batch := list(lines.filter(pk__gt=last)[:BATCH]):
        rows = []
        for line in batch:
            digest = _digest(line, previous)
            rows.append((previous, digest, line.pk))
            previous, last = digest, line.pk
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(change, rows)


def _digest(line, previous):
    said = {
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": line.actor,
        "verb": line.verb,
        "subject": line.subject,
        "facts": line.facts,
    }
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_journal_chain")]
    operations = [migrations.RunPython(forward, backward)]
