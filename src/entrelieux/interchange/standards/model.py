"""What is said of one value that a published schema refuses, or doubts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """An error breaks the schema; a warning is a value that it lets through and that misleads."""

    ERROR = "erreur"
    WARNING = "avertissement"


@dataclass(frozen=True, slots=True)
class Fault:
    """found: the value, shortened. expected: in French. suggestion: what it may have meant."""

    column: str
    level: Level
    found: str
    expected: str
    suggestion: str = ""


Check = Callable[[Mapping[str, Any]], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Standard:
    """One published schema of rows.

    columns: in their order. needed: those without which a file does not follow it. telling: those
    that tell it from the others. unique: the column whose values may not come twice, or "".
    """

    name: str
    label: str
    columns: tuple[str, ...]
    needed: frozenset[str]
    telling: frozenset[str]
    check: Check
    unique: str = "id"


def error(column: str, found: Any, expected: str, suggestion: str = "") -> Fault:
    return Fault(column, Level.ERROR, shown(found), expected, suggestion)


def warning(column: str, found: Any, expected: str, suggestion: str = "") -> Fault:
    return Fault(column, Level.WARNING, shown(found), expected, suggestion)


def shown(value: Any) -> str:
    """A value as it is quoted: 120 signs at most."""
    text = "" if value is None else str(value)
    return text if len(text) <= 120 else text[:119] + "…"
