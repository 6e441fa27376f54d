"""What can the people of each commune reach, and is it shared fairly?

``Pairs`` says who reaches what in how many minutes, whatever the way of measuring it; everything
else reads it: the nearest, how many, floating catchments, and how equal the result is.
NumPy arrays in and out.
"""

from entrelieux.engine.access.catchment import (
    Catchment,
    gaussian,
    same_for_all,
    steps,
    three_step_catchment,
    two_step_catchment,
)
from entrelieux.engine.access.equity import (
    Spread,
    by_group,
    concentration,
    gini,
    palma,
    quantile,
    ranks,
    spread,
)
from entrelieux.engine.access.nearest import NOBODY, k_nearest, nearest, reached
from entrelieux.engine.access.pairs import AccessError, Pairs, pairs_of

__all__ = [
    "NOBODY",
    "AccessError",
    "Catchment",
    "Pairs",
    "Spread",
    "by_group",
    "concentration",
    "gaussian",
    "gini",
    "k_nearest",
    "nearest",
    "pairs_of",
    "palma",
    "quantile",
    "ranks",
    "reached",
    "same_for_all",
    "spread",
    "steps",
    "three_step_catchment",
    "two_step_catchment",
]
