"""Which roads minutes follow, what is said of them, and what never meets a real place."""

import numpy as np
import pytest
from django.core.checks import run_checks

from entrelieux.directory import reaching
from entrelieux.directory.reaching import (
    follows_roads_from,
    method_card,
    minutes_said,
    reach_model,
    unusable_roads,
    way_word,
    ways_word,
)
from entrelieux.engine.reach import Mode, storage
from entrelieux.engine.reach.network import RoadGraph, build
from entrelieux.territories.selectors import commune_for

pytestmark = pytest.mark.django_db
LANGOGNE, MARSEILLE = "48080", "13055"


def road(folder, *, is_fiction, licence="ODbL"):
    """One long road by Langogne, for cars."""
    n = 300
    tail, head = np.arange(n - 1), np.arange(1, n)
    few = np.full(2 * (n - 1), 30, np.float32)
    storage.save(
        build(
            RoadGraph(
                lon=np.linspace(3.80, 3.95, n),
                lat=np.full(n, 44.727),
                elevation=np.full(n, np.nan, np.float32),
                tail=np.concatenate([tail, head]).astype(np.int32),
                head=np.concatenate([head, tail]).astype(np.int32),
                length_m=few,
                seconds={Mode.VOITURE: few},
                source="rue.osm",
                licence=licence,
                date="2026-11-01",
                is_fiction=is_fiction,
            )
        ),
        folder,
    )
    return folder


@pytest.fixture
def real_roads(tmp_path, settings):
    settings.REACH_NETWORK = road(tmp_path / "routes", is_fiction=False)


@pytest.fixture
def invented(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    road(tmp_path / "routes-inventees", is_fiction=True)


def offer_is(fiction, monkeypatch):
    monkeypatch.setattr(reaching, "_offer_is_fiction", lambda: fiction)


def test_without_roads_minutes_are_estimated_and_said_so(communes):
    commune = commune_for(LANGOGNE)
    assert method_card().is_estimate
    assert not follows_roads_from(commune, Mode.VOITURE)
    assert "sans suivre les routes" in minutes_said(commune, Mode.VOITURE)
    assert way_word(False) == "estimation"


def test_roads_are_followed_credited_and_said(communes, real_roads):
    card, said = method_card(), minutes_said(commune_for(LANGOGNE), Mode.VOITURE)
    assert not card.is_estimate
    assert "© les contributeurs d’OpenStreetMap, ODbL" in card.credit
    assert card.credit in said
    assert way_word(True) == "par la route"


@pytest.mark.parametrize(("code", "mode"), [(MARSEILLE, Mode.VOITURE), (LANGOGNE, Mode.PIED)])
def test_an_origin_that_no_road_reaches_says_so(communes, real_roads, code, mode):
    commune = commune_for(code)
    assert not follows_roads_from(commune, mode)
    assert f"ne passe près de {commune.name}" in minutes_said(commune, mode)
    assert "estimés" in minutes_said(commune, mode)


def test_invented_roads_serve_an_invented_offer_and_are_called_so(communes, invented, monkeypatch):
    offer_is(True, monkeypatch)
    assert reach_model().method.is_fiction
    assert way_word(True) == "par des routes inventées"
    assert "inventées" in minutes_said(commune_for(LANGOGNE), Mode.VOITURE)
    assert "OpenStreetMap" not in method_card().credit


@pytest.mark.parametrize("by_setting", [False, True])
def test_invented_roads_never_serve_a_real_offer(
    communes, invented, monkeypatch, settings, by_setting
):
    if by_setting:
        settings.REACH_NETWORK = settings.VAR_DIR / "routes-inventees"
    offer_is(False, monkeypatch)
    assert reach_model().method.is_estimate


def test_a_sum_is_by_road_when_all_of_it_is():
    assert ways_word(np.array([True, False])) == "en partie estimé"
    assert ways_word(np.zeros(0, bool)) == "estimation"


def test_a_folder_that_is_no_network_stops_the_start(tmp_path, settings):
    settings.REACH_NETWORK = tmp_path / "absent"
    faults = [one.msg for one in run_checks() if one.id == "directory.E001"]
    assert len(faults) == 1
    assert "ENTRELIEUX_REACH_NETWORK" in faults[0]
    assert str(tmp_path / "absent") in faults[0]
    settings.REACH_NETWORK = None
    assert unusable_roads() == ""
