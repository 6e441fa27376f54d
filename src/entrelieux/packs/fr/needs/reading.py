"""Are the pack's files well formed, and do they agree with each other?

Files may be edited in a spreadsheet: commas or semicolons, with or without a byte order mark.
Every complaint names the file and the line.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from entrelieux.packs.fr.needs.model import (
    Answer,
    Family,
    Need,
    OldTheme,
    PackError,
    PlaceKind,
    Preparation,
    Quality,
    Scheme,
    World,
)

T = TypeVar("T")

SHORT_LIMIT = 28
NEED_LIMIT = 96  # columns of the offers' arrays

COLUMNS = {
    "families.csv": ("code", "label", "english", "icon"),
    "needs.csv": (
        *("code", "family", "world", "urgent", "label", "short", "help"),
        *("english", "english_short", "english_help", "icon"),
        *("thematiques", "services_mediation", "cra_themes", "sujet_entreprises"),
        *("entrecomp", "digcomp", "source"),
    ),
    "answers.csv": ("need", "scheme", "code", "quality", "provenance", "note"),
    "thematiques_v0.csv": ("v0", "v1", "need", "provenance", "note"),
    "place_kinds.csv": ("code", "label", "english", "world", "typologies", "reseaux"),
    "services_mediation.csv": ("label", "english"),
    "services_anciens.csv": ("label", "thematique_v0"),
    "a_apporter.csv": ("need", "bring", "question", "english_bring", "english_question"),
}

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COMPETENCE = re.compile(r"[1-5](?:\.[1-6])?")
_QUALITIES = {quality.word: quality for quality in Quality}
_WORLDS = {world.value: world for world in World}
_SCHEMES = {scheme.value: scheme for scheme in Scheme}
_YES_NO = {"oui": True, "non": False}


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the folder holds, checked; rows in file order."""

    families: tuple[Family, ...]
    needs: tuple[Need, ...]
    answers: tuple[Answer, ...]
    old_themes: tuple[OldTheme, ...]
    place_kinds: tuple[PlaceKind, ...]
    services_mediation: dict[str, str]
    old_services: dict[str, str]
    preparations: tuple[Preparation, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: Mapping[str, str]

    def wrong(self, found: str, expected: str) -> PackError:
        return PackError(self.file, self.line, found, expected)

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise self.wrong("", f"un texte dans la colonne {column}")
        return self.cells[column]

    def code(self, column: str) -> str:
        value = self.cells[column]
        if not _CODE.fullmatch(value):
            raise self.wrong(value, f"un code en minuscules et tirets dans la colonne {column}")
        return value

    def brief(self, column: str) -> str:
        value = self.text(column)
        if len(value) > SHORT_LIMIT:
            raise self.wrong(value, f"{SHORT_LIMIT} signes au plus dans la colonne {column}")
        return value

    def items(self, column: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        items = tuple(item.strip() for item in self.cells[column].split("|") if item.strip())
        if len(set(items)) != len(items):
            raise self.wrong(
                self.cells[column], f"des valeurs toutes différentes dans la colonne {column}"
            )
        for item in items:
            if known is not None and item not in known:
                raise self.wrong(item, f"un code connu dans la colonne {column}")
        return items

    def competences(self, column: str) -> tuple[str, ...]:
        for item in self.items(column):
            if not _COMPETENCE.fullmatch(item):
                raise self.wrong(item, f"un code comme 2.3, ou un domaine, dans {column}")
        return self.items(column)

    def choice(self, column: str, choices: Mapping[str, T]) -> T:
        value = self.cells[column]
        if value not in choices:
            expected = " ou ".join(choices) if len(choices) < 10 else "un code qui existe"
            raise self.wrong(value, f"{expected} dans la colonne {column}")
        return choices[value]

    def among(self, column: str, known: Collection[str], where: str) -> str:
        value = self.cells[column]
        if value not in known:
            raise self.wrong(value, f"un code de {where} dans la colonne {column}")
        return value


def read_pack(folder: Path) -> Pack:
    """Read and check every file of `folder`.

    Raises:
        PackError: a file is missing, a column too, a row has a bad value, two rows collide, or
            one file names a code that another does not have.
    """
    services = {
        row.text("label"): row.text("english")
        for row in _rows(folder, "services_mediation.csv", "label")
    }
    families = tuple(
        Family(rank, row.code("code"), row.text("label"), row.text("english"), row.text("icon"))
        for rank, row in enumerate(_rows(folder, "families.csv", "code"))
    )
    kinds = _read_kinds(folder)
    rows = list(_rows(folder, "needs.csv", "code"))
    shelves = {family.code for family in families}
    needs = tuple(_need(rank, row, shelves, services) for rank, row in enumerate(rows))
    if len(needs) > NEED_LIMIT:
        raise rows[NEED_LIMIT].wrong(f"{len(needs)} besoins", f"{NEED_LIMIT} besoins au plus")
    codes = {need.code for need in needs}
    themes = {theme for need in needs for theme in need.thematiques}
    old_themes = _read_old_themes(folder, codes, themes)
    old_codes = {theme.code for theme in old_themes}
    closed = {
        Scheme.MEDIATION: (services, "services_mediation.csv"),
        Scheme.PLACE_KIND: ({kind.code for kind in kinds}, "place_kinds.csv"),
        Scheme.THEMATIQUE_V0: (old_codes, "thematiques_v0.csv"),
    }
    answers = _read_answers(folder, codes, closed)
    _check_own_codes_answer(rows, needs, answers)
    _check_one_translation(rows, families, kinds)
    old_services = {
        row.text("label"): row.among("thematique_v0", old_codes, "thematiques_v0.csv")
        for row in _rows(folder, "services_anciens.csv", "label")
    }
    preparations = _read_preparations(folder, needs)
    return Pack(families, needs, answers, old_themes, kinds, services, old_services, preparations)


def _rows(folder: Path, name: str, *key: str) -> Iterator[_Row]:
    """The rows of one file, whose `key` columns never repeat."""
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PackError(name, 1, "", "ce fichier dans le dossier des besoins") from None
    except UnicodeDecodeError:
        raise PackError(name, 1, "un autre encodage", "un fichier en UTF-8") from None
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    columns = COLUMNS[name]
    found = tuple(cell.strip() for cell in next(reader, []))
    if found != columns:
        raise PackError(name, 1, ", ".join(found), f"les colonnes {', '.join(columns)}")
    seen: dict[tuple[str, ...], int] = {}
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise PackError(name, reader.line_num, f"{len(cells)} cases", f"{len(columns)} cases")
        stripped = (cell.strip() for cell in cells)
        row = _Row(name, reader.line_num, dict(zip(columns, stripped, strict=True)))
        values = tuple(row.cells[column] for column in key)
        if values in seen:
            raise row.wrong(
                " ".join(values), f"une seule ligne pour cette valeur (déjà ligne {seen[values]})"
            )
        seen[values] = row.line
        yield row


def _need(rank: int, row: _Row, families: Collection[str], services: Collection[str]) -> Need:
    return Need(
        rank=rank,
        code=row.code("code"),
        family=row.among("family", families, "families.csv"),
        world=row.choice("world", _WORLDS),
        urgent=row.choice("urgent", _YES_NO),
        label=row.text("label"),
        short=row.brief("short"),
        help=row.text("help"),
        english=row.text("english"),
        english_short=row.brief("english_short"),
        english_help=row.text("english_help"),
        icon=row.code("icon"),
        thematiques=row.items("thematiques"),
        services_mediation=row.items("services_mediation", services),
        cra_themes=row.items("cra_themes"),
        sujet_entreprises=row.items("sujet_entreprises"),
        entrecomp=row.competences("entrecomp"),
        digcomp=row.competences("digcomp"),
        source=row.text("source"),
    )


def _read_kinds(folder: Path) -> tuple[PlaceKind, ...]:
    kinds: list[PlaceKind] = []
    taken: dict[str, str] = {}
    for row in _rows(folder, "place_kinds.csv", "code"):
        kind = PlaceKind(
            code=row.code("code"),
            label=row.text("label"),
            english=row.text("english"),
            world=row.choice("world", _WORLDS),
            typologies=row.items("typologies"),
            reseaux=row.items("reseaux"),
        )
        for name in (*kind.typologies, *kind.reseaux):
            if name in taken:
                raise row.wrong(name, f"un seul type de lieu (déjà pris par {taken[name]})")
            taken[name] = kind.code
        kinds.append(kind)
    return tuple(kinds)


def _read_answers(
    folder: Path, needs: Collection[str], closed: Mapping[Scheme, tuple[Collection[str], str]]
) -> tuple[Answer, ...]:
    answers: list[Answer] = []
    for row in _rows(folder, "answers.csv", "need", "scheme", "code"):
        scheme = row.choice("scheme", _SCHEMES)
        code = row.among("code", *closed[scheme]) if scheme in closed else row.text("code")
        answers.append(
            Answer(
                need=row.among("need", needs, "needs.csv"),
                scheme=scheme,
                code=code,
                quality=row.choice("quality", _QUALITIES),
                provenance=row.text("provenance"),
                note=row.cells["note"],
            )
        )
    return tuple(answers)


def _check_own_codes_answer(
    rows: list[_Row], needs: tuple[Need, ...], answers: tuple[Answer, ...]
) -> None:
    """A need's own codes must answer it, or needs.csv and answers.csv contradict each other."""
    given = {(answer.scheme, answer.code, answer.need) for answer in answers}
    answered = {answer.need for answer in answers if answer.quality is Quality.EXACT}
    for row, need in zip(rows, needs, strict=True):
        listed = (
            *((Scheme.THEMATIQUE, code) for code in need.thematiques),
            *((Scheme.MEDIATION, code) for code in need.services_mediation),
            *((Scheme.SUJET_ENTREPRISES, code) for code in need.sujet_entreprises),
        )
        for scheme, code in listed:
            if (scheme, code, need.code) not in given:
                raise row.wrong(code, f"une ligne « {need.code}, {scheme}, {code} » de answers.csv")
        if need.code not in answered:
            raise row.wrong(need.code, "au moins une réponse « exact » dans answers.csv")


def _check_one_translation(
    rows: list[_Row], families: tuple[Family, ...], kinds: tuple[PlaceKind, ...]
) -> None:
    """A catalogue translates a text once: the same French must not have two English texts."""
    texts = {family.label: family.english for family in families}
    texts |= {kind.label: kind.english for kind in kinds}
    for row in rows:
        for french, english in (
            ("label", "english"),
            ("short", "english_short"),
            ("help", "english_help"),
        ):
            text, translation = row.cells[french], row.cells[english]
            if texts.setdefault(text, translation) != translation:
                raise row.wrong(translation, f"« {texts[text]} », déjà donné pour « {text} »")


def _read_old_themes(
    folder: Path, needs: Collection[str], themes: Collection[str]
) -> tuple[OldTheme, ...]:
    return tuple(
        OldTheme(
            code=row.text("v0"),
            v1=row.items("v1", themes),
            need=row.among("need", needs, "needs.csv") if row.cells["need"] else "",
            provenance=row.text("provenance"),
            note=row.cells["note"],
        )
        for row in _rows(folder, "thematiques_v0.csv", "v0")
    )


MOST_BROUGHT = 4
_PROMISES = re.compile(
    r"avez droit|ouvre droit|vous devez|il faut\b|êtes tenu|are entitled|you must", re.IGNORECASE
)


def _read_preparations(folder: Path, needs: tuple[Need, ...]) -> tuple[Preparation, ...]:
    """One for each need, in rank order; nothing is said to be a right or a duty."""
    codes = {need.code for need in needs}
    found: dict[str, Preparation] = {}
    for row in _rows(folder, "a_apporter.csv", "need"):
        bring, english = row.items("bring"), row.items("english_bring")
        if not 1 <= len(bring) <= MOST_BROUGHT:
            raise row.wrong(f"{len(bring)} choses", f"de 1 à {MOST_BROUGHT} dans la colonne bring")
        if len(bring) != len(english):
            raise row.wrong(f"{len(english)} choses en anglais", f"{len(bring)}, comme en français")
        for column in ("bring", "english_bring"):
            if promise := _PROMISES.search(row.cells[column]):
                raise row.wrong(promise[0], f"ni droit ni obligation dans la colonne {column}")
        for column in ("question", "english_question"):
            if not row.text(column).endswith("?"):
                raise row.wrong(row.cells[column], f"une question dans la colonne {column}")
        code = row.among("need", codes, "needs.csv")
        found[code] = Preparation(
            code, bring, row.text("question"), english, row.text("english_question")
        )
    for need in needs:
        if need.code not in found:
            raise PackError("a_apporter.csv", 1, "", f"une ligne pour le besoin {need.code}")
    return tuple(found[need.code] for need in needs)
