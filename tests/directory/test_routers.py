"""Minutes asked of a hosted router: what it answers is kept, and its silence is said."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import numpy as np
import pytest

from entrelieux.directory.reaching import _estimate
from entrelieux.directory.routers import RouterModel
from entrelieux.engine.reach import Method, Mode, Origin, Targets
from entrelieux.site.settings_model import Environment

HERE = Origin(3.85, 44.73, 2, 1)
CAR, FOOT = Mode.VOITURE, Mode.PIED


class _Router(BaseHTTPRequestHandler):
    """Ten minutes to each place, more by one second for each; no road to the third."""

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(size))
        self._say("valhalla", asked["costing"], len(asked["targets"]))

    def do_GET(self):
        _table, _v1, profile, places = urlsplit(self.path).path.strip("/").split("/")
        self._say("osrm", profile, len(places.split(";")) - 1)

    def _say(self, kind, mode, count):
        self.server.asked.append((kind, mode, count))
        times = [None if n == 2 else 600 + n for n in range(count)]
        said = (
            {"sources_to_targets": [[{"time": one} for one in times]]}
            if kind == "valhalla"
            else {"durations": [[0, *times]]}
        )
        content = self.server.answer or json.dumps(said).encode()
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere/table/v1/car/1,1")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Router) as site:
        site.asked, site.answer, site.status = [], b"", 200
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def model(server, path="/sources_to_targets"):
    address = f"http://127.0.0.1:{server.server_address[1]}{path}"
    return RouterModel(address, _estimate(), Method("essai", False, "", "", ""))


def places(count=4, lon=3.9):
    return Targets.build(lon + 0.001 * np.arange(count), [44.73] * count, [2] * count, [1] * count)


@pytest.mark.parametrize("path", ["/sources_to_targets", "/table/v1"])
def test_what_the_router_answers_takes_the_place_of_the_estimate(server, path):
    asked, targets = model(server, path), places()
    assert not asked.by_road(HERE, targets, CAR).any()
    sites, minutes = asked.reachable(HERE, targets, CAR, 30)
    assert (sites.tolist(), minutes.tolist()) == ([0, 1, 3], [10, 11, 11])
    assert asked.by_road(HERE, targets, CAR).all()


def test_the_same_question_is_asked_once_and_a_long_one_in_parts(server):
    asked, targets = model(server), places(100)
    first = asked.reachable(HERE, targets, CAR, 30)
    again = asked.reachable(HERE, targets, CAR, 30)
    assert [count for _kind, _mode, count in server.asked] == [45, 45, 10]
    assert first[1].tolist() == again[1].tolist()


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b""), (302, b""), (200, b"<html>"), (200, b"{}"), (200, b'{"durations": [[0]]}'),
     (200, b'{"durations": [[0, -1, 2, 3, 4]]}'), (200, b'{"durations": [[0, "1", 2, 3, 4]]}'),
     (200, b'{"durations": [[0, 1]]}')],
)  # fmt: skip
def test_a_router_that_fails_leaves_the_estimate_and_says_so(server, status, answer):
    server.status, server.answer = status, answer
    asked, targets = model(server, "/table/v1"), places()
    found, estimated = (one.reachable(HERE, targets, CAR, 30) for one in (asked, _estimate()))
    assert found[0].tolist() == estimated[0].tolist()
    assert found[1].tolist() == estimated[1].tolist()
    assert not asked.by_road(HERE, targets, CAR).any()


def test_a_router_that_failed_is_left_in_peace(server, monkeypatch):
    server.status = 500
    asked = model(server)
    asked.reachable(HERE, places(), CAR, 30)
    asked.reachable(HERE, places(lon=3.91), CAR, 30)
    assert len(server.asked) == 1
    monkeypatch.setattr(asked, "_silent_until", 0.0)
    server.status = 200
    asked.reachable(HERE, places(), CAR, 30)
    assert asked.by_road(HERE, places(), CAR).all()


def test_nobody_there_leaves_the_estimate():
    asked = RouterModel(
        "http://127.0.0.1:9/sources_to_targets", _estimate(), Method("", False, "", "", "")
    )
    assert asked.reachable(HERE, places(), CAR, 30)[0].size == 4


def test_a_router_of_cars_alone_is_not_asked_about_walking(server):
    model(server, "/table/v1").reachable(HERE, places(), FOOT, 120)
    assert server.asked == []


def test_the_mode_is_told_to_the_router(server):
    model(server).reachable(HERE, places(), FOOT, 120)
    assert server.asked == [("valhalla", "pedestrian", 4)]


def test_a_table_of_a_few_points_follows_the_router(server):
    points = places(3)
    table = model(server).matrix(points.lon, points.lat, points.density, points.landmass, CAR)
    assert np.diag(table).tolist() == [0, 0, 0]
    assert table[0].tolist() == [0, 11, -1]


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("https://routes.example.org/sources_to_targets", True),
        ("https://routes.example.org/routed-{profil}/table/v1", True),
        ("http://127.0.0.1:5000/table/v1", True),
        ("http://routes.example.org/table/v1", False),
        ("http://127.0.0.1.example.org/table/v1", False),
        ("https://ana:mot@routes.example.org/table/v1", False),
        ("https://routes.example.org/route", False),
    ],
)
def test_the_address_of_a_router_is_checked_at_start(monkeypatch, address, is_good):
    monkeypatch.setenv("ENTRELIEUX_REACH_ROUTER_URL", address)
    if is_good:
        assert Environment().reach_router_url == address
        return
    with pytest.raises(ValueError, match="sources_to_targets"):
        Environment()
