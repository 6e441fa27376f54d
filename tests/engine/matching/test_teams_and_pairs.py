"""The smallest team and the best pairs, against every other that could be made."""

from dataclasses import replace
from itertools import combinations, product
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.matching import (
    CODES,
    PROXIMITY,
    SPREAD,
    Ask,
    Bid,
    Degree,
    Held,
    Nearness,
    Standing,
    Wanted,
    pairs,
    reasons,
    score_of,
    team,
    terms_of,
    unanswered,
)
from tests.engine.matching.drawing import easy, minutes, nearness, some_bids, worlds

FEW = settings(max_examples=60)
NEAR = Nearness.of((), [("photo", "dessin", Degree.CLOSE), ("site", "dessin", Degree.RELATED)])


def every_team(ask, bids, times, near, wished):
    """(people, coverage, scores) of the best team of any size, by trying them all."""
    own = {}
    for one, travel in zip(bids, times, strict=True):
        if not reasons(ask, one, near):
            own.setdefault(one.owner or one.ref, []).append((one, travel))
    for size in range(1, len(own) + 1):
        found = []
        for group in combinations(own, size):
            offers = [pair for owner in group for pair in own[owner]]
            degrees = [
                max(
                    (near.degree(w.competence, h.competence) or Nothing).value
                    for b, _t in offers
                    for h in (*b.held, Held(""))
                )
                for w in ask.wanted
            ]
            has = {b.standing for b, _t in offers}
            if min(degrees) >= Degree.CLOSE.value and set(wished) <= has:
                total = sum(w.weight for w in ask.wanted)
                share = sum(w.weight * d for w, d in zip(ask.wanted, degrees, strict=True)) / total
                scores = sum(
                    max(score_of(terms_of(ask, b, t, near)) for b, t in own[owner])
                    for owner in group
                )
                found.append((round(share, 6), scores))
        if found:
            return size, *max(found)
    return None


class Nothing:
    value = 0.0


@FEW
@given(worlds(asking=easy), st.booleans(), st.booleans())
def test_no_team_is_smaller_nor_of_as_many_better(world, senior, newcomer):
    ask, _bids, _times, _near = world
    found = team(*world, with_senior=senior, with_newcomer=newcomer)
    wished = [Standing.SENIOR] * senior + [Standing.NEWCOMER] * newcomer
    best = every_team(*world, wished) if ask.wanted else None
    assert (found is None) == (best is None)
    if found:
        size, share, scores = best
        assert len(found.members) == size
        assert isclose(found.coverage, share, abs_tol=2e-6)
        assert isclose(sum(one.score for one in found.members), scores, abs_tol=1e-5)
        brought = [answer.wanted for one in found.members for answer in one.answers]
        assert sorted(brought) == sorted(w.competence for w in ask.wanted)


@FEW
@given(worlds(asking=easy), st.randoms(use_true_random=False))
def test_the_order_of_offers_changes_no_team(world, random):
    ask, bids, times, near = world
    at = list(range(len(bids)))
    random.shuffle(at)
    assert team(ask, [bids[i] for i in at], [times[i] for i in at], near) == team(*world)


def person(ref, *codes, standing=Standing.UNSAID):
    return Bid(ref, ref, tuple(Held(code) for code in codes), standing=standing)


def test_a_team_says_who_brings_what():
    ask = Ask("d", (Wanted("photo"), Wanted("comptes"), Wanted("vente")))
    people = [person("a", "photo"), person("b", "comptes"), person("c", "comptes", "vente")]
    found = team(ask, people, [None] * 3, NEAR)
    assert {one.owner: [x.wanted for x in one.answers] for one in found.members} == {
        "a": ["photo"],
        "c": ["comptes", "vente"],
    }
    assert found.coverage == 1


def test_who_is_there_for_their_experience_alone_brings_nothing_else():
    ask = Ask("d", (Wanted("photo"),))
    people = [person("a", "photo"), person("s", "dessin", standing=Standing.SENIOR)]
    found = team(ask, people, [None] * 2, NEAR, with_senior=True)
    # The senior is close enough alone: one person is fewer than two.
    assert [one.owner for one in found.members] == ["s"]
    assert team(ask, people, [None] * 2, NEAR, with_newcomer=True) is None


