"""What is read of a file of roads, and what is said of what was left out."""

import numpy as np
import pytest

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import build
from entrelieux.interchange.roads.arcs import Told, graph_of, sloped
from entrelieux.interchange.roads.filling import filled
from entrelieux.interchange.roads.osm import read_osm
from entrelieux.interchange.roads.report import RoadsError
from entrelieux.interchange.roads.tables import read_tables
from tests.interchange.roads.drawing import osm, street

pytest.importorskip("osmium")
CAR, BICYCLE, FOOT = Mode.VOITURE, Mode.VELO, Mode.PIED


def quiet(_stage, _done, _total):
    return None


def graph(path):
    return graph_of(read_osm(path, quiet), Told("", "", ""))


def seconds(found, mode, a, b):
    """Seconds of the arc between the points nearest latitudes of street points a and b."""
    at = {round((lat - 44.5) / 0.009) + 1: i for i, lat in enumerate(found.lat)}
    here = (found.tail == at[a]) & (found.head == at[b])
    return float(found.seconds[mode][here].min()) if here.any() else np.inf


def test_a_kilometre_takes_the_time_its_speed_says(tmp_path):
    found = graph(osm(tmp_path / "a.osm", street(2), [((1, 2), {"highway": "secondary"})]))
    assert found.length_m == pytest.approx([1000, 1000], rel=2e-3)
    assert seconds(found, CAR, 1, 2) == pytest.approx(3600 / 55, rel=2e-3)
    assert seconds(found, FOOT, 2, 1) == pytest.approx(800, rel=2e-3)


def test_a_long_straight_street_gets_points_and_takes_the_time_it_took(tmp_path):
    nodes = street(3, {1: {"ele": "800"}, 2: {"ele": "820"}})
    said = {"highway": "residential", "oneway": "yes"}
    read = read_osm(osm(tmp_path / "a.osm", nodes, [((1, 2, 3), said)]), quiet)
    before, after = (graph_of(it, Told("", "", "")) for it in (read, filled(read)))
    assert len(before.lon) == 3
    assert after.length_m.max() <= 50
    for mode in Mode:
        times = []
        for it in (before, after):
            network = build(it)
            ends = network.node_of()[[np.argmin(it.lat), np.argmax(it.lat)]]
            metric = network.metric(mode)
            times += [[float(metric.one_to_all(a)[b]) for a, b in (ends, ends[::-1])]]
        assert times[1] == pytest.approx(times[0], rel=0.01)


@pytest.mark.parametrize(
    "said",
    [{"highway": "motorway"}, {"route": "ferry"}, {"route": "ferry", "duration": "04:00"}],
)
def test_nobody_joins_a_motorway_or_a_ferry_on_the_way(tmp_path, said):
    read = read_osm(osm(tmp_path / "a.osm", street(2), [((1, 2), said)]), quiet)
    assert len(filled(read).lon) == 2


def test_a_stretch_of_told_length_is_left_whole(tmp_path):
    read = tables(tmp_path, "1,3.5,44.5,\n2,3.5,44.509,\n", "1,2,50,oneway,1200\n")
    assert filled(read) is read


def test_a_one_way_street_has_no_way_back_by_car(tmp_path):
    said = {"highway": "residential", "oneway": "yes"}
    found = graph(osm(tmp_path / "a.osm", street(2), [((1, 2), said)]))
    assert np.isfinite(seconds(found, CAR, 1, 2))
    assert np.isinf(seconds(found, CAR, 2, 1))
    assert np.isfinite(seconds(found, FOOT, 2, 1))


def test_a_bollard_is_reached_and_not_passed(tmp_path):
    nodes = street(3, {2: {"barrier": "bollard"}})
    found = graph(osm(tmp_path / "a.osm", nodes, [((1, 2, 3), {"highway": "residential"})]))
    assert np.isfinite(seconds(found, CAR, 1, 2))
    assert np.isinf(seconds(found, CAR, 2, 3))
    assert np.isinf(seconds(found, CAR, 2, 1))
    assert np.isfinite(seconds(found, BICYCLE, 2, 3))


def test_a_crossing_takes_the_minutes_it_says(tmp_path):
    said = {"route": "ferry", "duration": "00:30", "motor_vehicle": "yes"}
    found = graph(osm(tmp_path / "a.osm", street(3), [((1, 2, 3), said)]))
    assert seconds(found, CAR, 1, 2) + seconds(found, CAR, 2, 3) == pytest.approx(1800)
    assert seconds(found, FOOT, 1, 2) == pytest.approx(900, rel=1e-3)


