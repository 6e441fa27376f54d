"""From the rows of the table of places to the texts by which each is found."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.finding.texts import Texts, chosen, labels
from entrelieux.directory.listing import Facts
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr import territories

Pairs = tuple[tuple[str, str], ...]


class Spoken(NamedTuple):
    """What the services of one place add to it: names of structures, of services, free texts."""

    structures: set[str]
    services: set[str]
    written: set[str]


def texts_of(
    places: Sequence[Any],
    spoken: Sequence[Spoken],
    quality: NDArray[np.uint8],
    facts: Facts,
) -> Texts:
    """``places``, ``spoken``: one for each row of ``quality`` (places, needs) and of ``facts``."""
    texts = Texts(len(places))
    words = _vocabulary()
    answers = quality <= wording.CLOSE
    for row, (place, said) in enumerate(zip(places, spoken, strict=True)):
        texts.say("name", row, place.folded)
        texts.say("address", row, f"{place.adresse} {place.complement_adresse}")
        texts.say("commune", row, f"{place.commune} {place.code_postal}")
        texts.say("departement", row, words.departements.get(place.departement, ""))
        texts.say("kind", row, words.kinds.get(place.kind, ""))
        texts.say("structures", row, " ".join(sorted(said.structures)))
        texts.say("services", row, " ".join(sorted(said.services)))
        texts.say(
            "written", row, " ".join(filter(None, (place.presentation, *sorted(said.written))))
        )
        functions, here = int(facts.functions[row]), answers[row]
        texts.say_once(
            "answers",
            row,
            (functions, here.tobytes()),
            lambda bits=functions, flags=here: labels(  # type: ignore[misc]
                (*chosen(bits, words.functions), *(words.needs[n] for n in np.flatnonzero(flags)))
            ),
        )
        bits = int(facts.publics[row]), int(facts.fees[row]), int(facts.equipment[row])
        texts.say_once(
            "conditions",
            row,
            bits,
            lambda bits=bits: labels(_conditions(bits, words)),  # type: ignore[misc]
        )
    return texts


class _Vocabulary(NamedTuple):
    departements: dict[str, str]
    kinds: dict[str, str]
    needs: Pairs
    functions: Pairs
    publics: Pairs
    fees: Pairs
    equipment: Pairs


def _conditions(bits: tuple[int, int, int], words: _Vocabulary) -> Collection[tuple[str, str]]:
    publics, fees, equipment = bits
    return [
        *chosen(publics, words.publics),
        *chosen(fees, words.fees),
        *chosen(equipment, words.equipment),
    ]


@cache
def _vocabulary() -> _Vocabulary:
    """Labels of the packs in the order of their bits, (French, English)."""
    return _Vocabulary(
        departements={one.code: one.nom for one in territories.departements()},
        kinds={code: f"{kind.label} {kind.english}" for code, kind in wording.kinds().items()},
        needs=tuple((f"{n.short} {n.label}", n.english_short) for n in needs_pack.load_needs()),
        functions=_labels(functions_pack.functions()),
        publics=_labels(offer_pack.publics()),
        fees=_labels(offer_pack.fees()),
        equipment=_labels(functions_pack.equipment()),
    )


def _labels(known: Any) -> Pairs:
    return tuple((one.label, one.english) for one in known.values())
