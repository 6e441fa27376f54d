"""Is this the same place twice? Laws of the score, and what places ask of it."""

import random
from dataclasses import fields, replace
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entrelieux.engine.records.linkage import CERTAIN, DOUBTFUL, Sheet, compare, pairs
from entrelieux.engine.records.linkage.candidates import candidates
from entrelieux.engine.records.linkage.comparing import levels, probability
from entrelieux.engine.records.linkage.functions import functions_of
from entrelieux.engine.records.linkage.model import CODES
from entrelieux.engine.records.linkage.reading import facts_of
from entrelieux.engine.records.linkage.weights import START, WEIGHTS

METRE = 1 / 111_195
LIBRARY = Sheet(
    key=1,
    name="Médiathèque de Langogne",
    adresse="12 bis, quai du Langouyrou",
    code_postal="48300",
    code_insee="48080",
    lon=3.855,
    lat=44.725,
    siret="",
    telephone="",
    courriel="",
    site_web="",
    kind="",
    producer=1,
    commune="Langogne",
)
EMPTY = Sheet(1, "", "", "", "", None, None, "", "", "", "", "", 1)
VALUES = {
    "name": (
        "Médiathèque",
        "mairie de Langogne",
        "L’Aloé",
        "La Poste",
        "",
        "Maison Bleue",
        "E.V.S.",
    ),
    "adresse": (
        "12 quai du Lac",
        "12, Quai du lac 48300 Langogne",
        "14 quai du Lac",
        "Le Bourg",
        "",
    ),
    "code_postal": ("48300", "48000", ""),
    "code_insee": ("48080", "", "2A004"),
    "commune": ("Langogne", "Mende", ""),
    "lon": (3.855, 3.8553, 3.9, None),
    "lat": (44.725, 44.7252, None),
    "siret": ("21480080000018", "43389235300072", "433892353", ""),
    "telephone": ("04 66 69 10 11", "+33466691011", "3949", "0466000000 ou 0466691011", ""),
    "courriel": ("lac@exemple.fr", "contact@example.org", ""),
    "site_web": ("https://www.lac.fr/", "lac.fr/page", "facebook.com/lac", ""),
    "kind": ("BIB", "mairie", "RFS", "ASSO", ""),
    "producer": (1, 2),
}


def sheets(key):
    return st.builds(
        Sheet, key=st.just(key), **{name: st.sampled_from(some) for name, some in VALUES.items()}
    )


def other(sheet, **changes):
    return replace(sheet, **{"key": 2, "producer": 2, **changes})


def levels_of(pair):
    return {term.code: term.level for term in pair.terms}


@given(sheets(1), sheets(2))
def test_the_order_of_two_records_changes_nothing(one, two):
    assert compare(one, two) == compare(two, one)
    assert compare(one, two).one == 1


@given(sheets(1), sheets(2))
def test_terms_add_up_to_the_score_and_say_what_they_compare(one, two):
    pair = compare(one, two)
    assert pair.score == probability(START + sum(term.weight for term in pair.terms))
    assert {term.code for term in pair.terms} <= set(CODES) == set(WEIGHTS)
    assert all(term.weight == WEIGHTS[term.code][term.level] for term in pair.terms)
    assert len({term.code for term in pair.terms}) == len(pair.terms)


@given(sheets(1))
def test_nothing_speaks_against_a_record_and_itself(one):
    assert all(term.weight >= 0 for term in compare(one, other(one)).terms)


def test_a_record_that_says_enough_is_surely_itself():
    assert compare(LIBRARY, other(LIBRARY)).score >= CERTAIN


AGREEING = {
    "adresse": "7 rue de la Tuilerie",
    "siret": "38823462700072",
    "telephone": "04 92 58 30 89",
    "courriel": "accueil@tuilerie.fr",
    "site_web": "https://tuilerie.fr/lieu",
    "kind": "RFS",
}


@given(sheets(1), sheets(2), st.sampled_from(sorted(AGREEING)))
@settings(max_examples=300)
def test_a_field_that_agrees_never_lowers_the_score(one, two, field):
    without = {field: ""}
    same = {field: AGREEING[field]}
    before = compare(replace(one, **without), replace(two, **without)).score
    towns_apart = (
        "autre_commune" in levels_of(compare(replace(one, **same), replace(two, **same))).values()
    )
    assume(not (field == "adresse" and towns_apart))
    assert compare(replace(one, **same), replace(two, **same)).score >= before


@given(sheets(1), sheets(2))
def test_one_point_for_both_never_lowers_the_score(one, two):
    before = compare(replace(one, lon=None), replace(two, lon=None)).score
    here = {"lon": 3.855, "lat": 44.725}
    assert compare(replace(one, **here), replace(two, **here)).score >= before