def test_of_teams_as_small_the_one_that_covers_best_then_scores_best():
    two = Ask("d", (Wanted("photo"), Wanted("vente")))
    people = [person("a", "dessin"), person("b", "vente"), person("c", "photo")]
    found = team(two, people, [0, 0, 200], NEAR)
    assert [one.owner for one in found.members] == ["b", "c"]
    three = Ask("d", (Wanted("photo"), Wanted("vente"), Wanted("site")))
    held = {"a": ["photo"], "b": ["vente", "site"], "c": ["photo", "vente"], "d": ["site"]}
    people = [person(ref, *codes) for ref, codes in held.items()]
    for times, best in (([90, 90, 1, 1], ["c", "d"]), ([1, 1, 90, 90], ["a", "b"])):
        assert [one.owner for one in team(three, people, times, NEAR).members] == best


def test_what_nobody_answers_is_said():
    ask = Ask("d", (Wanted("photo"), Wanted("vente")))
    people = [person("a", "photo")]
    assert team(ask, people, [None], NEAR) is None
    assert unanswered(ask, people, NEAR) == (Wanted("vente"),)


@st.composite
def couples(draw):
    projects = tuple(replace(draw(easy), ref=f"d{at}") for at in range(draw(st.integers(1, 3))))
    mentors = draw(some_bids(3, least=1))
    times = [[draw(minutes) for _bid in mentors] for _ask in projects]
    return projects, mentors, times, draw(nearness)


def worth(projects, mentors, times, near, given):
    """(how many are helped, sum of scores less the spread), or None when it cannot be."""
    load = [0] * len(mentors)
    total = 0.0
    for a, b in enumerate(given):
        if b is None:
            continue
        room = 1 if mentors[b].room is None else mentors[b].room
        if reasons(projects[a], mentors[b], near) or load[b] >= room:
            return None
        total += score_of(terms_of(projects[a], mentors[b], times[a][b], near)) - SPREAD * load[b]
        load[b] += 1
    return sum(b is not None for b in given), total


@FEW
@given(couples())
def test_no_other_way_to_pair_helps_more_projects_or_suits_better(world):
    projects, mentors, _times, _near = world
    found = pairs(*world)
    at = {one.ref: i for i, one in enumerate(mentors)}
    mine = {pair.ask: at[pair.bid] for pair in found.pairs}
    helped, total = worth(*world, [mine.get(one.ref) for one in projects])
    choices = product([None, *range(len(mentors))], repeat=len(projects))
    best = max(one for given in choices if (one := worth(*world, given)))
    assert helped == best[0]
    assert isclose(total, best[1], abs_tol=1e-6)
    assert set(found.without) == {one.ref for one in projects} - mine.keys()
    assert set(found.idle) == {one.ref for one in mentors} - {p.bid for p in found.pairs}


def test_load_is_shared_between_mentors_who_suit_as_well():
    projects = [Ask(f"d{at}", (Wanted("photo"),)) for at in range(4)]
    mentors = [Bid(f"m{at}", f"m{at}", (Held("photo"),), room=4) for at in range(2)]
    found = pairs(projects, mentors, [[None, None]] * 4, NEAR)
    assert [sum(p.bid == m.ref for p in found.pairs) for m in mentors] == [2, 2]


def test_a_mentor_who_said_no_limit_takes_one_project():
    projects = [Ask(f"d{at}", (Wanted("photo"),)) for at in range(3)]
    found = pairs(projects, [person("m", "photo")], [[None]] * 3, NEAR)
    assert len(found.pairs) == 1
    assert len(found.without) == 2


def test_a_second_project_goes_to_who_suits_almost_as_well():
    projects = [Ask(f"d{at}", (Wanted("photo"),)) for at in range(2)]
    mentors = [
        Bid("near", "p1", (Held("photo"),), room=2),
        Bid("almost", "p2", (Held("photo"),), room=1),
    ]
    found = pairs(projects, mentors, [[0.0, 3.0]] * 2, NEAR)
    assert {pair.bid for pair in found.pairs} == {"near", "almost"}
    far = pairs(projects, mentors, [[0.0, 90.0]] * 2, NEAR)
    assert {pair.bid for pair in far.pairs} == {"near"}


def test_everybody_has_somebody_before_anybody_has_the_best():
    projects = [Ask("d1", (Wanted("photo"),)), Ask("d2", (Wanted("site"),))]
    mentors = [person("both", "photo", "site"), person("far", "photo")]
    only = dict.fromkeys(CODES, 0.0) | {PROXIMITY: 1.0}
    found = pairs(projects, mentors, [[0.0, 300.0], [300.0, 300.0]], NEAR, weights=only)
    assert {(pair.ask, pair.bid) for pair in found.pairs} == {("d1", "far"), ("d2", "both")}
