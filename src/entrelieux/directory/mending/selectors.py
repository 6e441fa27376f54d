"""What waits to be read on the sheets somebody answers for, each as a difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from entrelieux.directory import stating, wording
from entrelieux.directory.confirming.reading import Line, wording_of_address
from entrelieux.directory.confirming.words import field_label, value_in_words
from entrelieux.directory.mending.policies import manner_of, may_decide_somewhere
from entrelieux.directory.models import Asked, Place, Suggestion
from entrelieux.directory.naming import shown_name
from entrelieux.kernel.viewer import Viewer

ADDRESS = ("adresse", "code_postal", "commune")
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
    mine = [
        row for row in rows.order_by("made_at", "pk")[:LOOKED_AT] if manner_of(viewer, row.place)
    ]
    return tuple(_card(row) for row in mine)


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


def lines_of(place: Place, values: Mapping[str, Any]) -> tuple[Line, ...]:
    """Each change in words: what the sheet says now, and what it would say."""
    today = timezone.localdate()
    found = []
    if stating.CLOSING in values:
        day = value_in_words(stating.CLOSING, str(values[stating.CLOSING]), today)
        found.append(Line(field_label(stating.CLOSING), "", day))
    if values.keys() & set(ADDRESS):
        before = wording_of_address(*(getattr(place, name) for name in ADDRESS))
        after = wording_of_address(*(str(values.get(n, getattr(place, n))) for n in ADDRESS))
        found.append(Line(field_label("adresse"), before, after))
    for name, value in values.items():
        if name in ADDRESS or name == stating.CLOSING or not field_label(name):
            continue
        found.append(
            Line(
                field_label(name),
                _words(name, getattr(place, name), today),
                _words(name, value, today),
            )
        )
    return tuple(found)


def _words(name: str, value: Any, today: date) -> str:
    if name == "horaires":
        return wording.hours(str(value or ""), today)
    text = (
        {True: "oui", False: "non", None: ""}.get(value, value) if name == "wheelchair" else value
    )
    return value_in_words(name, str(text or ""), today)
