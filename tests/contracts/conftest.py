import pytest

from entrelieux.directory.models import Place
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from tests.contracts.routes import addresses
from tests.factories import demo, network  # noqa: F401  fixtures


@pytest.fixture
def opened():
    """Open an intake; gives the token of its address."""

    def open_one():
        besoins = ("creer-entreprise", "apprendre-numerique")
        return open_intake(actor=ANYONE, params=SituationParams("48080", besoins))

    return open_one


@pytest.fixture
def address_of(demo, opened):  # noqa: F811
    """An address of each route, on the fictional network."""
    return addresses(opened(), Place.objects.order_by("ref").first().ref)
