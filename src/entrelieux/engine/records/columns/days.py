"""Columns that hold the hours of one day, or one end of them."""

import re

from entrelieux.engine.language import fold

DAYS = {
    "Mo": ("lundi", "lun", "monday"),
    "Tu": ("mardi", "mar", "tuesday"),
    "We": ("mercredi", "mer", "wednesday"),
    "Th": ("jeudi", "jeu", "thursday"),
    "Fr": ("vendredi", "ven", "friday"),
    "Sa": ("samedi", "sam", "saturday"),
    "Su": ("dimanche", "dim", "sunday"),
}
_HALVES = {
    "am": re.compile(r"\bmatin|\bam\b|\bmatinee|\b1$"),
    "pm": re.compile(
        r"\bapres midi|\bapresmidi|\baprem|\bpm\b|\bam2\b|\bsoir|\bap midi|\b2$|\bmidi$"
    ),
}
_ENDS = {
    "open": re.compile(r"\bouv|\bdebut|\bopen|\bdeb\b|\bstart|\bheure de\b"),
    "close": re.compile(r"\bferm|\bfin\b|\bclos|\bend\b|\bheure a\b"),
}


def day_of_title(title: str) -> str:
    """« Mo », « Mo am », « Mo pm close »…: the one day that a title names, and its part, or ""."""
    folded = re.sub(r"\([^)]*\)", " ", fold(re.sub(r"[_.]+", " ", title)))
    folded = " ".join(re.sub(r"(?<=[a-z])(?=\d)", " ", folded).split())
    words = set(re.findall(r"[a-z]+", folded))
    named = [day for day, names in DAYS.items() if words & set(names)]
    if len(named) != 1:
        return ""
    parts = [named[0]]
    parts += [name for name, said in _HALVES.items() if said.search(folded)][:1]
    parts += [name for name, said in _ENDS.items() if said.search(folded)][:1]
    return " ".join(parts)


def week_of(cells: dict[str, str]) -> dict[str, str]:
    """French day -> one text, from the parts of each day. cells: detail of the use -> text.

    A single clock of a pair (an opening without its closing) is left out.
    """
    week: dict[str, str] = {}
    for day, names in DAYS.items():
        whole = cells.get(day, "").strip()
        halves = [_half(cells, f"{day}{half}") for half in ("", " am", " pm")]
        parts = _joined(halves)
        text = " / ".join(part for part in (whole, *parts) if part)
        if text:
            week[names[0]] = text
    return week


def _half(cells: dict[str, str], key: str) -> tuple[str, str, str]:
    """(text of the half, its opening, its closing)."""
    text = cells.get(key, "").strip() if " " in key else ""
    return text, _clock(cells.get(f"{key} open", "")), _clock(cells.get(f"{key} close", ""))


def _joined(halves: list[tuple[str, str, str]]) -> list[str]:
    parts = [text or (f"{start}-{end}" if start and end else "") for text, start, end in halves]
    (_, am_open, am_close), (_, pm_open, pm_close) = halves[1:]
    if am_open and pm_close and not am_close and not pm_open:  # a day without a break
        parts = [*parts[:1], f"{am_open}-{pm_close}"]
    return parts


def _clock(text: str) -> str:
    text = text.strip()
    return text if re.search(r"\d", text) else ""
