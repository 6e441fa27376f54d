"""Do the people who are said to be the most fragile have as much within reach as the others?"""

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.access import concentration, ranks
from entrelieux.observatory.access.cards import Crossed, Fifth
from entrelieux.observatory.ground import Flags, Ground
from entrelieux.observatory.indicators.selectors import IndicatorValues
from entrelieux.territories.selectors import communes_table

PARTS = 5
LEAST_COMMUNES, LEAST_PEOPLE = 5, 1_000
"""A fifth with less would tell the value of somebody's commune: then none is shown."""


def crossed_of(
    indicator: IndicatorValues, ground: Ground, within: Flags, shared: NDArray[np.float64]
) -> Crossed:
    """One function or need along an indicator.

    Args:
        within: communes with a place surely within the limit. shared: places for 10 000 people,
            both of shape (communes of the territory,).
    """
    people = ground.people[: ground.inside]
    codes = communes_table().codes
    given = indicator.values
    values = np.array(
        [given.get(codes[zone], np.nan) for zone in ground.zones[: ground.inside].tolist()]
    )
    missing = np.isnan(values)
    part = ranks(values, people, PARTS)
    fifths = tuple(_fifth(part == one, values, people, within, shared) for one in range(PARTS))
    shown = all(
        one is not None and one.communes >= LEAST_COMMUNES and one.people >= LEAST_PEOPLE
        for one in fifths
    )
    return Crossed(
        indicator=indicator.code,
        fifths=tuple(one for one in fifths if one) if shown else (),
        concentration=concentration(shared, people, values) if shown else None,
        missing=int(missing.sum()),
        people_missing=float(people[missing].sum()),
    )


def _fifth(
    part: Flags,
    values: NDArray[np.float64],
    people: NDArray[np.float64],
    within: Flags,
    shared: NDArray[np.float64],
) -> Fifth | None:
    living = float(people[part].sum())
    if not living:
        return None
    return Fifth(
        communes=int(part.sum()),
        people=living,
        low=round(float(values[part].min()), 1),
        high=round(float(values[part].max()), 1),
        within=float(people[part & within].sum()) / living,
        shared=float(shared[part] @ people[part]) / living,
    )
