"""What is hidden cannot be worked out: attacked by exact bounds, compared with brute force."""

from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from entrelieux.engine.handover.masking import (
    MaskingError,
    Sum,
    attack,
    exposed,
    mask,
)
from entrelieux.engine.handover.rolling import roll_up

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def grid(cells):
    """Counts and sums of a table with its margins and its total."""
    inner = np.asarray(cells)
    rows, columns = inner.shape
    full = np.zeros((rows + 1, columns + 1), int)
    full[:-1, :-1] = inner
    full[-1, :-1] = inner.sum(axis=0)
    full[:, -1] = full[:, :-1].sum(axis=1)
    at = np.arange(full.size).reshape(full.shape)
    sums = [Sum(int(at[r, -1]), tuple(at[r, :-1].tolist())) for r in range(rows + 1)]
    sums += [Sum(int(at[-1, c]), tuple(at[:-1, c].tolist())) for c in range(columns + 1)]
    return full, sums


def two_levels(cells, groups):
    """A table whose lines are communes, with their groups, and the whole: linked by sums."""
    inner = np.asarray(cells)
    of_groups = np.array([inner[list(group)].sum(axis=0) for group in groups])
    lines = np.vstack([inner, of_groups, inner.sum(axis=0)])
    full = np.column_stack([lines, lines.sum(axis=1)])
    at = np.arange(full.size).reshape(full.shape)
    first = len(inner)
    sums = [Sum(int(row[-1]), tuple(row[:-1].tolist())) for row in at]
    for column in range(full.shape[1]):
        sums += [
            Sum(int(at[first + g, column]), tuple(int(at[r, column]) for r in group))
            for g, group in enumerate(groups)
        ]
        sums.append(Sum(int(at[-1, column]), tuple(at[first:-1, column].tolist())))
    return full, sums


def relaxed_bounds(values, sums, hidden):
    """The attack again by another way: linear programs over the whole system."""
    size = len(values)
    rows = np.zeros((len(sums), size))
    for row, one in enumerate(sums):
        rows[row, list(one.parts)] = 1
        rows[row, one.total] = -1
    fences = [(0, None) if h else (v, v) for v, h in zip(values, hidden, strict=True)]
    found = []
    for cell in range(size):
        ends = []
        for sign in (1, -1):
            goal = np.zeros(size)
            goal[cell] = sign
            answer = linprog(goal, A_eq=rows, b_eq=np.zeros(len(sums)), bounds=fences)
            ends.append(np.inf if answer.status == 3 else sign * answer.fun)
        found.append(ends)
    return np.array(found)


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 14), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
)


@FEW
@given(tables, st.integers(3, 6))
def test_every_small_count_could_be_anything_under_the_threshold(cells, threshold):
    full, sums = grid(cells)
    values = full.ravel()
    done = mask(values, sums, threshold=threshold)
    assert (done.hidden >= (values < threshold)).all()
    bounds = relaxed_bounds(values, sums, done.hidden)
    for cell in np.flatnonzero(values < threshold):
        low, high = bounds[cell]
        assert low <= 1e-6
        assert high >= threshold - 1 - 1e-6
    assert exposed(values, sums, done.hidden, threshold=threshold) == ()


@settings(FEW, max_examples=5)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=5, max_size=5),
    st.sampled_from([((0, 1), (2, 3, 4)), ((0, 1, 2), (3, 4)), ((0,), (1, 2, 3, 4))]),
)
def test_no_small_count_is_told_by_the_groups_it_rolls_up_into(cells, groups):
    full, sums = two_levels(cells, groups)
    values = full.ravel()
    done = mask(values, sums, threshold=5, exact_cells=0)
    least, greatest = attack(values, sums, done.hidden)
    for cell in np.flatnonzero(values < 5):
        assert least[cell] == 0
        assert greatest[cell] == -1 or greatest[cell] >= 4


def cheapest_by_trying_all(values, sums, threshold, cost):
    others = np.flatnonzero(values >= threshold)
    best = np.inf
    for chosen in chain.from_iterable(combinations(others, n) for n in range(len(others) + 1)):
        hidden = values < threshold
        hidden[list(chosen)] = True
        paid = cost[list(chosen)].sum()
        if paid < best - 1e-9 and not exposed(values, sums, hidden, threshold=threshold):
            best = paid
    return best


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=2))
def test_nothing_cheaper_would_do(cells):
    full, sums = grid(cells)
    values = full.ravel()
    cost = 1.0 + np.log1p(values)
    done = mask(values, sums, threshold=4)
    assert done.is_optimal
    paid = cost[done.hidden & ~done.small].sum()
    assert paid == pytest.approx(cheapest_by_trying_all(values, sums, 4, cost))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2))
