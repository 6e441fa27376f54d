"""What publishing a draft of the offer would write, kind by kind; rows by reference."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from entrelieux.directory.drafts import OfferDraft, PublishedCounts, SourceDraft
from entrelieux.kernel.errors import UserError

RecordKey = tuple[str, str]  # slug of the source, key at the producer


class DraftError(UserError):
    """A draft cannot be written as it is; nothing of it is."""

    code = "brouillon-incoherent"


@dataclass(slots=True)
class Kind:
    """What there is to write of one kind of row, as drafts."""

    created: list[Any] = field(default_factory=list)
    updated: list[Any] = field(default_factory=list)
    unchanged: int = 0
    older: set[str] = field(default_factory=set)  # refs left alone: what is known is more recent
    asleep: dict[str, Any] = field(default_factory=dict)  # drafts unchanged of withdrawn rows
    before: dict[str, dict[str, Any]] = field(default_factory=dict)  # columns of rows that change
    reread: set[str] = field(default_factory=set)  # refs updated from the same text, read better

    @property
    def touched(self) -> set[str]:
        return {draft.ref for draft in (*self.created, *self.updated)}

    def wake(self, refs: Collection[str]) -> None:
        """Bring back withdrawn rows that are described again, though no value of theirs changed."""
        for ref in sorted(self.asleep.keys() & set(refs)):
            self.updated.append(self.asleep.pop(ref))
            self.unchanged -= 1

    def tally(self) -> tuple[int, int, int]:
        return len(self.created), len(self.updated), self.unchanged


@dataclass(slots=True)
class Changes:
    """Everything that publishing the draft would write."""

    offer: OfferDraft
    today: date
    sources: list[SourceDraft] = field(default_factory=list)
    records: Kind = field(default_factory=Kind)
    organisations: Kind = field(default_factory=Kind)
    places: Kind = field(default_factory=Kind)
    services: Kind = field(default_factory=Kind)
    permanences: Kind = field(default_factory=Kind)
    functions: Kind = field(default_factory=Kind)
    limits: Kind = field(default_factory=Kind)
    spaces: Kind = field(default_factory=Kind)
    periods: Kind = field(default_factory=Kind)
    gone_life: list[Model] = field(default_factory=list)  # functions, spaces… no longer given
    gone_permanences: list[int] = field(default_factory=list)
    new_links: list[tuple[str, RecordKey]] = field(default_factory=list)
    gone_links: list[int] = field(default_factory=list)
    left_lists: dict[str, date] = field(default_factory=dict)  # slug of an older vintage: since
    withdrawn: dict[int, date] = field(default_factory=dict)  # pk of a place: since
    record_tally: tuple[int, int, int] = (0, 0, 0)
    given: dict[int, Any] = field(default_factory=dict)  # pk of a statement: the producer's value

    @property
    def kinds(self) -> dict[str, Kind]:
        return {
            "record": self.records,
            "organisation": self.organisations,
            "place": self.places,
            "service": self.services,
            "permanence": self.permanences,
            "function": self.functions,
            "limit": self.limits,
            "space": self.spaces,
            "period": self.periods,
        }

    @property
    def is_empty(self) -> bool:
        return not (
            any(kind.created or kind.updated for kind in self.kinds.values())
            or self.sources
            or self.gone_permanences
            or self.gone_life
            or self.new_links
            or self.gone_links
            or self.withdrawn
        )

    def counts(self) -> PublishedCounts:
        by_kind = {name: kind.tally() for name, kind in self.kinds.items()}
        by_kind["record"] = self.record_tally
        rows = [tally for name, tally in by_kind.items() if name != "record"]
        return PublishedCounts(
            created=sum(row[0] for row in rows),
            updated=sum(row[1] for row in rows),
            unchanged=sum(row[2] for row in rows),
            by_kind=by_kind,
            older=len(self.places.older),
            withdrawn=len(self.withdrawn),
        )


def parts(items: Sequence[Any], size: int = 900) -> Iterator[Sequence[Any]]:
    """Slices short enough for the number of parameters that SQLite takes."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def pks_by_ref(model: type[Model], refs: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(sorted(set(refs))):
        found.update(model._default_manager.filter(ref__in=part).values_list("ref", "pk"))
    return found


def column_values(draft: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    """The draft's values as the database gives them back: lists, not tuples."""
    found = (getattr(draft, name) for name in columns)
    return tuple(list(value) if isinstance(value, tuple) else value for value in found)
