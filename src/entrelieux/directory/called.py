"""How structures are called: for rooms below, which keep references only."""

from collections.abc import Iterable, Mapping

from entrelieux.directory.finding.words import spaced, words_of
from entrelieux.directory.models import Organisation
from entrelieux.directory.naming import shown_name
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.engine.language.fold import fold
from entrelieux.kernel.viewer import ANYONE

MOST = 30


def structures_called(refs: Iterable[str]) -> Mapping[str, str]:
    """The name of each structure that is published; nothing for the others."""
    rows = Organisation.objects.filter(ref__in=set(refs), source_id__in=visible_source_ids(ANYONE))
    return {ref: shown_name(name) for ref, name in rows.values_list("ref", "name")}


def structures_with_words(text: str) -> tuple[tuple[str, str], ...]:
    """(reference, name) of published structures whose name holds every word, by name."""
    words = words_of(text)
    if not words:
        return ()
    rows = Organisation.objects.filter(source_id__in=visible_source_ids(ANYONE))
    named = sorted((shown_name(name), ref) for ref, name in rows.values_list("ref", "name"))
    found = ((ref, name) for name, ref in named if _holds(spaced(fold(name)), words))
    return tuple(found)[:MOST]


def _holds(said: str, words: Iterable[str]) -> bool:
    return all(word in said for word in words)
