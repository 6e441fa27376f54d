"""Fifty acceptances of one request at the same instant are one acceptance, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import Network
from tests.passerelles.at_once import race
from tests.passerelles.conftest import make_world

ONE = {
    "answers": ["accepted"],
    "state": "acceptee",
    "acceptances": 1,
    "lines": 1,
    "to the person": 2,
    "to the sender": 1,
}
"""The person had a first sign and one answer; nobody was told twice, and nobody was refused."""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite in memory")
@pytest.mark.django_db(transaction=True)
def test_fifty_acceptances_at_once_are_one_where_rows_are_locked(communes):
    assert race(make_world(Network())) == ONE


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite takes one writer at a time")
def test_fifty_acceptances_at_once_are_one_where_one_writes_at_a_time(tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "ENTRELIEUX_VAR_DIR": str(tmp_path / "var"),
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.passerelles.at_once"],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout.splitlines()[-1]) == ONE
