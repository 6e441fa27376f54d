"""What is kept of a GTFS archive, what is left out and said, and what is refused."""

import contextlib
import io
import random
import stat
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.engine.reach import storage
from entrelieux.engine.reach.transit import (
    OnFoot,
    Stopping,
    Wheelchair,
    service_day,
    walks_by_crow,
)
from entrelieux.engine.reach.transit.kernels import scan
from entrelieux.engine.reach.transit.warming import compile_kernels
from entrelieux.interchange.limits import Limits, UnusableFileError
from entrelieux.interchange.transit.archive import FILES, Archive
from entrelieux.interchange.transit.feed import Told, by_phone, read_feed
from entrelieux.interchange.transit.services import build_transit, opened
from tests.interchange.transit.feeds import LOZERE, TODAY, feed, more

TOLD = Told("Lozère de fiction", "fiction", "2026-11-01", is_fiction=True)
SMALL = Limits(row_bytes=5_000, columns=20, rows=1_000, unpacked_bytes=1_000_000)


def read(path, limits=SMALL):
    return read_feed(Archive(path, limits), TOLD, TODAY, lambda *_: None)


@pytest.fixture
def lozere(tmp_path):
    def built(changed=None, **options):
        return read(feed(tmp_path / "f.zip", changed, **options))

    return built


def refusal(path, limits=SMALL):
    with pytest.raises(UnusableFileError) as caught:
        read(path, limits)
    assert len(caught.value.message) > 15
    return caught.value


def test_everything_of_a_sound_feed_is_kept(lozere):
    table, left_out = lozere()
    assert left_out == {"heures-interpolees": 1}
    assert (len(table.stop_name), len(table.line), len(table.tail)) == (6, 11, 15)
    assert by_phone(table) == 2
    assert table.about.is_fiction
    assert (table.about.first_day, table.about.last_day) == ("2026-11-01", "2026-12-31")
    assert [table.agency_phone[0]] == ["04 00 00 00 00"]
    assert sorted(set(table.board.tolist())) == [Stopping.USUAL, Stopping.BY_PHONE]
    names = [table.stop_name[row] for row in range(6)]
    assert table.stop_wheelchair[names.index("Châteauneuf-de-Randon")] == Wheelchair.NO


def test_an_hour_that_is_not_told_lies_between_its_neighbours(lozere):
    table, _ = lozere()
    assert (10 * 60 + 45 + 11 * 60 + 50) * 30 in table.departure.tolist()


def test_a_day_added_or_taken_away_wins_over_the_week(lozere):
    table, _ = lozere()
    sizes = {
        day: len(service_day(table, TODAY.replace(month=month, day=day)).row)
        for month, day in ((11, 10), (11, 11), (12, 23))
    }
    assert sizes == {10: 14, 11: 0, 23: 12}


def test_places_on_the_same_square_may_be_changed_between(lozere):
    table, _ = lozere()
    names = [table.stop_name[row] for row in range(6)]
    gare, place = names.index("Langogne (gare)"), names.index("Langogne (place)")
    walks = {
        (a, int(table.foot_stop[i])): int(table.foot_s[i])
        for a in range(6)
        for i in range(table.foot_first[a], table.foot_first[a + 1])
    }
    assert 120 <= walks[gare, place] < 400
    assert walks[gare, gare] == 120


