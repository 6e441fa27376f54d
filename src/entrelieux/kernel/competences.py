"""Competences, from the pack to the engine: what is near what, and what somebody says they do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from entrelieux.engine.language.sayings import Manners, Sayings
from entrelieux.engine.language.stems import stem
from entrelieux.engine.matching import Degree, Nearness, Wanted, need_key
from entrelieux.packs.fr import competences as pack
from entrelieux.packs.fr import phrases

DEGREES = {
    pack.Quality.EXACT: Degree.EXACT,
    pack.Quality.PROCHE: Degree.CLOSE,
    pack.Quality.VOISIN: Degree.RELATED,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """competence: its code. because: (start, end) of the words of the text, in their order."""

    competence: str
    because: tuple[tuple[int, int], ...]


def nearness_of(edition: pack.Map) -> Nearness:
    """What answers what, by an edition of the map."""
    return Nearness.of(
        [(need_key(x.need), x.competence, DEGREES[x.quality]) for x in edition.lines],
        [(x.one, x.other, DEGREES[x.quality]) for x in edition.links],
    )


@cache
def nearness() -> Nearness:
    """By the map of the pack."""
    return nearness_of(pack.load_map())


def wanted_for(
    needs: Iterable[str], chosen: Collection[str] = (), edition: pack.Map | None = None
) -> tuple[Wanted, ...]:
    """What a request calls for: the competences chosen, then the needs that none of them serves.

    A need is answered by any competence of its lines, at their degree; each competence that was
    chosen is wanted for itself. Needs that the map leaves to institutions call for nobody.
    """
    edition = edition or pack.load_map()
    found = [Wanted(code) for code in dict.fromkeys(chosen)]
    for need in dict.fromkeys(needs):
        lines = {line.competence for line in edition.lines_of(need)}
        if lines and lines.isdisjoint(chosen):
            found.append(Wanted(need_key(need)))
    return tuple(found)


def competences_in(text: str) -> tuple[Spoken, ...]:
    """Competences to propose for an offer in somebody's own words, first said first.

    They are proposals to tick: nothing is decided. An empty answer means that nothing was
    recognised, not that there is nothing.
    """
    codes = tuple(pack.competences())
    found: dict[str, list[tuple[int, int]]] = {}
    for one in _sayings().find(text):
        found.setdefault(codes[one.rank], []).append((one.start, one.end))
    return tuple(Spoken(code, tuple(places)) for code, places in found.items())


@cache
def _sayings() -> Sayings:
    turns = pack.load_turns()
    manners = Manners(
        phrases.load_turns()["faible"] - turns["coupure"],
        turns["refus"],
        turns["sauf"],
        turns["coupure"],
    )
    forms = [(one.label, *one.words) for one in pack.competences().values()]
    return Sayings(forms, manners, _stem)


def _stem(word: str) -> str:
    """« photos » and « vélos » keep their s by the stemmer alone."""
    return stem(word[:-1] if len(word) > 3 and word.endswith(("s", "x")) else word)
