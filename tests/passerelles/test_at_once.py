"""Fifty acceptances of one request at the same instant are one acceptance, on both databases."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ONE = {
    "answers": ["accepted"],
    "state": "acceptee",
    "acceptances": 1,
    "lines": 1,
    "to the person": 2,
    "to the sender": 1,
}
"""The person had a first sign and one answer; nobody was told twice, and nobody was refused."""


@contextmanager
def own_database(folder):
    """The address of an empty database, of the kind that this run is on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/site.sqlite3"
        return
    psycopg = pytest.importorskip("psycopg")
    said = connection.settings_dict
    name = f"{said['NAME']}_at_once"
    where = f"{said['USER']}:{quote(said['PASSWORD'])}@{said['HOST']}:{said['PORT'] or 5432}"
    with psycopg.connect(f"postgres://{where}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{where}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}"')


@pytest.mark.django_db
def test_fifty_acceptances_at_once_are_one(tmp_path):
    with own_database(tmp_path) as address:
        run = subprocess.run(
            [sys.executable, "-m", "tests.passerelles.at_once"],
            cwd=Path(__file__).parents[2],
            env={
                **os.environ,
                "DATABASE_URL": address,
                "ENTRELIEUX_VAR_DIR": str(tmp_path / "var"),
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout.splitlines()[-1]) == ONE
