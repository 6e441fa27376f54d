"""The laws of « pourquoi pas X ? »: what is answered is true of every plan there is."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.reference_plans import non_dominated, penalties
from entrelieux.engine.orientation.front import _by_site, candidates_of, pareto_front
from entrelieux.engine.orientation.matching import tie_values
from entrelieux.engine.orientation.model import NOT_ANSWERED, REMOTE, OrientationError
from entrelieux.engine.orientation.offers import ZONE_UNKNOWN
from entrelieux.engine.orientation.why_not import (
    Bar,
    Standing,
    Way,
    barred,
    standing,
    vectors_with,
)
from tests.engine.orientation.test_matching import countries, demands, offers
from tests.engine.orientation.worlds import world, worlds

LAWS = settings(deadline=None, max_examples=200, derandomize=True)
FAR = 30


def every_plan(candidates):
    """{who is met: vectors of all the plans that meet exactly them}, one by one."""
    penalty = penalties(candidates)
    site, minutes = candidates.site.tolist(), candidates.minutes.tolist()
    for chosen in product(range(-1, len(penalty)), repeat=candidates.needs):
        if any(who >= 0 and penalty[who][n] == NOT_ANSWERED for n, who in enumerate(chosen)):
            continue
        people = frozenset(who for who in chosen if who >= 0)
        trips = {site[who]: minutes[who] for who in people if site[who] != REMOTE}
        fit = sum(penalty[who][n] for n, who in enumerate(chosen) if who >= 0)
        yield people, (chosen.count(-1), len(people), sum(trips.values()), fit)


def grouped(candidates, seed=0):
    return _by_site(candidates, tie_values(candidates.key, np.uint64(seed)))


@st.composite
def somebody(draw, most_needs=4, most_rows=6):
    """A world, and one of those who answer something in it."""
    candidates = draw(worlds(most_needs=most_needs, most_rows=most_rows))
    answering = [r for r, row in enumerate(penalties(candidates)) if min(row) != NOT_ANSWERED]
    assume(answering)
    return candidates, draw(st.sampled_from(answering))


@LAWS
@given(somebody())
def test_the_best_plans_that_meet_somebody_are_those_of_brute_force(drawn):
    candidates, person = drawn
    everything = {vector for people, vector in every_plan(candidates) if person in people}
    found = vectors_with(grouped(candidates), person)
    assert set(found) == non_dominated(everything)
    assert len(found) == len(set(found))


@LAWS
@given(somebody(), st.integers(0, 5), st.data())
def test_the_verdict_is_true_of_every_plan(drawn, seed, data):
    candidates, person = drawn
    front = pareto_front(candidates, seed=seed)
    shown = data.draw(st.sampled_from(front))
    said = standing(grouped(candidates, seed), front, shown, person)
    plans = list(every_plan(candidates))
    with_them = {vector for people, vector in plans if person in people}
    on_front = {plan.vector for plan in front}
    met = person in {visit.candidate for visit in shown.visits}
    assert (said.standing is Standing.MET) == met
    assert said.with_them in with_them
    expected = tuple(np.subtract(said.with_them, shown.vector).tolist())
    assert said.cost == expected
    if said.standing is Standing.BEATEN:
        assert not with_them & {shown.vector}
        assert said.better in on_front
        assert all(a <= b for a, b in zip(said.better, said.with_them, strict=True))
        assert said.better != said.with_them
    if said.standing is Standing.DRAWN:
        assert shown.vector in with_them
    if said.standing in {Standing.ELSEWHERE, Standing.DRAWN_ELSEWHERE}:
        plan = front[said.plan]
        assert plan.vector == said.with_them
        there = person in {visit.candidate for visit in plan.visits}
        assert there == (said.standing is Standing.ELSEWHERE)


@LAWS
@given(somebody(), st.integers(0, 5))
def test_somebody_beaten_is_in_no_plan_of_the_front_whatever_the_draw(drawn, seed):
    candidates, person = drawn
    front = pareto_front(candidates, seed=seed)
    verdicts = [standing(grouped(candidates, seed), front, plan, person) for plan in front]
    with_them = {vector for people, vector in every_plan(candidates) if person in people}
    if not with_them & {plan.vector for plan in front}:
        assert {verdict.standing for verdict in verdicts} == {Standing.BEATEN}
    for verdict in verdicts:
        if verdict.standing is Standing.BEATEN:
            assert verdict.with_them not in {plan.vector for plan in front}


@settings(deadline=None, max_examples=40, derandomize=True)
@given(somebody(most_needs=8, most_rows=4))
def test_the_best_plans_that_meet_somebody_are_exact_up_to_eight_needs(drawn):
    candidates, person = drawn
    assume(5**candidates.needs < 70_000 or candidates.needs <= 6)
    everything = {vector for people, vector in every_plan(candidates) if person in people}
    assert set(vectors_with(grouped(candidates), person)) == non_dominated(everything)


def test_somebody_alone_in_the_world_is_the_only_plan():
    candidates = world([(0, 10, [1, None])], 2)
    assert vectors_with(grouped(candidates), 0) == ((1, 1, 10, 1),)


def test_others_under_the_same_roof_cost_no_more_travel():
    candidates = world([(0, 40, [0, None]), (0, 40, [None, 0]), (1, 4, [None, 0])], 2)
    assert (0, 2, 40, 0) in vectors_with(grouped(candidates), 0)


def test_somebody_out_of_reach_has_no_standing():
    candidates = world([(0, 10, [0])], 1)
    with pytest.raises(OrientationError, match="not within reach"):
        vectors_with(grouped(candidates), 7)


# What keeps somebody out of every plan.


def is_candidate(index, asked, person, way):
    """As the search itself sees it."""
    if way.is_remote:
        sites, minutes = [], []
    else:
        if way.minutes is None or way.minutes > way.limit:
            return False
        site = int(np.searchsorted(index.site_start, person, side="right")) - 1
        sites, minutes = [site], [way.minutes]
    found = candidates_of(
        index, asked, np.array(sites, np.int32), np.array(minutes, np.int16), distinct=False
    )
    return person in found.person.tolist()


def lifted(index, asked, person, way, bars):
    """The same question with some conditions lifted for this interlocutor."""
    changes = {
        Bar.PUBLIC: {"publics": 0},
        Bar.FEES: {"free_only": False},
        Bar.WHEELCHAIR: {"wheelchair": False},
        Bar.HOURS: {"free": None},
        Bar.REMOTE: {"remote": True},
    }
    for bar in bars:
        asked = replace(asked, **changes.get(bar, {}))
    if Bar.ZONE in bars:
        zone = index.zone.copy()
        zone[index.offer_start[person] : index.offer_start[person + 1]] = ZONE_UNKNOWN
        index = replace(index, zone=zone)
    if {Bar.DISTANCE, Bar.ROAD} & set(bars):
        way = replace(way, minutes=way.minutes or 0, limit=max(way.limit, way.minutes or 0))
    return index, asked, person, way


@st.composite
def questions(draw):
    index, people, _profiles, _weeks = draw(countries(offers()))
    assume(people)
    asked, _free = draw(demands())
    person = draw(st.integers(0, len(people) - 1))
    is_remote = person >= int(index.site_start[-1])
    minutes = 0 if is_remote else draw(st.sampled_from([None, 0, FAR, FAR + 12]))
    return index, asked, person, Way(minutes, FAR, is_remote)


@settings(deadline=None, max_examples=400, derandomize=True)
@given(questions())
def test_nobody_is_said_to_be_kept_out_who_could_be_met_and_the_other_way_round(question):
    assert is_candidate(*question) == (barred(*question) == ())


@settings(deadline=None, max_examples=400, derandomize=True)
@given(questions())
def test_lifting_exactly_what_is_said_lets_them_in_and_nothing_less_does(question):
    bars = barred(*question)
    assume(bars)
    if bars == (Bar.NEEDS,):
        assert not is_candidate(*lifted(*question, set(Bar) - {Bar.NEEDS}))
        return
    assert is_candidate(*lifted(*question, bars))
    for size in range(len(bars)):
        for fewer in combinations(bars, size):
            assert not is_candidate(*lifted(*question, fewer))
