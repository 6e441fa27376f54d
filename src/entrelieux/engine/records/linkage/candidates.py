"""Which records are worth comparing?"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from math import cos, radians

from entrelieux.engine.records.linkage.comparing import weighed
from entrelieux.engine.records.linkage.model import Pair, Sheet
from entrelieux.engine.records.linkage.reading import Facts, facts_of
from entrelieux.engine.records.roofs import METRES_PER_DEGREE

CELL_M = 300.0
CROWD = 60
"""A key that more records share than this says nothing of who is the same."""


def pairs(sheets: Sequence[Sheet], *, least: float) -> tuple[Pair, ...]:
    """Pairs of two producers with a score of at least ``least``, the most likely first.

    Pairs of one score follow their keys; the order of ``sheets`` changes nothing.
    """
    facts = [facts_of(sheet) for sheet in sorted(sheets, key=lambda sheet: sheet.key)]
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for i, one in enumerate(facts):
        for key in _keys(one):
            blocks[key].append(i)
    seen = {
        pair
        for members in blocks.values()
        if 1 < len(members) <= CROWD
        for pair in combinations(members, 2)
        if facts[pair[0]].sheet.producer != facts[pair[1]].sheet.producer
    }
    found = [weighed(facts[i], facts[j]) for i, j in seen]
    return tuple(
        sorted(
            (pair for pair in found if pair.score >= least),
            key=lambda pair: (-pair.score, pair.one, pair.other),
        )
    )


def _keys(one: Facts) -> Iterator[Hashable]:
    if one.point:
        step = CELL_M / METRES_PER_DEGREE
        row = int(one.point[1] // step)
        for rows in (row, row + 1):
            column = int(one.point[0] * max(cos(radians(rows * step)), 0.02) // step)
            yield from (("cell", rows, columns) for columns in (column, column + 1))
    where = one.sheet.code_insee or one.sheet.code_postal
    if where and one.name:
        yield from ((where, word) for word in set(one.name.split()) if len(word) > 3)
    if one.number and one.street:
        yield where, one.number, one.street
    for code in ("siret", "telephone", "courriel"):
        if value := getattr(one, code):
            yield code, value