def test_the_attack_finds_what_counting_all_tables_finds(cells):
    full, sums = grid(cells)
    values = full.ravel()
    hidden = np.zeros(9, bool)
    hidden[[0, 1, 3, 4]] = True
    least, greatest = attack(values, sums, hidden)
    alike = [
        table
        for table in product(range(7), repeat=4)
        if (grid(np.reshape(table, (2, 2)))[0].ravel()[~hidden] == values[~hidden]).all()
    ]
    for place, cell in enumerate((0, 1, 3, 4)):
        assert least[cell] == min(table[place] for table in alike)
        assert greatest[cell] == max(table[place] for table in alike)


def test_a_small_cell_alone_takes_a_rectangle_with_it():
    full, sums = grid([[2, 20, 30], [25, 40, 9], [31, 8, 50]])
    done = mask(full.ravel(), sums, threshold=5)
    hidden = done.hidden.reshape(full.shape)
    assert done.is_optimal
    assert hidden[0, 0]
    assert hidden.sum() == 4
    assert not hidden[-1].any()
    assert not hidden[:, -1].any()


def test_a_line_whose_people_are_all_in_one_cell_does_not_say_so():
    full, sums = grid([[8, 0, 0], [9, 7, 12], [6, 11, 10]])
    hidden = mask(full.ravel(), sums, threshold=5).hidden.reshape(full.shape)
    assert hidden[0].sum() >= 3, "8 shown beside a total of 8 would say that the others are 0"


def test_without_a_small_count_nothing_is_hidden():
    full, sums = grid([[8, 9], [7, 12]])
    done = mask(full.ravel(), sums, threshold=5)
    assert not done.hidden.any()
    assert done.is_optimal


def test_a_table_with_too_few_people_shows_nothing():
    full, sums = grid([[1, 0], [0, 2]])
    assert mask(full.ravel(), sums, threshold=5).hidden.all()


def test_one_shared_total_is_hidden_in_both_tables_or_in_none():
    """Two breakdowns of the same people: what one hides, the other may not give back."""
    values = [3, 6, 9, 5, 4]  # two reasons, their total, two months of the same total
    sums = [Sum(2, (0, 1)), Sum(2, (3, 4))]
    hidden = mask(values, sums, threshold=5).hidden
    assert not hidden[2]
    assert hidden[[0, 1, 3, 4]].all()


def test_the_quick_way_protects_as_well_and_repeats_itself():
    generator = np.random.default_rng(7)
    full, sums = grid(generator.poisson(5, (9, 7)))
    first = mask(full.ravel(), sums, threshold=5, exact_cells=0)
    again = mask(full.ravel(), sums, threshold=5, exact_cells=0)
    assert (first.hidden == again.hidden).all()
    assert not first.is_optimal
    assert exposed(full.ravel(), sums, first.hidden, threshold=5) == ()


def test_sums_that_do_not_hold_are_refused():
    with pytest.raises(MaskingError, match="parts make 5, total says 4"):
        mask([2, 3, 4], [Sum(2, (0, 1))], threshold=5)


def test_a_village_is_counted_with_the_others_of_its_group():
    shown = roll_up([12_000, 300, 90, 2_500], [0, 0, 1, 1], floor=2_000)
    assert shown == ((), ()), "300 people, or 90, would be the only others: they are told apart"
    assert roll_up([12_000, 1_500, 900], [0, 0, 0], floor=2_000) == ((0,),)
    assert roll_up([12_000, 5_000], [0, 0], floor=2_000) == ((0, 1),)


@given(st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 2)), max_size=12))
def test_no_place_shown_or_left_to_be_worked_out_is_under_the_floor(communes):
    known = sorted({group for _, group in communes})
    population = [people for people, _ in communes]
    group = [known.index(one) for _, one in communes]
    for number, shown in enumerate(roll_up(population, group, floor=2_000)):
        rest = [r for r, one in enumerate(group) if one == number and r not in shown]
        assert all(population[row] >= 2_000 for row in shown)
        assert not shown or not rest or sum(population[row] for row in rest) >= 2_000
