"""Between a row and a draft: the only place that knows both."""

from typing import Any

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.drafts import Draft, Someone

_SAME = (
    *("held_on", "forme_mediation", "monde", "activity", "minutes", "place_of_act", "place_ref"),
    *("code_insee", "autonomy", "level", "passerelle_ref", "note"),
)
_LISTS = ("themes", "administrative_themes", "redirections")


def columns_of(draft: Draft) -> dict[str, Any]:
    """Columns of the row, but those that say who wrote it and when."""
    return {
        **{name: getattr(draft, name) for name in _SAME},
        **{name: list(getattr(draft, name)) for name in _LISTS},
        "participants": [
            {name: value for name, value in _said(one) if value} for one in draft.people
        ],
    }


def _said(one: Someone) -> tuple[tuple[str, str], ...]:
    return (("age", one.age), ("gender", one.gender), ("status", one.status))


def draft_of(row: SupportRecord) -> Draft:
    said: dict[str, Any] = {
        **{name: getattr(row, name) for name in _SAME},
        **{name: tuple(getattr(row, name)) for name in _LISTS},
    }
    return Draft(**said, people=tuple(Someone(**one) for one in row.participants))
