"""Asks and offers drawn at random: a few competences, so that they meet often."""

from hypothesis import strategies as st

from entrelieux.engine.hours import bits_from_intervals
from entrelieux.engine.matching import Ask, Bid, Degree, Held, Nearness, Proof, Standing, Wanted

CODES = ("photo", "dessin", "site", "comptes", "vente")
MODES = ("rencontre", "telephone", "visio")
LANGUAGES = ("fra", "eng", "ara")

subsets = {
    "modes": st.frozensets(st.sampled_from(MODES)),
    "languages": st.frozensets(st.sampled_from(LANGUAGES)),
}
weeks = st.none() | st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 80), st.integers(1, 15)), max_size=3
).map(lambda parts: bits_from_intervals([(day, at, at + size) for day, at, size in parts]))
held = st.lists(st.builds(Held, st.sampled_from(CODES), st.sampled_from(Proof)), max_size=4).map(
    tuple
)
wanted = st.lists(
    st.builds(Wanted, st.sampled_from(CODES), st.sampled_from([0.5, 1.0, 2.0])),
    max_size=4,
    unique_by=lambda one: one.competence,
).map(tuple)
links = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.sampled_from([Degree.CLOSE, Degree.RELATED]),
    ),
    max_size=4,
)
nearness = links.map(lambda rows: Nearness.of((), rows))
demanding = st.builds(
    Ask,
    ref=st.just("d"),
    wanted=wanted,
    free=weeks,
    budget_free=st.sampled_from([None, True, False]),
    step_free=st.booleans(),
    stage=st.sampled_from(["", "idee", "test"]),
    owner=st.sampled_from(["", "p1"]),
    **subsets,
)
easy = st.builds(Ask, ref=st.just("d"), wanted=wanted, free=weeks)
"""Most random conditions leave most offers out: nothing would then be ranked or paired."""
asks = easy | demanding


@st.composite
def bids_of(draw, ref):
    """An offer that says everything, or one that says what it holds and little else."""
    said = {
        "held": draw(held),
        "owner": draw(st.sampled_from(["", "p1", "p2", "p3"])),
        "room": draw(st.sampled_from([None, 0, 1, 2, 3])),
        "standing": draw(st.sampled_from(Standing)),
    }
    if draw(st.booleans()):
        said |= {
            "free": draw(weeks),
            "is_free": draw(st.none() | st.booleans()),
            "is_accessible": draw(st.none() | st.booleans()),
            "shown": draw(st.integers(0, 4)),
            "first": draw(st.integers(0, 2)),
            "stages": draw(st.frozensets(st.sampled_from(["idee", "test"]))),
            **{name: draw(values) for name, values in subsets.items()},
        }
    return Bid(ref, **said)


def some_bids(most, least=0):
    return st.integers(least, most).flatmap(
        lambda size: st.tuples(*(bids_of(f"o{at}") for at in range(size)))
    )


minutes = st.none() | st.floats(0, 200) | st.just(float("inf"))


@st.composite
def worlds(draw, most=7, asking=asks):
    bids = draw(some_bids(most))
    times = [draw(minutes) for _bid in bids]
    return draw(asking), bids, times, draw(nearness)
