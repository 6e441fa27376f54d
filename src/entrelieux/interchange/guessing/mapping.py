"""What each column of a file is used for, as a value that can be written and found again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from entrelieux.engine.records.columns.model import FIELDS, Proposal, Use, Way
from entrelieux.engine.records.columns.proposing import SURE
from entrelieux.engine.records.columns.systems import SYSTEMS
from entrelieux.kernel.errors import UserError

VERSION = 1
_LONGEST = 300


class MappingError(UserError):
    """A written mapping cannot be used; it says what was found and what was expected."""

    code = "correspondance-inutilisable"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """uses: column -> what it is for; a column that is not there is left aside.

    source: the producer to name when no column does; "" for the name of the file.
    """

    uses: Mapping[str, Use] = field(default_factory=dict)
    source: str = ""

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(use.field for use in self.uses.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "source": self.source,
            "columns": {
                title: {"field": use.field, "way": str(use.way), "detail": use.detail}
                for title, use in self.uses.items()
            },
        }


def from_proposals(proposals: Iterable[Proposal], source: str = "") -> Correspondence:
    """What is proposed, taken as it is."""
    return Correspondence({one.column: one.use for one in proposals if one.use}, source)


def from_json(content: Any) -> Correspondence:
    """A mapping that was written by ``as_json``.

    Raises:
        MappingError: it is something else, or of a version that this one cannot read.
    """
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise MappingError("Cette correspondance n'est pas d'une version connue. Refaites-la.")
    columns = content.get("columns")
    if not isinstance(columns, dict):
        raise MappingError("Cette correspondance ne dit rien des colonnes. Refaites-la.")
    uses = {str(title): _use(str(title), one) for title, one in columns.items()}
    return Correspondence(uses, str(content.get("source", ""))[:_LONGEST])


def _use(title: str, content: Any) -> Use:
    given = content if isinstance(content, dict) else {}
    name, way, detail = (str(given.get(key, "")) for key in ("field", "way", "detail"))
    if name not in FIELDS or way not in list(Way):
        raise MappingError(
            f"La colonne « {title[:60]} » va vers « {name[:40]} », qui n'est pas un champ connu."
        )
    if way in {Way.AXIS, Way.POINT} and detail.split(" ")[-1] not in SYSTEMS:
        raise MappingError(
            f"La colonne « {title[:60]} » est dans un système de coordonnées inconnu."
        )
    return Use(name, Way(way), detail[:_LONGEST])


def fingerprint(columns: Iterable[str]) -> str:
    """The same for the same titles, in any order."""
    titles = "\n".join(sorted(set(columns)))
    return hashlib.sha256(titles.encode("utf-8", "replace")).hexdigest()


def is_doubtful(proposal: Proposal) -> bool:
    """Whether a person should look at a proposal."""
    return proposal.use is not None and proposal.confidence < SURE
