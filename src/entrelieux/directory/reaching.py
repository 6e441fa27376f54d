"""How many minutes from a commune to each place of the table, by the model that plans use?"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.listing import NO_MINUTES, PlaceTable
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Mode, Origin, ReachModel
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.territories.selectors import CommuneCard

MOST_MINUTES = 240


@cache
def reach_model() -> ReachModel:
    """The one source of travel times of lists, sheets and plans."""
    return EstimateModel(EstimateParameters.from_mapping(reach_pack.load()))


def origin_of(commune: CommuneCard) -> Origin:
    """Where somebody who names a commune starts from."""
    return Origin(commune.lon, commune.lat, commune.density, commune.landmass)


def minutes_from(
    commune: CommuneCard, table: PlaceTable, mode: Mode, most: int
) -> NDArray[np.int16]:
    """Minutes one way to each row, rounded up; ``NO_MINUTES`` further than ``most`` or unknown."""
    found = np.full(len(table.pk), NO_MINUTES, np.int16)
    targets, minutes = reach_model().reachable(origin_of(commune), table.targets, mode, most)
    found[table.target_row[targets]] = minutes
    return found


def minutes_to(commune: CommuneCard, table: PlaceTable, row: int, mode: Mode) -> int | None:
    """Minutes one way to one row; None further than ``MOST_MINUTES`` or unknown."""
    found = int(minutes_from(commune, table, mode, MOST_MINUTES)[row])
    return None if found == NO_MINUTES else found
