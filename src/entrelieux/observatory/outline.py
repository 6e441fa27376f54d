"""Where a territory ends, as light lines under a drawing: those of ``packs.fr.outlines``.

To know where one is, never a limit to rely on: lines moved by 250 m at most.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from entrelieux.kernel.sketch import Frame
from entrelieux.packs.fr import outlines

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """Lines of (lon, lat) in degrees. edge: what surrounds a département. inside: what parts its
    communes.
    """

    edge: tuple[Points, ...] = ()
    inside: tuple[Points, ...] = ()


@lru_cache(maxsize=128)
def outline(departement: str) -> Outline:
    """Without any line where none is shipped."""
    path = outlines.FILES / f"{departement}.json"
    if not path.is_file():
        return Outline()
    read = json.loads(path.read_text("utf-8"))
    edge, inside = (tuple(_decoded(read[name], read["grid"])) for name in ("rings", "lines"))
    return Outline(edge, inside)


def trace(frame: Frame, lines: Iterable[Points]) -> str:
    """The ``d`` of one path; lines wholly out of the drawing are left out."""
    west, south, east, north = frame.bounds()
    return "".join(
        _path(frame, line)
        for line in lines
        if min(x for x, _ in line) < east
        and max(x for x, _ in line) > west
        and min(y for _, y in line) < north
        and max(y for _, y in line) > south
    )


def _path(frame: Frame, line: Points) -> str:
    """In whole units and steps, so that a page with every commune stays light."""
    spots = list(_apart((round(x), round(y)) for x, y in (frame.at(*one) for one in line)))
    (x, y), steps = spots[0], []
    for next_x, next_y in spots[1:]:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{spots[0][0]} {spots[0][1]}l{' '.join(steps)}" if steps else ""


def _apart(points: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Points that a drawing of this size can tell apart, and the last: lines meet there."""
    last = None
    for point in points:
        if last is None or abs(point[0] - last[0]) + abs(point[1] - last[1]) >= 2:
            last = point
            yield point
    if last is not None and point != last:
        yield point


def _decoded(texts: Iterable[str], grid: float) -> Iterator[Points]:
    """As ``scripts/build_outlines.py`` writes them: each line goes on from the end of the last."""
    at = [0, 0]
    for text in texts:
        line: Points = []
        value, shift, axis = 0, 0, 0
        for letter in text:
            part = ord(letter) - 63
            value |= (part & 31) << shift
            shift += 5
            if part & 32:
                continue
            at[axis] += ~(value >> 1) if value & 1 else value >> 1
            value, shift, axis = 0, 0, 1 - axis
            if not axis:
                line.append((at[0] * grid, at[1] * grid))
        yield line
