"""The vocabularies of La Coop, kept as they are, and ours beside them with their way back."""

import pytest

from entrelieux.packs.fr import coop, needs
from entrelieux.packs.fr.coop import Vocabulary


@pytest.mark.parametrize("vocabulary", Vocabulary)
def test_what_is_ours_goes_back_to_a_value_that_la_coop_has(vocabulary):
    known = coop.codes(vocabulary)
    assert known
    for one in known.values():
        back = known[one.coop_code]
        assert not back.is_ours, one
        assert bool(one.why) == one.is_ours, one
    assert coop.in_coop(vocabulary).keys() == {
        one.label for one in known.values() if not one.is_ours
    }


@pytest.mark.parametrize("vocabulary", Vocabulary)
def test_two_values_never_share_a_label(vocabulary):
    known = coop.codes(vocabulary).values()
    assert len({one.label for one in known}) == len(known)
    assert all(one.english for one in known)


def test_every_value_of_the_requirements_is_there():
    assert {one.code for one in coop.codes(Vocabulary.STATUS).values() if one.is_ours} == {
        "independant",
        "porteur_de_projet",
        "pluriactif",
    }
    assert {one.code for one in coop.codes(Vocabulary.REDIRECTION).values() if one.is_ours} == {
        "accompagnement_creation",
        "financement",
        "cae_couveuse",
        "tiers_lieu",
        "conseil_entreprise",
        "collectif_pairs",
    }
    assert len(coop.codes(Vocabulary.THEME)) == 19
    assert len(coop.codes(Vocabulary.ADMINISTRATIVE_THEME)) == 11
    assert list(coop.forms()) == ["accompagnement", "mise_en_relation"]
    assert list(coop.worlds()) == [world.value for world in needs.World]


def test_every_theme_that_a_need_names_is_one_of_la_coop():
    themes = {*coop.codes(Vocabulary.THEME), *coop.codes(Vocabulary.ADMINISTRATIVE_THEME)}
    for need in needs.load_needs():
        assert set(need.cra_themes) <= themes, need.code


def test_the_two_kinds_of_themes_are_told_apart_by_their_label():
    assert not coop.in_coop(Vocabulary.THEME).keys() & coop.in_coop(Vocabulary.ADMINISTRATIVE_THEME)
    assert coop.ADMINISTRATIVE in coop.codes(Vocabulary.THEME)


def test_a_column_left_empty_says_why():
    for column in coop.columns():
        assert column.content or column.note, column.name
    assert len({column.name for column in coop.columns()}) == len(coop.columns())


def test_each_tool_says_when_it_was_read_and_what_was_tried():
    for tool in coop.tools().values():
        assert tool.read_on.year >= 2026
        assert tool.tried
        assert tool.english_tried
        assert tool.source


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("https://rdv.anct.gouv.fr/org/12", "RDV Service Public"),
        ("https://www.rdv-solidarites.fr/prendre_rdv?departement=48", "RDV Solidarités"),
        ("https://WWW.RDV-Solidarites.fr./", "RDV Solidarités"),
        ("https://rdv-solidarites.fr.exemple.org/", ""),
        ("https://exemple.org/rdv-solidarites.fr", ""),
        ("https://faux-rdv-solidarites.fr/", ""),
        ("javascript://rdv-solidarites.fr/%0aalert(1)", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_only_the_domain_itself_is_the_public_booking_tool(address, label):
    assert coop.booking_tool(address) == label
