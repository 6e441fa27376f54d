"""The score of a sheet: what it says, in parts that add up, and what would help most."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.records.quality import (
    DEFECTS,
    RULES,
    WEIGHTS,
    Known,
    Said,
    quality_of,
)

SAID = st.sampled_from(Said)
KNOWN = st.builds(
    Known,
    age_days=st.none() | st.integers(0, 5000),
    **dict.fromkeys(
        (
            *("hours", "telephone", "written", "address", "point", "services", "publics", "fees"),
            "identifier",
        ),
        SAID,
    ),
    described=st.integers(0, 6000),
    wheelchair=st.none() | st.booleans(),
    is_detailed=st.booleans(),
    is_round=st.booleans(),
    others=st.integers(0, 3),
    telephones_differ=st.booleans(),
    hours_differ=st.booleans(),
)
FULL = Known(
    age_days=0,
    **dict.fromkeys(
        (
            *("hours", "telephone", "written", "address", "point", "services", "publics", "fees"),
            "identifier",
        ),
        Said.WELL,
    ),
    described=300,
    wheelchair=False,
)


@given(KNOWN)
def test_a_score_is_the_sum_of_its_parts_and_stays_within_a_hundred(known):
    found = quality_of(known)
    assert found.score == sum(part.points for part in found.parts)
    assert 0 <= found.score <= 100
    assert all(0 <= part.points <= part.weight for part in found.parts)


def test_weights_add_up_to_a_hundred_and_each_defect_has_one_name():
    assert sum(WEIGHTS.values()) == 100
    assert len(set(DEFECTS)) == len(DEFECTS)


@given(KNOWN)
def test_parts_come_always_in_the_same_order_with_the_same_weights(known):
    assert [(part.code, part.weight) for part in quality_of(known).parts] == [*WEIGHTS.items()]


@given(KNOWN)
def test_what_is_left_to_mend_is_exactly_what_lacks_points_largest_gain_first(known):
    found = quality_of(known)
    gains = [part.gain for part in found.to_mend]
    assert gains == sorted(gains, reverse=True)
    assert sum(gains) == 100 - found.score
    for part in found.parts:
        assert bool(part.defect) == (part.gain > 0)
        assert (
            not part.defect
            or part.defect in dict(zip(WEIGHTS, RULES, strict=True))[part.code].defects
        )


@given(KNOWN, st.data())
def test_filling_a_field_never_lowers_the_score(known, data):
    unknown = [
        field.name
        for field in fields(Known)
        if field.type == "Said" or isinstance(getattr(known, field.name), Said)
        if getattr(known, field.name) == Said.NOTHING
    ]
    filled = [replace(known, **{name: data.draw(SAID)}) for name in unknown]
    if known.age_days is None:
        filled.append(replace(known, age_days=data.draw(st.integers(0, 5000))))
    if known.wheelchair is None:
        filled.append(replace(known, wheelchair=data.draw(st.booleans())))
    if not known.described:
        filled.append(replace(known, described=data.draw(st.integers(1, 6000))))
    filled.append(replace(known, is_detailed=True))
    before = quality_of(known).score
    assert all(quality_of(one).score >= before for one in filled)


@given(KNOWN, SAID)
def test_filling_what_then_differs_from_another_sheet_does_not_lower_it_either(known, said):
    silent = replace(known, hours=Said.NOTHING, hours_differ=False)
    spoken = replace(silent, hours=Said.WELL, hours_differ=True)
    assert quality_of(spoken).score > quality_of(silent).score
    silent = replace(known, telephone=Said.NOTHING, telephones_differ=False)
    spoken = replace(silent, telephone=Said.WELL, telephones_differ=True)
    assert quality_of(spoken).score > quality_of(silent).score


@given(KNOWN)
def test_a_point_or_an_address_that_shows_a_double_does_not_lower_it(known):
    for name in ("point", "address"):
        lonely = replace(
            known, others=0, telephones_differ=False, hours_differ=False, **{name: Said.NOTHING}
        )
        shown = {"others": 1, "telephones_differ": True, "hours_differ": True, name: Said.WELL}
        assert quality_of(replace(lonely, **shown)).score >= quality_of(lonely).score


@given(KNOWN)
def test_no_counts_as_yes_and_unknown_counts_as_neither(known):
    yes, no, unknown = (
        quality_of(replace(known, wheelchair=answer, is_detailed=False)).score
        for answer in (True, False, None)
    )
    assert yes == no > unknown


@given(KNOWN, st.integers(0, 5000), st.integers(0, 5000))
def test_a_later_confirmation_is_never_worth_less(known, one, other):
    newer, older = sorted((one, other))
    assert (
        quality_of(replace(known, age_days=newer)).score
        >= quality_of(replace(known, age_days=older)).score
    )


@pytest.mark.parametrize(
    ("age", "defect"),
    [
        (None, "jamais-confirmee"),
        (0, ""),
        (183, ""),
        (184, "a-reconfirmer"),
        (729, "a-reconfirmer"),
        (730, "trop-ancienne"),
        (9000, "trop-ancienne"),
    ],
)
def test_a_sheet_is_fresh_six_months_and_old_after_two_years(age, defect):
    fresh = next(p for p in quality_of(replace(FULL, age_days=age)).parts if p.code == "fraicheur")
    assert fresh.defect == defect


def test_a_full_sheet_has_a_hundred_and_an_empty_one_keeps_what_nobody_contests():
    assert quality_of(FULL).score == 100
    assert quality_of(FULL).to_mend == ()
    assert {p.code for p in quality_of(Known()).parts if p.points} == {"accord", "doublon"}


def test_a_bus_needs_no_door():
    bus = replace(FULL, is_round=True, address=Said.PARTLY, point=Said.PARTLY)
    assert quality_of(bus).score == 100
    assert quality_of(replace(bus, is_round=False)).score < 100


@pytest.mark.parametrize(
    ("letters", "points"),
    [(0, 0), (1, 1), (49, 1), (50, 2), (199, 2), (200, 4), (2000, 4), (2001, 2)],
)
def test_a_presentation_is_worth_most_between_200_and_2000_signs(letters, points):
    parts = {p.code: p for p in quality_of(replace(FULL, described=letters)).parts}
    assert parts["presentation"].points == points
