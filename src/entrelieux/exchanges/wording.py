"""Codes in plain words, in the language of the page; words of others without what calls them."""

import re

from django.utils.translation import gettext as _

from entrelieux.directory.wording import in_language
from entrelieux.packs.fr import exchanges as pack

_CONTACTS = re.compile(
    r"""
    [^\s@<>()]+@[^\s@<>()]+                                  # mail, and names of accounts
    | \b(?:https?://|www\.)\S+
    | \b[\w-]+\.(?:fr|com|net|org|eu|info|me|io|be|ch)\b\S*   # a site without its beginning
    | (?<!\w)@\w{2,}
    | [\w.+-]+\ ?(?:\(at\)|\[at\]|\barobase\b)\ ?[\w-]+(?:\ ?(?:\.|\bpoint\b)\ ?\w+)?
    | (?<!\d)0[\W_]{0,3}[1-9](?:[\W_]{0,3}\d){8}               # a telephone, however it is cut
    | (?:\+|\b0|\(0\))?[\d](?:[\s./()·_–-]{0,3}\d){7,}          # a number, however it is spaced
    """,
    re.VERBOSE | re.IGNORECASE,
)


def label(words: dict[str, pack.Word] | object, code: str) -> str:
    """The label of a code of the pack; the code itself when nobody knows it."""
    known = words.get(code) if hasattr(words, "get") else None
    return in_language(known.label, known.english) if known else code


def meaning(word: pack.Word) -> str:
    return in_language(word.meaning, word.english_meaning)


def example(word: pack.Word) -> str:
    return in_language(word.example, word.english_example)


def without_contact(words: str) -> str:
    """Words as others read them before both agreed: no number, no mail, no address of a page.

    What is kept stays as it was said.
    """
    return _CONTACTS.sub(_("[à dire quand vous serez en relation]"), words)