def several(draws):
    random_ = random.Random(draws)
    return [
        Sheet(key, **{name: random_.choice(some) for name, some in VALUES.items()})
        for key in range(1, 25)
    ]


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_rows_changes_nothing(draws, shuffler):
    rows = several(draws)
    expected = pairs(rows, least=0.05)
    shuffler.shuffle(rows)
    assert pairs(rows, least=0.05) == expected
    assert list(expected) == sorted(expected, key=lambda pair: (-pair.score, pair.one, pair.other))


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_pairs_are_those_that_compare_finds_from_two_producers(draws):
    rows = several(draws)
    by_key = {row.key: row for row in rows}
    for pair in (found := pairs(rows, least=DOUBTFUL)):
        assert pair == compare(by_key[pair.one], by_key[pair.other])
        assert pair.score >= DOUBTFUL
        assert by_key[pair.one].producer != by_key[pair.other].producer
    assert len({(pair.one, pair.other) for pair in found}) == len(found)


def test_a_record_elsewhere_changes_no_pair_of_others():
    rows = several(7)
    far = replace(LIBRARY, key=99, producer=9, lat=-20.0, code_postal="97400", code_insee="97411")
    assert pairs([*rows, replace(far, commune="")], least=0.0) == pairs(rows, least=0.0)


def test_one_producer_is_not_asked_whether_it_says_a_place_twice():
    assert pairs([LIBRARY, other(LIBRARY, producer=1)], least=0.0) == ()
    assert len(pairs([LIBRARY, other(LIBRARY)], least=CERTAIN)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"lat": LIBRARY.lat + 200 * METRE, "adresse": "", "code_postal": "", "code_insee": ""},
        {"lon": None, "name": "Bibliothèque", "adresse": ""},
        {"lon": None, "name": "L’Aloé", "adresse": "12 quai du Langouyrou"},
        {"lon": None, "name": "Médiathèque", "code_insee": "", "commune": "", "adresse": ""},
    ],
)
def test_blocks_find_what_may_be_one_place(changes):
    assert pairs([LIBRARY, other(LIBRARY, **changes)], least=0.0)


@pytest.mark.parametrize(
    "same",
    [
        {"telephone": "0466691011"},
        {"siret": "38823462700072"},
        {"courriel": "accueil@lac.fr"},
        {"site_web": "https://lac.fr/lieu"},
    ],
)
def test_blocks_find_one_contact_wherever_it_is(same):
    far = other(EMPTY, name="Autre", lat=10.0, lon=2.0, **same)
    assert pairs([replace(LIBRARY, **same), far], least=0.0)


def test_a_crowd_at_one_point_is_parted_by_names():
    crowd = [
        replace(LIBRARY, key=key, producer=key, name=f"Atelier {key}", adresse="", code_insee="")
        for key in range(1, 602)
    ]
    crowd += [replace(row, key=row.key + 1000, producer=row.key + 1000) for row in crowd[:3]]
    bare = [replace(row, code_postal="", commune="") for row in crowd]
    found = {(pair.one, pair.other) for pair in pairs(bare, least=CERTAIN)}
    assert found == {(1, 1001), (2, 1002), (3, 1003)}
    assert len(candidates([facts_of(row) for row in bare])) == 3


DESK = replace(
    LIBRARY,
    name="France services de Langogne",
    adresse="1 place de la Gare",
    telephone="0466691011",
)


@pytest.mark.parametrize(
    ("name", "changes", "least", "most"),
    [
        ("MSAP Langogne", {}, CERTAIN, 1.0),
        ("Maison France Services", {"adresse": "1 pl. de la gare 48300 LANGOGNE"}, CERTAIN, 1.0),
        ("Mairie de Langogne", {"telephone": "0466690000"}, 0.0, DOUBTFUL),
        ("Bibliothèque", {"telephone": ""}, 0.0, DOUBTFUL),
        ("Bus France services de Langogne", {"telephone": ""}, 0.0, CERTAIN),
        ("Bus du Lac", {"telephone": ""}, 0.0, DOUBTFUL),
        ("France services de Mende", {"commune": "Mende", "code_insee": "48095"}, 0.0, CERTAIN),
    ],
)
def test_one_door_is_one_place_only_when_name_function_or_telephone_says_so(
    name, changes, least, most
):
    score = compare(DESK, other(DESK, name=name, **changes)).score
    assert least <= score <= most


def test_a_rare_word_says_more_than_a_common_one_and_a_town_s_name_nothing():
    def name_term(one, two):
        pair = compare(replace(LIBRARY, name=one), other(LIBRARY, name=two))
        return levels_of(pair).get("nom")

    assert name_term("Médiathèque Zéphyrine", "médiathèque ZEPHYRINE") == "rare"
    assert name_term("Médiathèque du Pont", "Mediatheque le pont") == "courant"
    assert name_term("Médiathèque de Langogne", "Médiathèque") is None
    nowhere = other(LIBRARY, name="Médiathèque de Langogne", commune="")
    assert levels_of(compare(replace(LIBRARY, name="Médiathèque"), nowhere)).get("nom") is None
    assert name_term("Médiathèque Simone Veil", "Médiathèque Louis Aragon") == "autre"
    assert name_term("UDAF65", "Union Dép. Assoc. Familiales") is None
    assert name_term("AVEC", "Agir pour la Valorisation des Emplois et Compétences") == "sigle"
    assert WEIGHTS["nom"]["rare"] > WEIGHTS["nom"]["courant"] > 0 > WEIGHTS["nom"]["autre"]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("12 bd St-Michel", "12, Boulevard Saint Michel 48300 Langogne", "porte"),
        ("12bis av. du Gal Leclerc", "12 AVENUE GENERAL LECLERC", "porte"),
        ("3-5 rue Foch", "5 r Foch", "porte"),
        ("Place de l'Hôtel de Ville", "2 pl hotel de ville", "rue"),
        ("10 rue Foch", "12 rue Foch", "voisine"),
        ("10 rue Foch", "90 rue Foch", "autre_numero"),
        ("10 rue Foch", "10 rue Pasteur", "autre_rue"),
    ],
)
def test_french_addresses_are_read_alike(one, two, level):
    pair = compare(replace(LIBRARY, adresse=one), other(LIBRARY, adresse=two))
    assert levels_of(pair)["adresse"] == level


