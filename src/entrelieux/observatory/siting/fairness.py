"""Who gains, by how dense their commune is, and by an indicator of fragility that was brought."""

import numpy as np

from entrelieux.engine.access import ranks
from entrelieux.engine.siting import Change, what_if
from entrelieux.observatory.access.crossing import LEAST_COMMUNES, LEAST_PEOPLE, PARTS
from entrelieux.observatory.indicators.selectors import IndicatorValues
from entrelieux.observatory.siting.adapters import Territory
from entrelieux.observatory.siting.cards import Balance
from entrelieux.observatory.siting.showing import Sited, balance
from entrelieux.observatory.wording import density
from entrelieux.territories.selectors import communes_table

DENSITIES = 4


def balances(found: Territory, change: Change, before: Sited, after: Sited) -> tuple[Balance, ...]:
    """Everybody, then each class of density. change: from before to after, of one class."""
    people = found.instance.weights
    classes = communes_table().density[found.communes].astype(np.int64)
    by_class = what_if(found.instance, before, after, classes)
    everybody = balance(change, people, np.zeros(people.size, np.int64), [""])
    labels = [density(rank) for rank in range(DENSITIES)]
    return (*everybody, *balance(by_class, people, classes, labels))


def by_fifth(
    indicator: IndicatorValues, found: Territory, before: Sited, after: Sited
) -> tuple[Balance, ...]:
    """Fifths of the people, from the lowest values; empty when one of them is too small to show."""
    people = found.instance.weights
    codes = communes_table().codes
    given = (indicator.values.get(codes[rank], np.nan) for rank in found.communes.tolist())
    values = np.array(list(given), np.float64)
    part = ranks(values, people, PARTS).astype(np.int64)
    part[part < 0] = PARTS
    for rank in range(PARTS):
        there = part == rank
        if there.sum() < LEAST_COMMUNES or people[there].sum() < LEAST_PEOPLE:
            return ()
    labels = [
        f"{values[part == one].min():.0f}–{values[part == one].max():.0f}" for one in range(PARTS)
    ]
    change = what_if(found.instance, before, after, part)
    return tuple(balance(change, people, part, labels))
