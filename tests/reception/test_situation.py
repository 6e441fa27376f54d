"""What a person says is checked once, and refused with what was expected."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.reception.errors import SituationError
from entrelieux.reception.situation import LEAST_MINUTES, MOST_MINUTES, SituationParams

THEMATIQUE = "numerique--maitriser-les-fondamentaux-du-numerique"
NEEDS = [need.code for need in needs_pack.load_needs()]


def situation(**said):
    return SituationParams(**{"commune": "48080", "besoins": ("creer-entreprise",), **said})


def refused(**said):
    with pytest.raises(SituationError) as found:
        situation(**said)
    assert found.value.status == 422
    assert len(found.value.message) < 1_000
    return found.value.field, found.value.message


def test_needs_keep_their_order_and_come_once():
    asked = ("apprendre-numerique", "creer-entreprise", "apprendre-numerique")
    assert [n.code for n in situation(besoins=asked).needs()] == list(asked[:2])


def test_a_thematique_stands_for_the_need_it_answers_best():
    assert [n.code for n in situation(besoins=(THEMATIQUE,)).needs()] == ["apprendre-numerique"]
    both = situation(besoins=(THEMATIQUE, "apprendre-numerique"))
    assert len(both.needs()) == 1


@pytest.mark.parametrize("besoins", [(), tuple(NEEDS[:9])])
def test_from_one_to_eight_needs_at_a_time(besoins):
    field, message = refused(besoins=besoins)
    assert field == "besoins"
    assert "de 1 à 8" in message
    assert len(situation(besoins=tuple(NEEDS[:8])).needs()) == 8


def test_an_unknown_need_is_named():
    field, message = refused(besoins=("creer-entreprise", "voler-haut"))
    assert field == "besoins"
    assert "voler-haut" in message


def test_urgent_needs_are_positions_among_those_asked():
    asked = ("apprendre-numerique", "me-soigner")
    assert situation(besoins=asked, urgents=("me-soigner",)).urgent_needs() == {1}
    assert situation(besoins=asked).urgent_needs() == frozenset()
    assert situation(besoins=(THEMATIQUE,), urgents=("apprendre-numerique",)).urgent_needs() == {0}


@pytest.mark.parametrize("urgent", ["me-soigner", "voler-haut"])
def test_what_is_urgent_must_be_asked(urgent):
    field, message = refused(urgents=(urgent,))
    assert field == "urgents"
    assert urgent in message


@pytest.mark.parametrize("mode", ["fusée", "", "VOITURE", "voiture\n"])
def test_an_unknown_mode_is_refused_with_those_known(mode):
    field, message = refused(mode=mode)
    assert field == "mode"
    assert "pied, velo, voiture" in message


@pytest.mark.parametrize("minutes", [LEAST_MINUTES - 1, MOST_MINUTES + 1, -1, 0])
def test_minutes_have_bounds(minutes):
    field, message = refused(max_minutes=minutes)
    assert field == "max_minutes"
    assert f"de {LEAST_MINUTES} à {MOST_MINUTES}" in message
    situation(max_minutes=LEAST_MINUTES)
    situation(max_minutes=MOST_MINUTES)


def test_publics_are_those_of_the_pack():
    assert situation(publics=tuple(offer_pack.publics())).publics
    field, message = refused(publics=("actifs", "martiens"))
    assert field == "publics"
    assert "martiens" in message


def test_free_time_is_read_or_refused():
    assert situation(libre="").free() is None
    assert situation(libre="   ").free() is None
    morning, tuesday = (situation(libre=said).free() for said in ("mardi matin", "mardi"))
    assert morning.any()
    assert (morning & tuesday == morning).all()
    assert (morning != tuesday).any()
    assert refused(libre="quand il pleut")[0] == "libre"


words = st.text(max_size=60) | st.sampled_from(
    ["mardi", "Mo-Fr 09:00-12:00", "24/7", "\x00", "off"]
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(words, words, words, st.integers())
def test_whatever_is_said_is_read_or_refused_by_name(libre, code, mode, minutes):
    for said in (
        {"libre": libre},
        {"besoins": (code,)},
        {"urgents": (code,)},
        {"publics": (code,)},
        {"mode": mode},
        {"max_minutes": minutes},
    ):
        found = None
        try:
            situation(**said)
        except SituationError as error:
            found = error
        assert found is None or (found.field in said and found.message)
