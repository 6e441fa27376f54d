"""How a project is said: every code leads somewhere, and a small firm is led to both worlds."""

import csv
from importlib.resources import files

import pytest

from entrelieux.packs.fr import needs, passerelles, projects

FROM_THE_FIELD = {
    "clients", "diagnostic", "financer-projet", "formalites-entreprise-statut", "former", "litige",
    "nouvelle-offre-produit-service", "projet-immobilier", "projet-innovation",
    "proteger-vos-donnees", "recruter", "reprendre-entreprise", "strategie", "tresorerie",
    "transport-mobilite", "vendre-entreprise", "vendre-sur-internet", "visibilite-sur-internet",
}  # fmt: skip
"""Subjects of Conseillers-Entreprises that the requirements of the project name, and no other."""
TABLES = ("parties", "questions", "chemins", "risques", "maturites", "proches", "sujets")


@pytest.mark.parametrize("name", TABLES)
def test_every_text_is_in_both_languages_and_every_code_once(name):
    text = files(projects).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(value for row in rows for value in row.values())
    assert len({row["code"] for row in rows}) == len(rows)


def test_subjects_are_those_of_the_requirements():
    assert set(projects.subjects()) == FROM_THE_FIELD


def test_each_need_behind_a_subject_is_a_need():
    for code in projects.subjects():
        assert set(projects.needs_of_subject(code)) <= set(needs.needs_by_code())


def test_a_small_firm_is_led_to_a_mediator_as_well_as_to_an_adviser():
    found = {need for code in projects.subjects() for need in projects.needs_of_subject(code)}
    worlds = {needs.needs_by_code()[code].world for code in found}
    assert {"mediation_numerique", "developpement_economique"} <= worlds


def test_stages_that_say_that_a_company_exists_are_stages_and_setting_up_is_not_one():
    assert set(passerelles.stages()) > projects.EXISTS
    assert set(passerelles.stages()) > projects.RESULTS
    assert "creation" not in projects.EXISTS


def test_what_is_said_of_risks_and_paths_says_where_it_comes_from():
    for one in (*projects.paths().values(), *projects.risks().values()):
        assert one.source


def test_questions_and_parts_share_their_codes_where_they_are_the_same_text():
    shared = set(projects.questions()) & set(projects.parts())
    assert shared == {"pour_qui", "bloque"}
    assert all(projects.parts()[code].has_words for code in shared)
