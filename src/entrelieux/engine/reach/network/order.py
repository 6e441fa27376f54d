"""In which order are the points of a graph put aside? Only asked when a network is built.

Points with two neighbours or fewer go first, in rounds where no two touch: that adds no shortcut
that another order would spare. What remains is cut in two again and again by few points
(nested dissection); the cuts come last. Points are then renumbered so that each part is a
range: sweeps read memory in order.

**Source:** Dibbelt, Strasser, Wagner, *Customizable Contraction Hierarchies*, JEA 21 (2016),
doi 10.1145/2886843; METIS (Karypis, Kumar) through pymetis; elimination tree: Liu, SIAM J. Matrix
Anal. 11 (1990).
"""

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.network.graph import Ints
from entrelieux.engine.reach.network.kernels import building

SMALLEST_CUT = 32


def nested_dissection(first: Ints, neighbour: Ints) -> Ints:
    """Points from the first put aside to the last, shape (n,).

    first, neighbour: each edge from both of its ends, no loop, no edge twice.

    Raises:
        ReachError: pymetis is not installed.
    """
    peeled, core, core_first, core_neighbour = building.peel(first, neighbour)
    return np.concatenate([peeled, core[_cut(core_first, core_neighbour)]])


def _cut(first: Ints, neighbour: Ints) -> NDArray[np.intp]:
    size = first.size - 1
    if size < SMALLEST_CUT:
        return np.arange(size)
    try:
        import pymetis
    except ImportError:
        raise ReachError(
            "pymetis is not installed, and orders the points of a network: install "
            "« entrelieux[roads] », or build the network on another machine and copy its folder"
        ) from None
    order, _ = pymetis.nested_dissection(pymetis.CSRAdjacency(first, neighbour))
    return np.asarray(order, np.intp)
