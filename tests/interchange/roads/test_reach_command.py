"""``entrelieux reach``: from a file to a folder, told in plain words or in JSON."""

import json

import pytest

from entrelieux.engine.reach import storage
from entrelieux.site.cli import main
from tests.interchange.roads.drawing import osm, street

pytest.importorskip("osmium")


@pytest.fixture
def file(tmp_path):
    return osm(tmp_path / "rue.osm", street(4), [((1, 2, 3, 4), {"highway": "residential"})])


def test_a_file_becomes_a_network_that_about_describes(tmp_path, file, capsys):
    folder = tmp_path / "routes"
    assert main(["reach", "build", str(file), "--output", str(folder), "--json"]) == 0
    built = json.loads(capsys.readouterr().out)
    assert (built["points"], built["licence"], built["is_fiction"]) == (64, "ODbL", False)
    assert built["modes"]["voiture"]["arcs"] == 126
    assert built["kilometres"] == pytest.approx(3, rel=0.01)
    assert main(["reach", "about", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "64 points" in said
    assert "en voiture : 126 arcs, 64 points, 1 morceaux, le plus grand en tient 100,0" in said


def test_a_build_that_fails_leaves_the_old_network_whole(tmp_path, file, capsys):
    folder = tmp_path / "routes"
    main(["reach", "build", str(file), "--output", str(folder)])
    before = storage.digest(folder)
    file.write_text("<osm", encoding="utf-8")
    assert main(["reach", "build", str(file), "--output", str(folder)]) == 2
    assert "ne se lit pas" in capsys.readouterr().err
    assert storage.digest(folder) == before


def test_a_new_build_takes_the_place_of_the_old_and_leaves_nothing_beside(tmp_path, file):
    folder = tmp_path / "routes"
    for _again in range(2):
        assert main(["reach", "build", str(file), "--output", str(folder)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["routes", "rue.osm"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["build", "--output", "x"], "Attendu un fichier OpenStreetMap"),
        (["build", "--nodes", "n.csv", "--output", "x"], "les deux tableaux"),
        (["build", "a.osm", "--date", "hier", "--output", "x"], "AAAA-MM-JJ"),
        (["about", "/nowhere"], "is not a road network"),
    ],
)
def test_a_demand_that_cannot_be_met_says_what_is_expected(words, expected, capsys):
    try:
        code = main(["reach", *words])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert expected in capsys.readouterr().err


def test_the_real_roads_of_andorra_hold_together(tmp_path, shared, capsys):
    path = shared / "data/networks/osm/andorra.osm.pbf"
    if not path.is_file():
        pytest.skip("no Andorra beside the repository")
    assert main(["reach", "build", str(path), "--output", str(tmp_path / "a"), "--json"]) == 0
    modes = json.loads(capsys.readouterr().out)["modes"]
    # A bridge closed to walkers parts them.
    least = {"pied": 0.8, "velo": 0.95, "voiture": 0.95}
    assert all(modes[mode]["largest"] > share for mode, share in least.items())
