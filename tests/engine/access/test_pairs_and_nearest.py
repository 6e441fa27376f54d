"""Who reaches what: the same as looking at every pair, one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.access import (
    NOBODY,
    AccessError,
    Pairs,
    k_nearest,
    nearest,
    pairs_of,
    reached,
)
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, Targets
from entrelieux.packs.fr import reach as pack

LIMIT = 40


@st.composite
def tables(draw):
    """Minutes zones × sites, some beyond the limit, some unknown."""
    zones, sites = draw(st.integers(0, 6)), draw(st.integers(1, 8))
    cell = st.one_of(st.integers(0, 60), st.just(np.inf), st.just(np.nan))
    rows = draw(
        st.lists(st.lists(cell, min_size=sites, max_size=sites), min_size=zones, max_size=zones)
    )
    return np.array(rows, np.float64).reshape(zones, sites)


@given(tables(), st.data())
def test_the_nearest_of_each_kind_is_the_least_of_all(table, data):
    kinds = data.draw(st.integers(1, 64))
    bits = np.array(
        data.draw(
            st.lists(st.integers(0, 2**kinds - 1), min_size=table.shape[1], max_size=table.shape[1])
        ),
        np.uint64,
    )
    within = data.draw(st.integers(0, LIMIT))
    pairs = Pairs.from_dense(table, LIMIT)
    found, counted = nearest(pairs, bits, kinds), reached(pairs, bits, kinds, within)
    for zone, row in enumerate(table):
        for kind in range(kinds):
            of_kind = [
                minutes
                for minutes, word in zip(row, bits.tolist(), strict=True)
                if word >> kind & 1 and minutes <= LIMIT
            ]
            assert found[zone, kind] == min(of_kind, default=NOBODY)
            assert counted[zone, kind] == sum(minutes <= within for minutes in of_kind)


@given(tables(), st.integers(1, 5), st.data())
def test_the_k_nearest_are_the_first_of_all_in_order(table, k, data):
    chosen = np.array(
        data.draw(st.lists(st.booleans(), min_size=table.shape[1], max_size=table.shape[1]))
    )
    sites, away = k_nearest(Pairs.from_dense(table, LIMIT), chosen, k)
    for zone, row in enumerate(table):
        known = sorted(
            (minutes, site)
            for site, minutes in enumerate(row.tolist())
            if chosen[site] and minutes <= LIMIT
        )[:k]
        gap = [NOBODY] * (k - len(known))
        assert sites[zone].tolist() == [site for _, site in known] + gap
        assert away[zone].tolist() == [minutes for minutes, _ in known] + gap


@given(tables())
def test_pairs_hold_what_the_table_says_within_the_limit(table):
    pairs = Pairs.from_dense(table, LIMIT)
    again = np.full(table.shape, np.inf)
    for zone in range(pairs.zones):
        site, minutes = pairs.of(zone)
        assert (np.diff(site) > 0).all()
        again[zone, site] = minutes
    assert np.array_equal(again, np.where(table <= LIMIT, table, np.inf))


def test_pairs_of_asks_the_source_of_travel_times():
    model = EstimateModel(EstimateParameters.from_mapping(pack.load()))
    lon, lat = [3.85, 3.50, 2.35], [44.73, 44.52, 48.86]
    targets = Targets.build(lon, lat, [2, 1, 0], [0, 0, 0])
    origins = [Origin(3.85, 44.73, 2, 0), Origin(2.35, 48.86, 0, 0)]
    pairs = pairs_of(model, origins, targets, Mode.VOITURE, 90)
    assert pairs.of(0)[0].tolist() == [0, 1]
    assert pairs.of(0)[1].tolist()[0] == 0
    assert 25 <= pairs.of(0)[1].tolist()[1] <= 90
    assert pairs.of(1)[0].tolist() == [2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": np.array([1, 2])}, "begin at 0"),
        ({"start": np.array([0, 2, 1])}, "never fall"),
        ({"site": np.array([0], np.int32)}, "are announced"),
        ({"site": np.array([0, 9], np.int32)}, "from 0 to 2"),
        ({"minutes": np.array([3, 41], np.int16)}, "from 0 to 40"),
    ],
)
def test_pairs_that_cannot_be_are_refused(change, said):
    good = {
        "start": np.array([0, 2]),
        "site": np.array([0, 2], np.int32),
        "minutes": np.array([3, 40], np.int16),
        "sites": 3,
        "limit": LIMIT,
    }
    Pairs(**good)
    with pytest.raises(AccessError, match=said):
        Pairs(**(good | change))


def test_a_kind_beyond_those_announced_is_refused():
    pairs = Pairs.from_dense([[1, 2]], LIMIT)
    with pytest.raises(AccessError, match="beyond the 2 kinds"):
        nearest(pairs, [1, 4], 2)
    with pytest.raises(AccessError, match="within"):
        reached(pairs, [1, 1], 2, LIMIT + 1)
    with pytest.raises(AccessError, match="negative"):
        Pairs.from_dense([[-1]], LIMIT)
