"""What somebody chooses between two sheets."""

from collections.abc import Mapping
from dataclasses import dataclass

from entrelieux.directory.doubles.fields import PARTS

SAME, APART = "meme", "differents"
OTHER = "autre"


@dataclass(frozen=True, slots=True)
class Word:
    """What a form says. says: « meme », « differents » or "". kept: reference, "" as proposed.

    chosen: whether the other sheet's is wanted, by part; None when nobody was asked.
    """

    says: str
    kept: str
    as_seen: str
    chosen: Mapping[str, bool] | None


def word_of(data: Mapping[str, str]) -> Word:
    says = data.get("avis", "")
    chosen = {
        part.code: data[f"choix_{part.code}"] == OTHER
        for part in PARTS
        if f"choix_{part.code}" in data
    }
    return Word(
        says=says if says in {SAME, APART} else "",
        kept=data.get("garder", "")[:40],
        as_seen=data.get("vu", "")[:16],
        chosen=chosen or None,
    )


def page_of(data: Mapping[str, str]) -> int:
    """The page asked; the first when it cannot be read."""
    text = data.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
