"""Migrations: none missing, one line for each app, each undone or said not to be."""

from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = sorted(
    config.label for config in apps.get_app_configs() if config.name.startswith("entrelieux.")
)


@pytest.fixture(scope="module")
def migrations():
    """Those of our apps, by (app, name)."""
    loader = MigrationLoader(None)
    return {key: found for key, found in loader.disk_migrations.items() if key[0] in OURS}


def test_none_is_missing(db):
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"models have changed without a migration:\n{said.getvalue()}")


def test_each_app_has_one_line_of_migrations(migrations):
    for label in OURS:
        names = sorted(name for app, name in migrations if app == label)
        assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
        for before, name in pairwise(names):
            same_app = [key for key in migrations[label, name].dependencies if key[0] == label]
            assert same_app == [(label, before)]
    assert MigrationLoader(None).detect_conflicts() == {}


def test_the_first_migration_of_accounts_holds_the_user(migrations):
    created = [op.name for op in migrations["accounts", "0001_initial"].operations]
    assert created == ["User"]


def test_each_can_be_undone_or_says_why_not(migrations):
    for key, migration in migrations.items():
        for operation in migration.operations:
            if not operation.reversible:
                assert getattr(migration, "irreversible_because", ""), f"{key}: {operation}"


def test_schema_and_data_never_change_together(migrations):
    for key, migration in migrations.items():
        kinds = {type(op).__name__ in {"RunPython", "RunSQL"} for op in migration.operations}
        assert len(kinds) <= 1, key


def test_no_migration_imports_an_app(migrations):
    for migration in migrations.values():
        names = vars(__import__(migration.__module__, fromlist=["x"])).values()
        foreign = {
            getattr(value, "__module__", "") or ""
            for value in names
            if (getattr(value, "__module__", "") or "").startswith("entrelieux.")
        }
        assert foreign <= {migration.__module__, "entrelieux.accounts.models"}


@pytest.mark.parametrize("statement", ["UPDATE {} SET verb = 'x'", "DELETE FROM {}"])
def test_the_journal_takes_lines_and_gives_none_back(db, statement):
    from django.db import DatabaseError, transaction

    from entrelieux.kernel import journal
    from entrelieux.kernel.models import JournalEntry
    from entrelieux.kernel.viewer import OPERATOR

    journal.record(OPERATOR, "essai", count=1)
    before = list(JournalEntry.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(JournalEntry._meta.db_table))
    assert list(JournalEntry.objects.values()) == before
