"""When is the person free? Their own words, turned into a weekly bitset.

Conventions, shown to the person: le matin is 6 h–12 h, le midi 12 h–14 h, l'après-midi 13 h–18 h,
le soir 18 h–22 h; a day alone is the whole of it; a part alone is that part of every day. The
afternoon starts at 13:00 because most places that close at noon do so by 12:30.
"""

from dataclasses import replace

from entrelieux.engine.hours.bits import DAY, HoursError, Words, bits_from_intervals
from entrelieux.engine.hours.compile import MAX_LENGTH
from entrelieux.engine.hours.sentence import SEPARATORS, Clause, read_sentence
from entrelieux.engine.hours.sentence import spans_of as paired
from entrelieux.engine.hours.words import ALL_DAYS, MIDNIGHT, Token, clean, fold, tokens_of

PARTS = {
    "morning": (6 * 4, 12 * 4),
    "noon": (12 * 4, 14 * 4),
    "afternoon": (13 * 4, 18 * 4),
    "evening": (18 * 4, 22 * 4),
    "whole_day": (0, DAY),
}
EXAMPLES = "« mardi matin, jeudi », « samedi », « soir », « mercredi 14h-17h »"
_ALWAYS = frozenset(
    ("tout le temps", "toujours", "n'importe quand", "quand vous voulez", "peu importe", "24/7")
)
_POLITE = frozenset(
    ("je", "j", "'", "ai", "suis", "libre", "libres", "disponible", "dispo", "peux", "plutot", "ok")
)
_LIMITS = frozenset(
    ("school", "not_school", "odd", "even", "nth", "ordinal", "months", "month", "sometimes")
)


def free_time(text: str) -> Words:
    """Read free time written by a person or as codes.

    Args:
        text: « mardi matin, jeudi », « lu-ma-me apres-midi », « tous les soirs sauf lundi »,
            « après 17h », at most 2 000 characters.

    Returns:
        Shape (11,), never empty.

    Raises:
        HoursError: what was found, what was expected, with examples.
    """
    if len(text) > MAX_LENGTH:
        message = f"Texte de {len(text)} caractères. Attendu : au plus {MAX_LENGTH}."
        raise HoursError(message)
    cleaned = clean(text)
    if fold(cleaned).strip(" .!") in _ALWAYS:
        return _everything()
    tokens = _prepared(tokens_of(cleaned))
    strange = [token.text for token in tokens if token.kind in ("other", "bad_time", "phone")]
    limits = [token.text for token in tokens if token.kind in _LIMITS]
    if strange or all(token.kind in SEPARATORS for token in tokens):
        raise _refused(", ".join(f"« {word} »" for word in strange[:3]) or "aucun moment")
    if limits:
        found = ", ".join(f"« {word} »" for word in limits[:3])
        message = f"{found} ne se répète pas chaque semaine. Attendu : des moments de la semaine."
        raise HoursError(message)
    free = _union(_aligned(tokens))
    if not free.any():
        raise _refused("aucun moment libre")
    return free


def _prepared(tokens: list[Token]) -> list[Token]:
    """Without brackets nor polite words; « avant 10h » says the same as « jusqu'à 10h »."""
    aside = ("open_bracket", "close_bracket")
    return [
        replace(token, kind="until") if token.kind == "before" else token
        for token in tokens
        if token.kind not in aside and not (token.kind == "other" and fold(token.text) in _POLITE)
    ]


def _everything() -> Words:
    return bits_from_intervals([(day, 0, DAY) for day in range(7)])


def _aligned(tokens: list[Token]) -> list[Clause]:
    clauses = read_sentence(tokens).clauses
    aligned: list[Clause] = []
    for clause in clauses:
        if clause.inherits and not clause.days and aligned:
            clause.days = aligned[-1].days
        aligned.append(clause)
    return aligned


def _union(clauses: list[Clause]) -> Words:
    free = bits_from_intervals(())
    only_closing = all(clause.closing for clause in clauses)
    if only_closing:
        free = _everything()
    for clause in clauses:
        part = _clause_bits(clause)
        free = free & ~part if clause.closing else free | part
    return free


def _clause_bits(clause: Clause) -> Words:
    if clause.others:
        raise _refused(" ".join(f"« {word} »" for word in clause.others[:3]))
    days = frozenset(day for day in clause.days if day < 7) or ALL_DAYS
    spans: list[tuple[int, int]] = []
    if clause.times:
        spans = _time_spans(clause)
    elif clause.parts:
        spans = [PARTS[part] for part in clause.parts]
    else:
        spans = [(0, DAY)]
    return bits_from_intervals((day, start, end) for day in days for start, end in spans)


def _time_spans(clause: Clause) -> list[tuple[int, int]]:
    """Quarters wholly free: 14:10–17:00 starts at 14:15."""
    if len(clause.times) == 1 and clause.since != clause.until:
        minute = clause.times[0]
        first, last = (minute, MIDNIGHT) if clause.since else (0, minute)
        pairs = [(first, last)]
    else:
        pairs = [] if clause.broken else paired(clause.times) or []
    spans = [(-(-first // 15), last // 15) for first, last in pairs]
    spans = [(first, last) for first, last in spans if first < last]
    if not spans:
        found = clause.text or "des heures"
        message = (
            f"« {found} » : ces heures ne vont pas par deux. "
            "Attendu : un début et une fin, comme « 14h-17h »."
        )
        raise HoursError(message)
    return spans


def _refused(found: str) -> HoursError:
    return HoursError(f"Trouvé : {found}. Attendu : des jours ou des moments, comme {EXAMPLES}.")
