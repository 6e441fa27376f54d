"""Following what changes: nobody misses a place, nobody turns in circles."""

import pytest

from entrelieux.directory.following_changes import CursorError, changes_after, cursor_now
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import organisation, place, publish, service

pytestmark = pytest.mark.django_db


def walk(cursor="", limit=2):
    seen = []
    while True:
        found, cursor = changes_after(ANYONE, cursor, limit=limit)
        seen += found
        if len(found) < limit:
            return seen, cursor


def test_what_is_published_is_seen_once_as_created():
    publish(*(place(f"Lieu {n}") for n in range(5)))
    seen, cursor = walk()
    assert [one.kind for one in seen] == ["created"] * 5
    assert len({one.ref for one in seen}) == 5
    assert cursor == cursor_now()
    assert walk(cursor) == ([], cursor)


def test_a_file_that_says_the_same_changes_no_place():
    home, helper = place("Maison"), organisation("Aidants")
    drafts = (home, helper, service("Aide", helper, home))
    publish(*drafts)
    cursor = cursor_now()
    publish(*drafts)
    assert walk(cursor)[0] == []


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "~~~", "a" * 400, "\x00"])
def test_a_cursor_that_is_not_ours_is_refused_clearly(cursor):
    with pytest.raises(CursorError) as refused:
        changes_after(ANYONE, cursor, limit=1)
    assert "suivant" in refused.value.message
