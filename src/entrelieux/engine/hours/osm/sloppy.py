"""Mend OSM opening hours written with slips: case, odd dashes, « 10.00 », « 1pm », names of days.

Every word has to be known, in English or in English and one other language: what is left over makes
the text unread. Nothing here guesses days or hours that were not written.
"""

import re
import unicodedata
from functools import lru_cache

from entrelieux.engine.hours.osm.cursor import OsmError
from entrelieux.engine.hours.osm.syntax import MONTHS as OSM_MONTHS
from entrelieux.engine.hours.osm.syntax import WEEKDAYS, parse
from entrelieux.engine.hours.osm.tongues import DAYS, MONTHS, WORDS

FOREIGN = tuple(tongue for tongue in DAYS if tongue != "en")
_CODES: tuple[str, ...] = (
    "PH",
    "SH",
    "day",
    "days",
    "week",
    "easter",
    "open",
    "closed",
    "off",
    "unknown",
)
_CODES += ("sunrise", "sunset", "dawn", "dusk")
_APPOINTMENT = '"sur rendez-vous"'
_PHRASES = (
    (r"\bopening_hours\s*-|\boffnungszeit(?:en)?\b:?", ""),
    (r"\b(?:one )?day (?P<side>before|after) public holidays?\b", "PH {} day"),
    (r"\bschool holidays?\b", "SH"),
    (r"\bpublic holidays?\b", "PH"),
    (r"\bsonn-?(?: und |/)feiertag(?:s|en?)?\b", "Su,PH"),
    (r"\bon work ?days?\b", "Mo-Fr"),
    (r"\balways (?:off|closed)\b", "off"),
    (r"\b(?:nonstop|always|24 hours)(?: (?:open|geoffnet|7 days a week))?\b|\b24x7\b", "24/7"),
    (r"\b(?:all days?|every ?day|daily|7 ?days(?:(?: a |/)week)?)\b|(?<!\d)7j?/7\b", "Mo-Su"),
    (r"(?:\s*-|\b(?:bis|till?|until))?\s*\b(?:open ?end|late)\b", "+"),
    (r"\b(?:nach|by|on|sur)[ _](?:appointments?|vereinbarung|absprache|rendez[- ]vous)\b", None),
)
_TOKEN = re.compile(
    r'(?P<comment>"\d+")|'
    + "|".join(f"(?P<phrase{rank}>{phrase})" for rank, (phrase, _osm) in enumerate(_PHRASES))
    + r"|(?<![\d:.])(?P<half>(?P<h12>\d{1,2})(?:[:.](?P<m12>\d\d))?\s*(?P<noon>[ap])\.?m\b\.?)"
    r"|(?<![\d:.])(?P<clock>(?P<hour>\d{1,2})[:.](?P<minute>\d{1,2})(?![\d.:]))"
    r"|(?P<word>[^\W\d_]+)\.?|(?P<ordinal>\d+)\.(?!\d)|(?P<other>\d+|\s+|.)",
    re.DOTALL,
)
_BARE_HOURS = re.compile(
    r"(?<![\d:/.[A-Za-z])(?<!(?:[a-z]{2}|ek) )(\d{1,2})\s*-\s*(\d{1,2})(?![\d:/\]])"
)
_QUOTES = re.compile(r"(?:\"|„|“|‚|‘|’|«|「|『|')([^\"'“”‘’»」』„«;|]*)(?:\"|“|”|‘|’|»|」|』|')")
_MARKS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−﹣－ー→=~", "-"), **dict.fromkeys("＆&", ","), "°": "0", "：": ":"}
)


def mended(text: str, *, foreign: bool = False) -> str | None:
    """The same hours in valid OSM syntax; None when some part is not understood.

    Args:
        text: at most a few thousand characters: time is linear in it.
        foreign: also try German, Dutch, Italian, Spanish, Portuguese, Catalan, Polish and Russian;
            all the words must then belong to one of them, or to English.
    """
    plain, comments = _without_comments(text)
    for tongue in FOREIGN if foreign else ("en",):
        osm = _rewritten(plain, comments, tongue)
        if osm is not None:
            return osm
    return None


def _without_comments(text: str) -> tuple[str, list[str]]:
    comments: list[str] = []

    def hide(found: re.Match[str]) -> str:
        comments.append(found[1].strip())
        return f' "{len(comments) - 1}" '

    hidden = _QUOTES.sub(hide, text)
    plain = unicodedata.normalize("NFKC", hidden.translate(_MARKS)).translate(_MARKS)
    stripped = (mark for mark in unicodedata.normalize("NFD", plain.lower()) if mark != "\u0301")
    folded = "".join(mark for mark in stripped if unicodedata.category(mark) != "Mn")
    return " ".join(folded.split()), comments


def _rewritten(plain: str, comments: list[str], tongue: str) -> str | None:
    words = _words(tongue)
    pieces: list[str] = []
    for match in _TOKEN.finditer(plain):
        piece = _piece(match, words, comments)
        if piece is None:
            return None
        pieces.append(piece)
    osm = _tidied(_BARE_HOURS.sub(_hours, "".join(pieces)))
    try:
        parse(osm)
    except OsmError:
        return None
    return None if '" "' in osm else osm


def _piece(match: re.Match[str], words: dict[str, str], comments: list[str]) -> str | None:
    kind = match.lastgroup or ""
    if kind == "comment":
        return f'"{comments[int(match[0][1:-1])]}"'
    if kind.startswith("phrase"):
        osm = _PHRASES[int(kind[6:])][1]
        if osm is None:
            return _APPOINTMENT
        return osm.format("-1" if match["side"] == "before" else "+1")
    if match["half"]:
        hours = int(match["h12"])
        if hours > 12:
            return None
        hours = hours % 12 + 12 * (match["noon"] == "p")
        return f"{hours:02}:{match['m12'] or '00'}"
    if match["clock"]:
        return f"{int(match['hour']):02}:{match['minute']:0>2}"
    if match["word"]:
        return words.get(match["word"])
    return match["ordinal"] or match[0]


def _hours(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}:00-{int(found[2]):02}:00"


def _tidied(osm: str) -> str:
    text = re.sub(r"\s*([-,;+])\s*", r"\1", " ".join(osm.split()))
    text = re.sub(r"([+-]\d+) ?(days?)\b", r" \1 \2", text.replace(";", "; ").strip("; ,")).strip()
    return re.sub(r'(^|; )(?=")', r"\1unknown ", text)


@lru_cache(maxsize=len(DAYS))
def _words(tongue: str) -> dict[str, str]:
    known = {code.lower(): code for code in _CODES}
    for name in (tongue, "en"):
        for codes, forms in ((WEEKDAYS, DAYS[name]), (OSM_MONTHS, MONTHS[name])):
            for code, written in zip(codes, forms.split(), strict=True):
                for form in written.split("/"):
                    known.setdefault(form, code)
        for word, osm in WORDS[name].items():
            known.setdefault(word, osm)
    return known
