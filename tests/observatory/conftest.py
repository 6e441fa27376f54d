import pytest

from entrelieux.directory import served
from tests.factories import demo, network  # noqa: F401  fixtures


@pytest.fixture
def nothing_kept(monkeypatch):
    """Publications are numbered anew in each test: what a process keeps must not outlive it."""
    monkeypatch.setattr(served, "_KEPT", served._Kept())
