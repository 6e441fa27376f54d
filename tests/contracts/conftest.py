import pytest
from django.core.cache import cache

from entrelieux.directory.models import Place
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from tests.contracts.cast import gathered
from tests.contracts.routes import addresses, put_objects
from tests.factories import demo, network  # noqa: F401  fixtures


@pytest.fixture(autouse=True)
def no_counter_from_another_test():
    cache.clear()


@pytest.fixture
def opened():
    """Open an intake; gives the token of its address."""

    def open_one():
        besoins = ("creer-entreprise", "apprendre-numerique")
        return open_intake(actor=ANYONE, params=SituationParams("48080", besoins))

    return open_one


@pytest.fixture
def cast(demo, opened):  # noqa: F811
    """Everybody and everything that the table of routes speaks of."""
    made = gathered(token=opened(), place=Place.objects.order_by("ref").first().ref)
    put_objects(made)
    return made


@pytest.fixture
def address_of(cast):
    """An address of each route, on the fictional network; of one's own where there are several."""
    return {
        route: by_scope.get("-") or by_scope["own"] for route, by_scope in addresses(cast).items()
    }
