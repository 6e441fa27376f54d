"""Propose what each column of a table is, with how sure that is and why."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from entrelieux.engine.records.columns import fields
from entrelieux.engine.records.columns.coordinates import Table, expected, find_axes, find_cell
from entrelieux.engine.records.columns.days import day_of_title
from entrelieux.engine.records.columns.labels import yes_or_no
from entrelieux.engine.records.columns.model import (
    LISTS,
    NOTHING,
    SPARES,
    Knowledge,
    Proposal,
    Use,
    Way,
)
from entrelieux.engine.records.columns.shapes import Shape, shape_of
from entrelieux.engine.records.columns.systems import label as system_label
from entrelieux.engine.records.columns.titles import prefixes, readings, words_of

SURE = 0.7
"""From this confidence on, a proposal needs no look."""
LEAST = 0.5
"""Below, a column is left aside."""
_SPARE = 0.6
_AGAINST = 0.3
_REPELLED = 0.75
_NUMBERED = re.compile(r"(.*?\D)[ _-]?\d{1,3}$")
_OTHERS = 3
_CODES = 0.8  # a column of codes is not one of coordinates, unless its title says so


@dataclass(frozen=True, slots=True)
class _Claim:
    """One use that a column may have. own: its title is the field's own name."""

    use: Use
    score: float
    reasons: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    shape: Shape
    told: Mapping[str, float]


def propose(table: Table, knowledge: Knowledge) -> dict[str, Proposal]:
    """What each column is.

    Args:
        table: title -> one text for each row, "" for an empty cell; all rows, or some of them.

    Returns:
        A proposal for each title, in the order of the table. Neither the order of the columns nor
        that of the rows changes any.
    """
    common = prefixes(table)
    columns = {
        title: _Column(
            title,
            shape_of(table[title], knowledge.places),
            readings(title, knowledge.phrases, common),
        )
        for title in sorted(table)
    }
    claims = {title: _claims(column, knowledge) for title, column in columns.items()}
    _add_points(claims, table, columns, knowledge)
    _add_groups(claims, columns, knowledge)
    chosen = _assign(claims)
    _drop_extras(chosen, columns)
    spare = _spares(claims, chosen)
    return {title: _proposal(columns[title], claims[title], chosen, spare) for title in table}


def _claims(column: _Column, knowledge: Knowledge) -> list[_Claim]:
    """Every use of a column alone, best first; coordinates are judged by pairs, later."""
    if day := day_of_title(column.title):
        return _day(column, day)
    found = [
        claim
        for field in (*fields.FIELDS, *LISTS)
        if (claim := _claim(column, field, knowledge)) is not None
    ]
    found += _indicator(column, knowledge)
    return sorted(found, key=_rank)


def _rank(claim: _Claim) -> tuple[float, Use]:
    return -claim.score, claim.use


def _day(column: _Column, day: str) -> list[_Claim]:
    shape = column.shape
    clocks = max(shape.share("times"), shape.share("clock"))
    against = shape.filled and shape.share("number") > 0.5
    score = 0.3 if against else 0.7 + 0.3 * clocks if shape.filled else 0.8
    said = ("le titre nomme un jour", *_percent(clocks, "des heures"))
    return [_Claim(Use("horaires", Way.DAY, day), score, said)]


def _claim(column: _Column, field: str, knowledge: Knowledge) -> _Claim | None:
    told = column.told.get(field, 0.0)
    own = knowledge.own.get(words_of(column.title)) == field
    shape = column.shape
    if not shape.filled:
        if told < 0.8:
            return None
        score = 0.7 if own else 0.55 * told
        return _Claim(_use(field, ""), score, (_titled(column), "aucune valeur"), own)
    suit = fields.suits(field, shape, knowledge)
    score = 1 - (1 - suit.title * told) * (1 - suit.value * suit.look)
    if suit.look < suit.least:
        score = suit.title * told * _AGAINST
        own = False
    if own:
        score = max(score, 0.9)
    else:
        score *= 1 - _REPELLED * column.told.get(NOTHING, 0.0)
        score *= 0.9 + 0.1 * shape.filled
    if score < 0.15:
        return None
    reasons = ((_titled(column),) if told > 0.4 else ()) + _percent(suit.look, suit.said)
    if told > 0.4 and suit.look < suit.least:
        reasons += ("les valeurs ne vont pas avec ce titre",)
    return _Claim(_use(field, suit.detail), score, reasons, own)


def _use(field: str, detail: str) -> Use:
    if field == "adresse.numero":
        return Use("adresse", Way.NUMBER)
    return Use(field, Way.VALUE, detail)