def test_one_telephone_however_written_but_not_a_shared_one():
    def level(one, two, **changes):
        pair = compare(replace(LIBRARY, telephone=one), other(LIBRARY, telephone=two, **changes))
        return levels_of(pair).get("telephone")

    assert level("04 66 69 10 11", "+33 4 66 69 10 11") == "egal"
    assert level("466691011", "04.66.69.10.11 / 04 66 00 00 00") == "egal"
    assert level("+262262749033", "02 62 74 90 33") == "egal"
    assert level("3949", "3949") is None
    mende = {"commune": "Mende", "code_insee": "48095", "code_postal": "48000"}
    assert level("0466691011", "0466691011", **mende) == "egal_ailleurs"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("france services la poste de bugeat", {"france-services", "poste"}),
        ("communaute de communes des vals", {"intercommunalite"}),
        ("commune de rodez", {"mairie"}),
        ("conseiller numerique france services", set()),
        ("camion bleu france services", {"bus", "france-services"}),
        ("centre communal d action sociale", {"ccas"}),
    ],
)
def test_names_say_functions(name, expected):
    assert functions_of(name)[0] == expected


def test_a_bus_is_not_the_place_where_it_stops():
    bus = replace(LIBRARY, name="Camion bleu")
    assert levels_of(compare(bus, other(LIBRARY, name="Le Relais")))["nature"] == "bus"


def test_further_is_never_likelier():
    near = [
        compare(LIBRARY, other(LIBRARY, lat=LIBRARY.lat + metres * METRE)).score
        for metres in (0, 40, 150, 500, 1_500, 10_000)
    ]
    assert near == sorted(near, reverse=True)
    apart = {"adresse": "1 rue Foch"}
    bare = [
        compare(LIBRARY, other(LIBRARY, lat=LIBRARY.lat + metres * METRE, **apart)).score
        for metres in (0, 40, 150, 500, 1_500, 10_000)
    ]
    assert bare == sorted(bare, reverse=True)
    assert bare[0] > bare[-1]


HOSTILE = ("", None, "a" * 1_000_000, "é\u0301\ud800\x00\u200f", "%s{}'\"<", "0", "٣" * 14, " \n\t")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_texts_are_read_or_unknown(value):
    texts = {f.name: value for f in fields(Sheet) if f.type in {str, "str"}}
    assert "name" in texts
    hostile = replace(LIBRARY, **texts)
    assert 0 <= compare(hostile, other(hostile, producer=2)).score <= 1
    assert 0 <= compare(LIBRARY, replace(hostile, key=2)).score <= 1
    pairs(
        [LIBRARY, replace(hostile, key=2, producer=2), replace(hostile, key=3, producer=3)], least=0
    )


@pytest.mark.parametrize("lon", [float("nan"), float("inf"), 1e300, -1e9, 181.0, "3.8", None])
@pytest.mark.parametrize("lat", [float("nan"), -91.0, 90.0, None])
def test_points_of_no_place_are_unknown(lon, lat):
    strange = other(LIBRARY, lon=lon, lat=lat)
    assert facts_of(strange).point is None
    assert "distance" not in levels_of(compare(LIBRARY, strange))
    pairs([LIBRARY, strange], least=0)


def test_the_pole_is_a_point_like_another():
    pole = replace(LIBRARY, lat=90.0, lon=0.0)
    assert pairs([pole, other(pole)], least=0.0)


def test_empty_records_are_nothing_known():
    pair = compare(EMPTY, other(EMPTY))
    assert pair.terms == ()
    assert pair.score == probability(START)
    assert pairs([], least=0) == pairs([EMPTY, other(EMPTY)], least=0) == ()


def test_two_records_of_one_key_still_compare_alike():
    two = replace(LIBRARY, name="Mairie")
    assert compare(LIBRARY, two) == compare(two, LIBRARY)


def test_every_level_that_can_be_found_has_its_weight():
    rows = [row for draws in range(12) for row in several(draws)]
    facts = [facts_of(row) for row in rows]
    found = {level for a, b in permutations(facts[:120], 2) for level in levels(a, b)}
    assert found <= {(code, level) for code, some in WEIGHTS.items() for level in some}
    assert len(found) > 25
