"""Compiles what siting needs, once, so that no request waits for a compiler."""

import numpy as np

from entrelieux.engine.siting.cover import Fewest, p_centre, set_cover
from entrelieux.engine.siting.fair import fairest
from entrelieux.engine.siting.model import Instance
from entrelieux.engine.siting.prices import by_prices
from entrelieux.engine.siting.problem import Search, Sum
from entrelieux.engine.siting.questions import maximal_cover, p_median
from entrelieux.engine.siting.sums import Places


def compile_kernels() -> None:
    """Asks each question of twelve points on a line, and of the kernels that they do not reach."""
    line = np.arange(12.0)
    instance = Instance(np.ones(12), np.abs(line[:, None] - line))
    p_median(instance, 3)
    maximal_cover(instance, 3, 1)
    set_cover(instance, 1)
    p_centre(instance, 3)
    fairest(instance, 3)
    costs = np.abs(line[:, None] - line) + 1
    rows, columns = np.nonzero(costs)
    problem = Sum.of(
        rows.astype(np.int32), columns.astype(np.int32), costs.ravel(), np.full(12, 20.0), 12
    )
    chosen = problem.exchanged(problem.kicked(problem.greedy(3), 2, 100, 1))
    found = Search(chosen, problem.value(chosen), -np.inf, costs.mean(axis=1))
    by_prices(problem.narrowed(np.arange(12)), Places(3), found, tries=2, enough=lambda _: False)
    Fewest().mend(problem, chosen, found.prices)
