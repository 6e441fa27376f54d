"""What an import did, for a person, for a machine and for a spreadsheet."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_COUNTS = ("accepted", "mended", "refused", "unchanged", "created", "updated")
_SHOWN_KINDS = 12
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something found in a row; row 0 is a whole column.

    kept: what was kept instead; None when the row was refused.
    """

    row: int
    field: str
    found: str
    expected: str
    kept: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "field": self.field,
            "found": self.found,
            "expected": self.expected,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """accepted, mended and refused add up to the rows of the file; created, updated and unchanged
    to those that were taken in.

    older: places left as they were, since a more recent vintage is known. withdrawn: places that
    left a whole list. published: False for a trial, or when ``strict`` met a refusal.
    """

    file: str
    format: str
    accepted: int = 0
    mended: int = 0
    refused: int = 0
    unchanged: int = 0
    created: int = 0
    updated: int = 0
    older: int = 0
    withdrawn: int = 0
    published: bool = True
    is_trial: bool = False
    notes: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        """One line: what became of the rows."""
        return (
            f"{self.file} : {self.accepted + self.mended + self.refused} lignes, "
            f"{self.mended} corrigées, {self.refused} refusées ; {self.created} nouvelles, "
            f"{self.updated} mises à jour, {self.unchanged} inchangées."
        )

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in _COUNTS}

    def as_json(self) -> dict[str, Any]:
        return {
            **self.counts(),
            "issues": [issue.as_json() for issue in self.issues],
            "file": self.file,
            "format": self.format,
            "published": self.published,
            "older": self.older,
            "withdrawn": self.withdrawn,
            "notes": list(self.notes),
        }


def as_json(reports: Sequence[Report]) -> dict[str, Any]:
    """One file: its report. Several: totals, every issue with its file, and a list of reports."""
    if len(reports) == 1:
        return reports[0].as_json()
    return {
        **{name: sum(getattr(report, name) for report in reports) for name in _COUNTS},
        "issues": [
            issue.as_json() | {"file": report.file} for report in reports for issue in report.issues
        ],
        "files": [
            {key: value for key, value in report.as_json().items() if key != "issues"}
            for report in reports
        ],
    }


def as_text(report: Report) -> str:
    """A report as a person reads it: what became of the rows, then what was met most often."""
    total = report.accepted + report.mended + report.refused
    lines = [
        f"{report.file} : {report.format}",
        f"  {numbered(total, 'ligne')} : {numbered(report.accepted, 'acceptée')} sans changement, "
        f"{numbered(report.mended, 'corrigée')}, {numbered(report.refused, 'refusée')}.",
    ]
    done = (
        f"{numbered(report.created, 'nouvelle')}, {numbered(report.updated, 'mise')} à jour, "
        f"{numbered(report.unchanged, 'inchangée')}"
    )
    if report.is_trial:
        lines.append(f"  Essai : rien n'a été écrit. Il y aurait {done}.")
    elif report.published:
        lines.append(f"  Publié : {done}.")
    else:
        lines.append("  Rien n'a été publié : des lignes sont refusées et --strict est demandé.")
    if report.older:
        lines.append(
            f"  {numbered(report.older, 'lieu', 'lieux')} d'un millésime plus ancien que ce qui "
            "est connu : le plus récent est gardé."
        )
    if report.withdrawn:
        lines.append(
            f"  {numbered(report.withdrawn, 'lieu', 'lieux')} ne sont plus dans la liste la plus "
            "récente : marqués comme retirés."
        )
    lines += [f"  {note}" for note in report.notes]
    lines += _grouped("Lignes refusées", [issue for issue in report.issues if issue.kept is None])
    lines += _grouped("Corrections", [issue for issue in report.issues if issue.kept is not None])
    return "\n".join(lines)


def _grouped(title: str, issues: Sequence[Issue]) -> list[str]:
    if not issues:
        return []
    kinds: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Issue] = {}
    for issue in issues:
        kind = (issue.field, _family(issue.expected))
        kinds[kind] += 1
        first.setdefault(kind, issue)
    lines = [f"  {title} :"]
    for (name, text), count in kinds.most_common(_SHOWN_KINDS):
        example = first[name, text]
        found = f", trouvé « {' '.join(example.found.split())[:60]} »" if example.found else ""
        where = f"ligne {example.row}" if example.row else "toute la colonne"
        lines.append(f"    {count:>6} × {name} : {text} ({where}{found})")
    if len(kinds) > _SHOWN_KINDS:
        rest = sum(kinds.values()) - sum(count for _, count in kinds.most_common(_SHOWN_KINDS))
        lines.append(f"    {rest:>6} × autres, tous dans --report FICHIER.csv ou --json")
    return lines


def _family(text: str) -> str:
    """The same remark about two rows is one kind: what it quotes or counts is left out."""
    out, quoted = [], False
    for sign in text:
        if sign == "«":
            quoted = True
            out.append("«…")
        if not quoted:
            out.append("N" if sign.isdigit() else sign)
        if sign == "»":
            quoted = False
            out.append("»")
    short = "".join(out).partition(". ")[0]  # the first thing said is what the remark is about
    while "NN" in short:
        short = short.replace("NN", "N")
    return short if len(short) <= 110 else short[:109] + "…"


def write_csv(path: Path, reports: Iterable[Report]) -> None:
    """Every issue of every report. Cells that a spreadsheet would compute get an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(("fichier", "ligne", "sort", "champ", "trouvé", "attendu", "gardé"))
        for report in reports:
            for issue in report.issues:
                fate = "refusée" if issue.kept is None else "corrigée"
                values = (issue.field, issue.found, issue.expected, issue.kept or "")
                texts = [report.file, str(issue.row), fate, *values]
                writer.writerow([defused(text) for text in texts])


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def numbered(count: int, one: str, several: str = "") -> str:
    """« 2 lignes », « 1 ligne », thousands apart."""
    number = f"{count:,}".replace(",", "\u202f")
    return f"{number} {one if count < 2 else several or one + 's'}"
