import pytest

from entrelieux.territories.services import load_territories


@pytest.fixture(scope="session")
def _loaded_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_territories()


@pytest.fixture
def communes(_loaded_once, db):
    """The communes of the pack; loaded again if a test of another folder emptied the tables."""
    load_territories()
