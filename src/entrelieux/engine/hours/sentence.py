"""Read French sentences about hours: clauses of days and times, with what limits them.

A clause is « lundi au vendredi 9h-12h et 14h-17h (sauf mercredi) »; days may follow the times.
Nothing is dropped in silence: words left aside are reported, and a clause whose words could change
the meaning of its times makes the whole text unreadable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from entrelieux.engine.hours.runs import NOON, merge_days, merge_months, settle_times
from entrelieux.engine.hours.words import ALL_DAYS, MIDNIGHT, OSM_DAYS, Token, fold

NIGHT_END = 6 * 60
Span = tuple[int, int]
SEPARATORS = frozenset(("dash", "to", "comma", "or", "slash", "stop", "colon", "mark", "filler"))
_LIMITS = frozenset(("sometimes", "nth", "ordinal", "number", "month", "months", "until", "except"))
_LIMITING = (
    "adherent",
    "certain",
    "ete",
    "hiver",
    "hors",
    "inscri",
    "mois",
    "pendant",
    "reserv",
    "saison",
    "selon",
    "semaine",
    "sur",
    "tel",
    "variable",
)
_FEW = frozenset(("un", "une", "deux", "trois", *"123456789"))
_DATES = frozenset(("ordinal", "number", "month"))
_PARTS = frozenset(("morning", "afternoon", "evening", "noon", "whole_day"))


@dataclass(slots=True)
class Clause:
    """One stretch of a text: some days, some times, and the conditions that came with them.

    times: minutes since midnight, in the order read, to be paired by ``spans_of``.
    promised: (first, last) places in ``times`` of what is given « sur rendez-vous ».
    closing: True for « fermé … » and « sauf … ».
    after_stop: it began after a semicolon or a new line.
    broken: a comma stands where « à » was expected, as in « 9h, 12h ».
    months: in OSM syntax; season: they were said first, for all that follows.
    limited: some of its words speak of a time of the year, or of some people only.
    """

    days: frozenset[int] = frozenset()
    times: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    closing: bool = False
    excepting: bool = False
    until: bool = False
    since: bool = False
    appointment: bool = False
    promised: list[tuple[int, int]] = field(default_factory=list)
    marker: int = 0
    period: str = ""
    parity: str = ""
    nth: tuple[int, ...] = ()
    months: str = ""
    season: bool = False
    sometimes: str = ""
    others: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inherits: bool = False
    complete: bool = False
    after_stop: bool = False
    broken: bool = False
    limited: bool = False
    amendments: list["Clause"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.words).strip(" ;|,.-/")

    @property
    def empty(self) -> bool:
        return not (self.days or self.times or self.parts or self.closing or self.others)

    @property
    def conditional(self) -> bool:
        """Whether it holds in some weeks only, other than by season or school period."""
        return bool(self.parity or self.nth or self.sometimes)


@dataclass(slots=True)
class Sentence:
    """Clauses in order, and what was noticed on the way."""

    clauses: list[Clause] = field(default_factory=list)
    mends: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    appointment: bool = False
    osm_style: bool = False


def spans_of(times: Sequence[int], *, unite: bool = False) -> list[Span] | None:
    """Pair times two by two; None unless they follow each other. The last may pass midnight.

    Args:
        unite: accept ranges that overlap, and make one of them.
    """
    if len(times) % 2 or not times:
        return None
    pairs = [(times[i], times[i + 1]) for i in range(0, len(times), 2)]
    real = [(start, end) for start, end in pairs if start != end]
    pairs = list(dict.fromkeys(real)) or pairs
    first, last = pairs[-1]
    if first >= NOON and last <= NIGHT_END and last < first:
        pairs[-1] = (first, last + MIDNIGHT)
    if any(start >= end for start, end in pairs):
        return None
    # The same hours may be written in any order, but never overlap within one clause.
    ordered = sorted(pairs)
    if unite:
        return _unite(ordered)
    if any(before[1] > after[0] for before, after in pairwise(ordered)):
        return None
    return ordered


def _unite(ordered: list[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in ordered:
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def read_sentence(tokens: list[Token]) -> Sentence:
    """Group the tokens of a text into clauses."""
    sentence = Sentence()
    written = [token.text.rstrip(".") for token in tokens if token.kind == "days"]
    sentence.osm_style = bool(written) and all(word in OSM_DAYS for word in written)
    prepared = settle_times(merge_days(merge_months(tokens), sentence.mends), sentence.mends)
    _Reader(sentence).read(prepared)
    return sentence


class _Reader:
    """One pass over the tokens; ``current`` is the clause being filled."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.current = Clause()
        self.section: dict[str, str] = {}
        self.after_stop = False
        self.after_comma = False
        self.before = ""

    def read(self, tokens: list[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.kind == "open_bracket":
                depth_end = _closing(tokens, index)
                self._bracket(tokens[index + 1 : depth_end])
                index = depth_end + 1
                continue
            follows = tokens[index + 1].kind if index + 1 < len(tokens) else ""
            self._take(token, follows)
            if token.kind not in ("filler", "mark"):
                self.before = token.kind
                self.after_stop = token.kind == "stop"
                self.after_comma = token.kind in ("comma", "or", "stop")
            index += 1
        self._close()

    def _close(self) -> None:
        if not self.current.empty or self.current.appointment:
            self.sentence.clauses.append(self.current)
        self.current = Clause(
            period=self.section.get("period", ""),
            parity=self.section.get("parity", ""),
            months=self.section.get("months", ""),
            season="months" in self.section,
        )

    def _take(self, token: Token, follows: str) -> None:
        kind = token.kind
        if kind == "days":
            self._take_days(token)
        elif kind == "time":
            self._take_time(token)
        elif kind in ("off", "except"):
            self._take_closing(kind)
        elif kind in _PARTS:
            self._take_part(kind)
        elif kind in ("appointment", "open_appointment"):
            self._take_appointment(kind)
        elif kind in ("school", "not_school", "odd", "even"):
            self._take_period(kind, follows)
        elif kind == "months":
            self._take_months(token.word, follows)
        else:
            self._take_rest(token)
        if self.current.words or kind not in SEPARATORS:
            self.current.words.append(token.text)

    def _take_days(self, token: Token) -> None:
        clause = self.current
        if clause.times and not clause.days and not clause.inherits:
            clause.days, clause.complete = token.days, True
            return
        if clause.days or clause.times or clause.others:
            nth = clause.nth if not clause.days else ()
            self._close()
            self.current.nth = nth
        self.current.days = token.days
        self.current.after_stop = self.after_stop

    def _take_time(self, token: Token) -> None:
        clause = self.current
        if clause.complete or (clause.closing and clause.parts and not clause.excepting):
            self._close()
            self.current.inherits = clause.closing
        clause = self.current
        clause.broken |= self.after_comma and len(clause.times) % 2 == 1
        clause.times.append(token.number)

    def _take_closing(self, kind: str) -> None:
        clause = self.current
        if clause.excepting and clause.days and not clause.times:
            return  # « sauf jeudi, fermé »
        said = clause.days or clause.parts
        if clause.times or clause.others or clause.closing or (said and kind == "except"):
            self._close()
        self.current.closing = True
        self.current.excepting = kind == "except"

    def _take_part(self, kind: str) -> None:
        clause = self.current
        if clause.promised and self.before == "appointment":
            clause.promised.pop()  # « 9h-12h, sur RDV l'après-midi »: not the morning
            self._close()
            self.current.inherits = self.current.appointment = True
            self.current.parts.append(kind)
            return
        if clause.times and len(clause.times) % 2 == 0 and not clause.closing:
            self._close()
            self.current.inherits = True
        self.current.parts.append(kind)

    def _take_appointment(self, kind: str) -> None:
        clause = self.current
        if kind == "open_appointment":
            clause.marker = len(clause.times)
        elif clause.times:
            clause.promised.append((clause.marker, len(clause.times)))
            clause.marker = len(clause.times)
            if self.after_stop:
                self.sentence.appointment = True
        elif clause.empty:
            self.sentence.appointment = True
        else:
            clause.appointment = True

    def _take_period(self, kind: str, follows: str) -> None:
        name = "period" if kind in ("school", "not_school") else "parity"
        if self.current.empty or follows == "colon":
            if not self.current.empty:
                self._close()
            if name == "period" or follows == "colon":
                self.section[name] = kind
        if name == "period" and self.current.closing and not self.current.days:
            kind = "school"
            self.current.days = ALL_DAYS
        setattr(self.current, name, kind)

    def _take_months(self, months: str, follows: str) -> None:
        """Said first, or with a colon, they hold for what follows; otherwise for this line only."""
        whole = len(self.current.times) % 2 == 0 and bool(self.current.times)
        begins = follows == "colon" or (self.after_stop and whole)
        if begins and not self.current.empty:
            self._close()
        if begins or self.current.empty:
            self.section["months"] = months
            self.current.season = True
        self.current.months = months

    def _take_rest(self, token: Token) -> None:
        clause = self.current
        if token.kind == "nth":
            if clause.times or clause.days or clause.others:
                self._close()
            self.current.nth = tuple(int(number) for number in token.word.split(","))
        elif token.kind == "sometimes":
            self._take_sometimes(token.text)
        elif token.kind == "until":
            clause.until = True
        elif token.kind in ("from", "before"):
            clause.since = True
            if token.kind == "before":
                clause.others.append(token.text)
        elif token.kind == "day_night":
            clause.times += [0, MIDNIGHT]
        elif token.kind == "phone":
            self.sentence.asides.append(token.text)
            if clause.others and fold(clause.others[-1]).startswith("tel"):
                clause.others.pop()
                clause.limited = False
        elif token.kind not in SEPARATORS and token.kind != "close_bracket":
            clause.others.append(token.text)
            clause.limited |= token.kind in _DATES or _limits(token)

    def _take_sometimes(self, text: str) -> None:
        """« une fois par mois » ends a line; « un » of « un mardi sur deux » begins one."""
        if self.current.times and fold(text) in _FEW:
            self._close()
        self.current.sometimes = f"{self.current.sometimes} {text}".strip()

    def _bracket(self, tokens: list[Token]) -> None:
        """A bracket is a comment, a condition of the clause, or a correction of its days."""
        inner = Sentence()
        brackets = ("open_bracket", "close_bracket")
        _Reader(inner).read([token for token in tokens if token.kind not in brackets])
        target = self.current
        if target.empty and self.sentence.clauses:
            target = self.sentence.clauses[-1]
        meaningful = [c for c in inner.clauses if c.times or c.closing or c.days]
        only = inner.clauses[0] if len(inner.clauses) == 1 else Clause()
        bare = target.days and not (target.times or target.others or target.closing)
        if bare and len(only.times) > 1 and not (only.days or only.others or only.months):
            target.times, target.broken = only.times, only.broken  # « mercredi (10h-12h) »
            return
        if not meaningful:
            if any(clause.months for clause in inner.clauses):
                target.months = next(clause.months for clause in inner.clauses if clause.months)
                return
            target.appointment |= inner.appointment or any(c.appointment for c in inner.clauses)
            text = " ".join(token.text for token in tokens)
            harmless = not any(token.kind in _LIMITS or _limits(token) for token in tokens)
            if any(clause.others for clause in inner.clauses) and harmless:
                self.sentence.asides.append(text)
            elif not target.sometimes and not harmless:
                target.sometimes = text.replace('"', " ")
            target.parity = target.parity or _parity(tokens)
            if any(token.kind == "not_school" for token in tokens):
                target.period = "not_school"
            elif any(token.kind == "school" for token in tokens):
                target.period = "school"
            return
        target.amendments += inner.clauses


def _limits(token: Token) -> bool:
    """Whether a word left in a bracket may limit the hours it follows."""
    word = fold(token.text)
    return token.kind == "other" and word.startswith(_LIMITING)


def _parity(tokens: list[Token]) -> str:
    kinds = [token.kind for token in tokens if token.kind in ("odd", "even")]
    return kinds[0] if len(kinds) == 1 else ""


def _closing(tokens: list[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].kind == "open_bracket") - (tokens[index].kind == "close_bracket")
        if depth == 0:
            return index
    return len(tokens)