@pytest.mark.parametrize(
    ("line", "expected"),
    [("G,P,2,45", 45), ("G,P,1,", 1), ("G,P,3,", None), ("G,P,2,0", 1)],
)
def test_the_changes_of_the_feed_win_over_ours(lozere, line, expected):
    table, _ = lozere(
        {"transfers": f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\n{line}"}
    )
    names = [table.stop_name[row] for row in range(6)]
    gare, place = names.index("Langogne (gare)"), names.index("Langogne (place)")
    some = slice(table.foot_first[gare], table.foot_first[gare + 1])
    told = dict(zip(table.foot_stop[some].tolist(), table.foot_s[some].tolist(), strict=True))
    assert told.get(place) == expected


def test_a_frequency_becomes_one_trip_for_each_departure(lozere):
    table, left_out = lozere(
        {"frequencies": "trip_id,start_time,end_time,headway_secs\n251-2,08:00:00,10:00:00,1800"}
    )
    leaves = [
        int(table.departure[row])
        for row in range(len(table.tail))
        if table.heads[int(table.head_text[table.trip[row]])] == "Mende"
        and table.stop_name[int(table.tail[row])] == "Langogne (gare)"
    ]
    assert leaves == [6 * 3600 + 3000, *(28_800 + 1800 * n for n in range(4))]
    assert left_out["frequences"] == left_out["frequences-approchees"] == 1


@pytest.mark.parametrize(
    ("changed", "reason", "count"),
    [
        (more("stops", "Z,Nulle part,,", "Y,Zéro,0,0", "W,Loin,99,3", "V,Rien,nan,nan"),
         "arrets-sans-position", 4),
        (more("stops", "Z,Sans bus,44.6,3.6"), "arrets-sans-passage", 1),
        (more("trips", "251,jamais,o-1,,", "rien,semaine,o-2,,"), "courses-orphelines", 2),
        (more("calendar", "vide,0,0,0,0,0,0,0,20261101,20261102", "x,1,1,1,1,1,1,1,2026,20261102"),
         "calendriers", 1),
        (more("stop_times", "251-1,07:00:00,07:00:00,R,4,0,0"), "courses-heures", 1),
        (more("stop_times", "251-1,99:00:00,99:00:00,R,4,0,0"), "courses-heures", 1),
        (more("stop_times", "251-1,tard,tard,R,4,0,0"), "courses-heures", 1),
        (more("stop_times", "251-1,,,R,4,0,0"), "courses-heures", 1),
        (more("stop_times", "251-1,08:00:00,08:00:00,inconnu,4,0,0"), "passages", 1),
        (more("stop_times", "251-1,08:00:00,08:00:00,R,x,0,0"), "passages", 1),
        ({"transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nG,P,2,inf"},
         "correspondances", 1),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\n251-2,8:00:00,9:00:00,0"},
         "frequences-illisibles", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_left_out_and_counted(lozere, changed, reason, count):
    table, left_out = lozere(changed)
    assert left_out[reason] == count
    assert len(table.line) in {10, 11, 13}


def test_days_far_from_today_are_not_kept_and_said(lozere):
    text = LOZERE["calendar"].replace(
        "samedi,0,0,0,0,0,1,0,20261101,20261231", "samedi,0,0,0,0,0,1,0,00010101,99991231"
    )
    table, left_out = lozere({"calendar": text})
    assert table.days == 366 + 731 + 1
    assert left_out["jours-lointains"] > 3_000_000


def test_a_feed_of_past_years_is_refused(tmp_path):
    old = {name: LOZERE[name].replace("2026", "2019") for name in ("calendar", "calendar_dates")}
    assert refusal(feed(tmp_path / "f.zip", old)).code == "horaire-perime"


@pytest.mark.parametrize("table", ["stops", "routes", "trips", "stop_times"])
def test_a_missing_table_or_column_is_named(tmp_path, table):
    assert f"{table}.txt" in refusal(feed(tmp_path / "f.zip", without=(table,))).message
    error = refusal(feed(tmp_path / "g.zip", {table: "a,b\n1,2"}))
    assert error.code == "colonnes-absentes"
    assert "trouvé a, b" in error.message


def test_no_calendar_at_all_is_refused(tmp_path):
    path = feed(tmp_path / "f.zip", without=("calendar", "calendar_dates"))
    assert refusal(path).code == "calendrier-absent"


def test_tables_in_one_folder_or_with_a_mark_read_the_same(tmp_path, lozere):
    plain, _ = lozere()
    marked = {name: "\ufeff" + text.replace("\n", "\r\n") + "\r\n" for name, text in LOZERE.items()}
    other, _ = read(feed(tmp_path / "g.zip", marked, folder="gtfs/"))
    ours, theirs = plain.to_arrays(), other.to_arrays()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (LOZERE["stops"].encode("utf-16"), "UTF-8"),
        (LOZERE["stops"].encode("cp1252"), "UTF-8"),
        (LOZERE["stops"].replace("Auroux", "Au\0roux").encode(), "octet nul"),
        (b"stop_id,stop_name\n" + b"x" * 20_000, "une ligne de plus de"),
        (b'stop_id,stop_name\n1,"' + b"x,\n" * 900, "ne se lit pas"),
        (b",".join(b"c%d" % n for n in range(30)), "30 colonnes"),
        (b"stop_id\n" + b"1\n" * 2_000, "plus de 1000 lignes"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_where_and_why(tmp_path, bad, found):
    # What does not shrink keeps the archive from looking like a bomb.
    noise = random.Random(1).randbytes(20_000)
    path = feed(tmp_path / "f.zip", {"stops": bad, "bruit": noise})
    assert found in refusal(path).message


def archive_of(path, *infos):
    feed(path)
    with zipfile.ZipFile(path, "a") as archive:
        for info, content in infos:
            archive.writestr(info, content)
    return path


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("infos", "found"),
    [
        ([("../../etc/cron.d/x", "x")], "ailleurs"),
        ([("/etc/x", "x")], "ailleurs"),
        ([("..\\x", "x")], "ailleurs"),
        ([(link("shapes.txt"), "/etc/passwd")], "lien"),
        ([("zeros.txt", b"\0" * 3_000_000)], "décompressé"),
        ([(f"t{n}.txt", "x") for n in range(FILES)], "fichiers"),
        ([("gtfs/stops.txt", "x")], None),
    ],
)
def test_an_archive_made_to_harm_is_refused_before_anything_is_read(tmp_path, infos, found):
    path = archive_of(tmp_path / "f.zip", *infos)
    if found is None:
        assert len(read(path)[0].tail) == 15
        return
    error = refusal(path)
    assert error.code == "archive-refusee"
    assert found in error.message


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path):
    path = feed(tmp_path / "f.zip", {"stops": LOZERE["stops"] + "\nZ,Z,44,3" * 2_000})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"stops.txt") - 46
    data[at + 24 : at + 28] = (600).to_bytes(4, "little")
    path.write_bytes(data)
    assert refusal(path).code in {"table-illisible", "archive-illisible"}


def test_a_nested_archive_or_anything_else_is_no_timetable(tmp_path):
    inner = io.BytesIO()
    feed(inner)
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gtfs.zip", inner.getvalue())
    assert "calendar" in refusal(path).message
    path.write_bytes(b"PK\x03\x04 rien")
    assert refusal(path).code == "archive-illisible"
    assert "n'existe pas" in refusal(tmp_path / "absent.zip").message


def test_the_same_timetable_comes_back_from_its_folder_and_a_damaged_one_does_not(tmp_path):
    source, folder = feed(tmp_path / "f.zip"), tmp_path / "h"
    report = build_transit(source, folder, TOLD, today=TODAY, progress=lambda *_: None)
    assert "11 courses dont 2 à réserver" in report.as_text()
    before, _ = read(source)
    after = opened(folder, verify=True)
    assert after.about == before.about
    ours, theirs = before.to_arrays(), after.to_arrays()
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    (folder / "departure.npy").write_bytes(b"x")
    with pytest.raises(UnusableFileError, match="build-transit"):
        opened(folder)


def test_nothing_is_left_to_compile_once_the_site_is_set_up(tmp_path):
    compile_kernels()
    compiled = scan.signatures
    source, folder = feed(tmp_path / "f.zip"), tmp_path / "h"
    build_transit(source, folder, TOLD, today=TODAY, progress=lambda *_: None)
    for table in (read(source)[0], opened(folder)):
        today = service_day(table, TODAY)
        here = walks_by_crow([3.855], [44.727], table.lon, table.lat, OnFoot())
        today.from_(here, 8 * 3600, 12 * 3600)
        today.to(here, 12 * 3600, 8 * 3600)
    assert scan.signatures == compiled


def test_a_build_that_fails_leaves_the_old_timetable_whole_and_roads_alone(tmp_path):
    source, folder = feed(tmp_path / "f.zip"), tmp_path / "h"
    build_transit(source, folder, TOLD, today=TODAY, progress=lambda *_: None)
    before = storage.digest(folder, storage.TIMETABLE)
    source.write_bytes(b"PK")
    with pytest.raises(UnusableFileError):
        build_transit(source, folder, TOLD, today=TODAY, progress=lambda *_: None)
    assert storage.digest(folder, storage.TIMETABLE) == before
    with pytest.raises(storage.StorageError, match="road network"):
        storage.open_network(folder)


CELLS = st.sampled_from(
    ["", "G", "P", "251-1", "semaine", "20261124", "08:00:00", "-1", "1e9", '"', "é", "2", "nan"]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(LOZERE)),
    st.lists(st.lists(CELLS, max_size=9), max_size=5),
    st.booleans(),
)
def test_whatever_the_rows_the_reading_ends_or_says_why(tmp_path_factory, table, rows, keep):
    extra = "\n".join(",".join(row) for row in rows)
    head = LOZERE[table] if keep else LOZERE[table].split("\n")[0]
    path = feed(tmp_path_factory.mktemp("f") / "f.zip", {table: f"{head}\n{extra}"})
    with contextlib.suppress(UnusableFileError):
        table, _ = read(path)
        assert len(table.tail)
