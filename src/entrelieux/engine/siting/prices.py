"""Bounds by prices: each row names a price, each column says what it saves at these prices."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from entrelieux.engine.siting.problem import ROUNDING, Floats, Longs, Search, Sum, kernels, smallest

Enough = Callable[[Search], bool]

# Up to so many pairs prices are tried on all of them; beyond, on the columns that matter.
FEW_PAIRS = 200_000
TRIES = 3_000
# Beyond: first tries on all pairs, then rounds with as many tries on the columns that save most.
FIRST_TRIES, ROUNDS, ROUND_TRIES = 300, 12, 100
CORE = 3
# Tries without a better bound before their pace is halved.
PATIENCE = 12
# Rounds end when one of them, past the first ones, closes less than this part of what is left.
RESTING = 0.01
# What prices elect is mended once their pace is under this: before, it is hardly worth it.
EARLY = 0.4


class Rule(Protocol):
    """What a question does with prices."""

    def elect(self, saved: Floats) -> tuple[Longs, float]:
        """The columns that these savings open, and what they save in all."""

    def mend(self, problem: Sum, elected: Longs, prices: Floats) -> tuple[Longs, float]:
        """A choice made from elected columns, and its value."""

    def improve(self, problem: Sum, found: Search, turn: int) -> None:
        """Betters the best choice where it can; otherwise at each turn."""


def by_prices(
    problem: Sum, rule: Rule, found: Search, *, tries: int, enough: Enough, patience: int = 20
) -> None:
    """Raises the bound, and mends what prices elect now and then.

    Lagrangian relaxation of « each row is served once », prices moved along the subgradient with
    Polyak's step, halved when the bound rests (Held, Wolfe, Crowder 1974; for p-median
    Christofides, Beasley 1982).
    """
    k = kernels()
    floor, base, flat = problem.floor, problem.base, problem.flat
    prices = np.clip(found.prices, floor, base)
    saved, moves, past = np.zeros(problem.sites), np.zeros(base.size), np.zeros(base.size)
    scale = np.sqrt(np.maximum(prices - floor, ROUNDING * np.maximum(1.0, base)))
    pace, idle, best, at_best = 1.0, 0, -np.inf, prices
    for _ in range(tries):
        if pace < 1e-4:
            break
        if flat:
            k.reduced_flat(problem.start, problem.site, prices, saved)
        else:
            k.reduced(problem.start, problem.site, problem.cost, prices, saved)
        elected, gained = rule.elect(saved)
        bound = float(prices.sum()) + gained
        found.iterations += 1
        idle += 1
        if bound > best:
            best, at_best, idle = bound, prices.copy(), 0
            if found.raise_to(bound, prices) and enough(found):
                return
        if idle >= patience:
            pace, idle = pace / 2, 0
            if pace < EARLY:
                found.offer(*rule.mend(problem, elected, prices))
            prices, past = at_best.copy(), np.zeros(base.size)
            if enough(found):
                return
        k.served(problem.column, problem.row, problem.at, prices, elected, moves)
        if not k.stepped(prices, past, moves, scale, floor, base, pace * (found.value - bound)):
            break


def by_rounds(problem: Sum, rule: Rule, found: Search, enough: Enough) -> None:
    """As ``by_prices`` on a large problem: the columns that save most, round after round.

    A bound counts only once every column has been priced (Caprara, Fischetti, Toth 1999, for set
    covering). Columns that were worth a look stay until the end.
    """
    by_prices(problem, rule, found, tries=FIRST_TRIES, enough=enough, patience=PATIENCE)
    prices, core = found.prices, np.zeros(0, np.int64)
    last = np.inf
    for turn in range(ROUNDS):
        saved = problem.saved(prices)
        found.raise_to(float(prices.sum()) + rule.elect(saved)[1], prices)
        apart = found.value - found.bound
        if enough(found) or (turn > 4 and last - apart < RESTING * apart):
            return
        last = apart
        most = smallest(saved, CORE * found.chosen.size)
        core = np.union1d(np.union1d(most, found.chosen), core)
        few = problem.narrowed(core)
        inner = Search(np.searchsorted(core, found.chosen), found.value, -np.inf, prices)
        by_prices(few, rule, inner, tries=ROUND_TRIES, enough=lambda _: False, patience=PATIENCE)
        rule.improve(few, inner, found.iterations)
        found.offer(core[inner.chosen], inner.value)
        found.iterations += inner.iterations
        prices = inner.prices
