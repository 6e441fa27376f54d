"""The filters of a table of places keep what a plain reading of them keeps, in the same order."""

from dataclasses import replace
from math import asin, cos, radians, sin, sqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.directory.finding.index import Field, Held, WordIndex
from entrelieux.directory.finding.search import matched
from entrelieux.directory.finding.words import words_of
from entrelieux.directory.listing import Facts, Hours, PlaceTable, UsualWeek, Wanted
from entrelieux.directory.spots import door
from entrelieux.directory.timed import Offered
from entrelieux.engine.reach import Targets

TEXTS = ("mairie du bourg", "bourg", "gare")
COMMUNES = ("48080", "48095", "69123", "")


@st.composite
def tables(draw):
    count = draw(st.integers(0, 12))

    def column(values, kind):
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), kind)

    lon = column(st.sampled_from([3.85, 3.9, 4.1, np.nan]), np.float64)
    return PlaceTable(
        pk=np.arange(100, 100 + count, dtype=np.int64),
        lot=np.arange(count, 0, -1, dtype=np.uint32),
        commune=column(st.sampled_from(COMMUNES), np.str_),
        departement=column(st.sampled_from(["48", "69"]), np.str_),
        kind=column(st.sampled_from(["mairie", ""]), np.str_),
        lon=lon,
        lat=np.where(np.isnan(lon), np.nan, 44.72),
        roof=np.arange(count, dtype=np.int32),
        twin=column(st.integers(0, 4), np.int32),
        confirmed=column(st.integers(0, 2), np.int32),
        quality=column(st.sampled_from([0, 1, 2, 9]), np.uint8).reshape(-1, 1),
        days=column(st.integers(0, 127), np.uint8),
        has_hours=column(st.booleans(), np.bool_),
        itinerant=column(st.booleans(), np.bool_),
        hosted={},
        times={},
        facts=Facts(
            functions=column(st.integers(0, 3), np.uint32),
            publics=column(st.integers(0, 7), np.uint32),
            publics_unsaid=column(st.booleans(), np.bool_),
            fees=column(st.integers(0, 3), np.uint8),
            fees_unsaid=column(st.booleans(), np.bool_),
            equipment=column(st.integers(0, 3), np.uint8),
            missing=column(st.integers(0, 1), np.uint8),
        ),
        hours=Hours(
            of_row=np.zeros(count, np.int32), texts=((),), zone=np.zeros(count, np.int8), zones=()
        ),
        week=UsualWeek(
            of_row=np.zeros(count, np.int32),
            sure=np.zeros((1, 11), np.uint64),
            possible=np.zeros((1, 11), np.uint64),
            settled=np.zeros(1, np.bool_),
        ),
        targets=Targets.build([], [], [], []),
        target_row=np.zeros(0, np.intp),
        words=words_index(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))),
        timed=Offered([0] * count, 1).timed(np.zeros(count, np.uint32), []),
    )


def words_index(texts):
    """Of rows that each have one of ``TEXTS``."""
    said = [text.split() for text in TEXTS]
    every = {word: word for text in said for word in text}
    return WordIndex.build(len(texts), [Held(Field(1.0, 0.0, names=True), texts, said)], every)


wanted = st.builds(
    Wanted,
    centre=st.sampled_from([None, (3.853, 44.727)]),
    commune=st.sampled_from(COMMUNES[:3]),
    radius_km=st.sampled_from([0.0, 3.0, 25.0]),
    departement=st.sampled_from(["", "48"]),
    need=st.sampled_from([None, 0]),
    kind=st.sampled_from(["", "mairie"]),
    function=st.sampled_from([None, 0, 1]),
    public=st.sampled_from([None, 1, 2]),
    fee=st.sampled_from([None, 0, 1]),
    equipment=st.sampled_from([0, 1, 2, 3]),
    day=st.sampled_from([None, 0, 6]),
    itinerant=st.booleans(),
)
typed = st.sampled_from(["", "bourg", "mairie bourg"])


