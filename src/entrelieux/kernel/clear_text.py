"""Is a text of ours, or of somebody who writes for the public, easy to read?"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext as _

from entrelieux.engine.language.clarity import (
    PLAIN_WORDS,
    STRICT_WORDS,
    Clarity,
    Finding,
    HardWord,
    Kind,
    Lexicon,
    Panel,
    check_clarity,
)
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr.termes import load_acronyms, load_familiar, load_foreign, load_terms

MOST_SIGNS = 200_000
PASTED_SIGNS = 20_000
LEAST_WORDS, MOST_WORDS = 5, 60
MOST_POINTS = 100
MOST_SHOWN = 160
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufff9-\uffff]"
)
_PANEL = re.compile(r"(?P<who>.{2,120}), ?(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Point:
    """number: from 1, in the order of the text. kind: in words. line: starts at 1."""

    number: int
    kind: str
    line: int
    found: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text. opens: numbers of the points that begin with it. is_long: inside a long
    sentence; is_hard: inside anything else that was found."""

    text: str
    opens: tuple[int, ...]
    is_long: bool
    is_hard: bool


@dataclass(frozen=True, slots=True)
class TextReport:
    """score: rounded. label: "" when there is something to change. points: the first of them;
    more: how many are left out. pieces: the whole text."""

    clarity: Clarity
    score: int
    label: str
    points: tuple[Point, ...]
    more: int
    pieces: tuple[Piece, ...]


class TextRefused(UserError):  # noqa: N818  says what happened
    code = "texte-refuse"
    status = 422


def clarity_of(text: str, *, most_words: int = PLAIN_WORDS) -> Clarity:
    """Check a French text against the glossary of the country.

    Raises:
        TextRefused: it has more than 200 000 signs, or `most_words` is not between 5 and 60.
    """
    text = readable(text)
    if len(text) > MOST_SIGNS:
        raise TextRefused(
            f"Le texte a {len(text)} signes : attendu {MOST_SIGNS} au plus. Donnez-le en morceaux.",
            field="texte",
        )
    if not LEAST_WORDS <= most_words <= MOST_WORDS:
        raise TextRefused(
            f"{most_words} mots par phrase : attendu de {LEAST_WORDS} à {MOST_WORDS}.",
            field="mots",
        )
    return check_clarity(text, lexicon(), most_words=most_words)


def panel_of(said: str) -> Panel:
    """« ESAT Les Genêts, 2026-11-12 »: who read a text over, and when.

    Raises:
        TextRefused: no name, no date, or a day that does not exist.
    """
    found = _PANEL.fullmatch(said.strip())
    try:
        if found is None:
            raise ValueError
        date.fromisoformat(found["day"])
    except ValueError:
        raise TextRefused(
            f"Relecteurs : trouvé « {said[:80]} », attendu une organisation et un jour, "
            "comme « ESAT Les Genêts, 2026-11-12 ».",
            field="relecteurs",
        ) from None
    return Panel(found["who"].strip(), found["day"])


def report_on(text: str, *, strict: bool) -> TextReport:
    """What the page says of a pasted text.

    Raises:
        TextRefused: it has no word, or more than 20 000 signs.
    """
    if len(text) > PASTED_SIGNS:
        found, most = ui.number(len(text)), ui.number(PASTED_SIGNS)
        raise TextRefused(
            _("Votre texte a %(found)s signes. Collez-en %(most)s au plus, en plusieurs fois.")
            % {"found": found, "most": most},
            field="texte",
        )
    text = readable(text)
    report = clarity_of(text, most_words=STRICT_WORDS if strict else PLAIN_WORDS)
    if report.score is None:
        raise TextRefused(_("Collez un texte en français, avec au moins un mot."), field="texte")
    names = _names()
    shown = report.findings[:MOST_POINTS]
    return TextReport(
        clarity=report,
        score=round(report.score),
        label=report.label(),
        points=tuple(
            Point(n, names[one.kind], one.line, _short(one.found), _tied(one.suggestion))
            for n, one in enumerate(shown, start=1)
        ),
        more=len(report.findings) - len(shown),
        pieces=tuple(_pieces(text, shown)),
    )


def readable(text: str) -> str:
    """The text with one kind of line end, and a space for each sign that nobody can see."""
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _short(found: str) -> str:
    said = " ".join(found.split())
    return said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]}…"


def _pieces(text: str, findings: Sequence[Finding]) -> Iterator[Piece]:
    cuts = sorted({0, len(text), *(one.start for one in findings), *(one.end for one in findings)})
    waiting = deque(enumerate(findings, start=1))
    here: list[Finding] = []
    for start, end in pairwise(cuts):
        here = [one for one in here if one.end > start]
        opens = []
        while waiting and waiting[0][1].start == start:
            number, one = waiting.popleft()
            here.append(one)
            opens.append(number)
        yield Piece(
            text=text[start:end],
            opens=tuple(opens),
            is_long=any(one.kind is Kind.LONG for one in here),
            is_hard=any(one.kind is not Kind.LONG for one in here),
        )


def _tied(text: str) -> str:
    """No line begins with a sign that belongs to the one before."""
    return text.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:")


def _names() -> dict[Kind, str]:
    return {
        Kind.LONG: _("Phrase longue"),
        Kind.ACRONYM: _("Sigle"),
        Kind.TERM: _("Mot difficile"),
        Kind.FOREIGN: _("Mot étranger"),
        Kind.PASSIVE: _("On ne sait pas qui fait"),
    }


@cache
def lexicon() -> Lexicon:
    return Lexicon(
        hard=tuple(
            HardWord(term.forms, term.definition, _plain(term.otherwise)) for term in load_terms()
        ),
        foreign=load_foreign(),
        acronyms=load_acronyms(),
        familiar=load_familiar(),
    )


def _plain(otherwise: str) -> str:
    """The first of several ways to say it."""
    return otherwise.split(",", maxsplit=1)[0].rstrip("…").strip()
