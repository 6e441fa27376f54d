"""A commune is found however it is written, the best first, and hostile text finds nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.packs.fr import territories as pack
from entrelieux.territories.search import _one_edit_away
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneUnknown,
    TerritoriesNotLoaded,
    commune_for,
    communes_by_code,
    resolve_commune,
    search_communes,
)

pytestmark = pytest.mark.usefixtures("communes")

LAWFUL = settings(
    deadline=None,
    derandomize=True,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PACK = pack.communes()


def labels(query, limit=10):
    return [card.label for card in search_communes(query, limit)]


@pytest.mark.parametrize(
    "query",
    [
        *("langogne", "LANGOGNE", "  Langogne ", "langogn", "langogne 48", "48 langogne"),
        *("48300 Langogne", "langogne lozere", "Langogne (Lozère, 48)", "Langogne (48)"),
        *("48080", "48 300", "langogne cedex 48300", "langogne occitanie"),
    ],
)
def test_langogne_comes_first(query):
    assert labels(query)[0] == "Langogne (Lozère, 48)"


@pytest.mark.parametrize(
    "query", ["st etienne", "saint-étienne", "SAINT ETIENNE", "St.-Etienne", "Saint Étienne"]
)
def test_saint_etienne_is_found_however_it_is_written(query):
    assert labels(query)[0] == "Saint-Étienne (Loire, 42)"


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("ile d'yeu", "L'Île-d'Yeu (Vendée, 85)"),
        ("hoedic", "Hœdic (Morbihan, 56)"),
        ("havre", "Le Havre (Seine-Maritime, 76)"),
        ("calberte", "Saint-Germain-de-Calberte (Lozère, 48)"),
        ("saint germain calberte", "Saint-Germain-de-Calberte (Lozère, 48)"),
        ("calberte germain", "Saint-Germain-de-Calberte (Lozère, 48)"),
        ("chalon s/ saone", "Chalon-sur-Saône (Saône-et-Loire, 71)"),
        ("saint denis la réunion", "Saint-Denis (La Réunion, 974)"),
        ("saint denis reunion", "Saint-Denis (La Réunion, 974)"),
        ("2a004", "Ajaccio (Corse-du-Sud, 2A)"),
        ("2A", "Ajaccio (Corse-du-Sud, 2A)"),
        ("20000", "Ajaccio (Corse-du-Sud, 2A)"),
        ("976", "Mamoudzou (Mayotte, 976)"),
        ("48", "Mende (Lozère, 48)"),
    ],
)
def test_other_ways_of_writing(query, label):
    assert labels(query)[0] == label


@pytest.mark.parametrize("query", ["lagogne", "langgogne", "langonge", "langogme", "langogme 48 "])
def test_one_typing_error_is_forgiven(query):
    assert "Langogne (Lozère, 48)" in labels(query)


def test_a_typing_error_and_a_departement_are_read_together():
    assert labels("langone 48") == ["Langogne (Lozère, 48)"]


def test_two_typing_errors_are_not_guessed():
    assert "Langogne (Lozère, 48)" not in labels("lamgome")


def test_the_very_name_comes_before_names_that_begin_so():
    assert labels("aix")[0] == "Aix (Corrèze, 19)"
    assert "Aix-en-Provence (Bouches-du-Rhône, 13)" in labels("aix")


def test_homonyms_are_told_apart_the_most_peopled_first():
    found = labels("saint-denis")
    assert found[:4] == [
        "Saint-Denis (La Réunion, 974)",
        "Saint-Denis (Seine-Saint-Denis, 93)",
        "Saint-Denis (Aude, 11)",
        "Saint-Denis (Gard, 30)",
    ]
    assert len(set(found)) == len(found)


def test_a_postcode_gives_all_its_communes():
    found = search_communes("48300", 50)
    assert [card.name for card in found][:2] == ["Langogne", "Naussac-Fontanes"]
    expected = {one.code for one in PACK if "48300" in one.codes_postaux}
    assert {card.code for card in found} == expected


def test_arrondissements_are_found_at_their_own_point():
    (card,) = search_communes("75011", 10)
    assert (card.code, card.label) == ("75056", "Paris 11e Arrondissement (Paris, 75)")
    assert card.ref == "75111"
    paris = commune_for("75056")
    assert (paris.lon, paris.lat) != (card.lon, card.lat)
    for query in ("paris 11", "Paris 11e", "paris 11eme", "75111", "paris 75011", card.label):
        assert search_communes(query, 3)[0] == card == resolve_commune(query)
    assert resolve_commune("marseille 1er").ref == "13201"


def test_former_communes_lead_to_the_commune_of_today():
    card = resolve_commune("Le Bleymard")
    assert (card.code, card.name) == ("48027", "Mont Lozère et Goulet")
    assert card.label == "Le Bleymard (Mont Lozère et Goulet, Lozère, 48)"
    assert commune_for("48014").matched == "Bagnols-les-Bains"


def test_a_code_of_before_is_not_read_where_it_is_a_postcode():
    # Bonneuil-sur-Marne was 75011 until 1968.
    assert commune_for("75011").name == "Bonneuil-sur-Marne"
    assert [card.code for card in search_communes("75011")] == ["75056"]


def test_a_card_says_what_a_commune_belongs_to():
    card = commune_for("48080")
    assert card.departement_name == "Lozère"
    assert (card.region_code, card.region_name) == ("76", "Occitanie")
    assert card.epci_name == "Communauté de communes du Haut Allier Margeride"
    assert card.postcodes == ("48300",)
    assert (card.centre, card.density, card.landmass) == ("mairie", 2, 0)
    assert commune_for("29155").epci_code == ""


def test_many_codes_are_read_at_once():
    cards = communes_by_code(["48080", "75111", "00000", "48080"])
    assert {code: card.code for code, card in cards.items()} == {
        "48080": "48080",
        "75111": "75056",
    }
    assert commune_for("00000") is None


def test_the_only_commune_of_a_name_is_resolved():
    for text in ("langogne", "Puy-en-Velay", "saint denis 93", "Saint-Denis (974)", "48080"):
        assert resolve_commune(text)


def test_homonyms_are_refused_with_what_to_write():
    with pytest.raises(CommuneAmbiguous) as error:
        resolve_commune("St Denis")
    assert [card.departement_code for card in error.value.candidates] == ["974", "93", "11", "30"]
    assert "désigne 4 communes" in error.value.message
    assert "Saint-Denis (974)" in error.value.message
    assert resolve_commune("Saint-Denis (974)").code == "97411"


def test_a_former_name_that_several_communes_bore_is_ambiguous():
    with pytest.raises(CommuneAmbiguous) as error:
        resolve_commune("Acqueville")
    assert {card.code for card in error.value.candidates} == {"50041", "14150"}


def test_a_postcode_of_several_communes_is_ambiguous():
    with pytest.raises(CommuneAmbiguous) as error:
        resolve_commune("48300")
    assert len(error.value.candidates) == 7


def test_an_unknown_name_gets_the_nearest_ones():
    with pytest.raises(CommuneUnknown) as error:
        resolve_commune("Langone")
    assert "Langogne (Lozère, 48)" in [card.label for card in error.value.suggestions]
    assert "« Langone » n'est pas une commune connue" in error.value.message


def test_overseas_collectivites_are_named_not_guessed():
    for text in ("Nouméa", "98800", "98818"):
        with pytest.raises(CommuneUnknown, match="Nouvelle-Calédonie"):
            resolve_commune(text)


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "'", '"', "%", "_", "*", "\x00", "🏔️", "()", "(", "((", "\\", "-- ; DROP TABLE"),
        *("' OR 1=1 --", "a" * 10_240, "é" * 10_240, "9" * 10_240, "\ud800", "٤٨٣٠٠", "½", "ﷺ"),
    ],
)
def test_hostile_text_is_answered_calmly(query):
    assert isinstance(search_communes(query), list)
    with pytest.raises(CommuneUnknown) as error:
        resolve_commune(query)
    assert len(error.value.message) < 700
    assert error.value.message.replace("\xa0", " ").isprintable()


def test_signs_around_a_name_do_not_hide_it():
    for query in ("lyon\x00", "'lyon'", "100 % lyon"[6:], "lyon;", "LYON 🦁"):
        assert labels(query)[0] == "Lyon (Rhône, 69)"


@pytest.mark.parametrize("limit", [-1, 0, 1, 3, 200])
def test_a_limit_is_a_limit(limit):
    assert len(search_communes("saint", limit)) == max(limit, 0)


@LAWFUL
@given(st.text(max_size=40), st.integers(1, 12))
def test_any_text_gives_distinct_cards_within_the_limit(text, limit):
    found = search_communes(text, limit)
    assert len(found) <= limit
    assert len({card.label for card in found}) == len(found)


@LAWFUL
@given(st.sampled_from(PACK))
def test_every_label_finds_its_own_commune(one):
    card = commune_for(one.code)
    assert resolve_commune(card.label) == card


@LAWFUL
@given(st.sampled_from([one for one in pack.former_communes() if one.nom]))
def test_every_former_name_is_found_with_its_departement(former):
    card = next(
        card
        for card in search_communes(f"{former.nom} ({former.commune[:2]})", 20)
        if card.matched == former.nom and card.code == former.commune
    )
    assert resolve_commune(card.label).code == former.commune


@LAWFUL
@given(st.sampled_from(PACK), st.data())
def test_a_name_with_one_letter_lost_still_finds_its_commune(one, data):
    if len(one.nom) < 7:
        return
    at = data.draw(st.integers(1, len(one.nom) - 1))
    query = f"{one.nom[:at]}{one.nom[at + 1 :]} ({one.departement})"
    if not one.nom[at].isalpha():
        return
    assert one.code in {card.code for card in search_communes(query, 60)}


@LAWFUL
@given(st.sampled_from(PACK), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_changes_no_answer(one, change):
    assert search_communes(change(one.nom), 5) == search_communes(one.nom, 5)


def is_one_edit_away(name, other):
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    return other != name and any(
        other in {a + b[1:], a + b[1:2] + b[:1] + b[2:]}
        or (other.startswith(a) and b[1:] == other[len(a) + 1 :])
        or (other.startswith(a) and b == other[len(a) + 1 :] and len(other) == len(name) + 1)
        for a, b in cuts
        if b
    )


@LAWFUL
@given(st.sets(st.text("abc ", min_size=1, max_size=5)), st.text("abc", min_size=2, max_size=5))
def test_walking_the_texts_finds_exactly_those_one_edit_away(texts, name):
    lexicon = sorted(texts)
    walked = {
        text for low, equal, _ in _one_edit_away(lexicon, name) for text in lexicon[low:equal]
    }
    assert {text for text in walked if not text.startswith(name)} == {
        text for text in lexicon if is_one_edit_away(name, text) and not text.startswith(name)
    }


@pytest.mark.django_db
def test_before_setup_the_message_says_what_to_run():
    from entrelieux.territories.models import LoadedPack

    LoadedPack.objects.all().delete()
    with pytest.raises(TerritoriesNotLoaded, match="entrelieux setup"):
        search_communes("langogne")
