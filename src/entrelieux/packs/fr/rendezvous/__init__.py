"""How does a first appointment go, and what may one ask or refuse there?

One TOML file for each kind of person one meets. Anyone may edit them; a mistake raises `PackError`
with the file, what was found and what was expected.

**Source:** ours, « à relire »: no bank, chamber or adviser has read them over; ``relecteurs`` then
stays empty, and pages say so. That one may come with somebody before a public body is the code of
relations between the public and the administration; that the Banque de France names a bank is the
right to an account (code monétaire et financier, L. 312-1).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from entrelieux.packs.fr.needs.model import PackError

FOLDER = Path(__file__).parent
SECTIONS = (*("deroulement", "apporter", "parler", "demander", "refuser", "accompagne", "apres"),)
TEXTS = ("titre", "pour", "duree")


@dataclass(frozen=True, slots=True)
class Said:
    """One text in two languages, neither empty."""

    french: str
    english: str


@dataclass(frozen=True, slots=True)
class FirstMeeting:
    """What happens with one kind of person. Sections have one line each at least.

    happens: in its order. company: who may come with the person. reviewers: who of the trade read
    it over, empty = nobody yet.
    """

    code: str
    order: int
    icon: str
    title: Said
    purpose: Said
    lasts: Said
    happens: tuple[Said, ...]
    bring: tuple[Said, ...]
    talk: tuple[Said, ...]
    ask: tuple[Said, ...]
    refuse: tuple[Said, ...]
    company: tuple[Said, ...]
    after: tuple[Said, ...]
    source: str
    reviewers: tuple[str, ...]

    @property
    def lines(self) -> tuple[Said, ...]:
        """Every text of the card, in the order in which it is read."""
        return (
            *(self.title, self.purpose, self.lasts, *self.happens, *self.bring, *self.talk),
            *(*self.ask, *self.refuse, *self.company, *self.after),
        )


@cache
def load_first_meetings() -> tuple[FirstMeeting, ...]:
    return read_first_meetings(FOLDER)


def read_first_meetings(folder: Path) -> tuple[FirstMeeting, ...]:
    """Read and check the files of `folder`, in the order that they say.

    Raises:
        PackError: a file cannot be read as TOML, or a text is missing in one of the languages.
    """
    found = [_meeting(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda one: (one.order, one.code)))


def _meeting(path: Path) -> FirstMeeting:
    try:
        row = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(path.name, 1, str(error)[:80], "un fichier TOML en UTF-8") from None
    for name, kind in (("ordre", int), ("icone", str), ("source", str), ("relecteurs", list)):
        if not isinstance(row.get(name), kind):
            raise PackError(path.name, 1, str(row.get(name))[:80], f"une valeur pour {name}")
    title, purpose, lasts = (_said(path, name, row.get(name)) for name in TEXTS)
    happens, bring, talk, ask, refuse, company, after = (
        tuple(_said(path, name, one) for one in _many(path, name, row)) for name in SECTIONS
    )
    return FirstMeeting(
        code=path.stem,
        order=row["ordre"],
        icon=row["icone"],
        title=title,
        purpose=purpose,
        lasts=lasts,
        happens=happens,
        bring=bring,
        talk=talk,
        ask=ask,
        refuse=refuse,
        company=company,
        after=after,
        source=row["source"],
        reviewers=tuple(map(str, row["relecteurs"])),
    )


def _many(path: Path, name: str, row: dict[str, Any]) -> list[Any]:
    lines = row.get(name)
    if not isinstance(lines, list) or not lines:
        raise PackError(path.name, 1, "", f"au moins une ligne dans {name}")
    return lines


def _said(path: Path, name: str, cell: Any) -> Said:
    french, english = (cell.get("fr"), cell.get("en")) if isinstance(cell, dict) else (None, None)
    if not (isinstance(french, str) and french and isinstance(english, str) and english):
        raise PackError(path.name, 1, str(cell)[:80], f"un texte fr et un texte en dans {name}")
    return Said(french, english)
