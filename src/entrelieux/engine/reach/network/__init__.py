"""Travel times over real roads, exact, for every question of the house.

``build`` turns a ``RoadGraph`` into a ``RoadNetwork`` once; ``RoadNetwork.metric`` answers for a
mode. Times are whole tenths of a second, ``UNREACHED`` where no road leads. Method and figures:
``docs/methods/reseau.md``, decision: ``docs/adr/0013-customizable-hierarchy.md``.
"""

from entrelieux.engine.reach.network.attach import Attachment
from entrelieux.engine.reach.network.graph import UNREACHED, About, RoadGraph
from entrelieux.engine.reach.network.hierarchy import RoadNetwork, build
from entrelieux.engine.reach.network.metric import Block, Metric, Nearest, Selection

__all__ = [
    "UNREACHED",
    "About",
    "Attachment",
    "Block",
    "Metric",
    "Nearest",
    "RoadGraph",
    "RoadNetwork",
    "Selection",
    "build",
]
