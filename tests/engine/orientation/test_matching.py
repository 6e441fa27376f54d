"""Who answers, under which conditions, at what penalty: against a plain reading of the rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.orientation.front import candidates_of, penalties_of_offers, solve
from entrelieux.engine.orientation.matching import tie_of
from entrelieux.engine.orientation.model import NOT_ANSWERED, OrientationError
from entrelieux.engine.orientation.offers import (
    FEES_CONDITIONAL,
    FEES_FREE,
    FEES_PAID,
    FEES_UNKNOWN,
    LEAST_SHARED_QUARTERS,
    ZONE_UNKNOWN,
    ZONE_UNSTATED,
    Asked,
    OfferIndex,
)

COLUMNS = 5
HOME = (11, 22, 33, 44, 55)
LAWS = settings(deadline=None, max_examples=120, derandomize=True)


def bits(quarters):
    word = sum(1 << quarter for quarter in quarters)
    return np.array([word >> 64 * i & (2**64 - 1) for i in range(11)], np.uint64)


quarters = st.lists(st.sampled_from([0, 1, 2, 63, 64, 65, 300, 670, 671]), max_size=4, unique=True)


@st.composite
def offers(draw):
    """One offer as plain values."""
    return {
        "profile": draw(st.integers(0, 3)),
        "publics": draw(st.sampled_from([0, 1, 2, 4, 6, 3])),
        "fees": draw(st.sampled_from([FEES_UNKNOWN, FEES_FREE, FEES_PAID, FEES_CONDITIONAL])),
        "wheelchair": draw(st.sampled_from([-1, 0, 1])),
        "week": draw(st.integers(-1, 2)),
        "vague": draw(st.sampled_from([0, 0, 0, 1])),
        "zone": draw(st.integers(0, 6)),
        "zone_code": draw(st.sampled_from([0, *HOME, 99])),
    }


@st.composite
def welcoming_offers(draw):
    """Nothing excludes anybody, and few profiles: many answer alike."""
    return {
        **{"profile": draw(st.integers(0, 3)), "publics": 1, "fees": FEES_FREE, "wheelchair": 1},
        **{"week": -1, "vague": 0, "zone": ZONE_UNKNOWN, "zone_code": 0},
    }


@st.composite
def countries(draw, one_offer, most_sites=4):
    """(index, interlocutors as plain values): sites, then people met at a distance."""
    sites = draw(st.lists(st.sampled_from([1, 1, 1, 2, 3]), max_size=most_sites))
    remote = draw(st.integers(0, 3))
    people = [draw(st.lists(one_offer, min_size=1, max_size=2)) for _ in range(sum(sites) + remote)]
    qualities = st.lists(
        st.sampled_from([0, 1, 2, NOT_ANSWERED]), min_size=COLUMNS, max_size=COLUMNS
    )
    profiles = [draw(qualities) for _ in range(4)]
    weeks = [draw(quarters) for _ in range(3)]
    keys = draw(
        st.lists(st.integers(0, 2**64 - 1), min_size=len(people), max_size=len(people), unique=True)
    )
    rows = [offer for person in people for offer in person]

    def column(name, kind):
        return np.array([row[name] for row in rows], kind)

    index = OfferIndex(
        site_start=np.cumsum([0, *sites]).astype(np.int32),
        offer_start=np.cumsum([0, *map(len, people)]).astype(np.int32),
        key=np.array(keys, np.uint64),
        profile=column("profile", np.int32),
        publics=column("publics", np.uint32),
        fees=column("fees", np.uint8),
        wheelchair=column("wheelchair", np.int8),
        week=column("week", np.int32),
        vague=column("vague", np.uint8),
        zone=column("zone", np.uint8),
        zone_code=column("zone_code", np.int32),
        profiles=np.array(profiles, np.uint8),
        weeks=np.array([bits(week) for week in weeks], np.uint64).reshape(-1, 11),
    )
    return index, people, profiles, weeks


@st.composite
def demands(draw):
    free = draw(st.one_of(st.none(), quarters))
    needs = draw(st.lists(st.integers(0, COLUMNS - 1), min_size=1, max_size=4, unique=True))
    return (
        Asked(
            needs=tuple(needs),
            zone_codes=HOME,
            publics=draw(st.sampled_from([0, 2, 4, 6])),
            free_only=draw(st.booleans()),
            wheelchair=draw(st.booleans()),
            free=None if free is None else bits(free),
            remote=draw(st.booleans()),
        ),
        free,
    )


def plain_penalties(offer, asked, free, profiles, weeks):
    """The rules read one by one: penalty for each need asked, None where not answered."""
    unknown = bool(offer["vague"])
    zone, code = offer["zone"], offer["zone_code"]
    if zone == ZONE_UNSTATED:
        if code not in (0, HOME[2]):
            return None
        unknown = True
    elif zone != ZONE_UNKNOWN and code != HOME[zone - 1]:
        return None
    if offer["publics"] == 0:
        unknown |= asked.publics != 0
    elif not offer["publics"] & 1:
        if asked.publics == 0:
            unknown = True
        elif not offer["publics"] & asked.publics:
            return None
    if asked.free_only:
        if offer["fees"] == FEES_PAID:
            return None
        unknown |= offer["fees"] in (FEES_UNKNOWN, FEES_CONDITIONAL)
    if asked.wheelchair:
        if offer["wheelchair"] == 0:
            return None
        unknown |= offer["wheelchair"] == -1
    if free is not None:
        if offer["week"] == -1:
            unknown = True
        elif len(set(weeks[offer["week"]]) & set(free)) < LEAST_SHARED_QUARTERS:
            return None
    qualities = [profiles[offer["profile"]][need] for need in asked.needs]
    return [None if q == NOT_ANSWERED else q + unknown for q in qualities]


def best(rows):
    """The best answer to each need among several offers; None when none answers anything."""
    kept = [row for row in rows if row is not None]
    columns = [[p for p in column if p is not None] for column in zip(*kept, strict=True)]
    found = [min(column, default=NOT_ANSWERED) for column in columns]
    return found if any(p != NOT_ANSWERED for p in found) else None


def plain_candidates(country, demand, sites, minutes):
    """{person: (site, round trip, penalties)} by loops over plain values."""
    (index, people, profiles, weeks), (asked, free) = country, demand
    reached = dict(zip(sites, minutes, strict=True))
    found = {}
    for person, its_offers in enumerate(people):
        site = next(
            (s for s in range(len(index.site_start) - 1) if person < index.site_start[s + 1]), None
        )
        if site is None and not asked.remote:
            continue
        if site is not None and site not in reached:
            continue
        answer = best(plain_penalties(o, asked, free, profiles, weeks) for o in its_offers)
        if answer is not None:
            trip = 0 if site is None else 2 * reached[site]
            found[person] = (("remote", person) if site is None else site, trip, answer)
    return found


@st.composite
def searches(draw, one_offer, most_sites=4):
    country, demand = draw(countries(one_offer, most_sites)), draw(demands())
    sites = len(country[0].site_start) - 1
    reached = draw(st.permutations(range(sites)))[: draw(st.integers(0, sites))]
    minutes = [draw(st.integers(0, 4)) for _ in reached]
    return country, demand, list(reached), minutes, draw(st.integers(0, 2**64 - 1))


def found_by_engine(search, **options):
    (index, *_rest), (asked, _free), sites, minutes, seed = search
    return candidates_of(
        index, asked, np.array(sites, np.int32), np.array(minutes, np.int16), seed=seed, **options
    )


def unpacked(world):
    """{person: (group, round trip, penalties)}."""
    found = {}
    for group in range(len(world.minutes)):
        for row in range(world.start[group], world.start[group + 1]):
            word = int(world.packed[row])
            penalties = [word >> 4 * need & 0xF for need in range(world.needs)]
            found[int(world.person[row])] = (group, int(world.minutes[group]), penalties)
    return found


@LAWS
@given(searches(offers()))
def test_candidates_are_those_of_a_plain_reading(search):
    country, demand, sites, minutes, _seed = search
    expected = plain_candidates(country, demand, sites, minutes)
    world = found_by_engine(search, distinct=False)
    found = unpacked(world)
    assert {p: v[1:] for p, v in found.items()} == {p: v[1:] for p, v in expected.items()}
    roofs = {group: expected[person][0] for person, (group, *_) in found.items()}
    assert all(expected[p][0] == roofs[group] for p, (group, *_) in found.items())
    assert len(set(roofs.values())) == len(roofs), "a roof is one group"
    assert world.looked_at == len(expected)


@LAWS
@given(searches(offers()))
def test_groups_come_nearest_first_then_by_tie_and_their_people_by_tie(search):
    index, seed = search[0][0], np.uint64(search[4])
    world = found_by_engine(search, distinct=False)
    ties = [int(tie_of(index.key[person], seed)) for person in world.person]
    assert world.tie.tolist() == ties
    stretches = [
        ties[low:high] for low, high in zip(world.start[:-1], world.start[1:], strict=True)
    ]
    assert all(stretch == sorted(stretch) for stretch in stretches)
    order = list(zip(world.minutes.tolist(), [s[0] for s in stretches], strict=True))
    assert order == sorted(order)


@LAWS
@given(searches(offers()) | searches(welcoming_offers(), most_sites=8))
def test_leaving_out_those_who_answer_alike_changes_no_plan(search):
    every, distinct = (found_by_engine(search, distinct=d) for d in (False, True))
    assert len(distinct.person) <= len(every.person)
    assert distinct.looked_at == every.looked_at
    assert solve(distinct) == solve(every)


@LAWS
@given(searches(offers()), st.randoms(use_true_random=False))
def test_the_order_of_the_sites_changes_nothing(search, random):
    *before, sites, minutes, seed = search
    pairs = list(zip(sites, minutes, strict=True))
    random.shuffle(pairs)
    shuffled = (*before, [s for s, _ in pairs], [m for _, m in pairs], seed)
    for distinct in (False, True):
        one, other = (found_by_engine(s, distinct=distinct) for s in (search, shuffled))
        assert unpacked(one) == unpacked(other)
        assert solve(one) == solve(other)


@LAWS
@given(searches(offers()), st.data())
def test_what_nobody_states_never_excludes(search, data):
    """Forget one condition of one offer: it answers still, at one point more at the very most."""
    (index, people, *_), (asked, _free), sites, minutes, seed = search
    if not len(index.profile):
        return
    offer = data.draw(st.integers(0, len(index.profile) - 1))
    name, forgotten = data.draw(
        st.sampled_from([("publics", 0), ("fees", FEES_UNKNOWN), ("wheelchair", -1), ("week", -1)])
    )
    column = getattr(index, name).copy()
    column[offer] = forgotten
    vaguer = replace(index, **{name: column})
    before = unpacked(found_by_engine(search, distinct=False))
    after = unpacked(
        found_by_engine(((vaguer, people), (asked, None), sites, minutes, seed), distinct=False)
    )
    assert set(before) <= set(after)
    for person, (_group, trip, penalties) in before.items():
        assert after[person][1] == trip
        for was, is_now in zip(penalties, after[person][2], strict=True):
            assert is_now <= was + 1 or was == NOT_ANSWERED


@LAWS
@given(searches(offers()))
def test_penalties_of_the_offers_of_one_are_those_of_a_plain_reading(search):
    (index, people, profiles, weeks), (asked, free), *_ = search
    for person, its_offers in enumerate(people):
        rows = [plain_penalties(o, asked, free, profiles, weeks) for o in its_offers]
        expected = [
            [NOT_ANSWERED if p is None else p for p in row or [None] * len(asked.needs)]
            for row in rows
        ]
        assert penalties_of_offers(index, asked, person).tolist() == expected


def one_offer(**changes):
    offer = {
        **{"profile": 0, "publics": 1, "fees": FEES_FREE, "wheelchair": 1, "week": 0, "vague": 0},
        **{"zone": ZONE_UNKNOWN, "zone_code": 0},
        **changes,
    }
    kinds = {
        **{"profile": np.int32, "publics": np.uint32, "fees": np.uint8, "wheelchair": np.int8},
        **{"week": np.int32, "vague": np.uint8, "zone": np.uint8, "zone_code": np.int32},
    }
    return OfferIndex(
        site_start=np.array([0, 1], np.int32),
        offer_start=np.array([0, 1], np.int32),
        key=np.array([1], np.uint64),
        profiles=np.array([[0, 2]], np.uint8),
        weeks=np.array([bits([40, 41, 42])], np.uint64),
        **{name: np.array([offer[name]], kind) for name, kind in kinds.items()},
    )


@pytest.mark.parametrize(
    ("offer", "asked", "expected"),
    [
        ({}, {}, [0, 2]),
        ({"publics": 0}, {}, [0, 2]),
        ({"publics": 0}, {"publics": 4}, [1, 3]),
        ({"publics": 4}, {"publics": 4}, [0, 2]),
        ({"publics": 4}, {"publics": 2}, None),
        ({"publics": 4}, {}, [1, 3]),
        ({"fees": FEES_PAID}, {}, [0, 2]),
        ({"fees": FEES_PAID}, {"free_only": True}, None),
        ({"fees": FEES_CONDITIONAL}, {"free_only": True}, [1, 3]),
        ({"wheelchair": 0}, {}, [0, 2]),
        ({"wheelchair": 0}, {"wheelchair": True}, None),
        ({"wheelchair": -1}, {"wheelchair": True}, [1, 3]),
        ({}, {"free": bits([41, 42])}, [0, 2]),
        ({}, {"free": bits([42, 43])}, None),
        ({"week": -1}, {"free": bits([1])}, [1, 3]),
        ({"vague": 1}, {}, [1, 3]),
        ({"vague": 1, "publics": 0, "fees": 0}, {"publics": 4, "free_only": True}, [1, 3]),
        ({"zone": 3, "zone_code": 33}, {}, [0, 2]),
        ({"zone": 3, "zone_code": 34}, {}, None),
        ({"zone": ZONE_UNSTATED}, {}, [1, 3]),
    ],
)
def test_each_condition_worked_by_hand(offer, asked, expected):
    world = candidates_of(
        one_offer(**offer),
        Asked(needs=(0, 1), zone_codes=HOME, **asked),
        np.array([0], np.int32),
        np.array([7], np.int16),
    )
    found = unpacked(world)
    assert found == ({} if expected is None else {0: (0, 14, expected)})


def test_arrays_that_disagree_are_refused():
    index = one_offer()
    with pytest.raises(OrientationError, match="fees has 2 rows, not 1"):
        replace(index, fees=np.zeros(2, np.uint8))
    with pytest.raises(OrientationError, match="does not delimit"):
        replace(index, offer_start=np.array([0, 2], np.int32))


@pytest.mark.parametrize("needs", [(), (1, 1), tuple(range(9))])
def test_needs_asked_are_one_to_eight_and_distinct(needs):
    with pytest.raises(OrientationError, match="expected 1 to 8, all distinct"):
        Asked(needs=needs, zone_codes=HOME)
