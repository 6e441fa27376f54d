"""Where do places touch the roads?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.network.graph import NEVER, Floats, Ints, Times

NOWHERE = -1
MOST_M = 1500.0
# A few streets cut off from all others are a fault of the data more often than an island.
LEAST_POINTS = 200
# From the door to the road one walks, not quite straight.
DOOR_KMH = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Attachment:
    """k places on the roads.

    node: point of the network, -1 where the place cannot be attached, shape (k,) int32.
    tenths: time between the place and that point, tenths of a second, shape (k,) uint32.
    metres: straight between them, inf where there is none, shape (k,).
    """

    node: Ints
    tenths: Times
    metres: Floats

    def __len__(self) -> int:
        return int(self.node.size)

    @classmethod
    def at(cls, node: ArrayLike, tenths: ArrayLike = 0) -> Self:
        """Places that stand at points of the network, ``tenths`` away from them."""
        nodes = np.atleast_1d(np.asarray(node, np.int32))
        times = np.broadcast_to(np.asarray(tenths, np.uint32), nodes.shape)
        return cls(nodes, times, np.where(nodes < 0, np.inf, 0.0))

    @property
    def seconds(self) -> Floats:
        """Time between the place and its point, shape (k,); inf where there is none."""
        return np.where(self.node < 0, np.inf, self.tenths / 10)


def attachment(places: Attachment | ArrayLike, points: int) -> Attachment:
    """A copy of places as an ``Attachment``, checked against a network of so many points.

    Arrays are of the one kind that kernels are compiled for: contiguous, writable.

    Raises:
        ReachError: a node is not a point of the network, or sizes differ.
    """
    if not isinstance(places, Attachment):
        places = Attachment.at(places)
    if places.node.shape != places.tenths.shape or places.node.ndim != 1:
        raise ReachError(
            f"places: nodes of shape {places.node.shape} and times of shape "
            f"{places.tenths.shape}, expected one row of the same size"
        )
    wrong = (places.node < NOWHERE) | (places.node >= points)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ReachError(
            f"place {at}: node {places.node[at]}, expected from {NOWHERE} to {points - 1}"
        )
    node, tenths = np.array(places.node, np.int32), np.array(places.tenths, np.uint32)
    return Attachment(node, tenths, places.metres)


def joined(lists: Sequence[Attachment | ArrayLike]) -> tuple[Ints, Times, Ints]:
    """Several lists of places as one, in order: their nodes, their times, where each list ends.

    Nodes are not checked.
    """
    nodes: list[Ints] = []
    timed: list[tuple[int, Times]] = []
    end: list[int] = []
    total = 0
    for places in lists:
        if isinstance(places, Attachment):
            node = places.node
            timed.append((total, places.tenths))
        else:
            node = places if _is_row(places) else np.atleast_1d(places)
        nodes.append(node)
        total += node.size
        end.append(total)
    tenths = np.zeros(total, np.uint32)
    for start, some in timed:
        tenths[start : start + some.size] = some
    joint = np.concatenate(nodes, dtype=np.int32, casting="unsafe")
    return joint, tenths, np.array(end, np.int32)


def _is_row(places: ArrayLike) -> TypeGuard[Ints]:
    return isinstance(places, np.ndarray) and places.ndim == 1


def door_tenths(metres: NDArray[np.float64]) -> Times:
    """Time on foot between a place and the road; ``NEVER`` where there is no road."""
    known = np.isfinite(metres)
    return np.where(known, np.rint(np.where(known, metres, 0) * 36 / DOOR_KMH), NEVER).astype(
        np.uint32
    )
