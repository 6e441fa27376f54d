"""What waits to be read on the sheets somebody answers for, each as a difference."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from entrelieux.directory.confirming.following import lines_of
from entrelieux.directory.confirming.reading import Line
from entrelieux.directory.mending.policies import manner_by, may_decide_somewhere
from entrelieux.directory.models import Asked, Suggestion
from entrelieux.directory.naming import shown_name
from entrelieux.kernel.viewer import Viewer

LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """lines: what would change, from the sheet as it is today."""

    ref: str
    place_ref: str
    name: str
    where: str
    made_on: date
    lines: tuple[Line, ...]


def waiting(viewer: Viewer) -> tuple[SuggestionCard, ...]:
    """The oldest first: nobody waits behind those who came after."""
    if not may_decide_somewhere(viewer):
        return ()
    rows = Suggestion.objects.filter(decision=Asked.Decision.NOTHING).select_related("place")
    manner = manner_by(viewer)
    return tuple(
        _card(row) for row in rows.order_by("made_at", "pk")[:LOOKED_AT] if manner(row.place)
    )


def _card(row: Suggestion) -> SuggestionCard:
    place = row.place
    return SuggestionCard(
        ref=row.ref,
        place_ref=place.ref,
        name=shown_name(place.name),
        where=f"{place.code_postal} {place.commune}".strip(),
        made_on=timezone.localdate(row.made_at),
        lines=lines_of(place, row.proposed),
    )
