"""Which records are worth comparing?"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from math import cos, radians

import numpy as np

from entrelieux.engine.records.linkage.comparing import weighed
from entrelieux.engine.records.linkage.functions import MANNERS
from entrelieux.engine.records.linkage.model import Pair, Sheet
from entrelieux.engine.records.linkage.reading import Facts, facts_of
from entrelieux.engine.records.roofs import METRES_PER_DEGREE

CELL_M = 300.0
"""Two points nearer than this share a window of two by two cells, wherever they fall."""
CROWD = 200
"""What more records than this share tells none of them apart: it is parted by name, or left."""
Block = tuple[Hashable, ...]


def pairs(sheets: Sequence[Sheet], *, least: float) -> tuple[Pair, ...]:
    """Pairs from two producers that score at least ``least``, the most likely first.

    Two records are compared when they stand within 300 m, or share a SIRET, telephone, e-mail or
    page of their own, or in one commune a door, a function or a word of their names. Keys are
    distinct. Pairs of one score follow their keys; the order of ``sheets`` changes nothing.
    """
    facts = [facts_of(sheet) for sheet in sorted(sheets, key=lambda sheet: sheet.key)]
    found = (weighed(facts[i], facts[j], least) for i, j in candidates(facts))
    return tuple(sorted(filter(None, found), key=lambda pair: (-pair.score, pair.one, pair.other)))


def candidates(facts: Sequence[Facts]) -> set[tuple[int, int]]:
    """Places in ``facts`` of the pairs that share a block, the lesser first."""
    producers = [one.sheet.producer for one in facts]
    return {
        pair
        for members in _shared_blocks(facts)
        for group in _parted(members, facts)
        for pair in combinations(group, 2)
        if producers[pair[0]] != producers[pair[1]]
    }


def _shared_blocks(facts: Sequence[Facts]) -> Iterator[list[int]]:
    """Members of each block of two or more, in their order; most blocks have a single one."""
    numbers: dict[Block, int] = {}
    held: list[int] = []
    owners: list[int] = []
    for i, one in enumerate(facts):
        mine = {numbers.setdefault(block, len(numbers)) for block in _blocks(one)}
        held.extend(mine)
        owners.extend([i] * len(mine))
    order = np.lexsort((owners, held))
    sizes = np.bincount(held, minlength=len(numbers))
    ends = np.cumsum(sizes)
    members = np.asarray(owners, np.int64)[order]
    for block in np.flatnonzero(sizes > 1):
        yield members[ends[block] - sizes[block] : ends[block]].tolist()


def _parted(members: list[int], facts: Sequence[Facts]) -> Iterator[list[int]]:
    """A crowd is parted by the words of its names; a word that is a crowd itself tells nothing."""
    if len(members) <= CROWD:
        yield members
        return
    by_word: dict[str, list[int]] = defaultdict(list)
    for i in members:
        for word in facts[i].proper or {facts[i].name}:
            by_word[word].append(i)
    yield from (group for group in by_word.values() if len(group) <= CROWD)


def _blocks(one: Facts) -> Iterator[Block]:
    yield from (("cell", *cell) for cell in _window(one.point))
    yield from (("telephone", number) for number in one.telephones)
    mine = {"siren": one.siren, "courriel": one.courriel, "page": one.page}
    yield from ((code, value) for code, value in mine.items() if value)
    for town in one.towns:
        yield from ((town, word) for word in one.proper)
        yield from ((town, "does", code) for code in one.functions - MANNERS)
        yield from ((town, "door", n, word) for n in one.numbers for word in one.street)
        if not one.proper and not one.functions and one.name:
            yield town, "name", one.name


def _window(point: tuple[float, float] | None) -> Iterator[tuple[int, int]]:
    """The cells around a point, such that any two points within 300 m share one."""
    if point is None:
        return
    lon, lat = point
    step = CELL_M / METRES_PER_DEGREE
    row = int(lat // step)
    for rows in (row, row + 1):
        column = int(lon * max(cos(radians(min(abs(rows * step), 89.0))), 0.02) // step)
        yield from ((rows, columns) for columns in (column, column + 1))
