"""Names that were shouted are shown as one would write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.language.names import readable
from entrelieux.packs.fr import names


def said(name):
    return readable(name, small=names.SMALL, acronyms=names.acronyms())


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("COMMUNAUTE DE COMMUNES DU HAUT ALLIER", "Communaute de Communes du Haut Allier"),
        ("CCAS DE LA VILLE D ALES", "CCAS de la Ville d Ales"),
        ("LA POSTE", "La Poste"),
        ("MÉDIATHÈQUE L'ÉCHO", "Médiathèque l'Écho"),
        ("BGE Indre", "BGE Indre"),
        ("EMMAÜS", "EMMAÜS"),
        ("", ""),
    ],
)
def test_only_what_is_all_in_capitals_changes(given_name, shown):
    assert said(given_name) == shown


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_letters_stay_and_saying_twice_changes_nothing(name):
    once = said(name)
    assert len(once) == len(name)
    assert once.casefold() == name.casefold()
    assert said(once) == once
