import pytest

from entrelieux.directory.models import Organisation
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.factories import demo, network  # noqa: F401  fixtures

LANGOGNE = "48080"


@pytest.fixture
def desk(demo):  # noqa: F811
    """A structure of the demonstration that has a place, where somebody is received."""
    return Organisation.objects.filter(service__place__code_insee=LANGOGNE).order_by("ref").first()


@pytest.fixture
def agent(desk):
    """An agent who receives there, really signed in."""
    return signing.mandated(Role.AGENT, organisation=desk.ref)