def test_climbing_is_slower_than_going_down_where_heights_are_known(tmp_path):
    nodes = street(3, {1: {"ele": "800"}, 2: {"ele": "880 m"}})
    found = graph(osm(tmp_path / "a.osm", nodes, [((1, 2, 3), {"highway": "residential"})]))
    for mode in (FOOT, BICYCLE):
        assert seconds(found, mode, 1, 2) > seconds(found, mode, 2, 1)
        assert seconds(found, mode, 2, 3) == pytest.approx(seconds(found, mode, 3, 2))
    assert seconds(found, CAR, 1, 2) == pytest.approx(seconds(found, CAR, 2, 1))


def test_slopes_follow_what_was_published():
    flat, up, steep_down = (sloped(np.array([4.5]), np.array([s]), FOOT)[0] for s in (0, 0.1, -0.2))
    assert flat == pytest.approx(4.5)
    assert up == pytest.approx(4.5 * np.exp(-0.35))
    assert steep_down < flat
    assert sloped(np.array([15.0]), np.array([0.3]), BICYCLE)[0] == 4
    assert sloped(np.array([15.0]), np.array([-0.3]), BICYCLE)[0] == 25


def test_a_way_is_cut_where_a_point_is_missing_and_it_is_said(tmp_path):
    nodes = {n: point for n, point in street(4).items() if n != 2}
    read = read_osm(osm(tmp_path / "a.osm", nodes, [((1, 2, 3, 4), {"highway": "path"})]), quiet)
    assert read.left_out["points-absents"] == 1
    assert graph_of(read, Told("", "", "")).tail.size == 2


def test_what_is_not_followed_is_counted(tmp_path):
    path = osm(
        tmp_path / "a.osm",
        street(3, {2: {"barrier": "wall"}}),
        [((1, 2), {"highway": "residential"}), ((2, 3), {"highway": "path", "access": "no"})],
        [((), {"type": "restriction", "restriction": "no_left_turn"})],
    )
    said = read_osm(path, quiet)
    assert said.left_out == {"voies-fermees": 1, "restrictions": 1, "barrieres": 1}
    assert said.date == "2025-06-02"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.osm.pbf", b"", "vide"),
        ("a.osm.pbf", b"hello", "ne se lit pas"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='4", "ne se lit pas"),
        ("a.osm", b"<osm version='0.6'><node id='99999999999999999999' lat='1' lon='1'/></osm>",
         "ne se lit pas"),
        ("a.osm", b"<osm version='0.6'></osm>", "aucune route"),
        ("a.txt", b"hello", "attendu un fichier"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_words(tmp_path, name, content, word):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RoadsError, match=word):
        read_osm(path, quiet)


def tables(tmp_path, points, stretches):
    nodes, edges = tmp_path / "n.csv", tmp_path / "e.csv"
    nodes.write_text("node_id,lon,lat,ele\n" + points, encoding="utf-8")
    edges.write_text("node_id1,node_id2,speed,type,length\n" + stretches, encoding="utf-8")
    return read_tables(nodes, edges, quiet)


def test_tables_are_followed_as_written_and_both_ways_on_foot(tmp_path):
    read = tables(tmp_path, "1,3.5,44.5,\n2,3.5,44.509,\n", "1,2,50,oneway,1200\n")
    found = graph_of(read, Told("", "", ""))
    assert seconds(found, CAR, 1, 2) == pytest.approx(1200 / 40 * 3.6)
    assert np.isinf(seconds(found, CAR, 2, 1))
    assert seconds(found, FOOT, 2, 1) == pytest.approx(1200 / 4.5 * 3.6)


def test_lines_of_tables_that_cannot_be_read_are_counted(tmp_path):
    read = tables(
        tmp_path,
        "1,3.5,44.5,\n2,3.5,44.509,\n2,0,0,\n3,nan,44,\n4,3,95,\nx,3,44,\n",
        "1,2,default,twoway,900\n1,9,50,twoway,10\n1,2,50,twoway,nan\n1,2,50,twoway,-4\nz,2,5,t,1\n",
    )
    assert read.left_out == {"coordonnees": 3, "doubles": 1, "points-absents": 1, "lignes": 3}
    assert read.kmh[:, list(Mode).index(CAR), 0].tolist() == [50]


def test_a_table_without_its_columns_says_which_are_missing(tmp_path):
    nodes, edges = tmp_path / "n.csv", tmp_path / "e.csv"
    nodes.write_text("id,x,y\n1,2,3\n", encoding="utf-8")
    edges.write_text("", encoding="utf-8")
    with pytest.raises(RoadsError, match="node_id, lon, lat"):
        read_tables(nodes, edges, quiet)
