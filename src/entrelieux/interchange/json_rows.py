"""Objects of a JSON file, one at a time: a list, an object that wraps a list, or one a line.

The text is never held whole, and no object may pass the limit of a row, so that neither a huge
file nor a deep one costs more than its first faulty object.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from entrelieux.interchange.limits import Limits, UnusableFileError, megabytes
from entrelieux.interchange.reading import (
    HEAD,
    Row,
    Table,
    check_cells,
    check_columns,
    check_count,
    finish,
    text_blocks,
)

WRAPPERS = "features|data|items|results|structures|services|lieux|records"
_WRAPPED = re.compile(
    r"\s*\{\s*(?:\"[^\"]{0,60}\"\s*:\s*"
    r"(?:\"[^\"]*\"|[\d.eE+-]+|null|true|false|\[[-+\d.,eE\s]*\]|"
    r"\{[^{}\[\]]*(?:\{[^{}\[\]]*\}[^{}\[\]]*)*\})\s*,\s*)*"
    rf"\"(?:{WRAPPERS})\"\s*:\s*\["
)
_GEOJSON = re.compile(r"\"type\"\s*:\s*\"FeatureCollection\"")
_SPACE = re.compile(r"[\s\ufeff]*")
_AFTER = re.compile(r"[\s\ufeff]*")
DEPTH = 20
_FIRST = 200


def open_json(path: Path, encoding: str, notes: list[str], limits: Limits) -> Table:
    """A table whose columns are the fields met in the first 200 objects."""
    text = _Text(text_blocks(path, encoding), limits.row_bytes)
    text.more(HEAD)
    objects = _numbered(_objects(text), limits, notes)
    if is_geojson := bool(_GEOJSON.search(text.buffer[:2000])):
        objects = _features(objects)
    first = list(islice(objects, _FIRST))
    titles = dict.fromkeys(name for row in first for name in row.values)
    columns = check_columns(list(titles), limits)
    return Table("geojson" if is_geojson else "json", columns, chain(first, objects), notes)


def _features(rows: Iterator[Row]) -> Iterator[Row]:
    """The properties of each feature, with its point as ``longitude`` and ``latitude``."""
    for row in rows:
        properties, shape = row.values.get("properties"), row.values.get("geometry")
        values = dict(properties) if isinstance(properties, dict) else {}
        place = shape.get("coordinates") if isinstance(shape, dict) else None
        if isinstance(place, list) and shape.get("type") == "Point" and len(place) > 1:
            values = {"longitude": place[0], "latitude": place[1]} | values
        elif shape:
            values = {"geometry": shape} | values
        yield Row(row.number, values, row.problem)


class _Text:
    """Text that is read further as it is needed; what was used is forgotten."""

    def __init__(self, blocks: Iterator[str], limit: int) -> None:
        self.blocks = blocks
        self.limit = limit
        self.buffer = ""
        self.at = 0

    def more(self, wanted: int = 1) -> bool:
        """Read on until ``wanted`` more signs are there; False when nothing came."""
        rest, came = [self.buffer[self.at :]], 0
        while came < wanted and (block := next(self.blocks, None)) is not None:
            rest.append(block)
            came += len(block)
        self.buffer, self.at = "".join(rest), 0
        return came > 0

    def skip(self, pattern: re.Pattern[str] = _SPACE) -> str:
        """Go past what matches; the next sign, or nothing at the end."""
        while True:
            found = pattern.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def value(self, rank: int) -> Any:
        """Decode one value from here."""
        while True:
            try:
                value, self.at = _DECODER.raw_decode(self.buffer, self.at)
            except RecursionError as error:
                raise _broken(rank, "des objets emboîtés sans fin") from error
            except ValueError as error:
                held = len(self.buffer) - self.at
                if held > self.limit:
                    raise UnusableFileError(
                        f"La fiche {rank} dépasse {megabytes(self.limit)} ou n'est pas du JSON.",
                        code="ligne-trop-longue",
                    ) from error
                if not self.more(max(held, 1)):
                    raise _broken(rank, "un texte qui n'est pas du JSON ou qui s'arrête") from error
            else:
                return value


def _constant(name: str) -> None:
    """NaN and infinities are not values that a row can hold."""


_DECODER = json.JSONDecoder(parse_constant=_constant)


def _broken(rank: int, found: str) -> UnusableFileError:
    return UnusableFileError(
        f"Le fichier JSON est abîmé à la fiche {rank} : {found}. Téléchargez-le de nouveau.",
        code="json-illisible",
    )


def _objects(text: _Text) -> Iterator[Any]:
    if wrapped := _WRAPPED.match(text.buffer):
        text.at = wrapped.end()
        yield from _listed(text, wrapped=True)
    elif text.skip() == "[":
        text.at += 1
        yield from _listed(text, wrapped=False)
    else:
        rank = 0
        while text.skip():
            rank += 1
            yield text.value(rank)


def _listed(text: _Text, *, wrapped: bool) -> Iterator[Any]:
    rank = 0
    if text.skip() != "]":
        while True:
            rank += 1
            sign = text.skip()
            if sign != "{":
                raise _broken(rank, f"« {sign or 'la fin du fichier'} » au lieu d'une fiche {{…}}")
            yield text.value(rank)
            sign = text.skip()
            if sign == "]":
                break
            if sign != ",":
                raise _broken(rank, f"« {sign or 'la fin du fichier'} » au lieu d'une virgule")
            text.at += 1
    text.at += 1
    if not wrapped and text.skip():
        raise _broken(rank, "du texte après la fin de la liste")


def _numbered(objects: Iterator[Any], limits: Limits, notes: list[str]) -> Iterator[Row]:
    rank = 0
    for rank, value in enumerate(objects, 1):
        check_count(rank, limits)
        if not isinstance(value, dict):
            raise _broken(rank, "autre chose qu'une fiche {…}")
        if len(value) > limits.columns:
            raise UnusableFileError(
                f"La fiche {rank} a {len(value)} champs ; {limits.columns} au plus.",
                code="trop-de-colonnes",
            )
        if _depth(value) > DEPTH:
            problem = ("fiche", "des valeurs emboîtées trop profondément", "un objet plat")
            yield Row(rank, {}, problem)
        else:
            yield check_cells(Row(rank, value), limits)
    finish(rank, 0, notes)


def _depth(value: Any) -> int:
    """How many lists and objects hold one another, without recursion; stops past the limit."""
    level, depth = [value], 0
    while level and depth <= DEPTH:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return depth
