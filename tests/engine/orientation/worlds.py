"""Small worlds drawn by hypothesis, and a world written by hand."""

import numpy as np
from hypothesis import strategies as st

from entrelieux.engine.orientation.model import NOT_ANSWERED, REMOTE, Candidates, pack


def world(rows, needs, keys=None):
    """``rows``: (site, minutes, penalties with None where not answered)."""
    penalties = np.array(
        [[NOT_ANSWERED if p is None else p for p in row[2]] for row in rows], np.uint8
    ).reshape(len(rows), needs)
    return Candidates(
        site=np.array([row[0] for row in rows], np.int32),
        minutes=np.array([row[1] for row in rows], np.int32),
        packed=pack(penalties),
        key=np.array(keys if keys is not None else range(1, len(rows) + 1), np.uint64),
        needs=needs,
    )


@st.composite
def worlds(draw, *, most_needs=4, most_rows=6):
    """Few sites, few distinct minutes and penalties: ties and shared roofs are frequent."""
    needs = draw(st.integers(1, most_needs))
    trips = draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    penalty = st.one_of(st.none(), st.integers(0, 3))
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(REMOTE, len(trips) - 1),
                st.lists(penalty, min_size=needs, max_size=needs),
            ),
            max_size=most_rows,
        )
    )
    return world(
        [(site, 0 if site == REMOTE else trips[site], penalties) for site, penalties in rows],
        needs,
    )


def subset(candidates, rows):
    rows = np.array(rows, np.intp)
    return Candidates(
        candidates.site[rows],
        candidates.minutes[rows],
        candidates.packed[rows],
        candidates.key[rows],
        candidates.needs,
    )
