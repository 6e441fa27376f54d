"""From points to stops along real streets, where a road network knows them."""

import numpy as np
from numpy.typing import ArrayLike

from entrelieux.engine.reach.model import Mode
from entrelieux.engine.reach.network import UNREACHED, Attachment, RoadNetwork
from entrelieux.engine.reach.transit.timetable import Floats
from entrelieux.engine.reach.transit.walks import OnFoot, Walks, walks_by_crow


def walks_by_roads(
    network: RoadNetwork,
    lon: ArrayLike,
    lat: ArrayLike,
    stop_lon: Floats,
    stop_lat: Floats,
    how: OnFoot,
) -> Walks:
    """Stops within ``how.most_m`` of each point, with the time on foot along the network.

    A pair of which one end is on no road keeps its estimate. No way on foot: the stop is left out.
    """
    near = walks_by_crow(lon, lat, stop_lon, stop_lat, how)
    metric = network.metric(Mode.PIED)
    points, stops = (
        network.attach(lon, lat, Mode.PIED),
        network.attach(stop_lon, stop_lat, Mode.PIED),
    )
    seconds = near.seconds.astype(np.int64)
    for point in np.flatnonzero((np.diff(near.first) > 0) & (points.node >= 0)):
        some = slice(near.first[point], near.first[point + 1])
        ends = near.stop[some]
        selection = metric.select(Attachment.at(stops.node[ends], stops.tenths[ends]))
        tenths = metric.one_to(int(points.node[point]), selection, int(points.tenths[point]))
        told = np.where(tenths == UNREACHED, -1, -(-tenths.astype(np.int64) // 10))
        seconds[some] = np.where(stops.node[ends] < 0, seconds[some], told)
    kept = seconds >= 0
    row = np.repeat(np.arange(len(near)), np.diff(near.first))
    return Walks.of(len(near), row[kept], near.stop[kept], seconds[kept])
