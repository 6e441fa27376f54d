"""Points along long straight stretches, so that a place is never far from a point of its road.

Places touch the roads at points, and a tracing has none where a road is straight: a kilometre on
a plain. There a house would walk to the end of its road.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach import Mode
from entrelieux.interchange.roads.arcs import great_circle_m
from entrelieux.interchange.roads.report import Stretches
from entrelieux.packs.fr import roads

MOST_M = 50.0
# Across the antimeridian, a point between two others is not where their mean is.
MOST_DEGREES = 1.0


def filled(read: Stretches) -> Stretches:
    """``read`` cut into equal parts of 50 metres at most, wherever one can walk.

    Not cut: motorways and ferries, which nobody joins on the way, and stretches of told lengths,
    whose tracing is not known. A height is interpolated between two known ones.
    """
    if read.metres is not None:
        return read
    one, other = read.tail, read.head
    metres = great_circle_m(read.lon[one], read.lat[one], read.lon[other], read.lat[other])
    joined = _walked(read)[read.way] & (np.abs(read.lon[one] - read.lon[other]) < MOST_DEGREES)
    parts = np.where(joined, np.maximum(1, np.ceil(metres / MOST_M)), 1).astype(np.intp)
    of = np.repeat(np.arange(parts.size), parts)
    step = np.arange(of.size) - np.repeat(np.cumsum(parts) - parts, parts)
    inside = step > 0
    number = read.lon.size + np.cumsum(inside) - 1
    tail = np.where(inside, number, one[of])
    last = step == parts[of] - 1
    head = np.where(last, other[of], np.append(tail[1:], 0))
    share = (step / parts[of])[inside]

    start, stop = one[of[inside]], other[of[inside]]

    def with_new(values: NDArray[Any]) -> NDArray[Any]:
        new = values[start] + share * (values[stop] - values[start])
        return np.concatenate([values, new.astype(values.dtype)])

    barred = np.zeros((int(inside.sum()), len(Mode)), np.bool_)
    return replace(
        read,
        lon=with_new(read.lon),
        lat=with_new(read.lat),
        elevation=with_new(read.elevation),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        way=read.way[of],
        barred=np.concatenate([read.barred, barred]),
    )


def _walked(read: Stretches) -> NDArray[np.bool_]:
    """Ways that one walks along; what carries a walker faster than feet is a ferry."""
    kmh = read.kmh[:, list(Mode).index(Mode.PIED)].max(axis=1)
    walked: NDArray[np.bool_] = (kmh > 0) & (kmh <= roads.load()["pied"]["kmh"])
    return walked & np.isnan(read.minutes)
