import pytest

from entrelieux.directory import selectors
from entrelieux.territories.services import load_territories


@pytest.fixture(scope="session")
def _communes_loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_territories()


@pytest.fixture
def communes(_communes_loaded, db):
    """The communes of the pack; loaded again if a test of another folder emptied the tables."""
    load_territories()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Publications are numbered anew in each test: what a process keeps must not outlive it."""
    monkeypatch.setattr(selectors, "_KEPT", selectors._Kept())


@pytest.fixture
def found(communes):
    """Names of the places that filters keep, in order."""

    def names(**filters):
        params = selectors.DirectoryParams(**filters)
        page = selectors.place_list(selectors.ANYONE, params)
        return [card.name for card in page.cards]

    return names
