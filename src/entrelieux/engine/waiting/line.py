"""In which order are requests answered?

Each kind of situation has a number of days within which somebody should call back. A request's
latest date is its arrival and that many days more; the earliest latest date comes first. So
somebody whose kind has ``d`` days is only ever overtaken by a kind of ``k`` days that arrives less
than ``d`` − ``k`` days later: never for ever, whatever comes.

**Source:** Jackson (1955), « Scheduling a production line to minimize maximum tardiness », UCLA
research report 43: among those who are there, this order makes the worst delay beyond a latest
date as short as it can be.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.matching.ranking import drawn
from entrelieux.engine.waiting.measuring import Floats, WaitingError, as_days


def latest(arrived: ArrayLike, days: ArrayLike) -> Floats:
    """The latest date of each request, in days from the same origin as ``arrived``, shape (n,)."""
    came, given = as_days("arrived", arrived, -np.inf), as_days("days", days)
    if came.shape != given.shape:
        raise WaitingError(f"days: {given.size}, expected {came.size}, one for each arrival")
    return came + given


def in_order(
    refs: Sequence[str], arrived: ArrayLike, days: ArrayLike, *, seed: str
) -> NDArray[np.int64]:
    """Who is answered first, second…: positions in ``refs``, shape (n,).

    Args:
        refs: of the requests; all differ; their order counts for nothing.
        arrived: in days from any origin, shape (n,).
        days: of the request's kind, >= 0, shape (n,).
        seed: text that is published with the order; the same seed gives the same order.

    Ties of latest date go to whoever arrived first, then by the lot of the ref
    (``matching.ranking.drawn``): what is between two requests never changes when others come or go.
    """
    ends = latest(arrived, days)
    if len(refs) != ends.size or len(set(refs)) != len(refs):
        raise WaitingError(
            f"refs: {len(refs)}, of which {len(set(refs))} differ, "
            f"expected {ends.size} that all differ"
        )
    key = blake2b(seed.encode(), digest_size=32).digest()
    came = np.asarray(arrived, np.float64).tolist()
    lots = [drawn(ref, key) for ref in refs]
    order = sorted(zip(ends.tolist(), came, lots, refs, range(len(refs)), strict=True))
    return np.array([at for *_tie, at in order], np.int64)
