"""Is a text of ours, or of somebody who writes for the public, easy to read?"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from entrelieux.engine.language.clarity import (
    PLAIN_WORDS,
    STRICT_WORDS,
    Clarity,
    HardWord,
    Kind,
    Lexicon,
    Panel,
    check_clarity,
)
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr.termes import load_familiar, load_foreign, load_terms

MOST_SIGNS = 200_000
PASTED_SIGNS = 20_000
LEAST_WORDS, MOST_WORDS = 5, 60
_PANEL = re.compile(r"(?P<who>.{2,120}), ?(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Point:
    """kind: in words. line: starts at 1."""

    kind: str
    line: int
    found: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class TextReport:
    """score: rounded. label: "" when there is something to change."""

    clarity: Clarity
    score: int
    label: str
    points: tuple[Point, ...]


class TextRefused(UserError):  # noqa: N818  says what happened
    code = "texte-refuse"
    status = 422


def clarity_of(text: str, *, most_words: int = PLAIN_WORDS) -> Clarity:
    """Check a French text against the glossary of the country.

    Raises:
        TextRefused: it has more than 200 000 signs, or `most_words` is not between 5 and 60.
    """
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
    report = clarity_of(text, most_words=STRICT_WORDS if strict else PLAIN_WORDS)
    if report.score is None:
        raise TextRefused(_("Collez un texte en français, avec au moins un mot."), field="texte")
    names = _names()
    return TextReport(
        clarity=report,
        score=round(report.score),
        label=report.label(),
        points=tuple(
            Point(names[one.kind], one.line, " ".join(one.found.split()), _tied(one.suggestion))
            for one in report.findings
        ),
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
        familiar=load_familiar(),
    )


def _plain(otherwise: str) -> str:
    """The first of several ways to say it."""
    return otherwise.split(",", maxsplit=1)[0].rstrip("…").strip()
