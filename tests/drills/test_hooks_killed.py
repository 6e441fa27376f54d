"""Killed while it sends changes to other software, the worker loses none and keeps their order."""

import json
import os
import random
import time

import pytest

from tests.drills.scratch import WORK, Scratch, kill_all, own_database, wait_until
from tests.interchange.receiver import HERE, TAKEN, Receiver

pytestmark = pytest.mark.processes

KILLS = max(3, int(os.environ.get("DRILL_KILLS", "8")) // 2)
BATCH = 100
PLACES = BATCH * 2 * KILLS + 7
SLOW_S = 0.2


@pytest.fixture
def receiver(tmp_path):
    """It takes its time: a kill falls before, within or after each of its answers."""

    def slowly(line):
        time.sleep(SLOW_S)
        line.sendall(TAKEN)

    made = Receiver(tmp_path / "receiver", slowly)
    yield made
    made.close()


def test_no_change_is_lost_when_the_worker_is_killed(tmp_path, receiver):
    with own_database(tmp_path) as url:
        scratch = Scratch(tmp_path, url)
        scratch.environment |= {
            "ENTRELIEUX_DEBUG": "true",
            "ENTRELIEUX_HOOKS_TEST_ADDRESS": HERE,
            "SSL_CERT_FILE": str(receiver.authority),
        }
        try:
            scratch.told("hook", receiver.url, str(PLACES))
            for _ in range(KILLS):
                before = len(receiver.given)
                worker = scratch.start("worker", *WORK, "--once")
                assert wait_until(lambda before=before: len(receiver.given) > before)
                time.sleep(random.uniform(0, 2 * SLOW_S))
                kill_all(worker)
                scratch.told("time_passes")
            assert scratch.start("worker", *WORK, "--once").wait(300) == 0
            kept = scratch.told("hooked")
        finally:
            scratch.end()
    assert kept["is_up_to_date"], scratch.lines("worker")[-9:]
    bodies = [one.body for one in receiver.given]
    once = list(dict.fromkeys(bodies))
    told = [json.loads(body) for body in once]
    assert len({one["id"] for one in told}) == len(told), "one identifier, one body"
    assert [change["ref"] for one in told for change in one["changes"]] == kept["places"]
    assert len(bodies) - len(once) <= KILLS, "one batch at most leaves again for each kill"
    print(  # noqa: T201  what « make drill » is run to read
        f"\n{KILLS} kill -9 du processus qui envoie : {PLACES} changements en {len(told)} envois, "
        f"0 perdu, dans l’ordre ; {len(bodies) - len(once)} envois partis deux fois"
    )
