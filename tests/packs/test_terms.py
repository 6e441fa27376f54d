"""The file of terms: what is shipped is well formed, and a mistake is told with its line."""

import csv
import re

import pytest

from entrelieux.packs.fr.termes import (
    FOLDER,
    MOST_WORDS,
    PackError,
    load_familiar,
    load_foreign,
    load_terms,
    read_foreign,
    read_terms,
    words_in,
)
from entrelieux.packs.fr.termes.reading import COLUMNS

START = (
    "tiers-lieu|coworking|télécentre|incubateur|couveuse|pépinière|amorçage|business plan|"
    "prévisionnel|étude de marché|BFR|trésorerie|apport|prêt d’honneur|microcrédit|garantie|"
    "statut juridique|micro-entreprise|CAE|CAPE|entrepreneur salarié|portage|SIRET|NAF|Urssaf|"
    "TVA|ACRE|ARCE|pitch|réseau|mentor|open innovation|externalités|EPN|France services|Pix|"
    "e-mail professionnel|hébergement de site|nom de domaine|référencement|paiement en ligne|"
    "facturation électronique|RGPD|RSA|APL|CAF|MSA|CPAM|CCAS|QPV|MDPH|ASS|ARE|RQTH|VAE|CPF|ANTS|"
    "permanence|itinérant|médiateur numérique|conseiller numérique|chambre consulaire|BGE|Adie|"
    "France Travail|mission locale|zone de revitalisation|reconditionné"
)
GOOD = dict(
    zip(
        COLUMNS,
        ("rsa", "RSA", "rsa", "Une aide.", "Un exemple.", "", "", "", "", "RSA", "Help.", "x", ""),
        strict=True,
    )
)


def write(folder, *rows, columns=COLUMNS, delimiter=","):
    with (folder / "termes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows([row[column] for column in COLUMNS] for row in rows)
    return folder


def test_the_words_of_the_start_list_are_there():
    forms = {form for term in load_terms() for form in term.forms}
    assert set(START.split("|")) - forms == set()
    assert len(load_terms()) >= 110


def test_every_definition_is_short_in_both_languages():
    for term in load_terms():
        assert 3 <= words_in(term.definition) <= MOST_WORDS, term.code
        assert 3 <= words_in(term.english_definition) <= MOST_WORDS, term.code
        assert not re.search(r"avez droit|a droit à|aurez droit", term.definition + term.example)


def test_each_world_has_words_and_each_term_says_where_it_comes_from():
    for world in ("mediation", "eco", "public"):
        assert sum(bool(getattr(term, world)) for term in load_terms()) > 30
    assert all(term.source for term in load_terms())


def test_a_spreadsheet_may_write_semicolons(tmp_path):
    (term,) = read_terms(write(tmp_path, GOOD, delimiter=";"))
    assert term.forms == ("RSA", "rsa")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "Le RSA"}, "ligne 2 : trouvé « Le RSA », attendu un code"),
        ({"definition": ""}, "un texte dans la colonne definition"),
        ({"definition": "mot " * 26}, "trouvé « 26 mots », attendu 25 mots au plus"),
        ({"english_definition": "word " * 26}, "dans la colonne english_definition"),
        ({"variantes": "…"}, "attendu un mot"),
        ({"variantes": "RSA"}, "variantes toutes différentes"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, change, said):
    with pytest.raises(PackError, match=re.escape(said)):
        read_terms(write(tmp_path, {**GOOD, **change}))


def test_two_rows_share_neither_code_nor_form(tmp_path):
    with pytest.raises(PackError, match="ligne 3 : trouvé « rsa », attendu un autre code"):
        read_terms(write(tmp_path, GOOD, GOOD))
    other = {**GOOD, "code": "autre"}
    with pytest.raises(PackError, match="ligne 3 : trouvé « RSA », attendu un autre mot"):
        read_terms(write(tmp_path, GOOD, other))


def test_a_missing_file_a_missing_column_and_another_encoding_are_told(tmp_path):
    with pytest.raises(PackError, match="ce fichier"):
        read_terms(tmp_path)
    with pytest.raises(PackError, match="les colonnes code, mot"):
        read_terms(write(tmp_path, columns=COLUMNS[:-1]))
    (tmp_path / "termes.csv").write_bytes("é".encode("latin-1"))
    with pytest.raises(PackError, match="UTF-8"):
        read_terms(tmp_path)


def test_borrowed_words_have_plain_ones_that_are_not_borrowed():
    foreign = load_foreign()
    assert len(foreign) > 50
    assert not {plain for plain in foreign.values() if plain in foreign}
    assert read_foreign(FOLDER) == foreign
    assert "SMS" in load_familiar()
