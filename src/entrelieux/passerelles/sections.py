"""Parts that the rooms above add to the person's own page, and to the copy of all that is kept.

Registered from ``ready()``; each is asked in the order of its rank.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Shown = Callable[[str, str], Mapping[str, Any] | None]
Copied = Callable[[str], Any]
Leaves = Callable[[int], None]
Linked = Callable[[str], tuple[str, str]]


def _nothing(_pk: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Section:
    """shown(token, ref of the file): what its template reads as ``section``; None: nothing to show.
    copied(ref): what « Mes données » gives of it, as plain values. leaves(pk of the file): what is
    told to others, in the transaction that erases it, before it goes. linked(ref): (label, address)
    of its own page for who accompanies the person, None for none."""

    name: str
    rank: int
    template: str
    shown: Shown
    copied: Copied
    leaves: Leaves = _nothing
    linked: Linked | None = None


@dataclass(frozen=True, slots=True)
class SectionShown:
    template: str
    said: Mapping[str, Any]


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """The same name again replaces it."""
    _sections[section.name] = section


def sections_for(token: str, ref: str) -> tuple[SectionShown, ...]:
    found = ((one, one.shown(token, ref)) for one in _in_order())
    return tuple(SectionShown(one.template, said) for one, said in found if said is not None)


def links_for(ref: str) -> tuple[tuple[str, str], ...]:
    """Pages of the rooms above about this file, for who accompanies the person."""
    return tuple(one.linked(ref) for one in _in_order() if one.linked is not None)


def copied_for(ref: str) -> dict[str, Any]:
    """By name of section; those that keep nothing of this person are left out."""
    found = ((one.name, one.copied(ref)) for one in _in_order())
    return {name: said for name, said in found if said}


def leaving(pk: int) -> None:
    """The file is about to be erased, by the person or by time."""
    for one in _in_order():
        one.leaves(pk)


def _in_order() -> list[Section]:
    return sorted(_sections.values(), key=lambda one: (one.rank, one.name))
