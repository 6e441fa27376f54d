"""Are the files of competences well formed, and do they agree with each other and with needs?"""

import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr.competences.model import Competence, Family, Line, Link, Map
from entrelieux.packs.fr.needs.model import PackError, Quality

COLUMNS = {
    "familles.csv": ("code", "libelle", "english"),
    "competences.csv": (
        *("code", "famille", "libelle", "explication", "mots"),
        *("english", "english_explication"),
    ),
    "proches.csv": ("une", "autre", "degre", "raison"),
    "besoins.csv": ("besoin", "competence", "degre", "provenance", "note"),
    "table_2016.csv": ("besoin", "competence", "degre", "provenance", "note"),
    "besoins_sans_personne.csv": ("besoin", "raison"),
    "alignements.csv": ("competence", "referentiel", "code"),
    "versions.csv": ("fichier", "version", "provenance"),
    "tournures.csv": ("genre", "expression"),
}
MAY_BE_EMPTY = {"note"}
WORDS_OF_2016 = frozenset(
    (
        *("html", "css", "wordpress", "magento", "photo", "marketing", "referencement"),
        *("javascript", "php", "python", "formation", "conseil", "design"),
    )
)
"""The thirteen boxes that somebody could tick."""
QUALITIES = {quality.word: quality for quality in Quality}
SCHEMES = ("esco", "rome")
TURNS = ("refus", "sauf", "coupure")

Cells = Mapping[str, str]


def read_families(folder: Path) -> tuple[Family, ...]:
    rows = _once(folder, "familles.csv", "code")
    return tuple(Family(row["code"], row["libelle"], row["english"]) for _line, row in rows)


def read_competences(folder: Path) -> tuple[Competence, ...]:
    """Family after family, as they are written in each.

    Raises:
        PackError: a cell is empty, a family unknown, a code given twice.
    """
    order = [family.code for family in read_families(folder)]
    found = []
    for line, row in _once(folder, "competences.csv", "code"):
        _among(row["famille"], order, "competences.csv", line)
        words = tuple(word.strip() for word in row["mots"].split("|") if word.strip())
        found.append(
            Competence(
                row["code"],
                row["famille"],
                row["libelle"],
                row["explication"],
                words,
                row["english"],
                row["english_explication"],
            )
        )
    return tuple(sorted(found, key=lambda one: order.index(one.family)))


def read_map(folder: Path, name: str) -> Map:
    """One map: ``besoins.csv``, of needs and competences of the pack, or ``table_2016.csv``.

    Raises:
        PackError: a need, a competence or a degree is unknown, or a line is given twice.
    """
    version, provenance = _version(folder, name)
    if name == "table_2016.csv":
        return Map(version, provenance, tuple(_lines(folder, name, None, WORDS_OF_2016)))
    known = {one.code for one in read_competences(folder)}
    lines = tuple(_lines(folder, name, needs_pack.needs_by_code().keys(), known))
    return Map(version, provenance, lines, tuple(_links(folder, known)))


def read_unanswered(folder: Path) -> dict[str, str]:
    found = {}
    for line, row in _once(folder, "besoins_sans_personne.csv", "besoin"):
        _among(row["besoin"], needs_pack.needs_by_code(), "besoins_sans_personne.csv", line)
        found[row["besoin"]] = row["raison"]
    return found


def read_aligned(folder: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    known = {one.code for one in read_competences(folder)}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line, row in _rows(folder, "alignements.csv"):
        _among(row["competence"], known, "alignements.csv", line)
        _among(row["referentiel"], SCHEMES, "alignements.csv", line)
        own = found.setdefault(row["competence"], {})
        own[row["referentiel"]] = (*own.get(row["referentiel"], ()), row["code"])
    return found


def read_turns(folder: Path) -> dict[str, frozenset[str]]:
    """Folded words by kind: ``refus``, ``sauf`` (which undoes one), ``coupure``."""
    found: dict[str, set[str]] = {kind: set() for kind in TURNS}
    for line, row in _rows(folder, "tournures.csv"):
        _among(row["genre"], TURNS, "tournures.csv", line)
        found[row["genre"]].add(row["expression"])
    return {kind: frozenset(words) for kind, words in found.items()}


def _lines(
    folder: Path, name: str, needs: Collection[str] | None, known: Collection[str]
) -> Iterator[Line]:
    met: set[tuple[str, str]] = set()
    for line, row in _rows(folder, name):
        if needs is not None:
            _among(row["besoin"], needs, name, line)
        _among(row["competence"], known, name, line)
        key = (row["besoin"], row["competence"])
        if key in met:
            raise PackError(name, line, " + ".join(key), "une ligne qui n’est pas déjà là")
        met.add(key)
        quality = _quality(row, name, line)
        yield Line(*key, quality, row["provenance"], row["note"])


def _links(folder: Path, known: Collection[str]) -> Iterator[Link]:
    name = "proches.csv"
    met: set[frozenset[str]] = set()
    for line, row in _rows(folder, name):
        pair = frozenset((row["une"], row["autre"]))
        for code in (row["une"], row["autre"]):
            _among(code, known, name, line)
        if len(pair) != 2 or pair in met:
            raise PackError(name, line, " + ".join(sorted(pair)), "deux compétences, une fois")
        met.add(pair)
        quality = _quality(row, name, line)
        if quality is Quality.EXACT:
            raise PackError(name, line, row["degre"], "proche ou voisin")
        yield Link(row["une"], row["autre"], quality, row["raison"])


def _version(folder: Path, name: str) -> tuple[str, str]:
    for _line, row in _rows(folder, "versions.csv"):
        if row["fichier"] == name:
            return row["version"], row["provenance"]
    raise PackError("versions.csv", 2, "", f"une ligne pour {name}")


def _quality(row: Cells, name: str, line: int) -> Quality:
    _among(row["degre"], QUALITIES, name, line)
    return QUALITIES[row["degre"]]


def _among(value: str, known: Collection[str], name: str, line: int) -> None:
    if value not in known:
        expected = ", ".join(known) if len(known) < 5 else "un code qui existe"
        raise PackError(name, line, value, expected)


def _once(folder: Path, name: str, column: str) -> Iterator[tuple[int, Cells]]:
    met: set[str] = set()
    for line, row in _rows(folder, name):
        if row[column] in met:
            raise PackError(name, line, row[column], "un code qui n’est pas déjà là")
        met.add(row[column])
        yield line, row


def _rows(folder: Path, name: str) -> Iterator[tuple[int, Cells]]:
    """(line, cells), commas or semicolons; every cell is filled but notes."""
    text = (folder / name).read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",")
    if tuple(reader.fieldnames or ()) != COLUMNS[name]:
        raise PackError(name, 1, head, ", ".join(COLUMNS[name]))
    for row in reader:
        if None in row or None in row.values():
            raise PackError(name, reader.line_num, "", f"{len(COLUMNS[name])} colonnes")
        for column, value in row.items():
            if not value.strip() and column not in MAY_BE_EMPTY:
                raise PackError(name, reader.line_num, "", f"un texte dans la colonne {column}")
        yield reader.line_num, {column: value.strip() for column, value in row.items()}
