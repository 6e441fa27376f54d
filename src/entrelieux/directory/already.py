"""What files must not say again: taken back here, or said here by the structure itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from entrelieux.directory.comparing import PERMANENCE
from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
    PermanenceDraft,
    SpaceDraft,
    ValidityDraft,
)
from entrelieux.directory.functions.publishing import FUNCTION, LIMIT, SPACE, VALIDITY
from entrelieux.directory.models import Permanence, PlaceFunction, PlaceLimit, Space, Validity

_KINDS = (
    (FunctionDraft, PlaceFunction, tuple(name for name in FUNCTION if name != "confirmed_on")),
    (LimitDraft, PlaceLimit, LIMIT),
    (SpaceDraft, Space, tuple(name for name in SPACE if name != "confirmed_on")),
    (ValidityDraft, Validity, tuple(name for name in VALIDITY if name != "confirmed_on")),
)
_COLUMNS = {draft: columns for draft, _model, columns in _KINDS}


@dataclass(frozen=True, slots=True)
class Already:
    """Permanences said here, and given by producers.

    withdrawn: (kind, reference of the place, values) taken back here.
    """

    said_here: frozenset[PermanenceDraft] = frozenset()
    given: tuple[PermanenceDraft, ...] = ()
    withdrawn: frozenset[tuple[Any, ...]] = frozenset()

    def taken_back(self, draft: FunctionDraft | LimitDraft | SpaceDraft | ValidityDraft) -> bool:
        """Whether somebody took that very word back."""
        values = (getattr(draft, name) for name in _COLUMNS[type(draft)])
        return (type(draft), draft.place_ref, *values) in self.withdrawn


def already_said() -> Already:
    """Six queries; few rows, for people wrote them one by one."""
    withdrawn: set[tuple[Any, ...]] = set()
    for kind, model, columns in _KINDS:
        rows = model._default_manager.exclude(withdrawn_at=None)
        for values in rows.values_list("place__ref", *columns):
            frozen = (tuple(one) if isinstance(one, list) else one for one in values)
            withdrawn.add((kind, *frozen))
    return Already(
        frozenset(_permanences(is_said_here=True)),
        tuple(_permanences(is_said_here=False)),
        frozenset(withdrawn),
    )


def _permanences(*, is_said_here: bool) -> Iterator[PermanenceDraft]:
    rows = Permanence.objects.filter(is_said_here=is_said_here).order_by("pk")
    names = ("service__ref", "place__ref", *PERMANENCE[2:])
    return (PermanenceDraft(*row) for row in rows.values_list(*names))
