"""Which words of a text need explaining, and what are their plain words?

A word is recognised whole, with its accents. A form with two capitals or more (« ARE », « CAF »)
is only recognised as it is written, so that « ass » or « are » inside a sentence stay alone; any
other form is recognised whatever its capitals. Hyphens, spaces and apostrophes of any kind part
the words of a form alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from django.utils.translation import get_language

from entrelieux.packs.fr.termes import Term, load_terms

_WORD = re.compile(r"\w+")
_WORDS_AND_BETWEEN = re.compile(r"(\w+)")
_JOINT = re.compile(r"[\s\u00a0\u202f'’‘\-‐‑·]{1,2}")

_Form = tuple[tuple[str, ...], bool, int]


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
    by_first = _forms()
    pieces = _WORDS_AND_BETWEEN.split(text)
    said = pieces[1::2]
    small = [word.lower() for word in said]
    between = pieces[2::2]
    found: dict[int, None] = {}
    after = 0
    for at in [at for at, word in enumerate(small) if word in by_first]:
        if at < after:
            continue
        for parts, exact, rank in by_first[small[at]]:
            end = at + len(parts)
            here = (said if exact else small)[at:end]
            if tuple(here) == parts and all(map(_JOINT.fullmatch, between[at : end - 1])):
                found.setdefault(rank)
                after = end
                break
    return tuple(found)


@cache
def _forms() -> dict[str, list[_Form]]:
    """Forms by their first word in lower case, the longest first."""
    by_first: dict[str, list[_Form]] = {}
    for rank, term in enumerate(load_terms()):
        for form in term.forms:
            exact = sum(letter.isupper() for letter in form) > 1
            parts = tuple(_WORD.findall(form if exact else form.lower()))
            by_first.setdefault(parts[0].lower(), []).append((parts, exact, rank))
    for forms in by_first.values():
        forms.sort(key=lambda form: (-len(form[0]), not form[1]))
    return by_first
