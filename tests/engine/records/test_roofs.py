"""Who is under one roof, who is one place said twice."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.records.roofs import Spot, roofs_and_twins

HERE = Spot("mediatheque langogne", 1, 3.85500, 44.72500, "", True)
METRE = 1 / 111_195


def together(groups):
    return {frozenset(i for i, g in enumerate(groups) if g == group) for group in set(groups)}


def test_one_name_from_two_producers_within_150_metres_is_one_place():
    near = replace(HERE, name="la mediatheque de langogne", producer=2, lat=HERE.lat + 140 * METRE)
    roofs, twins = roofs_and_twins([HERE, near])
    assert twins == [0, 0]
    assert roofs == [0, 0]


def test_one_name_further_than_150_metres_is_two_places():
    far = replace(HERE, producer=2, lat=HERE.lat + 160 * METRE)
    assert roofs_and_twins([HERE, far]) == ([0, 1], [0, 1])


def test_two_producers_are_needed():
    assert roofs_and_twins([HERE, replace(HERE, lat=HERE.lat + 50 * METRE)])[1] == [0, 1]


def test_what_people_said_goes_before_likeness():
    twin = replace(HERE, producer=2)
    far = replace(HERE, name="poste", lat=HERE.lat + 5_000 * METRE)
    assert roofs_and_twins([HERE, twin], apart=[(0, 1)]) == ([0, 0], [0, 1])
    assert roofs_and_twins([HERE, far], same=[(0, 1)]) == ([0, 0], [0, 0])


def test_a_third_record_never_unites_two_that_are_apart():
    spots = [
        replace(HERE, producer=producer, lat=HERE.lat + metres * METRE)
        for producer, metres in ((1, 0), (2, 40), (3, 100))
    ]
    assert roofs_and_twins(spots)[1] == [0, 0, 0]
    assert roofs_and_twins(spots, apart=[(0, 2)])[1] == [0, 0, 2]
    assert roofs_and_twins(spots, apart=[(0, 1)])[1] == [0, 1, 1]


def test_two_names_at_one_point_share_a_roof_but_are_two_places():
    other = replace(HERE, name="conseil a la creation", producer=2)
    assert roofs_and_twins([HERE, other]) == ([0, 0], [0, 1])


def test_the_centre_of_a_commune_is_no_roof():
    vague = replace(HERE, exact=False)
    assert roofs_and_twins([vague, replace(vague, name="poste", producer=2)]) == ([0, 1], [0, 1])


def test_one_numbered_address_is_one_roof():
    one = replace(HERE, address="48080 12 quai du langouyrou")
    other = replace(one, name="poste", lat=HERE.lat + 300 * METRE)
    assert roofs_and_twins([one, other]) == ([0, 0], [0, 1])


SPOTS = st.builds(
    Spot,
    name=st.sampled_from(["mairie", "la poste", "mediatheque"]),
    producer=st.integers(0, 2),
    lon=st.integers(-4, 4).map(lambda i: 3.85 + i * 90 * METRE),
    lat=st.integers(-4, 4).map(lambda i: 44.72 + i * 90 * METRE),
    address=st.sampled_from(["", "", "1 rue haute"]),
    exact=st.booleans(),
)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(
    st.lists(SPOTS, max_size=12, unique=True),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_records_changes_nothing(spots, said, random):
    order = list(range(len(spots)))
    random.shuffle(order)
    back = dict(enumerate(order))
    there = {was: now for now, was in back.items()}
    apart = [(i, j) for i, j in said if i < j < len(spots)]
    for straight, shuffled in zip(
        roofs_and_twins(spots, apart=apart),
        roofs_and_twins([spots[i] for i in order], apart=[(there[i], there[j]) for i, j in apart]),
        strict=True,
    ):
        renamed = {frozenset(back[i] for i in group) for group in together(shuffled)}
        assert together(straight) == renamed
    _roofs, twins = roofs_and_twins(spots, apart=apart)
    assert all(twins[i] != twins[j] for i, j in apart)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.lists(SPOTS, max_size=12))
def test_twins_share_their_roof_and_the_grid_misses_no_pair(spots):
    roofs, twins = roofs_and_twins(spots)
    for i, one in enumerate(spots):
        for j, other in enumerate(spots[:i]):
            if twins[i] == twins[j]:
                assert roofs[i] == roofs[j]
            metres = (((one.lon - other.lon) * 0.7107) ** 2 + (one.lat - other.lat) ** 2) ** 0.5
            if (
                one.exact
                and other.exact
                and one.producer != other.producer
                and one.name == other.name
                and metres / METRE < 149
            ):
                assert twins[i] == twins[j]
