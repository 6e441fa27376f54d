"""What structures are called: the directory knows, and stands above accounts; it tells it here."""

from collections.abc import Callable, Iterable, Mapping

Names = Callable[[Iterable[str]], Mapping[str, str]]
Find = Callable[[str], tuple[tuple[str, str], ...]]

_names: list[Names] = []
_find: list[Find] = []


def name_structures_with(names: Names, find: Find) -> None:
    """names: reference → name, those it knows. find: words → (reference, name) that hold them."""
    _names[:] = [names]
    _find[:] = [find]


def structure_names(refs: Iterable[str]) -> Mapping[str, str]:
    """A name for each reference; the reference itself where nobody knows better."""
    refs = [ref for ref in refs if ref]
    known = _names[0](refs) if _names and refs else {}
    return {ref: known.get(ref, ref) for ref in refs}


def structures_named(words: str) -> tuple[tuple[str, str], ...]:
    return _find[0](words) if _find and words.strip() else ()
