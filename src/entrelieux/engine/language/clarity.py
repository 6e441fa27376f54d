"""Is a French text easy to read, and what would make it easier?

Measures and findings, each with its place, what was found and what to do. They help somebody who
writes; they do not prove that anybody understands. **A text is « texte clair » at most**: FALC is
said only of texts that people with an intellectual disability have read over (Inclusion Europe,
2009), which no program can do; a `Panel` records it.

**Source:** Kandel & Moles (1958), « Application de l'indice de Flesch à la langue française »,
Cahiers d'études de radio-télévision 19: 207 − 1.015 × words per sentence − 73.6 × syllables per
word. Names of the levels: Flesch (1948), Journal of Applied Psychology 32(3).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from entrelieux.engine.language.occurrences import Occurrences
from entrelieux.engine.language.passive import passives_in
from entrelieux.engine.language.syllables import syllables_in

PLAIN_WORDS = 15
STRICT_WORDS = 12
ENOUGH_WORDS = 100
"""Below, the score moves a lot with one word: Flesch measured samples of a hundred words."""

LEVELS = (
    (90.0, "très facile"),
    (80.0, "facile"),
    (70.0, "assez facile"),
    (60.0, "moyen"),
    (50.0, "assez difficile"),
    (30.0, "difficile"),
)
HARDEST = "très difficile"
LONGEST_SHORTENED = 6
"""Signs of the longest shortened word that ends no sentence (« Mmes. »), and the one before."""


class Kind(StrEnum):
    LONG = "phrase-longue"
    ACRONYM = "sigle"
    TERM = "mot-difficile"
    FOREIGN = "mot-etranger"
    PASSIVE = "passif"


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word to explain. plain: its plain words, "" if there are only definitions."""

    forms: tuple[str, ...]
    definition: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the country's pack knows. familiar: acronyms that need no explanation; acronyms: what
    others stand for."""

    hard: tuple[HardWord, ...] = ()
    foreign: Mapping[str, str] = field(default_factory=dict)
    acronyms: Mapping[str, str] = field(default_factory=dict)
    familiar: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[start:end]`` is the place; line and column start at 1."""

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    found: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Panel:
    """People concerned who read the text over: who organised it, on which day (AAAA-MM-JJ)."""

    organisation: str
    day: str


@dataclass(frozen=True, slots=True)
class Clarity:
    """score: Kandel–Moles, at most 132.4, without a lower bound; None for a text without words.

    level: "" without a score. is_reliable: whether the text is long enough for the score.
    longest: words of the longest sentence. findings: in the order of the text.
    """

    words: int
    sentences: int
    syllables: int
    score: float | None
    level: str
    is_reliable: bool
    longest: int
    most_words: int
    findings: tuple[Finding, ...]

    def label(self, panels: Sequence[Panel] = ()) -> str:
        """« texte clair » when nothing was found, « FALC » only with the panel that says it."""
        if panels:
            said = " ; ".join(f"{panel.organisation}, {panel.day}" for panel in panels)
            return f"FALC, relu par : {said}"
        return "texte clair" if self.words and not self.findings else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    words: int


_WORD = re.compile(r"\w+(?:[-·'’]\w+)*")
_MARK = re.compile(r"[ \t]*(?P<mark>[-*•–]|#+|\d{1,3}[.)])[ \t]+")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?:[\"»”)\u00a0\u202f]| (?=[\"»”)\u00a0\u202f]))*+(?=\s|$)")
_SHORTENED = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|St|Ste|av|bd|art|ex|p|cf|env|max|min|tél|n)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b(?=[0-9]*[A-Z][0-9]*[A-Z])[A-Z0-9]{2,8}s?\b")
_EXPLAINS = re.compile(r"^[\s\u00a0\u202f]*(?:\(|:|,?\s*c[’']est-à-dire|,?\s*autrement dit|=)")
_CUTS = re.compile(
    r"\b(mais|et|ou|car|donc|qui|que|dont|parce que|afin|lorsque|quand|puis|si)\b",
    re.IGNORECASE,
)


