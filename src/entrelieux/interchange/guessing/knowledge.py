"""What the country's pack knows of titles, words and places, as the engine takes it."""

from collections import defaultdict
from functools import lru_cache

from entrelieux.engine.language import fold
from entrelieux.engine.records.columns.labels import Vocabulary, Word
from entrelieux.engine.records.columns.model import FIELDS, Knowledge
from entrelieux.engine.records.columns.shapes import Places
from entrelieux.engine.records.columns.systems import Point
from entrelieux.engine.records.columns.titles import phrase
from entrelieux.interchange import vocabularies
from entrelieux.packs.fr import columns, needs, territories


@lru_cache(maxsize=16)
def knowledge(without: str = "") -> Knowledge:
    """What is known beforehand. without: a producer whose file taught titles: they are left out."""
    taught = [one for one in columns.titles() if one.origin != without or not without]
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    words: dict[str, list[Word]] = defaultdict(list)
    for field, label in columns.labels():
        labels[field][fold(label)] = label
    for kind in needs.load_place_kinds():
        for code in kind.typologies:  # a code is kept, a word becomes the first code of its kind
            labels["typologie"][fold(code)] = code if code.isupper() else kind.typologies[0]
    for old in vocabularies.OLD_SERVICES:
        labels["services"][fold(old)] = old
    for field, label, texts in columns.words():
        words[field].append(Word(label, texts))
        labels[field].setdefault(fold(label), label)
    places, points = _places()
    phrases = tuple(phrase(one.field, one.title, one.weight) for one in taught)
    return Knowledge(
        phrases=phrases,
        own={
            made.words: one.field
            for one, made in zip(taught, phrases, strict=True)
            if one.origin == "schéma" and one.field in FIELDS
        },
        vocabularies={
            field: Vocabulary(labels[field], tuple(words[field])) for field in {*labels, *words}
        },
        places=places,
        points=points,
    )


@lru_cache(maxsize=1)
def _places() -> tuple[Places, dict[str, Point]]:
    """Names and codes of the country, and where the postcodes and the unshared names are."""
    names: dict[str, list[Point]] = defaultdict(list)
    postcodes: dict[str, list[Point]] = defaultdict(list)
    codes, others = set(), set()
    for commune in territories.communes():
        codes.add(commune.code)
        names[fold(commune.nom)].append((commune.lon, commune.lat))
        for postcode in commune.codes_postaux:
            postcodes[postcode].append((commune.lon, commune.lat))
    for former in territories.former_communes():
        others.add(fold(former.nom))
        codes.add(former.code)
    for island in territories.collectivites():
        others.add(fold(island.nom))
        codes.add(island.code)
        for postcode in island.codes_postaux:
            postcodes.setdefault(postcode, [])
    areas = {fold(one.nom) for one in territories.departements()}
    areas |= {fold(one.nom) for one in territories.regions()}
    points = {name: found[0] for name, found in names.items() if len(found) == 1}
    points |= {code: found[0] for code, found in postcodes.items() if found}
    places = Places(
        frozenset({*names, *others} - {""}),
        frozenset(areas),
        frozenset(postcodes),
        frozenset(codes),
    )
    return places, points
