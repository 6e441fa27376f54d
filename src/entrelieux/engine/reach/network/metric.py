"""The questions asked of a network, for one mode. Times are tenths of a second, whole."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach.model import ReachError
from entrelieux.engine.reach.network.attach import Attachment, attachment, joined
from entrelieux.engine.reach.network.graph import NEVER, UNREACHED, Ints, Times
from entrelieux.engine.reach.network.kernels import around, customizing, searching, sweeping

# Pairs that many_to_many holds at once: 64 MB.
MOST_PAIRS = 16_000_000
# Numbers of a sweep that a thread keeps the place of: 32 MB. Asking the system for them again
# takes longer than the sweep.
MOST_KEPT = 8_000_000


class _Room(local):
    """Where sweeps write what they do not answer; each thread has its own, used again."""

    def __init__(self) -> None:
        self._kept = np.empty(0, np.uint32)

    def rows(self, count: int, wide: int) -> Times:
        size = count * wide
        if size > MOST_KEPT:
            return np.empty((count, wide), np.uint32)
        if size > self._kept.size:
            self._kept = np.empty(size, np.uint32)
        return self._kept[:size].reshape(count, wide)


_room = _Room()


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Shortcuts by their lower point: first (n + 1,) and tail, head, time (arcs,)."""

    first: Ints
    tail: Ints
    head: Ints
    time: Times


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """What does not depend on times, points numbered by rank.

    first (n + 1,), neighbour, twin (edges,): each road from both ends, and its way back.
    parent, depth (n,): elimination tree, -1 at a root, and steps to the root. up_first (n + 1,),
    up_tail, up_head (shortcuts,): points above each. low_first, low_arc, low_tail: the same,
    from above. crossing: for each point, for each two points above it, the shortcut between them.
    """

    first: Ints
    neighbour: Ints
    twin: Ints
    parent: Ints
    depth: Ints
    up_first: Ints
    up_tail: Ints
    up_head: Ints
    crossing: Ints
    low_first: Ints
    low_arc: Ints
    low_tail: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """t places, and the part of the hierarchy that leads to them; made by ``Metric.select``.

    target: number of each place's point in that part, -1 none, shape (t,). number: that of every
    point, shape (n,). size: points there. tail, head, time: its shortcuts.
    """

    places: Attachment
    target: Ints
    number: Ints
    size: int
    tail: Ints
    head: Ints
    time: Times
    reverse: bool

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """tenths: time to the k nearest places, ascending, shape (n, k), ``UNREACHED`` where there
    are fewer. which: their indices among the places, -1 where there are fewer. Of two places as
    near, the one of lowest index comes first.
    """

    tenths: Times
    which: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows ``start`` and following of a table of times, shape (rows, t)."""

    start: int
    tenths: Times


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """One mode's times over a network of n points; see ``RoadNetwork.metric``.

    Unless ``reverse`` is asked, times go **from the person to the place**. Places are nodes, or an
    ``Attachment`` whose times are added; a place at node -1 is never reached. A way of 6.8 years or
    more counts as none.
    """

    topology: Topology
    time: Times
    up: Times
    down: Times
    climb: Side
    descend: Side

    @classmethod
    def customize(
        cls, topology: Topology, edge_shortcut: Ints, time: Times, *, lasting: bool
    ) -> Self:
        """The metric of times along each edge, shape (edges,), ``NEVER`` where one may not go.

        edge_shortcut: as ``customizing.edge_shortcuts`` gives. lasting: also look for the
        shortcuts that sweeps can leave out, worth it for many questions.
        """
        t = topology
        both = _room.rows(t.up_head.size, 2)
        up, down = np.empty(t.up_head.size, np.uint32), np.empty(t.up_head.size, np.uint32)
        customizing.shortcut_times(edge_shortcut, time, t.up_first, t.crossing, both, up, down)
        if lasting:
            climb, descend = customizing.needed(t.up_first, t.up_head, t.crossing, up, down)
            return cls(topology, time, up, down, Side(*climb), Side(*descend))
        climb = Side(t.up_first, t.up_tail, t.up_head, up)
        descend = Side(t.up_first, t.up_tail, t.up_head, down)
        return cls(topology, time, up, down, climb, descend)

    def one_to_all(self, node: int, offset: int = 0, *, reverse: bool = False) -> Times:
        """Times from ``node`` to every point (``reverse``: from every point to it), shape (n,).

        offset: tenths of a second spent before (or after) ``node``.
        """
        start = self._places(Attachment.at(node, offset))
        if node < 0:
            return np.full(self._points, UNREACHED, np.uint32)
        up, down = self._sides(reverse)
        chain, best = self._climb(up, start)
        out = np.empty(self._points, np.uint32)
        sweeping.to_all(chain, best, down.tail, down.head, down.time, out)
        return out

    def select(self, places: Attachment | ArrayLike, *, reverse: bool = False) -> Selection:
        """t places, prepared once to be asked for from many origins (``reverse``: towards them).

        Raises:
            ReachError: a node is not a point of the network.
        """
        spots = self._places(places)
        _, down = self._sides(reverse)
        number, size, tail, head, time = sweeping.restrict(
            down.first, down.head, down.time, spots.node[spots.node >= 0]
        )
        target = np.where(spots.node < 0, -1, number[spots.node]).astype(np.int32)
        return Selection(spots, target, number, size, tail, head, time, reverse)

    def one_to(self, node: int, selection: Selection, offset: int = 0) -> Times:
        """Times from ``node`` to each selected place, in its direction, shape (t,)."""
        start = self._places(Attachment.at(node, offset))
        if node < 0:
            return np.full(len(selection), UNREACHED, np.uint32)
        up, _ = self._sides(selection.reverse)
        return sweeping.to_part(
            *self._climb(up, start),
            selection.number,
            selection.size,
            selection.tail,
            selection.head,
            selection.time,
            selection.target,
            selection.places.tenths,
        )

    def many_to_many(
        self,
        sources: Attachment | ArrayLike,
        selection: Selection,
        *,
        most: int = MOST_PAIRS,
        threads: int = 1,
    ) -> Iterator[Block]:
        """Times from each source to each selected place, by blocks of rows, in order.

        most: pairs in one block, at 4 bytes each. threads: blocks worked on at once, ahead of the
        one that is read; memory grows with them, and answers do not change.
        """
        origin = self._places(sources)
        rows = max(sweeping.WIDE, most // max(1, len(selection)) // sweeping.WIDE * sweeping.WIDE)
        starts = range(0, len(origin), rows)

        def work(start: int) -> Block:
            some = slice(start, start + rows)
            return Block(start, self._block(origin.node[some], origin.tenths[some], selection))

        if threads == 1:
            yield from map(work, starts)
            return
        with ThreadPoolExecutor(threads) as pool:
            ahead = deque(pool.submit(work, start) for start in starts[:threads])
            for start in starts[threads:]:
                block = ahead.popleft().result()
                ahead.append(pool.submit(work, start))
                yield block
            while ahead:
                yield ahead.popleft().result()

    def _block(self, node: Ints, offset: Times, selection: Selection) -> Times:
        up, _ = self._sides(selection.reverse)
        here = _room.rows(selection.size, sweeping.WIDE)
        out = np.empty((node.size, len(selection)), np.uint32)
        sweeping.block_to_part(
            self.topology.parent,
            self.topology.depth,
            up.first,
            up.head,
            up.time,
            selection.number,
            selection.tail,
            selection.head,
            selection.time,
            node,
            offset,
            selection.target,
            selection.places.tenths,
            here,
            out,
        )
        return out

    def nearest(
        self, functions: Sequence[Attachment | ArrayLike], *, reverse: bool = False
    ) -> Times:
        """Time from every point to the nearest place of each function, shape (F, n).

        All functions travel together, eight at a time: one pass up, one pass down.
        """
        batches = [
            self._nearest(functions[low : low + sweeping.LANES], reverse)
            for low in range(0, len(functions), sweeping.LANES)
        ]
        if len(batches) == 1:
            return batches[0]
        return np.concatenate([np.empty((0, self._points), np.uint32), *batches])

    def _nearest(self, functions: Sequence[Attachment | ArrayLike], reverse: bool) -> Times:
        node, tenths, end = joined(functions)
        up, down = self._sides(not reverse)
        best = _room.rows(self._points, sweeping.LANES)
        out = np.empty((sweeping.LANES, self._points), np.uint32)
        known = sweeping.nearest(
            up.tail,
            up.head,
            up.time,
            down.first,
            down.tail,
            down.head,
            down.time,
            node,
            tenths,
            end,
            best,
            out,
        )
        if not known:
            self._places(Attachment.at(node, tenths))
        return out[: len(functions)]

    def nearest_places(
        self, places: Attachment | ArrayLike, *, k: int = 1, reverse: bool = False
    ) -> Nearest:
        """The k nearest places from every point, and which they are.

        Raises:
            ReachError: k is less than 1, or a node is not a point of the network.
        """
        if k < 1:
            raise ReachError(f"k: {k}, expected 1 or more")
        spots = self._places(places)
        place = np.flatnonzero(spots.node >= 0)
        found = np.empty((self._points, int(k)), np.uint64)
        sweeping.nearest_places(
            *self._towards(reverse), spots.node[place], place, spots.tenths[place], found
        )
        time = found >> np.uint64(32)
        none = time >= NEVER
        return Nearest(
            np.where(none, UNREACHED, time).astype(np.uint32),
            np.where(none, -1, found & np.uint64(0xFFFFFFFF)).astype(np.int32),
        )

    def within(
        self,
        places: Attachment | ArrayLike,
        limit: int,
        *,
        weights: ArrayLike | None = None,
        reverse: bool = False,
    ) -> NDArray[np.float64]:
        """How many places (or the sum of their weights) each point reaches within ``limit``.

        limit: tenths of a second, included. Shape (n,). The cost grows with the points within
        the limit of each place: minutes rather than hours.

        Raises:
            ReachError: the limit is negative, or a node is not a point of the network.
        """
        if limit < 0:
            raise ReachError(f"limit: {limit} tenths of a second, expected 0 or more")
        spots = self._places(places)
        weight = np.broadcast_to(1.0 if weights is None else np.asarray(weights), len(spots))
        order = np.argsort(spots.node, kind="stable")
        order = order[spots.node[order] >= 0]
        return around.within(
            self.topology.first,
            self.topology.neighbour,
            self.time if reverse else self.time[self.topology.twin],
            *self._towards(reverse),
            spots.node[order],
            spots.tenths[order],
            weight[order].astype(np.float64),
            np.uint32(min(int(limit), NEVER - 1)),
        )

    def path(self, a: int, b: int) -> Ints:
        """The points of a fastest way from a to b, both included; empty when there is none."""
        self._places([a, b])
        t = self.topology
        hill = searching.hill(
            t.parent, t.depth, t.up_first, t.up_head, self.up, self.down, int(a), int(b)
        )
        if hill.size < 2:
            return hill
        return searching.unpacked(
            hill,
            t.first,
            t.neighbour,
            self.time,
            t.up_first,
            t.up_head,
            self.up,
            self.down,
            t.low_first,
            t.low_arc,
            t.low_tail,
        )

    @property
    def _points(self) -> int:
        return int(self.topology.parent.size)

    def _places(self, places: Attachment | ArrayLike) -> Attachment:
        return attachment(places, self._points)

    def _sides(self, reverse: bool) -> tuple[Side, Side]:
        return (self.descend, self.climb) if reverse else (self.climb, self.descend)

    def _towards(self, reverse: bool) -> tuple[NDArray, ...]:
        """Both sides as a search from the places needs them, against the direction of travel."""
        up, down = self._sides(not reverse)
        return up.first, up.head, up.time, down.first, down.head, down.time

    def _climb(self, up: Side, start: Attachment) -> tuple[Ints, Times]:
        t = self.topology
        return sweeping.climb_from(
            t.parent, t.depth, up.first, up.head, up.time, start.node[0], start.tenths[0]
        )
