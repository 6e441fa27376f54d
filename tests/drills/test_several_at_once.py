"""Several processes at once: the journal stays one chain, and no message leaves twice."""

import re
from collections import Counter

import pytest

from tests.drills.scratch import WORK, Scratch, own_database

pytestmark = pytest.mark.processes

WRITERS, EACH = 6, 40
WORKERS, MESSAGES = 4, 60


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    with own_database(folder) as url:
        made = Scratch(folder, url)
        made.told("prepare", "0")
        yield made
        made.end()


def test_lines_written_at_once_make_one_chain(scratch):
    writers = [
        scratch.start("writers", "-m", "tests.drills.scene", "record", str(n), str(EACH))
        for n in range(WRITERS)
    ]
    assert [writer.wait(300) for writer in writers] == [0] * WRITERS, scratch.lines("writers")[-9:]
    lines, broken, why = scratch.told("report")["chain"]
    assert (broken, why) == (None, "")
    assert lines >= WRITERS * EACH


def test_workers_at_once_send_each_message_once(scratch):
    scratch.told("post", str(MESSAGES))
    workers = [scratch.start(f"worker-{n}", *WORK, "--once") for n in range(WORKERS)]
    assert [worker.wait(300) for worker in workers] == [0] * WORKERS
    left = Counter(
        found[1]
        for n in range(WORKERS)
        for line in scratch.lines(f"worker-{n}")
        if (found := re.match(r"Message-ID: (<\w+@)", line))
    )
    assert len(left) >= MESSAGES
    assert set(left.values()) == {1}
    assert scratch.told("report")["unsent"] == 0
