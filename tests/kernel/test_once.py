"""What a request that only reads asks once, and what a write must ask each time."""

import pytest
from django.test import RequestFactory

from entrelieux.kernel.middleware import reading_only
from entrelieux.kernel.once import once, reading


def answers(method):
    """What two questions get in one request, then in the next."""
    given = iter(range(9))

    def view(_request):
        return [once("mark", lambda: next(given)) for _ in range(2)]

    ask = reading_only(view)
    return [ask(RequestFactory().generic(method, "/")) for _ in range(2)]


def test_a_reading_asks_once_and_the_next_asks_again(db):
    assert answers("GET") == [[0, 0], [1, 1]]


def test_a_write_asks_each_time(db):
    assert answers("POST") == [[0, 1], [2, 3]]


def test_two_names_are_two_answers():
    with reading():
        assert (once("one", lambda: 1), once("other", lambda: 2)) == (1, 2)


def test_nothing_outlives_a_fault():
    def fault():
        with reading():
            once("one", lambda: 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fault()
    assert once("one", lambda: 3) == 3
