"""What a published schema cannot say of the offer, field by field, with how many rows hold one.

``champs.csv`` says where each field of the offer goes in each schema; a test holds it to the
models. A field that goes somewhere may still lose a part there: then it says which.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrelieux.directory.reading_back import Offered

COLUMNS = {
    "mediation": ("mediation",),
    "data-inclusion-structures": ("structures", "services"),
    "data-inclusion-services": ("structures", "services"),
}
_THINGS: "dict[str, Callable[[Offered], Iterable[Any]]]" = {
    "lieu": lambda offered: offered.offer.places,
    "structure": lambda offered: offered.offer.organisations,
    "service": lambda offered: offered.offer.services,
    "permanence": lambda offered: offered.offer.permanences,
    "fonction": lambda offered: offered.offer.functions,
    "limite": lambda offered: offered.offer.limits,
    "espace": lambda offered: offered.offer.spaces,
    "période": lambda offered: offered.offer.periods,
}


@dataclass(frozen=True, slots=True)
class Field:
    """Where one field goes. goes: {schema, « extension » included: column, or ""}.

    lost: {national schema: what of it is lost there, and why, or ""}.
    """

    thing: str
    name: str
    goes: Mapping[str, str]
    lost: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Loss:
    """rows: how many hold a value. column: where a part of it still goes, or "". why: or ""."""

    field: Field
    column: str
    rows: int
    why: str


@cache
def fields() -> tuple[Field, ...]:
    text = files(__package__).joinpath("champs.csv").read_text(encoding="utf-8")
    schemas = ("mediation", "structures", "services", "extension")
    return tuple(
        Field(
            row["chose"],
            row["champ"],
            {name: row[name] for name in schemas},
            dict(zip(COLUMNS, (row["perdu_lieux"], *[row["perdu_inclusion"]] * 2), strict=True)),
        )
        for row in csv.DictReader(text.splitlines())
    )


def losses(offered: "Offered", schema: str) -> tuple[Loss, ...]:
    """Fields that go nowhere in a schema, or not whole, and that some row holds.

    data·inclusion is judged by its two files together.
    """
    found: list[Loss] = []
    for field in fields():
        column = next(filter(None, (field.goes[name] for name in COLUMNS[schema])), "")
        why = field.lost[schema]
        if column and not why:
            continue
        rows = sum(_holds(one, field.name) for one in _THINGS[field.thing](offered))
        if rows:
            found.append(Loss(field, column, rows, why))
    return tuple(found)


def _holds(one: Any, name: str) -> bool:
    return getattr(one, name) not in (None, "", (), [], {})