def kandel_moles(*, words: int, sentences: int, syllables: int) -> float:
    """Reading ease: higher is easier; counts are strictly positive but syllables, >= 0.

    >>> round(kandel_moles(words=12, sentences=1, syllables=18))
    84
    """
    if words < 1 or sentences < 1 or syllables < 0:
        raise ValueError("a score needs at least one word and one sentence")
    return 207 - 1.015 * words / sentences - 73.6 * syllables / words


def level_of(score: float) -> str:
    return next((name for least, name in LEVELS if score >= least), HARDEST)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Sentences with at least one word. A line of a list, a title, a blank line end one too.

    « l’eau » and « tiers-lieu » count as one word. A single line break inside a paragraph does not
    end a sentence; « M. », « etc. » followed by a small letter and « 1.5 » do not either.
    """
    found = []
    for start, end in _pieces(text):
        words = len(_WORD.findall(text, start, end))
        if words:
            found.append(Sentence(*_trimmed(text, start, end), words))
    return tuple(found)


def check_clarity(text: str, lexicon: Lexicon, *, most_words: int = PLAIN_WORDS) -> Clarity:
    """Measure a text and find what makes it hard.

    Args:
        text: any text, of any length; linear in its length.
        lexicon: the hard, foreign and familiar words of the country's pack.
        most_words: a sentence with more words is found long; 15 usually, 12 to be strict.

    An acronym, a foreign or a hard word is found once, at its first place. The first and the last
    are not found if an explanation follows there: « (…) », « : … », « c’est-à-dire … », or if they
    stand between brackets after words.
    The passive is guessed from spelling: some are missed, and some states are taken for one.
    """
    sentences = sentences_of(text)
    spelt = _WORD.findall(text)
    syllables = sum(map(syllables_in, spelt))
    score = (
        kandel_moles(words=len(spelt), sentences=len(sentences), syllables=syllables)
        if spelt and sentences
        else None
    )
    findings = [
        *_long(text, sentences, most_words),
        *_words(text, lexicon),
        *_passives(text),
    ]
    lines = _line_starts(text)
    return Clarity(
        words=len(spelt),
        sentences=len(sentences),
        syllables=syllables,
        score=score,
        level="" if score is None else level_of(score),
        is_reliable=len(spelt) >= ENOUGH_WORDS,
        longest=max((sentence.words for sentence in sentences), default=0),
        most_words=most_words,
        findings=tuple(_placed(text, lines, *one) for one in sorted(findings, key=_place)),
    )


_Raw = tuple[Kind, int, int, str]


def _place(raw: _Raw) -> tuple[int, int, str]:
    return raw[1], raw[2], raw[0]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for low, high in _blocks(text):
        yield from _stops(text, low, high)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, items of lists and titles, without the marks that open them."""
    low = at = 0
    was_title = False
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark or was_title or not line.strip():
            yield low, at
            low = at + (mark.end() if mark else 0)
        was_title = mark is not None and mark["mark"].startswith("#")
        at += len(line) + 1
    yield low, len(text)


