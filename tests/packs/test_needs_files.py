"""A mistake in the pack's files is caught when they are read, with its file and its line."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from entrelieux.packs.fr import needs as pack
from entrelieux.packs.fr.needs import FOLDER, PackError, read_pack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path):
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    return tmp_path


def edit(folder, name, before, after):
    """Replace the first occurrence and return its line number."""
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text, before
    line = text[: text.index(before)].count("\n") + 1
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    return line


BROKEN = [
    ("needs.csv", ",mon-projet,", ",mon-projetx,", "mon-projetx"),
    ("needs.csv", ",service_public,non,", ",guichet,non,", "guichet"),
    ("needs.csv", ",collectif,non,", ",collectif,peut-être,", "peut-être"),
    ("needs.csv", "Lancer mon idée", "Lancer mon idée et toutes les autres", "28 signes"),
    ("needs.csv", "\nstructurer-projet,", "\nCréer Projet,", "minuscules"),
    ("needs.csv", "\nstructurer-projet,", "\ncreer-entreprise,", "une seule ligne"),
    ("needs.csv", "1.1|1.4|3.1", "1.1|1.9|3.1", "2.3"),
    ("needs.csv", ",Loisirs et créations numériques,", ",Loisirs,", "Loisirs"),
    ("needs.csv", "hand-coins,creer-une-entreprise--str", "hand-coins,autre--str", "answers.csv"),
    ("needs.csv", "I have an idea. Where do I start?", "", "english"),
    ("needs.csv", "Mieux me déplacer", "Me déplacer", "Getting around"),
    ("answers.csv", "\nfaire-demarches-en-ligne,", "\nfaire-demarche,", "faire-demarche"),
    ("answers.csv", ",exact,", ",parfait,", "exact ou proche ou voisin"),
    ("answers.csv", ",place-kind,france-services,", ",place-kind,frances,", "frances"),
    ("answers.csv", ",mediation,Aide aux", ",mediation,Aides aux", "services_mediation.csv"),
    ("answers.csv", ",thematique-v0,handicap,", ",thematique-v0,handicaps,", "handicaps"),
    ("answers.csv", ",jugement,", ",,", "provenance"),
    ("thematiques_v0.csv", "identique", "", "provenance"),
    ("services_anciens.csv", "numerique--prendre-en-main-un-ordinateur", "x", "thematiques_v0"),
]


@pytest.mark.parametrize(("name", "before", "after", "said"), BROKEN, ids=lambda v: str(v)[:24])
def test_a_broken_row_is_refused_with_its_line(folder, name, before, after, said):
    line = edit(folder, name, before, after) + before.startswith("\n")
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    assert caught.value.file == name
    assert caught.value.line == line
    assert said in str(caught.value)
    assert f"{name}, ligne {line} :" in str(caught.value)


def test_a_network_belongs_to_one_kind_of_place(folder):
    edit(folder, "place_kinds.csv", "MSAP,msap", "MSAP,france-service")
    with pytest.raises(PackError, match="déjà pris par france-services"):
        read_pack(folder)


def test_the_same_answer_twice_is_refused(folder):
    path = folder / "answers.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows, rows[1]]) + "\n", encoding="utf-8")
    with pytest.raises(PackError, match="déjà ligne 2"):
        read_pack(folder)


def test_a_need_that_nothing_answers_exactly_is_refused(folder):
    path = folder / "answers.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    kept = [
        row.replace(",exact,", ",proche,") if "aide-alimentaire," in row else row for row in rows
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(PackError, match="au moins une réponse « exact »"):
        read_pack(folder)


def test_a_missing_file_or_column_is_said(folder):
    edit(folder, "families.csv", "code,label,english,icon", "code,label,icon")
    with pytest.raises(PackError, match=r"families\.csv, ligne 1"):
        read_pack(folder)
    (folder / "services_mediation.csv").unlink()
    with pytest.raises(PackError, match="ce fichier"):
        read_pack(folder)


def test_a_file_saved_by_a_french_spreadsheet_is_read_the_same(folder):
    import csv  # the test rewrites the files as a spreadsheet would

    before = read_pack(folder)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as source:
            rows = list(csv.reader(source))
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(rows)
    assert read_pack(folder) == before


def test_another_encoding_is_refused_clearly(folder):
    path = folder / "needs.csv"
    text = path.read_text(encoding="utf-8").replace("\u202f", " ").replace("’", "'")
    path.write_bytes(text.encode("latin-1", errors="replace"))
    with pytest.raises(PackError, match="UTF-8"):
        read_pack(folder)


def test_the_reference_page_says_what_the_files_say():
    spec = importlib.util.spec_from_file_location(
        "build_needs_reference", ROOT / "scripts" / "build_needs_reference.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = (ROOT / "docs" / "reference" / "besoins.md").read_text(encoding="utf-8")
    assert written == script.render(), "lancez scripts/build_needs_reference.py"
    for need in pack.load_needs():
        assert f"`{need.code}`" in written
