"""Competences in plain words, what is near what, and which needs call for them."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from entrelieux.engine.language.clarity import sentences_of
from entrelieux.engine.matching import Ask, Bid, Held, Wanted, left_out, need_key, rank
from entrelieux.kernel.competences import DEGREES, nearness, nearness_of, wanted_for
from entrelieux.packs.fr import competences as pack
from entrelieux.packs.fr import needs as needs_pack

SKILLS = Path(__file__).resolve().parents[3] / "shared" / "data" / "skills"
TABLE_OF_2016 = {
    "photo": {"photo", "design"},
    "e-commerce": {"magento", "marketing", "wordpress", "php"},
    "marketing": {"marketing", "conseil"},
    "referencement": {"referencement", "conseil"},
    "formation": {"formation", "html", "css", "javascript", "php"},
    "conseil": {"conseil", "formation"},
    "design": {"design", "html", "css"},
    "site-mobile": {"html", "css", "php", "javascript", "python", "wordpress"},
}


@pytest.mark.parametrize(("need", "skills"), TABLE_OF_2016.items())
def test_the_table_of_2016_still_gives_the_same_providers(need, skills):
    edition = pack.load_map_2016()
    assert {line.competence for line in edition.lines_of(need)} == skills
    providers = [Bid(skill, skill, (Held(skill),)) for skill in sorted(pack.WORDS_OF_2016)]
    near, unknown = nearness_of(edition), [None] * len(providers)
    ask = Ask("2016", wanted_for([need], edition=edition))
    found = rank(ask, providers, unknown, near, seed="2016")
    assert {match.ref for match in found} == skills
    assert {match.terms[0].value for match in found} == {1.0}
    assert {one.ref for one in left_out(ask, providers, near)} == pack.WORDS_OF_2016 - skills


def test_the_first_table_is_whole_and_says_where_it_comes_from():
    edition = pack.load_map_2016()
    assert {line.need for line in edition.lines} == TABLE_OF_2016.keys()
    assert edition.version == "2016"
    assert all("shareLozere" in line.provenance for line in edition.lines)


def test_there_are_enough_competences_and_each_is_said_in_one_plain_sentence():
    found = pack.competences()
    assert 60 <= len(found) <= 90
    for one in found.values():
        (sentence,) = sentences_of(one.line)
        assert sentence.words <= 20, one.code
        assert len(one.label) <= 45, one.code
        assert len(one.words) >= 3, one.code
        assert one.english
        assert one.english_line


def test_every_need_is_either_answered_by_people_or_left_to_others_with_a_reason():
    edition = pack.load_map()
    answered = {line.need for line in edition.lines}
    assert answered.isdisjoint(pack.unanswered_needs())
    assert answered | pack.unanswered_needs().keys() == needs_pack.needs_by_code().keys()


def test_the_map_says_its_edition_and_each_line_its_provenance():
    edition = pack.load_map()
    assert edition.version.startswith("pack-")
    assert edition.provenance
    assert {line.provenance for line in edition.lines} == {"jugement", "table de 2016"}


def test_needs_of_danger_health_or_shelter_call_for_nobody_alone():
    for need in ("violences-separation", "aller-mieux", "trouver-hebergement", "sortir-addiction"):
        assert pack.load_map().lines_of(need) == ()
        assert wanted_for([need]) == ()


def test_what_is_chosen_stands_for_the_needs_that_it_serves():
    assert wanted_for(["etre-visible-internet", "tenir-comptes"], ["photo"]) == (
        Wanted("photo"),
        Wanted(need_key("tenir-comptes")),
    )


def test_links_of_the_pack_hold_both_ways_at_the_degree_written():
    for link in pack.load_map().links:
        degree = DEGREES[link.quality]
        assert nearness().degree(link.one, link.other) is degree
        assert nearness().degree(link.other, link.one) is degree
        assert link.reason


def test_two_editions_say_what_changed():
    before = pack.load_map()
    first, second, *rest = before.lines
    changed = replace(second, quality=pack.Quality.VOISIN, note="revu")
    after = replace(before, version="2", lines=(changed, *rest), links=before.links[1:])
    found = pack.diff(before, after)
    assert set(found.lines) == {(first, None), (second, changed)}
    assert found.links == ((before.links[0], None),)
    assert pack.diff(before, before) == pack.Difference((), ())


@pytest.mark.parametrize(
    ("name", "line", "found"),
    [
        ("besoins.csv", "creer-entreprise,voler,exact,essai,", "voler"),
        ("besoins.csv", "rever,photo,exact,essai,", "rever"),
        ("besoins.csv", "creer-entreprise,photo,parfait,essai,", "parfait"),
        ("besoins.csv", "creer-entreprise,clarifier-idee,exact,essai,", "clarifier-idee"),
        ("proches.csv", "photo,photo,proche,elle-même", "photo"),
        ("proches.csv", "photo,cuisine,exact,jamais", "exact"),
        ("proches.csv", "video,photo,proche,déjà là", "photo + video"),
    ],
)
def test_a_mistake_names_the_file_the_line_and_what_was_found(tmp_path, name, line, found):
    folder = tmp_path / "pack"
    shutil.copytree(pack.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(pack.PackError, match=name) as raised:
        pack.read_map(folder, "besoins.csv")
    assert found in raised.value.found
    assert raised.value.line > 100


def test_a_spreadsheet_may_write_semicolons_and_a_mark(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(pack.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "table_2016.csv"
    text = file.read_text(encoding="utf-8").replace("19 mai 2016", "mai").replace(", mai", " mai")
    file.write_text(text.replace(",", ";"), encoding="utf-8-sig")
    assert len(pack.read_map(folder, "table_2016.csv").lines) == 26


def codes_in(name, column):
    with (SKILLS / name).open(encoding="utf-8") as file:
        return {row[column].rsplit("/", 1)[-1] for row in csv.DictReader(file)}


@pytest.mark.skipif(not SKILLS.exists(), reason="../shared/data/skills n’est pas là")
def test_codes_of_esco_and_rome_exist_in_their_files():
    rome = "rome-v460/unix_referentiel_{}_v460_utf8.csv"
    known = {
        "esco": codes_in("esco-fr/skills_fr.csv", "conceptUri"),
        "rome": codes_in(rome.format("competence"), "code_ogr")
        | codes_in(rome.format("savoir"), "code_ogr_savoir"),
    }
    for competence, schemes in pack.alignments().items():
        for scheme, codes in schemes.items():
            assert set(codes) <= known[scheme], competence
    assert len(pack.alignments()) > 40
