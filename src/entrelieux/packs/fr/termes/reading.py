"""Is the file of terms well formed, and does each definition stay short?

Commas or semicolons, with or without a byte order mark. Every complaint names the line.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entrelieux.packs.fr.needs.model import PackError

FILE = "termes.csv"
FOREIGN = "etrangers.csv"
FAMILIAR = "sigles_familiers.txt"
ACRONYMS = "sigles.csv"
COLUMNS = (
    *("code", "mot", "variantes", "definition", "exemple", "mediation", "eco", "public"),
    *("dit_autrement", "english_word", "english_definition", "source", "relecteurs"),
)
REQUIRED = ("mot", "definition", "exemple", "english_word", "english_definition", "source")
MOST_WORDS = 25
LONGEST_FORM = 80

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"\w+(?:[-·'’]\w+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """One word and its plain words; "" = nothing to say there.

    forms: ways it is written in texts, its own first. mediation, eco, public: how each world says
    it. reviewers: who read the definition over, empty = nobody yet.
    """

    code: str
    word: str
    forms: tuple[str, ...]
    definition: str
    example: str
    mediation: str
    eco: str
    public: str
    otherwise: str
    english_word: str
    english_definition: str
    source: str
    reviewers: tuple[str, ...]


def words_in(text: str) -> int:
    """How many words a text has: « l’eau » and « tiers-lieu » have one each, signs none."""
    return len(_WORD.findall(text))


def read_terms(folder: Path) -> tuple[Term, ...]:
    """Read and check the file of `folder`.

    Raises:
        PackError: the file is missing or in another encoding, a column too, a required cell is
            empty, a definition has more than 25 words, a code or a form is that of another row.
    """
    terms: list[Term] = []
    codes: dict[str, int] = {}
    forms: dict[str, int] = {}
    for line, cells in _rows(folder, FILE, COLUMNS):
        term = _term(line, cells)
        if term.code in codes:
            raise PackError(FILE, line, term.code, f"un autre code (déjà ligne {codes[term.code]})")
        codes[term.code] = line
        for form in term.forms:
            if form in forms:
                raise PackError(FILE, line, form, f"un autre mot (déjà ligne {forms[form]})")
            forms[form] = line
        terms.append(term)
    if not terms:
        raise PackError(FILE, 2, "", "au moins un mot")
    return tuple(terms)


def _rows(
    folder: Path, name: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    text = _text(folder, name)
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    found = tuple(cell.strip() for cell in next(reader, []))
    if found != columns:
        raise PackError(name, 1, ", ".join(found), f"les colonnes {', '.join(columns)}")
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise PackError(name, reader.line_num, f"{len(cells)} cases", f"{len(columns)} cases")
        row = zip(columns, (cell.strip() for cell in cells), strict=True)
        yield reader.line_num, dict(row)


def read_foreign(folder: Path) -> dict[str, str]:
    """Foreign words that French texts borrow, with plain ones to say instead.

    Raises:
        PackError: see `read_terms`.
    """
    return _pairs(folder, FOREIGN, ("mot", "dit_autrement"))


def read_acronyms(folder: Path) -> dict[str, str]:
    """Acronyms that the glossary does not explain, with the words that they stand for.

    Raises:
        PackError: see `read_terms`.
    """
    return _pairs(folder, ACRONYMS, ("sigle", "mots"))


def _pairs(folder: Path, name: str, columns: tuple[str, str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for line, cells in _rows(folder, name, columns):
        word, plain = (cells[column] for column in columns)
        if not _WORD.search(word) or not plain:
            raise PackError(name, line, word, "un mot et ce que l’on peut dire à la place")
        if word in words:
            raise PackError(name, line, word, "une seule ligne pour ce mot")
        words[word] = plain
    return words


def read_familiar(folder: Path) -> frozenset[str]:
    """Acronyms that nearly everybody reads without help."""
    lines = _text(folder, FAMILIAR).splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PackError(name, 1, "", "ce fichier dans le dossier des mots") from None
    except UnicodeDecodeError:
        raise PackError(name, 1, "un autre encodage", "un fichier en UTF-8") from None


def _term(line: int, cells: dict[str, str]) -> Term:
    if not _CODE.fullmatch(cells["code"]):
        raise PackError(FILE, line, cells["code"], "un code en minuscules et tirets")
    for column in REQUIRED:
        if not cells[column]:
            raise PackError(FILE, line, "", f"un texte dans la colonne {column}")
    for column in ("definition", "english_definition"):
        if words_in(cells[column]) > MOST_WORDS:
            raise PackError(
                FILE,
                line,
                f"{words_in(cells[column])} mots",
                f"{MOST_WORDS} mots au plus dans la colonne {column}",
            )
    forms = (cells["mot"], *_items(cells["variantes"]))
    for form in forms:
        if len(form) > LONGEST_FORM or not _WORD.search(form):
            raise PackError(FILE, line, form[:LONGEST_FORM], "un mot, ou quelques mots")
    if len(set(forms)) != len(forms):
        raise PackError(FILE, line, cells["variantes"], "des variantes toutes différentes")
    return Term(
        code=cells["code"],
        word=cells["mot"],
        forms=forms,
        definition=cells["definition"],
        example=cells["exemple"],
        mediation=cells["mediation"],
        eco=cells["eco"],
        public=cells["public"],
        otherwise=cells["dit_autrement"],
        english_word=cells["english_word"],
        english_definition=cells["english_definition"],
        source=cells["source"],
        reviewers=_items(cells["relecteurs"]),
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split("|") if item.strip())
