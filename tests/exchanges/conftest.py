import pytest
from django.core.cache import cache

from entrelieux.exchanges import introducing, saying
from tests.factories import network
from tests.passerelles.conftest import world

__all__ = ["network", "world"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def _no_brake():
    saying.BRAKE.forget()
    introducing.BRAKE.forget()
    cache.clear()