def km_between(lon, lat, other_lon, other_lat):
    if lon != lon:
        return float("nan")
    a, b = radians(lat), radians(other_lat)
    half = sin((a - b) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon - other_lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def plainly(table, asked):
    """(row, km) kept, in order, one row at a time."""
    kept = []
    for row in range(len(table.pk)):
        km = float("nan")
        if asked.centre:
            km = km_between(float(table.lon[row]), float(table.lat[row]), *asked.centre)
            here = table.commune[row] == asked.commune
            if not here and not (asked.radius_km > 0 and km <= asked.radius_km):
                continue
        if not refused(table, row, asked):
            kept.append((doubts(table, row, asked), *rank(table, row, km, asked)))
    return [row for *_, row in sorted(kept)]


def rank(table, row, km, asked):
    """Where a row comes among those that leave as much in doubt."""
    km = km if km == km else float("inf")
    if asked.search is None:
        return km, row
    score = -int(asked.search.score[row])
    if asked.centre:
        return not asked.search.named[row], km, score, row
    return score, int(table.lot[row]), row


def refused(table, row, asked):
    facts = table.facts
    return (
        (asked.departement and table.departement[row] != asked.departement)
        or (asked.need is not None and table.quality[row, asked.need] > 1)
        or (asked.kind and table.kind[row] != asked.kind)
        or (asked.itinerant and not table.itinerant[row])
        or (not opens(table, row, asked) and table.has_hours[row])
        or (asked.search is not None and not asked.search.keep[row])
        or (asked.function is not None and not int(facts.functions[row]) >> asked.function & 1)
        or not (welcomes(table, row, asked) or facts.publics_unsaid[row])
        or not (costs(table, row, asked) or facts.fees_unsaid[row])
        or int(facts.missing[row]) & asked.equipment
    )


def doubts(table, row, asked):
    """How many of the questions asked this place leaves open."""
    said = int(table.facts.equipment[row]) & asked.equipment == asked.equipment
    answers = (opens(table, row, asked), welcomes(table, row, asked), costs(table, row, asked))
    return sum(not answer for answer in (*answers, said))


def opens(table, row, asked):
    return asked.day is None or bool(int(table.days[row]) >> asked.day & 1)


def welcomes(table, row, asked):
    said = int(table.facts.publics[row])
    return asked.public is None or bool(said >> asked.public & 1 or said & 1)


def costs(table, row, asked):
    return asked.fee is None or bool(int(table.facts.fees[row]) >> asked.fee & 1)


@settings(deadline=None)
@given(tables(), wanted, typed)
def test_the_table_keeps_and_orders_as_a_plain_reading_does(table, asked, text):
    asked = replace(asked, search=matched(table.words, text))
    assert table.find(asked).rows.tolist() == plainly(table, asked)


@settings(deadline=None)
@given(tables(), wanted)
def test_twins_together_leave_one_record_each_and_count_the_others(table, asked):
    apart, together = table.find(asked), table.find(asked, twins_apart=False)
    assert set(together.rows.tolist()) <= set(apart.rows.tolist())
    groups = table.twin[together.rows].tolist()
    assert sorted(groups) == sorted(set(table.twin[apart.rows].tolist()))
    assert len(together.rows) + int(together.others.sum()) == len(apart.rows)
    for row in together.rows:
        rivals = [r for r in apart.rows if table.twin[r] == table.twin[row]]
        best = [(doubts(table, r, asked), -table.confirmed[r]) for r in rivals]
        assert (doubts(table, row, asked), -table.confirmed[row]) == min(best)


def test_a_door_needs_a_number_and_a_commune():
    assert door("48080", "12 Rue Haute") == door("48080", "12 rue haute") != ""
    assert door("48080", "Rue Haute") == door("", "12 rue Haute") == ""


def test_words_are_folded_and_few():
    assert words_of("  L'ÉCOLE, Saint-Étienne ") == ("l", "ecole", "saint", "etienne")
    assert len(words_of(" ".join(f"mot{n}" for n in range(50)))) == 8
    assert words_of("\x00'\"%;--") == ()
