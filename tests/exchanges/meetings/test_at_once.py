"""Seats are never oversold, whatever arrives at the same instant, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchanges.meetings.at_once import AT_ONCE, LEAVING, SEATS
from tests.passerelles.test_at_once import own_database


@pytest.mark.django_db
def test_forty_people_for_five_seats_take_five(tmp_path):
    with own_database(tmp_path) as address:
        run = subprocess.run(
            [sys.executable, "-m", "tests.exchanges.meetings.at_once"],
            cwd=Path(__file__).parents[3],
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
    found = json.loads(run.stdout.splitlines()[-1])
    assert found == {
        "answers": ["fait"],
        "seated": SEATS,
        "waiting": AT_ONCE - LEAVING,
        "in order": True,
    }
