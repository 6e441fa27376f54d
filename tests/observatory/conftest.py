import pytest

from entrelieux.directory import selectors
from tests.factories import demo, network  # noqa: F401  fixtures


@pytest.fixture
def nothing_kept(monkeypatch):
    """Publications are numbered anew in each test: what a process keeps must not outlive it."""
    monkeypatch.setattr(selectors, "_KEPT", selectors._Kept())