def _titled(column: _Column) -> str:
    return f"le titre « {column.title[:60]} » le dit"


def _percent(share: float, said: str) -> tuple[str, ...]:
    if not said or share < 0.1:
        return ()
    return (f"{said} : {round(100 * share)} % des cases remplies",)


def _indicator(column: _Column, knowledge: Knowledge) -> list[_Claim]:
    """« Wifi : oui »: the title says the value of a list, the cells say whether."""
    shape = column.shape
    if shape.share("yes") < 0.9 or not any(map(yes_or_no, shape.values)):
        return []
    found = []
    for field in LISTS:
        vocabulary = knowledge.vocabularies.get(field)
        read = vocabulary.read(" ".join(words_of(column.title))) if vocabulary else None
        if read and read.label:
            score = (0.75 if read.exact else 0.55) * (1 - 0.5 * column.told.get(NOTHING, 0.0))
            why = (f"le titre dit « {read.label} »", "les cases disent oui ou non")
            found.append(_Claim(Use(field, Way.YES, read.label), score, why))
    if (told := column.told.get("itinerance", 0.0)) > 0.7:
        found.append(_Claim(Use("itinerance"), 0.9 * told, ("les cases disent oui ou non",)))
    return found


def _add_points(
    claims: dict[str, list[_Claim]],
    table: Table,
    columns: Mapping[str, _Column],
    knowledge: Knowledge,
) -> None:
    """Coordinates: what the pair of columns makes of the map counts more than its titles."""
    by_code = sorted(columns, key=lambda title: -columns[title].shape.share("postcode"))[:1]
    by_town = sorted(columns, key=lambda title: -columns[title].shape.share("town"))[:1]
    near = expected({title: table[title] for title in columns}, by_code + by_town, knowledge.points)
    titled = {
        title: (column.told.get("longitude", 0.0), column.told.get("latitude", 0.0))
        for title, column in columns.items()
    }
    ordered = {
        title: table[title]
        for title, column in columns.items()
        if max(map(column.shape.share, ("postcode", "insee", "phone", "siret"))) < _CODES
        or max(titled[title]) > SURE
    }
    axes = find_axes(ordered, titled, near)
    for title, column in columns.items():
        shape, told = column.shape, titled[title]
        found: list[_Claim] = []
        for rank, field in enumerate(("longitude", "latitude")):
            own = knowledge.own.get(words_of(title)) == field
            if axes and title == (axes.east, axes.north)[rank]:
                found.append(_axis(field, axes.system, axes.share, told[rank], own=own))
            elif told[rank] > 0.75 and (not shape.filled or not axes):
                score = 0.7 if own else 0.52 * told[rank] if shape.filled else 0.5 * told[rank]
                use = Use(field, Way.AXIS, "wgs84")
                found.append(_Claim(use, score, (_titled(column),), own and not shape.filled))
        if shape.share("pair") > 0.5 and (cell := find_cell(title, table[title], near)):
            told_both = column.told.get("latitude.point", 0.0)
            score = min(0.99, cell.share * (0.85 + 0.12 * told_both))
            why = (f"les deux coordonnées, en {system_label(cell.system)}",)
            use = Use("latitude", Way.POINT, f"{cell.order} {cell.system}")
            found.append(_Claim(use, score, why))
        if found:
            claims[title] = sorted([*claims[title], *found], key=_rank)


def _axis(field: str, system: str, share: float, told: float, *, own: bool) -> _Claim:
    score = min(1.0, share * (0.82 + 0.18 * told))
    why = _percent(share, f"des points de France en {system_label(system)}")
    return _Claim(Use(field, Way.AXIS, system), max(score, 0.9) if own else score, why, own)


def _add_groups(
    claims: dict[str, list[_Claim]], columns: Mapping[str, _Column], knowledge: Knowledge
) -> None:
    """« Tag 1 », « Tag 2 »…: columns of one list are judged together."""
    groups: dict[str, list[str]] = defaultdict(list)
    for title in columns:
        if found := _NUMBERED.fullmatch(title):
            groups[found[1].strip(" _-")].append(title)
    for stem, titles in groups.items():
        if len(titles) < 2:
            continue
        texts = [text for title in titles for text in _texts(columns[title].shape)]
        together = _Column(
            stem,
            shape_of(texts, knowledge.places),
            readings(stem, knowledge.phrases),
        )
        best = next(iter(_claims(together, knowledge)), None)
        if best and best.use.field in LISTS and best.score >= LEAST:
            why = (f"{len(titles)} colonnes « {stem} » numérotées", *best.reasons)
            for title in titles:
                claims[title] = [replace(best, reasons=why, own=False)]


