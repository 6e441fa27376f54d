"""What is published here, sort by sort, and is it easy to read? (indicator V25 of the observatory)

Each room says what it publishes in its module ``published``, as each says in ``privacy`` which of
its fields speak of somebody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from entrelieux.engine.language.clarity import Clarity, Kind
from entrelieux.kernel.clear_text import clarity_of
from entrelieux.kernel.glossary import terms_in
from entrelieux.kernel.viewer import Viewer

EASY = 60.0
"""Kandel–Moles, from « moyen » upwards: 20 words and 1.7 syllables a word make 62."""
MOST_READ = 200

Rows = Callable[[Viewer], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Sort:
    """label: for a page. rows: those that the viewer may see; field: where the text is.

    by_people: written by somebody for themselves, not by a structure. They are checked as the
    others are, and no page gives them a mark.
    """

    label: str | Promise
    rows: Rows
    field: str
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Readability:
    """texts: all that are published; read: those measured, spread evenly among them.

    clear: nothing to change; easy: a score of `EASY` or more. hard: words of the glossary, each
    once a text; explained: those that the text explains itself. Shares are of `read` and of `hard`.
    """

    label: str
    texts: int
    read: int
    clear: int
    easy: int
    hard: int
    explained: int


_sorts: dict[tuple[str, str], Sort] = {}


def publishes(
    model: str, field: str, *, label: str | Promise, rows: Rows, by_people: bool = False
) -> None:
    """Say that `field` of `model` is shown to everybody. Once for each, at the start."""
    _sorts[model, field] = Sort(label, rows, field, by_people)


def declared() -> frozenset[tuple[str, str]]:
    """(model, field) of every sort."""
    return frozenset(_sorts)


def published_texts(viewer: Viewer) -> Iterable[tuple[Sort, list[str]]]:
    """Every text of every sort: for checks, not for a page."""
    for sort in _sorts.values():
        rows = sort.rows(viewer).exclude(**{sort.field: ""}).order_by("pk")
        yield sort, list(rows.values_list(sort.field, flat=True))


def readability(viewer: Viewer) -> tuple[Readability, ...]:
    """How easy each sort of text is; sorts without a text, or by people, are left out."""
    found = (_readability(sort, viewer) for sort in _sorts.values() if not sort.by_people)
    return tuple(one for one in found if one.texts)


def _readability(sort: Sort, viewer: Viewer) -> Readability:
    rows = sort.rows(viewer).exclude(**{sort.field: ""}).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    step = max(1, ceil(len(keys) / MOST_READ))
    read = rows.filter(pk__in=keys[::step]).values_list(sort.field, flat=True)
    measured = [(text, clarity_of(text)) for text in read]
    hard = [(len(terms_in([text])), _unexplained(clarity)) for text, clarity in measured]
    return Readability(
        label=str(sort.label),
        texts=len(keys),
        read=len(measured),
        clear=sum(bool(clarity.label()) for _text, clarity in measured),
        easy=sum(
            clarity.score is not None and clarity.score >= EASY for _text, clarity in measured
        ),
        hard=sum(all_of_them for all_of_them, _left in hard),
        explained=sum(all_of_them - left for all_of_them, left in hard),
    )


def _unexplained(clarity: Clarity) -> int:
    """Words of the glossary that the text leaves unexplained; other acronyms are not of them."""
    kinds = {Kind.TERM, Kind.ACRONYM}
    return sum(bool(terms_in([one.found])) for one in clarity.findings if one.kind in kinds)
