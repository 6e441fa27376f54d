"""From a file of somebody else to one number by commune, or a refusal that says which line."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entrelieux.interchange.limits import COMMAND_LINE
from entrelieux.interchange.reading import Row, open_table
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr.territories import current_code
from entrelieux.territories.selectors import communes_table

CODES = ("code_insee", "codgeo", "insee", "code_commune", "insee_com", "depcom", "com")
MOST_SAID = 5
HIGHEST = 1e12
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
LOST_ZERO = re.compile(r"\d{4}\Z")


class IndicatorRefused(UserError):  # noqa: N818  named by what is so
    """Nothing of the file was kept."""

    code = "indicateur-refuse"


@dataclass(frozen=True, slots=True)
class Read:
    """values: by INSEE code of today. unknown: lines whose code is of no commune of today. merged:
    communes born of several since, whose values cannot be added up without their people.
    """

    values: dict[str, float]
    unknown: int
    merged: int


def read_indicator(path: Path, column: str) -> Read:
    """One column of a table of communes (CSV, JSON or XLSX). An empty cell is an absent value.

    Raises:
        UnusableFileError: the file cannot be read.
        IndicatorRefused: no such column, a value that is no number, a commune told twice, or a
            column that says nothing: empty, or the same everywhere.
    """
    table = open_table(path, COMMAND_LINE)
    place = _column_of_codes(table.columns)
    if column not in table.columns:
        raise IndicatorRefused(
            f"Colonne « {column[:60]} » absente de {path.name}. "
            f"Colonnes trouvées : {', '.join(table.columns[:20])}.",
            field="column",
        )
    values: dict[str, float] = {}
    older: dict[str, list[float]] = {}
    unknown = 0
    for code, value in _numbers(table.rows, place, column):
        today = current_code(code)
        if today is None:
            unknown += 1
        elif today == code:
            values[code] = value
        else:
            older.setdefault(today, []).append(value)
    alone = {code: told[0] for code, told in older.items() if len(told) == 1}
    merged = sum(len(told) > 1 and code not in values for code, told in older.items())
    found = alone | values
    _must_tell_apart(found, unknown, column)
    return Read(
        {code: found[code] for code in communes_table().codes if code in found}, unknown, merged
    )


def _column_of_codes(columns: tuple[str, ...]) -> str:
    found = [name for name in columns if name.strip().lower() in CODES]
    if not found:
        raise IndicatorRefused(
            "Aucune colonne ne porte le code INSEE des communes. "
            f"Attendu : {', '.join(CODES)}. Trouvé : {', '.join(columns[:20])}.",
        )
    return found[0]


def _numbers(rows: Iterator[Row], place: str, column: str) -> Iterator[tuple[str, float]]:
    """(code, value) of each line that has one; all that is wrong is told together."""
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for row in rows:
        try:
            if row.problem:
                raise ValueError(f"{row.problem[1]} ; attendu : {row.problem[2]}")
            code = str(row.values.get(place) or "").strip().upper()
            code = f"0{code}" if LOST_ZERO.match(code) else code
            value = _number(row.values.get(column), column)
            if code in seen:
                raise ValueError(f"commune {code} déjà dite ligne {seen[code]}")
            seen[code] = row.number
        except ValueError as error:
            wrong.append(f"ligne {row.number} : {error}")
            continue
        if value is not None:
            yield code, value
    if wrong:
        more = f" Et {len(wrong) - MOST_SAID} autres." if len(wrong) > MOST_SAID else ""
        raise IndicatorRefused(
            f"Rien n'est gardé, {len(wrong)} lignes ne vont pas : "
            f"{' ; '.join(wrong[:MOST_SAID])}.{more}"
        )


def _number(value: object, column: str) -> float | None:
    text = str("" if value is None else value).replace("\u202f", "").replace("\u00a0", "").strip()
    if not text:
        return None
    if not NUMBER.fullmatch(text := text.replace(",", ".")):
        raise ValueError(f"{column} : « {text[:30]} » n'est pas un nombre")
    number = float(text)
    if not math.isfinite(number) or abs(number) > HIGHEST:
        raise ValueError(f"{column} : « {text[:30]} » n'est pas un nombre possible")
    return number


def _must_tell_apart(values: dict[str, float], unknown: int, column: str) -> None:
    if not values and unknown:
        raise IndicatorRefused("Aucun code n'est celui d'une commune française d'aujourd'hui.")
    if not values:
        raise IndicatorRefused(f"La colonne « {column} » est vide.", field="column")
    if unknown > len(values):
        raise IndicatorRefused(
            f"{unknown} lignes sur {unknown + len(values)} ont un code qui n'est celui d'aucune "
            "commune. Attendu : le code INSEE (48080), pas le code postal."
        )
    if len(set(values.values())) == 1:
        raise IndicatorRefused(
            f"La colonne « {column} » vaut {next(iter(values.values())):g} dans toutes les "
            "communes : elle ne distingue personne.",
            field="column",
        )
