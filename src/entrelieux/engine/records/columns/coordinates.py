"""Which columns hold the point of each row, and in which system?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entrelieux.engine.language import fold
from entrelieux.engine.records.columns.points import angle_of, number_of, pair_of, placed
from entrelieux.engine.records.columns.systems import SYSTEMS, WGS84, Point, system_of

LOOKED_AT = 60
_LEAST = 0.5
_SINGLES = 10


@dataclass(frozen=True, slots=True)
class Axes:
    """east, north: columns of the longitude and of the latitude. share: of points in France."""

    east: str
    north: str
    system: str
    share: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A column whose cells hold both. order: « lat-lon » or « lon-lat »."""

    column: str
    order: str
    system: str
    share: float


Table = Mapping[str, Sequence[str]]


def expected(table: Table, by: Sequence[str], points: Mapping[str, Point]) -> list[Point | None]:
    """Where each row should be, by the first of these columns that says a known place."""
    rows = len(next(iter(table.values()), ()))
    near: list[Point | None] = [None] * rows
    for column in by:
        for rank, text in enumerate(table[column]):
            near[rank] = near[rank] or points.get(_code(text)) or points.get(fold(text))
    return near


def _code(text: str) -> str:
    text = text.strip().removesuffix(".0")
    return text.zfill(5) if text.isdigit() and len(text) == 4 else text


def find_axes(
    table: Table, titled: Mapping[str, tuple[float, float]], near: Sequence[Point | None]
) -> Axes | None:
    """The pair of columns that make points of France best, or None.

    titled: column -> how far its title says (longitude, latitude). Columns whose titles say
    neither are tried too when their numbers have decimals.
    """
    angles = {name: _angles(texts) for name, texts in table.items()}
    usable = {
        name: numbers
        for name, numbers in angles.items()
        if numbers and (any(titled.get(name, (0.0, 0.0))) or _has_decimals(table[name]))
    }
    ranked = sorted(usable, key=lambda name: (-max(titled.get(name, (0.0, 0.0))), name))[:_SINGLES]
    best: tuple[float, Axes] | None = None
    for east in ranked:
        for north in ranked:
            if east == north or _is_angle(usable[east]) != _is_angle(usable[north]):
                continue
            axes = _axes(east, north, usable, near)
            if axes.share < _LEAST:
                continue
            told = titled.get(east, (0.0, 0.0))[0] + titled.get(north, (0.0, 0.0))[1]
            score = axes.share + 0.1 * told - 0.002 * list(SYSTEMS).index(axes.system)
            if best is None or score > best[0] + 1e-9:
                best = (score, axes)
    return best[1] if best else None


def _axes(
    east: str,
    north: str,
    columns: Mapping[str, Mapping[int, float]],
    near: Sequence[Point | None],
) -> Axes:
    both = sorted(columns[east].keys() & columns[north].keys())
    rows = sorted(both, key=lambda rank: (columns[east][rank], columns[north][rank]))
    rows = rows[:: 1 + (len(rows) - 1) // LOOKED_AT] if rows else []
    pairs = [(columns[east][rank], columns[north][rank]) for rank in rows]
    places = [near[rank] for rank in rows]
    system, share = system_of(pairs, places)
    if share < _LEAST and pairs:
        repaired = [
            placed(WGS84, *pair, place)[0] for pair, place in zip(pairs, places, strict=True)
        ]
        system, share = WGS84, 0.8 * sum(point is not None for point in repaired) / len(pairs)
    return Axes(east, north, system, share)


def _angles(texts: Sequence[str]) -> dict[int, float]:
    """Row -> number or angle; empty when most of the filled cells are neither."""
    filled = [(rank, text) for rank, text in enumerate(texts) if text.strip()]
    read = {rank: found[0] for rank, text in filled if (found := angle_of(text))}
    read = {rank: number for rank, number in read.items() if number}
    return read if len(read) >= 0.6 * len(filled) else {}


def _is_angle(numbers: Mapping[int, float]) -> bool:
    """Whether these can be degrees: most are no larger than half a turn."""
    return 2 * sum(abs(number) <= 180 for number in numbers.values()) > len(numbers)


def _has_decimals(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    with_some = sum(_is_precise(text) for text in filled)
    return bool(filled) and with_some >= 0.4 * len(filled)


def _is_precise(text: str) -> bool:
    """Whether a number has decimals, is an angle with its minutes, or is many metres."""
    number = number_of(text)
    if number is None:
        return angle_of(text) is not None
    return (abs(number) > 10_000 and abs(number) < 2e7) or number != int(number)


def find_cell(column: str, texts: Sequence[str], near: Sequence[Point | None]) -> Cell | None:
    """Whether the cells of a column hold both coordinates, in which order and system."""
    found = {rank: pair for rank, text in enumerate(texts) if (pair := pair_of(text))}
    rows = sorted(found, key=lambda rank: (found[rank].first, found[rank].second))
    rows = rows[:: 1 + (len(rows) - 1) // LOOKED_AT] if rows else []
    filled = sum(bool(text.strip()) for text in texts)
    if not rows or len(found) < _LEAST * filled:
        return None
    best: Cell | None = None
    for order in ("lat-lon", "lon-lat"):
        pairs = [
            (one, other) if (found[rank].order or order) == "lon-lat" else (other, one)
            for rank in rows
            for one, other in [(found[rank].first, found[rank].second)]
        ]
        system, share = system_of(pairs, [near[rank] for rank in rows])
        if share >= _LEAST and (best is None or share > best.share):
            best = Cell(column, order, system, share)
    return best
