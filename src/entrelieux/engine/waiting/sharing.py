"""Who answers which request, so that nobody carries more weeks of work than they must?

A person's weeks are the requests that are theirs over those that they can answer in a week. The
sharing found makes the most weeks anybody has the fewest possible; that being so, the second most;
and so on: no other sharing of the same requests is fairer in that sense, and this is exact.

It is the same as making Σ Bᵂ least, W being the weeks of each and B as large as one likes: a sum of
convex costs, one for each person. Requests are added one by one along the cheapest chain of
changes, which keeps the sharing optimal at each step. Between convex costs it matters which is
chosen as soon as people can do unequal numbers a week: with squares of loads, for instance,
somebody could be left with more weeks so that others have fewer.

**Source:** Harvey, Ladner, Lovász & Tamir (2006), doi:10.1016/j.jalgor.2005.01.003, for people who
all do as many a week; Federgruen & Groenevelt (1986), doi:10.1287/opre.34.6.909, for one cost each.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.waiting.measuring import Floats, WaitingError, as_days

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
UNLIMITED = np.iinfo(np.int64).max
START, UNSEEN = -1, -2


def shared_out(
    fits: ArrayLike, capacity: ArrayLike, loads: ArrayLike, at_once: ArrayLike | None = None
) -> Ints:
    """The person of each request, −1 when it stays waiting; shape (n,).

    Args:
        fits: whether a person may answer a request; bool, shape (n, m), requests in the order in
            which they are answered (``in_order``).
        capacity: requests a person answers in a week, > 0, shape (m,).
        loads: requests that are theirs already and stay so, >= 0, shape (m,).
        at_once: the most requests that may be theirs at once, ``loads`` among them, shape (m,);
            None, no limit.

    A request stays waiting when nobody fits, or when those before it take all the places that it
    could have: a request before is never left for one behind, and as many as possible have
    somebody. Then weeks are as fair as above. Equally fair: the fewest changes while adding, then
    the first person.
    """
    shares = _Shares.of(fits, capacity, loads, at_once)
    for request in range(len(shares.given)):
        shares.add(request)
    return shares.given


@dataclass(slots=True)
class _Shares:
    """given: person of each request. links[i, j]: requests given to i that j could take."""

    fits: Bools
    capacity: Floats
    held: Ints
    most: Ints
    given: Ints
    links: Ints

    @classmethod
    def of(
        cls, fits: ArrayLike, capacity: ArrayLike, loads: ArrayLike, at_once: ArrayLike | None
    ) -> "_Shares":
        able, pace = np.asarray(fits), as_days("capacity", capacity)
        if able.dtype != np.bool_ or able.ndim != 2 or able.shape[1] != pace.size:
            raise WaitingError(
                f"fits: {able.dtype} of shape {able.shape}, expected bool of shape (n, {pace.size})"
            )
        if (pace == 0).any():
            raise WaitingError("capacity: 0, expected above 0 (leave out who answers nobody)")
        people = pace.size
        limits = np.full(people, UNLIMITED) if at_once is None else at_once
        return cls(
            able,
            pace,
            _counts("loads", loads, people),
            _counts("at_once", limits, people),
            np.full(able.shape[0], -1, np.int64),
            np.zeros((people, people), np.int64),
        )

    def add(self, request: int) -> None:
        came, seen = self._within_reach(request)
        free = [one for one in seen if self.held[one] < self.most[one]]
        if not free:
            return
        person = min(free, key=self._cost)
        self.held[person] += 1
        while (before := came[person]) != START:
            moved = int(np.flatnonzero((self.given == before) & self.fits[:, person])[-1])
            self.links[before] -= self.fits[moved]
            self._give(moved, person)
            person = before
        self._give(request, person)

    def _within_reach(self, request: int) -> tuple[list[int], list[int]]:
        """Who could end with one more if this request came; from whom each; nearest first."""
        came = np.where(self.fits[request], START, UNSEEN)
        seen: list[int] = np.flatnonzero(came == START).tolist()
        for one in seen:
            further = np.flatnonzero((self.links[one] > 0) & (came == UNSEEN))
            came[further] = one
            seen += further.tolist()
        return came.tolist(), seen

    def _cost(self, person: int) -> tuple[float, float]:
        """What one more costs, Bᵂ⁺ − Bᵂ, compared for a B without end."""
        held, pace = int(self.held[person]), float(self.capacity[person])
        return (held + 1) / pace, -held / pace

    def _give(self, request: int, person: int) -> None:
        self.given[request] = person
        self.links[person] += self.fits[request]


def _counts(name: str, values: ArrayLike, people: int) -> Ints:
    counts = np.array(values)
    if counts.shape != (people,) or (counts.size and counts.dtype.kind not in "iu"):
        raise WaitingError(
            f"{name}: {counts.dtype} of shape {counts.shape}, expected whole numbers, ({people},)"
        )
    if (counts < 0).any():
        raise WaitingError(f"{name}: {counts.min()}, expected at least 0")
    return counts.astype(np.int64)