def _texts(shape: Shape) -> Iterator[str]:
    for text, count in shape.values.items():
        yield from [text] * count


def _slot(use: Use) -> tuple[str, str, str] | None:
    """What only one column may claim; None when any number may."""
    if use.field in LISTS:
        return None
    return use.field, use.way, use.detail if use.way is Way.DAY else ""


def _assign(claims: Mapping[str, list[_Claim]]) -> dict[str, _Claim]:
    """The choice of one claim at most for each column, no two on one slot, worth most in all."""
    titles = list(claims)
    slots = sorted({slot for some in claims.values() for one in some if (slot := _slot(one.use))})
    rank = {slot: at for at, slot in enumerate(slots)}
    worth = np.zeros((len(titles), len(slots) + len(titles)))
    best: dict[tuple[int, int], _Claim] = {}
    for row, title in enumerate(titles):
        worth[row, len(slots) + row] = LEAST
        for claim in claims[title]:
            slot = _slot(claim.use)
            at = rank[slot] if slot else len(slots) + row
            value = claim.score + (0.5 if claim.own and claim.score >= 0.9 else 0.0)
            if claim.score >= LEAST and value > worth[row, at]:
                worth[row, at], best[row, at] = value, claim
    rows, taken = linear_sum_assignment(worth, maximize=True)
    pairs = zip(map(int, rows), map(int, taken), strict=True)
    return {titles[row]: best[row, at] for row, at in pairs if (row, at) in best}


def _drop_extras(chosen: dict[str, _Claim], columns: Mapping[str, _Column]) -> None:
    """One point for each row, and no number before an address that begins with its own."""
    cells = {title: one for title, one in chosen.items() if one.use.way is Way.POINT}
    axes = {title: one for title, one in chosen.items() if one.use.way is Way.AXIS}
    if cells and len(axes) == 2:
        keeps_axes = min(one.score for one in axes.values()) >= max(
            one.score for one in cells.values()
        )
        for title in cells if keeps_axes else axes:
            del chosen[title]
    elif cells:
        for title in axes:
            del chosen[title]
    addresses = [
        columns[title]
        for title, one in chosen.items()
        if one.use.field == "adresse" and one.use.way is Way.VALUE
    ]
    numbered = any(_begins_with_number(column.shape) for column in addresses)
    for title in [title for title, one in chosen.items() if one.use.way is Way.NUMBER]:
        if numbered or not addresses:
            del chosen[title]


def _begins_with_number(shape: Shape) -> bool:
    first = sum(count for text, count in shape.values.items() if text.lstrip()[:1].isdigit())
    return first > 0.4 * max(1, sum(shape.values.values()))


def _spares(claims: Mapping[str, list[_Claim]], chosen: Mapping[str, _Claim]) -> dict[str, _Claim]:
    """Columns that lost their field to another and may fill what it leaves empty."""
    taken = {one.use.field for one in chosen.values()}
    spare = {}
    for title, some in claims.items():
        if title not in chosen and some:
            first = some[0]
            wanted = first.use.field in SPARES & taken and first.use.way is Way.VALUE
            if wanted and first.score >= _SPARE:
                spare[title] = replace(first, use=Use(first.use.field, Way.SPARE))
    return spare


def _proposal(
    column: _Column,
    claims: Sequence[_Claim],
    chosen: Mapping[str, _Claim],
    spare: Mapping[str, _Claim],
) -> Proposal:
    claim = chosen.get(column.title) or spare.get(column.title)
    others = tuple(one.use for one in claims if claim is None or one.use != claim.use)[:_OTHERS]
    if claim is None:
        best = max((one.score for one in claims), default=0.0)
        why = _left(column, claims, chosen)
        return Proposal(column.title, None, round(1 - best, 3), (why,), others)
    sure = 1.0 if claim.own else min(claim.score, 0.99)
    return Proposal(column.title, claim.use, round(sure, 3), claim.reasons, others)


def _left(column: _Column, claims: Sequence[_Claim], chosen: Mapping[str, _Claim]) -> str:
    if not column.shape.filled:
        return "colonne vide"
    if not claims or claims[0].score < LEAST:
        return "ni le titre ni les valeurs ne disent un champ du schéma"
    field = claims[0].use.field
    other = next((title for title, one in chosen.items() if one.use.field == field), "")
    return f"« {field} » vient déjà de la colonne « {other[:60]} »"
