"""How many columns of unknown files are rightly understood without help, and hours rightly read?

    python -m bench.mapping

Each file of ``bench/mapping_truth`` says, by hand, what every column of a file is: titles only, no
row. A column that may be used or left is a list of what is right; an absent one must be left
aside. « without it » leaves out of ``packs/fr/columns`` the titles that this very file taught.
Files marked ``held_out`` were labelled before they were first tried, and nothing was tuned on them.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import hours_truth
from entrelieux.engine.hours import normalise
from entrelieux.engine.records.columns.model import Proposal, Use, Way
from entrelieux.engine.records.columns.proposing import propose
from entrelieux.interchange.guessing.flat import flattened, table_of
from entrelieux.interchange.guessing.knowledge import knowledge
from entrelieux.interchange.guessing.mapping import from_proposals
from entrelieux.interchange.guessing.opening import open_file
from entrelieux.interchange.guessing.translating import Translator
from entrelieux.interchange.limits import COMMAND_LINE
from entrelieux.interchange.reading import open_table

Row = dict[str, Any]
Table = dict[str, list[str]]
ROOT = Path(__file__).resolve().parent
DATA = ROOT.parent.parent / "shared" / "data"
TRUTH = ROOT / "mapping_truth"
SPARE = {Way.SPARE: Way.VALUE}


def main(data: Path = DATA) -> list[Row]:
    if not (data / "places" / "producers").is_dir():
        return [_row("correspondances : ../shared absent, rien de mesuré", None, "")]
    rows: list[Row] = []
    totals: dict[str, Counter[str]] = {}
    for name, truth in truths():
        table = read(data / truth["file"])
        for mode, without in (("sans ses propres mots", name), ("avec tous les mots", "")):
            proposals = propose(table, knowledge(without))
            counts = Counter(judged(proposals, truth["columns"], table).values())
            counts["fields"] = len(fields := by_field(proposals, truth["columns"], table))
            counts += Counter(f"field {fate}" for fate in fields.values())
            kind = "fichiers jamais vus" if truth.get("held_out") else "dix producteurs"
            totals.setdefault(f"{kind}, {mode}", Counter()).update(counts)
            if without:
                rows.append(_share(f"champs justes, {name}", counts))
    shares = [_share(f"champs justes, {name}", counts) for name, counts in totals.items()]
    return [*shares, *hours(data), *rows]


def hours(data: Path) -> Iterator[Row]:
    """Hours as they come out of the whole assistant, against the truth of ``hours_truth``."""
    with hours_truth.TRUTH.open(encoding="utf-8", newline="") as lines:
        labels = {line["sha256"]: line["attendu"] for line in csv.DictReader(lines)}
    total: Counter[str] = Counter()
    rows = []
    for name, truth in truths():
        counts = Counter(_verdicts(name, data / truth["file"], labels))
        if counts and not truth.get("held_out"):
            total += counts
            rows.append(_hours_share(name, counts))
    yield _hours_share("dix producteurs", total)
    yield from rows


def _verdicts(name: str, path: Path, labels: dict[str, str]) -> Iterator[str]:
    """right, wrong or unread, once for each labelled text of a file; others are not judged."""
    opened = open_file(path, COMMAND_LINE)
    mapping = from_proposals(propose(opened.table, knowledge(name)).values())
    translator = Translator(mapping, knowledge(name), name)
    hours = [title for title, use in mapping.uses.items() if use.field == "horaires"]
    drawn = [text for producer, _, text in hours_truth.drawable() if producer == name]
    each = len(drawn) // len(opened.rows)
    for rank, row in enumerate(opened.rows):
        for text in drawn[rank * each : (rank + 1) * each]:
            if (wanted := labels.pop(hours_truth.key_of(text), None)) is not None:
                others = [title for title in hours if each > 1 and row.values[title] != text]
                values = {title: cell for title, cell in row.values.items() if title not in others}
                read = translator.row(values).values.get("horaires", "")
                yield hours_truth.verdict(normalise(read).osm if read else None, wanted)


def _hours_share(name: str, counts: Counter[str]) -> Row:
    total = sum(counts.values())
    said = f"{counts['right']} sur {total}, {counts['wrong']} faux, {counts['unread']} non lus"
    share = 100 * counts["right"] / max(1, total)
    return _row(f"correspondances : horaires justes, {name} ({said})", share, "%")


def truths() -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, what a person wrote) of each labelled file."""
    for path in sorted(TRUTH.glob("*.json")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def read(path: Path) -> Table:
    table = open_table(path, COMMAND_LINE)
    rows = [flattened(row.values) for row in table.rows]
    return table_of(rows, list(dict.fromkeys(name for row in rows for name in row)))


def judged(proposals: dict[str, Proposal], truth: dict[str, Any], table: Table) -> dict[str, str]:
    """Column -> juste, faux, manqué or laissé (rightly left aside); empty ones are not judged."""
    fates = {}
    for title, proposal in proposals.items():
        if any(table[title]):
            fates[title] = fate(proposal.use, truth.get(title, ""))
    return fates


def fate(use: Use | None, wanted: str | list[str]) -> str:
    allowed = [wanted] if isinstance(wanted, str) else wanted
    if use is None:
        return "laissé" if "" in allowed else "manqué"
    return "juste" if any(_is(use, one) for one in allowed if one) else "faux"


def _is(use: Use, wanted: str) -> bool:
    field, _, rest = wanted.partition("/")
    way, _, detail = rest.partition("/")
    if use.field != field:
        return False
    return not way or (use.way == way and (not detail or use.detail == detail))


def by_field(proposals: dict[str, Proposal], truth: dict[str, Any], table: Table) -> dict[str, str]:
    """Field -> juste, faux or manqué, among those that the file holds or that were proposed.

    juste: at least one of its columns has it and no other column does. faux: a column that is
    something else has it. manqué: none has it.
    """
    fates = judged(proposals, truth, table)
    given: dict[str, list[str]] = {}
    for title, proposal in proposals.items():
        if proposal.use and title in fates:
            for field in _fields(proposal.use):
                given.setdefault(field, []).append(title)
    held = {field for title in fates for field in _wanted(truth.get(title, ""))}
    return {
        field: (
            "faux"
            if any(fates[title] == "faux" for title in given.get(field, ()))
            else "juste"
            if given.get(field)
            else "manqué"
        )
        for field in sorted(held | given.keys())
    }


def _wanted(wanted: str | list[str]) -> set[str]:
    """The fields that a column must feed: none when it may be left aside."""
    first = wanted if isinstance(wanted, str) else ("" if "" in wanted else wanted[0])
    if not first or (not isinstance(wanted, str) and len(wanted) > 1):
        return set()
    field, _, rest = first.partition("/")
    return {"latitude", "longitude"} if rest.startswith("point") else {field}


def _fields(use: Use) -> set[str]:
    return {"latitude", "longitude"} if use.way is Way.POINT else {use.field}


def _share(name: str, counts: Counter[str]) -> Row:
    right, wrong, missed = (counts[f"field {one}"] for one in ("juste", "faux", "manqué"))
    columns = counts["juste"] + counts["laissé"]
    every = columns + counts["faux"] + counts["manqué"]
    said = (
        f"correspondances : {name} ({counts['fields']} champs, dont {wrong} faux et {missed} "
        f"manqués ; {columns} colonnes sur {every} bien comprises, {counts['faux']} fausses)"
    )
    return _row(said, 100 * right / max(1, counts["fields"]), "%")


def _row(name: str, value: Any, unit: str) -> Row:
    return {"name": name, "value": value, "unit": unit}


def explain(data: Path, names: list[str]) -> None:
    """What was not understood in some of the files, on the standard output."""
    for name, truth in truths():
        if name in names:
            table = read(data / truth["file"])
            proposals = propose(table, knowledge(name))
            for title, one in judged(proposals, truth["columns"], table).items():
                if one in {"faux", "manqué"}:
                    print(
                        name,
                        one,
                        repr(title[:50]),
                        proposals[title].use,
                        truth["columns"].get(title),
                    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        explain(DATA, sys.argv[1:])
    else:
        for row in main():
            print(row)
