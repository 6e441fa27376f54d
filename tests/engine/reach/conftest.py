import pytest

from entrelieux.engine.reach import EstimateModel, EstimateParameters
from entrelieux.packs.fr import reach as pack


@pytest.fixture(scope="session")
def model():
    """The estimate as France ships it."""
    return EstimateModel(EstimateParameters.from_mapping(pack.load()))
