"""A hostile house: no network, no lucky order, no undefined variable, no write while reading."""

import random
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.db.models import QuerySet
from django.utils import translation

SHARED = Path(__file__).resolve().parents[2] / "shared"
LOCAL = {"127.0.0.1", "::1", "localhost", ""}
READS_A_SHEET = "entrelieux.interchange.sheet"  # of a workbook: it knows no database
WITH_A_DATABASE = ("django_db", "processes", "journey")

hypothesis.settings.register_profile("house", deadline=None)  # no test is timed: machines are noisy
hypothesis.settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="only the tests that know a database: the others pass alike beside any",
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--only-database"):
        return
    left = [item for item in items if not knows_a_database(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if knows_a_database(item)]


def knows_a_database(item):
    """Here, where pytest-django refuses it to those who do not ask; or in a process it starts."""
    asks = "db" in item.fixturenames
    return asks or any(item.get_closest_marker(name) for name in WITH_A_DATABASE)


def pytest_configure(config):
    from django.conf import settings

    settings.KEEP_INDEX_ON_DISK = False
    settings.BUILD_IN_BACKGROUND = False
    settings.VAR_DIR = Path(tempfile.mkdtemp(prefix="entrelieux-tests-"))
    settings.CACHES["default"]["LOCATION"] = settings.VAR_DIR / "counters"
    config.add_cleanup(lambda: shutil.rmtree(settings.VAR_DIR, ignore_errors=True))
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()


class UndefinedVariable(str):
    """Django asks ``"%s" in string_if_invalid`` then formats it: that is where we refuse."""

    __slots__ = ()

    def __contains__(self, key):
        return key == "%s"

    def __mod__(self, name):
        pytest.fail(f"undefined template variable: {name}")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only this machine may be reached."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def processes_are_marked(request, monkeypatch):
    """What a test does to a database in another process is seen on PostgreSQL too."""
    if knows_a_database(request.node):
        return
    start = subprocess.Popen.__init__

    def guarded(self, args, *more, **options):
        if sys.executable in args and READS_A_SHEET not in args:
            raise AssertionError("a test that starts Python bears the mark « processes »")
        return start(self, args, *more, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", guarded)


@pytest.fixture(autouse=True)
def no_roads_left():
    """Roads that a test draws for the demonstration lead nobody in the next one."""
    from django.conf import settings

    yield
    shutil.rmtree(Path(settings.VAR_DIR) / "routes-inventees", ignore_errors=True)


@pytest.fixture(autouse=True)
def no_lucky_order(monkeypatch):
    """Rows of an unordered query come in another order each time, as a database may decide."""
    fetch = QuerySet._fetch_all

    def shuffled(self):
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and not self.query.is_sliced and self._result_cache:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)


@pytest.fixture(scope="session")
def shared():
    """The folder of real data beside the repository; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("no folder of real data beside the repository (../shared)")
    return SHARED


@pytest.fixture(autouse=True)
def in_french():
    """A page read in English by one test must not leave its language to the next."""
    with translation.override("fr"):
        yield


@pytest.fixture(scope="session")
def _communes_once(django_db_setup, django_db_blocker):
    from entrelieux.territories.services import load_territories

    with django_db_blocker.unblock():
        load_territories()


@pytest.fixture
def communes(_communes_once, db):
    """The communes of the pack; loaded again if a test emptied the tables."""
    from entrelieux.territories.services import load_territories

    load_territories()
