"""The journal is append-only on both engines: triggers refuse any change, whoever asks.

Retention (12 months) will drop whole closed segments by one audited procedure that alone may.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON kernel_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON kernel_journalentry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
]
POSTGRES = [
    """
    CREATE FUNCTION journal_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgresql": [
        "DROP TRIGGER journal_append_only ON kernel_journalentry",
        "DROP FUNCTION journal_refuse()",
    ],
}


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
