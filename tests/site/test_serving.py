"""One page is computed at a time in a process; nothing that writes waits for it."""

from threading import Event, Lock, Thread

import pytest

from entrelieux.site.serving import OneReadingAtATime

PATIENCE_S = 10


class Application:
    """Counts who is inside; a path « /lente » stays until it is released."""

    def __init__(self):
        self.lock, self.inside, self.most = Lock(), 0, 0
        self.entered, self.release = Event(), Event()

    def __call__(self, environ, _start_response):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            if environ["PATH_INFO"] == "/fautive":
                raise ZeroDivisionError
            if environ["PATH_INFO"] == "/lente":
                self.entered.set()
                assert self.release.wait(PATIENCE_S)
            return [b"done"]
        finally:
            with self.lock:
                self.inside -= 1


@pytest.fixture
def application():
    return Application()


def ask(served, method, path):
    return served({"REQUEST_METHOD": method, "PATH_INFO": path}, None)


def slowly(served, application):
    thread = Thread(target=ask, args=(served, "GET", "/lente"))
    thread.start()
    assert application.entered.wait(PATIENCE_S)
    return thread


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_two_readings_are_never_computed_together(application, method):
    served = OneReadingAtATime(application)
    first = slowly(served, application)
    second = Thread(target=ask, args=(served, method, "/"))
    second.start()
    second.join(0.2)
    assert second.is_alive()
    application.release.set()
    first.join(PATIENCE_S)
    second.join(PATIENCE_S)
    assert not second.is_alive()
    assert application.most == 1


def test_what_writes_waits_for_no_reading(application):
    served = OneReadingAtATime(application)
    reading = slowly(served, application)
    assert ask(served, "POST", "/") == [b"done"]
    assert application.most == 2
    application.release.set()
    reading.join(PATIENCE_S)


def test_a_reading_that_fails_gives_its_turn_back(application):
    served = OneReadingAtATime(application)
    with pytest.raises(ZeroDivisionError):
        ask(served, "GET", "/fautive")
    assert ask(served, "GET", "/") == [b"done"]
