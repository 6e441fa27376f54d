import pytest

from entrelieux.directory import selectors, served, validity


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Publications are numbered anew in each test: what a process keeps must not outlive it."""
    monkeypatch.setattr(served, "_KEPT", served._Kept())
    monkeypatch.setattr(validity, "_kept", None)


@pytest.fixture
def found(communes):
    """Names of the places that filters keep, in order."""

    def names(**filters):
        params = selectors.DirectoryParams(**filters)
        page = selectors.place_list(selectors.ANYONE, params)
        return [card.name for card in page.cards]

    return names
