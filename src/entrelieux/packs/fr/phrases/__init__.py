"""How people say what they need: example phrases, words that point to a need, turns of phrase.

Every phrase was written for Entrelieux, apart from the requests on which the engine is measured
(``bench/requests*.csv``). ``poids.npz`` keeps what they teach, so that nothing is learnt when the
site runs: ``scripts/build_phrases.py`` writes it again, and a test tells when it is stale.

| file | holds |
|---|---|
| ``exemples/<famille>.csv`` | phrase, needs (codes joined by « | »), the main one first |
| ``lexique.csv`` | need, expression, force from 1 (a hint) to 3 (names it) |
| ``hors_sujet.csv`` | phrases that hold no need |
| ``acquis.csv`` | phrases that say a need is met already, or not wanted |
| ``abreviations.csv`` | abbreviations of counters and messages, and what they stand for |
| ``sons.csv`` | how written French is heard: regular expressions, one after the other |
| ``tournures.csv`` | ``lien``: words that begin another idea; ``faible``: without own meaning; |
| | ``ajout`` and ``article``: « et la voiture » goes on; ``contraste``: « mais » undoes |
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from entrelieux.packs.fr import needs as needs_pack

GLUED = ("qu", "j", "l", "d", "n", "m", "t", "s", "c")
"""Small words that are written without their apostrophe: « jai », « dordi »."""
LEXICON_WEIGHT = 0.35
KINDS = ("lien", "faible", "ajout", "article", "contraste")
BARE = ("mon", "ma", "mes", "un", "une", "des", "le", "la", "pour", "pas de", "sans", "plus de")
OWNED = ("j'ai déjà un", "déjà une", "j'ai déjà mon", "a déjà sa", "nous avons déjà des")
COLUMNS = {
    "exemples": ("phrase", "besoins"),
    "lexique": ("besoin", "expression", "force"),
    "hors_sujet": ("phrase",),
    "acquis": ("phrase",),
    "abreviations": ("court", "long"),
    "sons": ("motif", "entendu"),
    "tournures": ("genre", "expression"),
}


class PhrasesError(ValueError):
    """A file of phrases cannot be used: which line, what was found and what is expected."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """needs: ranks; () when it holds none. weight: beside a whole phrase, which counts for 1."""

    text: str
    needs: tuple[int, ...]
    weight: float = 1.0


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """Every phrase of the pack, with the labels and helps of the needs themselves.

    Raises:
        PhrasesError: a need is unknown, or a phrase is empty or given twice.
    """
    return (*_examples(), *_lexicon(), *_said_by_needs(), *_beside_the_point())


def _examples() -> Iterator[Phrase]:
    met: dict[str, str] = {}
    for file in _example_files():
        for line, row in _rows(file, "exemples"):
            where = f"exemples/{file.name}, ligne {line}"
            text = " ".join(re.findall(r"\w+", row["phrase"].casefold()))
            if not text:
                raise PhrasesError(f"{where} : phrase vide. Attendu : des mots.")
            if text in met:
                raise PhrasesError(f"{where} : phrase déjà donnée ({met[text]}).")
            met[text] = where
            yield Phrase(row["phrase"], tuple(_rank(c, where) for c in row["besoins"].split("|")))


def _lexicon() -> Iterator[Phrase]:
    for line, row in _rows(_file("lexique.csv")):
        where = f"lexique.csv, ligne {line}"
        if row["force"] not in {"1", "2", "3"}:
            raise PhrasesError(f"{where} : force « {row['force']} ». Attendu : 1, 2 ou 3.")
        weight = LEXICON_WEIGHT * int(row["force"])
        yield Phrase(row["expression"], (_rank(row["besoin"], where),), weight)


def _said_by_needs() -> Iterator[Phrase]:
    for need in needs_pack.load_needs():
        for text in (need.label, need.short, need.help):
            yield Phrase(text, (need.rank,))


def _beside_the_point() -> Iterator[Phrase]:
    for _line, row in _rows(_file("hors_sujet.csv")):
        yield Phrase(row["phrase"], ())


def load_solved() -> tuple[str, ...]:
    """Phrases that say a need is met already, or not wanted."""
    written = tuple(row["phrase"] for _line, row in _rows(_file("acquis.csv")))
    return (*written, *_behind(OWNED, least=3))


def load_bare() -> tuple[str, ...]:
    """Names of things behind a small word, « ma déclaration »: they ask, though no verb says so."""
    return _behind(BARE, least=2)


def _behind(words: tuple[str, ...], *, least: int) -> tuple[str, ...]:
    """Expressions of the lexicon of this force at least, each behind one of these words."""
    things = [phrase.text for phrase in _lexicon() if phrase.weight >= least * LEXICON_WEIGHT]
    return tuple(f"{words[i % len(words)]} {thing}" for i, thing in enumerate(things))


def load_turns() -> dict[str, frozenset[str]]:
    """Folded words of each of the ``KINDS``."""
    kinds: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for line, row in _rows(_file("tournures.csv")):
        if row["genre"] not in kinds:
            where, found = f"tournures.csv, ligne {line}", row["genre"]
            raise PhrasesError(f"{where} : genre « {found} ». Attendu : {', '.join(kinds)}.")
        kinds[row["genre"]].add(row["expression"])
    return {kind: frozenset(words) for kind, words in kinds.items()}


def load_shorthand() -> tuple[tuple[str, str], ...]:
    """(abbreviation, what it stands for)."""
    rows = _rows(_file("abreviations.csv"))
    return tuple((row["court"], row["long"]) for _line, row in rows)


def load_sounds() -> tuple[tuple[str, str], ...]:
    """(regular expression over a folded word, what is heard), in their order."""
    rows = _rows(_file("sons.csv"))
    return tuple((row["motif"], row["entendu"]) for _line, row in rows)


def weights_file() -> Traversable:
    return _file("poids.npz")


def fingerprint() -> str:
    """Of every word that the weights depend on."""
    digest = hashlib.sha256()
    for file in (
        *(_file(f"{name}.csv") for name in COLUMNS if name != "exemples"),
        *_example_files(),
    ):
        digest.update(file.read_bytes())
    for need in needs_pack.load_needs():
        digest.update("|".join((need.code, need.label, need.short, need.help)).encode())
    return digest.hexdigest()


def _rank(code: str, where: str) -> int:
    try:
        return needs_pack.needs_by_code()[code].rank
    except KeyError:
        raise PhrasesError(
            f"{where} : besoin « {code} » inconnu. Attendu : un code de needs.csv."
        ) from None


def _rows(file: Traversable, kind: str = "") -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row); the first line names the columns."""
    expected = COLUMNS[kind or file.name.removesuffix(".csv")]
    reader = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    if tuple(reader.fieldnames or ()) != expected:
        found = ", ".join(reader.fieldnames or ())
        raise PhrasesError(f"{file.name} : colonnes « {found} ». Attendu : {', '.join(expected)}.")
    for row in reader:
        if None in row or None in row.values():
            raise PhrasesError(
                f"{file.name}, ligne {reader.line_num} : {len(expected)} colonnes attendues."
            )
        yield reader.line_num, row


def _example_files() -> list[Traversable]:
    return sorted(_file("exemples").iterdir(), key=lambda file: file.name)


def _file(name: str) -> Traversable:
    return files(__name__).joinpath(name)
