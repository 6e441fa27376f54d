"""The glossary as its page and the API show it: by letter, searched, in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from entrelieux.engine.language import fold
from entrelieux.packs.fr.termes import Term, load_terms

LONGEST_QUERY = 60
_ARTICLE = re.compile(r"^(?:les?|la|une?|des)\s+|^l['’]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word with all that is known of it. title: in the reader's language; the rest of the
    texts are French but `definition`. reviewers: empty when nobody has read it over yet."""

    code: str
    title: str
    word: str
    english_word: str
    forms: tuple[str, ...]
    definition: str
    example: str
    otherwise: str
    mediation: str
    eco: str
    public: str
    source: str
    reviewers: tuple[str, ...]

    @property
    def is_said_by_worlds(self) -> bool:
        """Whether a world says it otherwise than the word itself, articles aside."""
        said = {fold(_ARTICLE.sub("", way)) for way in (self.mediation, self.eco, self.public)}
        return bool(said - {"", fold(self.word)})


@dataclass(frozen=True, slots=True)
class Letter:
    letter: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """query: what was looked for, as it was written. letters: only those that have a word."""

    query: str
    letters: tuple[Letter, ...]
    total: int
    unreviewed: int


def glossary_page(query: str = "") -> GlossaryPage:
    """The words that answer `query`, by letter; all of them when it is empty.

    Every word of the query must be found in the forms of a term, or in its plain words.
    """
    query = " ".join(query.split())[:LONGEST_QUERY]
    entries = [entry for entry in _entries(_english()) if _answers(entry, fold(query).split())]
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        letters.setdefault(_letter(entry.title), []).append(entry)
    return GlossaryPage(
        query=query,
        letters=tuple(Letter(letter, tuple(found)) for letter, found in letters.items()),
        total=len(entries),
        unreviewed=sum(not entry.reviewers for entry in entries),
    )


def glossary_entries(query: str = "") -> tuple[Entry, ...]:
    """The same words in one list."""
    return tuple(entry for letter in glossary_page(query).letters for entry in letter.entries)


def _english() -> bool:
    return (get_language() or "fr").startswith("en")


@lru_cache(maxsize=2)
def _entries(english: bool) -> tuple[Entry, ...]:
    entries = (_entry(term, english) for term in load_terms())
    return tuple(sorted(entries, key=lambda entry: (fold(entry.title), entry.code)))


def _entry(term: Term, english: bool) -> Entry:
    return Entry(
        code=term.code,
        title=term.english_word if english else term.word,
        word=term.word,
        english_word=term.english_word,
        forms=term.forms,
        definition=term.english_definition if english else term.definition,
        example=term.example,
        otherwise=term.otherwise,
        mediation=term.mediation,
        eco=term.eco,
        public=term.public,
        source=term.source,
        reviewers=term.reviewers,
    )


def _letter(title: str) -> str:
    first = fold(title)[:1].upper()
    return first if first.isalpha() else "#"


def _answers(entry: Entry, words: Iterable[str]) -> bool:
    text = _searched(entry)
    return all(word in text for word in words)


@lru_cache(maxsize=1024)
def _searched(entry: Entry) -> str:
    return fold(" ".join((entry.title, *entry.forms, entry.otherwise, entry.definition)))
