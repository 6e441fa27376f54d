"""Requests at a constant rate. Read by locust, in an environment that has no code of ours.

Each visitor sends one request at a moment drawn at random in each of its turns: the rate is the
one asked, and requests come in no step, as people do. A visitor that is late does not slow down.

LOAD names a JSON file {"requests": [[kind, path, words]], "rate": requests a second, "warm_up":
seconds left out of what is measured, "output": path of what was seen, one line per request}.
"""

import json
import os
import random
import time
from itertools import count
from pathlib import Path

import gevent
from locust import FastHttpUser, events, task

LOAD = json.loads(Path(os.environ["LOAD"]).read_text(encoding="utf-8"))
TURN_S = 2.0
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "fr"}
STARTED = time.monotonic()
random.seed(LOAD["rate"])
_next = count()
_seen = []


class Visitor(FastHttpUser):
    connection_timeout = network_timeout = 30.0
    insecure = False

    def wait_time(self):
        return 0

    def on_start(self):
        self.turn = time.monotonic() - STARTED

    @task
    def ask(self):
        gevent.sleep(max(0.0, STARTED + self.turn + random.uniform(0, TURN_S) - time.monotonic()))
        self.turn += TURN_S
        requests = LOAD["requests"]
        kind, path, words = requests[next(_next) % len(requests)]
        data = {"json": {"words": words}} if words else {}
        method = "POST" if words else "GET"
        begun = time.monotonic()
        response = self.client.request(
            method, path, name=kind, headers=HEADERS, allow_redirects=False, **data
        )
        status, length = response.status_code or 0, len(response.content or b"")
        fault = str(getattr(response, "error", None) or "")
        took = 1000 * (time.monotonic() - begun)
        _seen.append((round(begun - STARTED, 3), kind, round(took, 2), status, length, fault[:120]))


@events.quitting.add_listener
def write(environment, **_said):
    Path(LOAD["output"]).write_text(json.dumps(_seen), encoding="utf-8")
    environment.process_exit_code = 0