def _stops(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    start = low
    for stop in _STOP.finditer(text, low, high):
        mark = stop.start() + 1
        rest = text[stop.end() : stop.end() + 2].lstrip()
        is_dot = stop.group().startswith(".") and not stop.group().startswith("..")
        near = max(start, mark - LONGEST_SHORTENED)
        if is_dot and (_SHORTENED.search(text, near, mark) or rest[:1].islower()):
            continue
        yield start, stop.end()
        start = stop.end()
    yield start, high


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _long(text: str, sentences: Sequence[Sentence], most: int) -> Iterator[_Raw]:
    for sentence in sentences:
        if sentence.words > most:
            cut = _cut(text, sentence)
            how = f"Coupez, par exemple avant « {cut} »." if cut else "Faites deux phrases."
            yield (
                Kind.LONG,
                sentence.start,
                sentence.end,
                f"{sentence.words} mots, {most} au plus. {how}",
            )


def _cut(text: str, sentence: Sentence) -> str:
    """The linking word nearest the middle; "" when there is none."""
    middle = (sentence.start + sentence.end) / 2
    cuts = list(_CUTS.finditer(text, sentence.start, sentence.end))
    if not cuts:
        return ""
    return min(cuts, key=lambda cut: abs(cut.start() - middle))[1].lower()


def _words(text: str, lexicon: Lexicon) -> Iterator[_Raw]:
    taken: set[int] = set()
    seen: set[int] = set()
    hard = Occurrences([word.forms for word in lexicon.hard]).find(text) if lexicon.hard else ()
    for one in hard:
        first = one.rank not in seen
        seen.add(one.rank)
        taken.update(range(one.start, one.end))
        if first and not _is_explained(text, one.start, one.end):
            word = lexicon.hard[one.rank]
            said = text[one.start : one.end]
            kind = Kind.ACRONYM if _ACRONYM.fullmatch(said) else Kind.TERM
            yield kind, one.start, one.end, _instead(word, said)
    foreign = list(lexicon.foreign)
    met: set[int] = set()
    for one in Occurrences([[word] for word in foreign]).find(text) if foreign else ():
        if one.start not in taken and one.rank not in met and not _ends_another(text, one.start):
            met.add(one.rank)
            taken.update(range(one.start, one.end))
            plain = lexicon.foreign[foreign[one.rank]]
            yield Kind.FOREIGN, one.start, one.end, f"Mot étranger. Dites plutôt « {plain} »."
    yield from _acronyms(text, lexicon, taken)


def _ends_another(text: str, start: int) -> bool:
    """« e-mail » is not « mail »."""
    return start > 1 and text[start - 1] in "-‐‑" and text[start - 2].isalpha()


def _instead(word: HardWord, said: str) -> str:
    if word.plain and word.plain.casefold() != said.casefold():
        return f"Dites « {word.plain} », ou expliquez : {word.definition}"
    return f"Expliquez : {word.definition}"


def _acronyms(text: str, lexicon: Lexicon, taken: set[int]) -> Iterator[_Raw]:
    seen: set[str] = set()
    for one in _ACRONYM.finditer(text):
        said = one.group()
        if said in seen or said in lexicon.familiar or one.start() in taken:
            continue
        seen.add(said)
        if not _is_explained(text, one.start(), one.end()):
            yield Kind.ACRONYM, one.start(), one.end(), _spelt(said, lexicon.acronyms)


def _spelt(said: str, acronyms: Mapping[str, str]) -> str:
    words = acronyms.get(said) or acronyms.get(said.removesuffix("s"))
    if words:
        return f"Écrivez la première fois « {words} ({said}) »."
    return "Sigle sans explication. Écrivez les mots entiers la première fois."


def _is_explained(text: str, start: int, end: int) -> bool:
    """Words follow that explain, or the word itself is what a bracket adds to others."""
    if _EXPLAINS.match(text[end : end + 40]):
        return True
    before = text[max(0, start - 3) : start].rstrip()
    return before.endswith("(") and text[end : end + 2].lstrip()[:1] in {")", ","}


def _passives(text: str) -> Iterator[_Raw]:
    how = "Dites qui fait quoi : « la CAF verse l’aide », pas « l’aide est versée »."
    return ((Kind.PASSIVE, start, end, how) for start, end in passives_in(text))


def _line_starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]


def _placed(
    text: str, lines: list[int], kind: Kind, start: int, end: int, suggestion: str
) -> Finding:
    line = bisect_right(lines, start)
    return Finding(
        kind=kind,
        start=start,
        end=end,
        line=line,
        column=start - lines[line - 1] + 1,
        found=text[start:end],
        suggestion=suggestion,
    )
