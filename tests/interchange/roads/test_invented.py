"""The roads of the demonstration: the same every time, whole, and never taken for real ones."""

import numpy as np
import pytest

from entrelieux.engine.reach import Mode, storage
from entrelieux.interchange.roads.invented import invented, towns_around
from entrelieux.interchange.roads.report import mode_report
from entrelieux.interchange.roads.services import draw_roads

pytest.importorskip("pymetis")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("roads") / "routes-inventees"
    assert draw_roads("48", folder)
    return folder


def test_the_same_seed_draws_the_same_roads():
    towns = towns_around("48")[:40]
    one, again, other = invented(towns), invented(towns), invented(towns, seed=2)
    assert np.array_equal(one.lon, again.lon)
    assert np.array_equal(one.seconds[Mode.VELO], again.seconds[Mode.VELO])
    assert one.lon.size != other.lon.size


def test_every_commune_of_the_departement_is_on_roads_that_hold_together(drawn):
    network = storage.open_network(drawn)
    towns = [town for town in towns_around("48") if town.departement == "48"]
    assert len(towns) == 152
    for mode in Mode:
        places = network.attach([t.lon for t in towns], [t.lat for t in towns], mode)
        assert (places.node >= 0).all()
        assert mode_report(network, mode).parts == 1


def test_they_are_said_to_be_invented_and_are_drawn_once(drawn):
    about = storage.open_network(drawn).about
    assert about.is_fiction
    assert "inventées" in about.source
    assert not draw_roads("48", drawn)
