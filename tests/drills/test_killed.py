"""Killed at any moment, the site loses nothing that it said was done, and leaves nothing half done.

DRILL_KILLS: how many times something is killed; « make drill » asks for a hundred.
"""

import hashlib
import http.client
import json
import os
import random
import re
import time
from collections import Counter
from threading import Event, Lock, Thread
from urllib.parse import urlencode

import pytest

from tests.drills.scratch import (
    WORK,
    Scratch,
    free_port,
    kill_a_child,
    kill_all,
    own_database,
    wait_until,
)

pytestmark = pytest.mark.processes

KILLS = int(os.environ.get("DRILL_KILLS", "8"))
LINKS = 30 + 4 * KILLS
KEY = "a" * 32
SCENE = ("-m", "tests.drills.scene")


@pytest.fixture
def scratch(tmp_path):
    with own_database(tmp_path) as url:
        made = Scratch(tmp_path, url)
        try:
            yield made
        finally:
            made.end()


class Visitors:
    """They begin intakes and answer requests, and remember what the site said was done."""

    def __init__(self, port, links):
        self.port, self.stop, self.lock = port, Event(), Lock()
        self.waiting = list(links.items())
        self.intakes, self.accepted, self.errors = set(), set(), Counter()
        self.threads = [Thread(target=self.go_on) for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def go_on(self):
        while not self.stop.is_set():
            try:
                self.once()
            except (OSError, http.client.HTTPException) as error:
                self.errors[type(error).__name__] += 1
                time.sleep(0.05)

    def once(self):
        with self.lock:
            ref, link = self.waiting.pop() if self.waiting and random.random() < 0.3 else ("", "")
        if link:
            status = 0
            try:
                status, _where = self.post(f"/repondre/{link}/", reponse="accepter")
            finally:
                with self.lock:
                    if status in {200, 303}:
                        self.accepted.add(ref)
                    else:  # not acknowledged: asked again later
                        self.waiting.insert(0, (ref, link))
            if ref not in self.accepted:
                self.errors[status] += 1
            return
        status, where = self.post("/parcours/", mots="je veux ouvrir un salon")
        found = re.search(r"/parcours/([\w-]{32})/", where)
        if status == 303 and found:
            with self.lock:
                self.intakes.add(hashlib.sha256(found[1].encode()).hexdigest())
        else:
            self.errors[status] += 1
            time.sleep(0.05)

    def post(self, path, **said):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(
                "POST",
                path,
                urlencode({"csrfmiddlewaretoken": KEY, **said}),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"csrf={KEY}",
                },
            )
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            line.close()

    @property
    def done(self):
        return len(self.intakes) + len(self.accepted)

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


class House:
    """The server, the worker and a process that writes: each is started again once killed."""

    def __init__(self, scratch, port):
        self.scratch = scratch
        self.commands = {
            "server": (*SCENE, "serve", str(port)),
            "worker": WORK,
            "writer": (*SCENE, "write"),
        }
        self.processes = {name: self.start(name) for name in self.commands}
        self.kills = Counter()

    def start(self, name):
        return self.scratch.start(name, *self.commands[name])

    def kill(self, name):
        if name == "child":
            self.kills[name] += kill_a_child(self.processes["server"])
            return
        kill_all(self.processes[name])
        self.kills[name] += 1
        self.processes[name] = self.start(name)


def said_by_the_writer(scratch):
    """{"message": …, "handed": …}: what it said was kept; a line cut by a kill says nothing."""
    said = {"message": set(), "handed": set()}
    for line in scratch.lines("writer"):
        if re.fullmatch(r'\{"(message|handed)": "[\w-]+"\}', line):
            for kind, name in json.loads(line).items():
                said[kind].add(name)
    return said


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(scratch):
    links = scratch.told("prepare", str(LINKS))
    port = free_port()
    house = House(scratch, port)
    visitors = Visitors(port, links)
    try:
        for number in range(KILLS):
            target = "server" if number % 10 == 7 else ("worker", "child", "writer")[number % 3]
            log = {"worker": "worker", "writer": "writer"}.get(target)
            before = scratch.size(log) if log else visitors.done + 3
            # It is killed while it works, not while it starts.
            assert wait_until(
                lambda log=log, before=before: (
                    (scratch.size(log) if log else visitors.done) > before
                )
            ), (target, number)
            time.sleep(random.uniform(0, 0.3))
            house.kill(target)
        assert wait_until(lambda before=visitors.done: visitors.done > before)
    finally:
        visitors.end()
        for process in house.processes.values():
            kill_all(process)
    scratch.told("time_passes")
    scratch.start("worker", *WORK, "--once").wait(300)
    check(scratch, visitors, house, links)


def check(scratch, visitors, house, links):
    kept, said = scratch.told("report"), said_by_the_writer(scratch)
    assert kept["faults"] == []
    assert kept["chain"][1:] == [None, ""]

    assert said["message"] <= set(kept["messages"])
    assert sorted(kept["messages"]) == sorted(kept["lines"])
    assert visitors.intakes <= set(kept["intakes"])
    assert len(kept["intakes"]) == kept["intakes_begun"]
    assert visitors.accepted <= set(kept["accepted"])
    assert sorted(kept["accepted"]) == sorted(kept["acceptance_lines"])
    assert kept["acceptances"] == dict.fromkeys(kept["accepted"], 1)
    assert said["handed"] | set(links) <= set(kept["handed"])
    assert sorted(kept["handed"]) == sorted(kept["handed_lines"])
    assert kept["handed_in_part"] == 0

    assert (kept["unsent"], kept["given_up"]) == (0, 0)
    left = Counter(re.findall(r"^Message-ID: (<\w+)@", "\n".join(scratch.lines("worker")), re.M))
    ours = {_digest(f"exercice:{name}") for name in kept["messages"]}
    assert ours <= set(left)
    twice = sum(count - 1 for count in left.values())
    assert twice <= house.kills["worker"], "one message at most leaves again for each kill"
    print(  # noqa: T201  what « make drill » is run to read
        f"\n{sum(house.kills.values())} kill -9 {dict(house.kills)} : "
        f"{len(visitors.intakes)} parcours, {len(visitors.accepted)} réponses, "
        f"{len(said['message'])} messages et "
        f"{len(said['handed'])} passerelles confirmés, 0 perdu ; "
        f"{kept['chain'][0]} lignes de journal, chaîne entière ; "
        f"{sum(left.values())} courriels partis, {twice} deux fois ; "
        f"sans réponse ou remis à plus tard : {dict(visitors.errors)}, "
        f"base occupée trop longtemps : {sum('busy' in x for x in scratch.lines('writer'))}"
    )


def _digest(key):
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}"
