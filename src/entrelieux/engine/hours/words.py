"""Cut a text about hours into tokens: days, times, « à », « fermé », « sur rendez-vous »…

French first, with the short forms and slips met in real files, then OSM codes and plain English.
Texts are compared without accents nor case. A word that is not known becomes an ``other`` token:
the readers that follow decide whether they may leave it aside, and never pretend it was not there.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from entrelieux.engine.hours.grammar import MONTHS, ORDINALS, RULES

MIDNIGHT = 24 * 60
ALL_DAYS = frozenset(range(7))
WEEK_DAYS = frozenset(range(5))
PUBLIC_HOLIDAY = 7
WEEK_END = frozenset((5, 6))
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Token:
    """kind and value of a stretch of text; ``text`` is what was written, for messages."""

    kind: str
    text: str
    days: frozenset[int] = frozenset()
    number: int = 0
    word: str = ""


def _pattern() -> re.Pattern[str]:
    parts = [f"(?P<k{index}_{kind}>{rule})" for index, (kind, rule) in enumerate(RULES)]
    return re.compile("|".join(parts), re.DOTALL)


_TOKENS = _pattern()
_TAGS = re.compile(
    r"<\s*/?\s*(?:br|li|ul|ol|p|div|b|strong|em|i|span)\b[^<>]{0,200}>", re.IGNORECASE
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "’‘ʼ´`"), "'")
_SPLIT_WORDS = re.compile(
    r"(?<=[a-zà-ÿ0-9])(?=(?:Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche|Le |Du )\b)"
)


def clean(text: str) -> str:
    """The text without tags, entities, odd spaces and dashes; still readable as it was written."""
    plain = html.unescape(text) if "&" in text else text
    plain = _TAGS.sub(" ; ", plain)
    plain = unicodedata.normalize("NFKC", plain).translate(_DASHES).translate(_QUOTES)
    plain = "".join(
        mark if mark == "\n" or unicodedata.category(mark)[0] not in "CZ" else " " for mark in plain
    )
    return _SPLIT_WORDS.sub(" ", plain).strip()


def fold(text: str) -> str:
    """Lower case without accents, one character for one, so that places stay the same."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    return "".join(unicodedata.normalize("NFD", mark)[0] for mark in lowered)


def tokens_of(text: str) -> list[Token]:
    """Tokens of a cleaned text, without spaces. Linear in the length of the text."""
    return list(_tokens_of(text))


@lru_cache(maxsize=8_192)
def _tokens_of(text: str) -> tuple[Token, ...]:
    folded = fold(text)
    found: list[Token] = []
    for match in _TOKENS.finditer(folded):
        kind = (match.lastgroup or "").partition("_")[2]
        if kind not in _KINDS:  # lastgroup may be an inner group of a time
            kind = _outer(match)
        if kind != "space":
            found.append(_token(kind, text[match.start() : match.end()], match))
    return tuple(found)


_KINDS = {kind for kind, _rule in RULES}
_OUTER = [(f"k{index}_{kind}", kind) for index, (kind, _rule) in enumerate(RULES)]


def _outer(match: re.Match[str]) -> str:
    return next(kind for name, kind in _OUTER if match[name] is not None)


def _token(kind: str, text: str, match: re.Match[str]) -> Token:
    if kind.startswith("day") and kind[3:].isdigit():
        return Token("days", text, days=frozenset((int(kind[3:]),)))
    if kind in _SETS:
        return Token("days", text, days=_SETS[kind], word=kind)
    if kind in ("time", "time12"):
        return _time(text, match)
    if kind == "number":
        return Token("number", text, number=int(match[0][:6]))
    if kind == "ordinal":
        return Token(
            "ordinal", text, number=ORDINALS[match[0].removesuffix("s").replace("2eme", "2e")]
        )
    if kind == "month":
        return Token("month", text, number=MONTHS.index(match[0]) + 1)
    return Token(kind, text, word=match[0])


_SETS = {"every_day": ALL_DAYS, "week_end": WEEK_END, "week_days": WEEK_DAYS}


def _time(text: str, match: re.Match[str]) -> Token:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    hours = next(int(value) for name, value in groups.items() if name[0] == "h" and len(name) < 4)
    minutes = next((int(v) for name, v in groups.items() if name[0] == "m" and len(name) < 4), 0)
    if "half" in groups:
        hours = hours % 12 + (12 if groups["half"] == "p" else 0)
    total = hours * 60 + minutes
    return Token("time" if total <= MIDNIGHT else "other", text, number=total)
