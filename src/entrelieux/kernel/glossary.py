"""Which words of a text need explaining, and what are their plain words?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from types import MappingProxyType

from django.utils.translation import get_language

from entrelieux.engine.language.occurrences import Occurrences
from entrelieux.packs.fr.termes import Term, load_terms


@dataclass(frozen=True, slots=True)
class TermCard:
    """One word explained in the reader's language.

    word: as the glossary writes it (in French: it is the word of the text). english_word: its
    usual translation, "" for a reader in French. example: in French, "" for a reader in English.
    """

    code: str
    word: str
    definition: str
    example: str = ""
    english_word: str = ""


def terms_in(texts: Iterable[str]) -> tuple[TermCard, ...]:
    """The words of the glossary found in `texts`: each once, in order of first occurrence.

    The longest form wins (« nom de domaine » before « domaine »), and one form never runs from
    one text into the next.

    >>> [card.code for card in terms_in(["Le RSA et la CAF.", "Un RSA."])]
    ['rsa', 'caf']
    """
    english = _in_english()
    terms = load_terms()
    return tuple(_card(terms[rank], english) for rank in _ranks(tuple(texts)))


@dataclass(frozen=True, slots=True)
class MetWord:
    """A word met on a page. said: as the page writes it, in each of its ways, first ones first."""

    card: TermCard
    said: tuple[str, ...]


def words_met(html: str) -> tuple[MetWord, ...]:
    """The words of the glossary that a piece of page shows, in the order in which they come.

    Nothing is remembered of `html`, which may hold somebody's words. What is typed, chosen or
    drawn is not read.

    >>> [word.said for word in words_met("<p>La CAF, <b>le RSA</b></p><svg>PMI</svg>")]
    [('CAF',), ('RSA',)]
    """
    text = unescape(_TAG.sub(" . ", _NOT_READ.sub(" . ", html)))
    met: dict[int, dict[str, None]] = {}
    for one in _matcher().find(text):
        met.setdefault(one.rank, {}).setdefault(text[one.start : one.end])
    english, terms = _in_english(), load_terms()
    return tuple(MetWord(_card(terms[rank], english), tuple(said)) for rank, said in met.items())


_NOT_READ = re.compile(
    r"<(script|style|svg|textarea|select|datalist|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")


def all_terms() -> tuple[TermCard, ...]:
    """Every word of the glossary, in the order of its file."""
    english = _in_english()
    return tuple(_card(term, english) for term in load_terms())


def term_card(code: str) -> TermCard | None:
    """The word that bears this code; None if there is none."""
    term = terms_by_code().get(code)
    return _card(term, _in_english()) if term else None


@cache
def terms_by_code() -> MappingProxyType[str, Term]:
    return MappingProxyType({term.code: term for term in load_terms()})


def _in_english() -> bool:
    return (get_language() or "fr").startswith("en")


def _card(term: Term, english: bool) -> TermCard:
    if english:
        return TermCard(
            term.code, term.word, term.english_definition, english_word=term.english_word
        )
    return TermCard(term.code, term.word, term.definition, term.example)


@lru_cache(maxsize=512)
def _ranks(texts: tuple[str, ...]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for text in texts:
        for rank in _found_in(text):
            found.setdefault(rank)
    return tuple(found)


@lru_cache(maxsize=4096)
def _found_in(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found.rank for found in _matcher().find(text)))


@cache
def _matcher() -> Occurrences:
    return Occurrences([term.forms for term in load_terms()])
