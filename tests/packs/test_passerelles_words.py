"""The words of hand-overs: complete, in two languages, and tied to those of needs."""

import pytest

from entrelieux.engine.handover.machine import INFORMATION, State
from entrelieux.engine.language.clarity import sentences_of
from entrelieux.packs.fr import needs
from entrelieux.packs.fr import passerelles as pack

VOCABULARIES = (
    *(pack.modes, pack.states, pack.refusals, pack.reasons, pack.outcomes, pack.stages),
    *(pack.channels, pack.lines),
)
SUBJECTS = {"droits", "sante", "argent", "sejour", "protection"}


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda one: one.__name__)
def test_every_word_is_said_in_both_languages(words):
    for word in words().values():
        assert word.label
        assert word.english
        assert word.label != word.english or word.code == "sms"
        assert bool(word.meaning) == bool(word.english_meaning)


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda one: one.__name__)
def test_every_sentence_is_short(words):
    said = [text for word in words().values() for text in (word.label, word.meaning)]
    long = [text for text in said for s in sentences_of(text) if s.words > 20]
    assert long == []


def test_codes_are_those_of_the_requirements():
    assert set(pack.modes()) == {
        *("info_donnee", "contact_transmis", "rdv_pris", "accueil_a_trois", "co_accompagnement"),
    }
    assert set(pack.reasons()) == {
        *("hors_offre", "trop_loin", "horaires", "langue", "equipement", "confiance", "autre"),
    }
    assert set(pack.outcomes()) == {"discover_support", "start_action", "help_choice", "other"}
    assert len(pack.stages()) == 11
    assert set(pack.states()) == set(State)


def test_a_refusal_becomes_a_reason_that_exists():
    unmet = {code: refusal.unmet for code, refusal in pack.refusals().items()}
    assert {code for code, reason in unmet.items() if not reason} == {"ne_souhaite_plus"}
    assert set(unmet.values()) - {""} <= set(pack.reasons())


def test_a_line_is_useful_for_modes_that_write_to_somebody():
    contacted = {code for code, mode in pack.modes().items() if mode.contacts}
    assert contacted == set(pack.modes()) - {INFORMATION}
    assert {mode for line in pack.lines().values() for mode in line.useful_for} <= contacted


def test_sensitive_needs_exist_and_say_what_they_touch():
    assert set(pack.sensitive_needs()) <= set(needs.needs_by_code())
    assert set(pack.sensitive_needs().values()) == SUBJECTS


def test_no_urgent_need_is_handed_over_without_being_asked_apart():
    """What cannot wait is always about rights, money, health, a roof or protection."""
    urgent = {need.code for need in needs.load_needs() if need.urgent}
    assert urgent - set(pack.sensitive_needs()) == set()


def test_every_need_of_health_money_and_housing_in_danger_is_sensitive():
    for need in needs.load_needs():
        if need.family in {"ma-sante", "mon-argent"}:
            assert need.code in pack.sensitive_needs(), need.code
