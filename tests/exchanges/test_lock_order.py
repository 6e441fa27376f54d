"""Requests, then offers, then introductions: whoever locks in one order never waits both ways."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from entrelieux.exchanges import tasks
from tests.exchanges.lending import asking, introduced, offering, says

pytestmark = pytest.mark.django_db
ORDER = ("Request", "Offer", "Introduction")


@pytest.fixture
def locked(monkeypatch):
    """Names of the models of this room, in the order they were locked."""
    found = []
    lock = QuerySet.select_for_update

    def recorded(self, *args, **kwargs):
        found.append(self.model.__name__)
        return lock(self, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", recorded)
    return found


def replies(_asker, offerer, row):
    assert says(offerer, row, "oui").status_code == 303


def withdraws_the_request(asker, _offerer, _row):
    page = Client().post(asker.page(f"recherche/{asker.thing}/"), {"faire": "retiree"})
    assert page.status_code == 303


def withdraws_the_offer(_asker, offerer, _row):
    page = Client().post(offerer.page(f"proposition/{offerer.thing}/"), {"faire": "retiree"})
    assert page.status_code == 303


def is_chased(_asker, _offerer, _row):
    assert tasks.chase(timezone.now() + timedelta(days=8)) == 1


def erases(_asker, offerer, _row):
    assert Client().post(offerer.page("effacer/"), {"sur": "on"}).status_code == 303


@pytest.mark.parametrize(
    "act", [replies, withdraws_the_request, withdraws_the_offer, is_chased, erases]
)
def test_what_moves_an_introduction_locks_its_request_first(world, locked, act):
    asker, offerer = asking(), offering()
    row = introduced(asker, offerer)
    locked.clear()
    act(asker, offerer, row)
    first = {name: locked.index(name) for name in ORDER if name in locked}
    assert "Request" in first
    assert list(first) == sorted(first, key=lambda name: first[name])
