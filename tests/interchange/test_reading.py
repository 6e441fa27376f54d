"""From bytes to rows: what is read, what is said about it, what is refused and how fast."""

import json
import os
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.interchange.limits import COMMAND_LINE, UPLOAD, Limits, UnusableFileError
from entrelieux.interchange.reading import open_table
from tests.interchange.conftest import csv_bytes, place

ROWS = [{"nom": "Café de l’Été", "commune": "Mende"}, {"nom": "B", "commune": "Ispagnac"}]
SMALL = Limits(row_bytes=20_000, cell_chars=100, rows=50, columns=20, unpacked_bytes=2_000_000)


def read(path, limits=COMMAND_LINE):
    table = open_table(path, limits)
    return table, list(table.rows)


def refusal(path, limits=COMMAND_LINE):
    with pytest.raises(UnusableFileError) as caught:
        read(path, limits)
    assert len(caught.value.message) > 15
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_separator_and_encoding_gives_the_same_rows(write, delimiter, encoding):
    table, rows = read(write(csv_bytes(ROWS, delimiter=delimiter, encoding=encoding)))
    assert [row.values for row in rows] == ROWS
    assert [row.number for row in rows] == [2, 3]
    assert bool(table.notes) == (encoding in {"utf-16", "cp1252"})


def test_utf16_without_its_mark_is_recognised(write):
    for encoding in ("utf-16-le", "utf-16-be"):
        plain = [{"nom": "Bar", "commune": "Mende"}]
        table, rows = read(write(csv_bytes(plain, encoding=encoding)))
        assert [row.values for row in rows] == plain
        assert "UTF-16" in table.notes[0]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end_is_a_line_end_even_at_the_edge_of_a_block(write, end):
    names = ["é" * (number % 700) for number in range(1, 1200)]
    text = end.join(["nom,commune", *(f"{name},Mende" for name in names)])
    _, rows = read(write(text))
    assert [row.values["nom"] for row in rows] == names


def test_only_line_feeds_and_returns_end_lines(write):
    _, rows = read(write("nom,commune\nun\u2028deux\x85trois,Mende\n"))
    assert rows[0].values["nom"] == "un\u2028deux\x85trois"


def test_a_quoted_cell_may_hold_lines_and_separators(write):
    _, rows = read(write('nom,commune\n"un, deux\nlignes",Mende\n'))
    assert rows[0].values["nom"] == "un, deux\nlignes"


def test_a_row_with_too_many_cells_has_a_problem_and_the_others_none(write):
    _, rows = read(write("nom,commune\nA,B,C\nD,E\nF\n"))
    assert rows[0].problem == (
        "ligne",
        "3 cellules, dont « C » en trop",
        "2 cellules, comme les titres",
    )
    assert [row.problem for row in rows[1:]] == [None, None]
    assert rows[2].values == {"nom": "F", "commune": ""}


def test_a_cell_that_is_too_long_has_a_problem_that_says_its_length(write):
    _, rows = read(write(f"nom,commune\n{'x' * 10_001},B\nC,D\n"))
    assert rows[0].problem[0] == "nom"
    assert rows[0].problem[1].startswith("10001 signes")
    assert rows[1].problem is None


def test_blank_lines_are_told_and_keep_the_numbers_of_the_sheet(write):
    table, rows = read(write("nom,commune\n\n,\nA,B\n"))
    assert [row.number for row in rows] == [4]
    assert "2 lignes vides" in table.notes[0]


@pytest.mark.parametrize("shape", ["list", "wrapped", "lines"])
def test_three_shapes_of_json_give_the_same_rows(write, shape):
    text = {
        "list": json.dumps(ROWS),
        "wrapped": json.dumps({"count": 2, "next": None, "data": ROWS}),
        "lines": "\n".join(map(json.dumps, ROWS)),
    }[shape]
    table, rows = read(write(text, "x.json"))
    assert [row.values for row in rows] == ROWS
    assert table.columns == ("nom", "commune")


def test_a_workbook_gives_text_without_losing_zeros_or_long_numbers(write, workbook):
    path = workbook([["nom", "pivot", "ouvert"], ["Bibli", 77556026100015, True], ["", "", ""]])
    table, rows = read(path)
    assert table.shape == "xlsx"
    assert rows[0].values == {"nom": "Bibli", "pivot": "77556026100015", "ouvert": "Oui"}
    assert len(rows) == 1


HOSTILE = {
    "vide": (b"", "vide"),
    "titres seuls": (b"nom,commune\n", "vide"),
    "page web": (b"<!DOCTYPE html><html><body>Connexion</body></html>", "page-web"),
    "page web commentee": (b"\xef\xbb\xbf <!-- x --><HTML lang=fr>", "page-web"),
    "xml": (b"<?xml version='1.0'?><a/>", "xml"),
    "pdf": (b"%PDF-1.7 ...", "autre-format"),
    "png": (b"\x89PNG\r\n\x1a\n....", "autre-format"),
    "gzip": (b"\x1f\x8b\x08\x00....", "autre-format"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "autre-format"),
    "parquet": (b"PAR1....", "autre-format"),
    "zip tronque": (b"PK\x03\x04....", "classeur-illisible"),
    "nuls": (b"nom,commune\nA\x00B,C\n", "encodage"),
    "octets": (bytes(range(1, 256)) * 20, "encodage"),
    "colonne double": (b"nom,nom\nA,B\n", "colonne-double"),
    "200 colonnes": (b",".join(b"c%d" % n for n in range(201)) + b"\n", "trop-de-colonnes"),
    "guillemet ouvert": (b'nom,commune\n"' + b"x,y\n" * 60_000, "csv-illisible"),
    "json coupe": (b'[{"nom": "A"}, {"nom": "B"', "json-illisible"),
    "json profond": (b"[" * 100_000, "json-illisible"),
    "json objets profonds": (b'[{"nom":' + b'{"a":' * 50_000, "json-illisible"),
    "json de nombres": (b"[1, 2, 3]", "json-illisible"),
    "json chiffres": (b'[{"nom": ' + b"9" * 5000 + b"}]", "json-illisible"),
    "geojson": (b'{"type": "FeatureCollection", "features": []}', "vide"),
    "json vide": (b"[]", "vide"),
    "json suivi": (b'[{"nom": "A"}] et la suite', "json-illisible"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_table_is_refused_by_its_name(write, name):
    content, code = HOSTILE[name]
    assert refusal(write(content, "x.csv")).code == code


def test_what_is_not_an_ordinary_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "tuyau")
    for path in (tmp_path / "absent.csv", tmp_path, tmp_path / "tuyau"):
        assert refusal(path).code == "introuvable"


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "gros.csv"
    with path.open("wb") as target:
        target.truncate(UPLOAD.file_bytes + 1)
    assert refusal(path, UPLOAD).code == "trop-gros"


@pytest.mark.parametrize("start", [b"nom,commune\n", b"", b'[{"nom": "'])
def test_a_line_of_a_gigabyte_is_refused_within_a_second_and_little_memory(tmp_path, start):
    import tracemalloc

    path = tmp_path / "ligne.csv"
    limits = Limits(file_bytes=2_000_000_000)
    with path.open("wb") as target:
        target.write(start + b"a" * 3_000_000)
        target.truncate(1_000_000_000)  # the rest is a hole: zeros, refused in turn if reached
    tracemalloc.start()
    began = time.monotonic()
    error = refusal(path, limits)
    spent, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code in {"ligne-trop-longue", "encodage"}
    assert peak < 30_000_000
    assert spent < 20  # a machine under load; alone it takes a few hundredths


def test_a_long_line_is_refused_without_reading_what_follows(write):
    assert refusal(write("nom,commune\n" + "a" * 30_000), SMALL).code == "ligne-trop-longue"
    assert refusal(write('[{"nom": "' + "a" * 600_000), SMALL).code == "ligne-trop-longue"
    wide = ("nom,commune\n" + "a" * 30_000).encode("utf-16")
    assert refusal(write(wide), SMALL).code == "ligne-trop-longue"


def test_too_many_rows_are_refused(write):
    assert refusal(write("nom,commune\n" + "A,B\n" * 51), SMALL).code == "trop-de-lignes"
    assert refusal(write([{"nom": "A"}] * 51, "x.json"), SMALL).code == "trop-de-lignes"


def test_a_deep_value_of_json_spares_the_other_rows(write):
    deep: object = "x"
    for _ in range(30):
        deep = [deep]
    _, rows = read(write([{"nom": deep}, {"nom": "B"}], "x.json"))
    assert rows[0].problem[0] == "fiche"
    assert rows[1].problem is None


def sheet(xml: bytes, path, **options):
    """A workbook around one sheet given as XML."""
    parts = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats'
        b'.org/package/2006/content-types"/>',
        "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org'
        b'/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org'
        b'/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        b"</Relationships>",
        "xl/workbook.xml": b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.'
        b'org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
        b'2006/relationships"><sheets><sheet name="F" sheetId="1" r:id="rId1"/></sheets>'
        b"</workbook>",
        "xl/_rels/workbook.xml.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.'
        b'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://'
        b'schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        b'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": xml,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def cells(rows) -> bytes:
    out = []
    for number, row in enumerate(rows, 1):
        out.append(f'<row r="{number}">')
        for rank, value in enumerate(row):
            where = f"{chr(65 + rank)}{number}"
            if isinstance(value, bool):
                out.append(f'<c r="{where}" t="b"><v>{int(value)}</v></c>')
            elif isinstance(value, int | float):
                out.append(f'<c r="{where}"><v>{value}</v></c>')
            else:
                out.append(f'<c r="{where}" t="inlineStr"><is><t>{value}</t></is></c>')
        out.append("</row>")
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><sheetData>{"".join(out)}</sheetData></worksheet>'
    ).encode()


@pytest.fixture
def workbook(tmp_path):
    return lambda rows: sheet(cells(rows), tmp_path / "classeur.xlsx")


def test_a_zip_bomb_is_refused_on_its_declared_size(tmp_path):
    path = sheet(b"<worksheet>" + b" " * 60_000_000, tmp_path / "bombe.xlsx")
    assert path.stat().st_size < 100_000
    error = refusal(path)
    assert (error.code, "pèse" in error.message) == ("bombe", True)


@pytest.mark.parametrize(("spaces", "said"), [(60_000_000, "dépasse"), (20_000, "ment")])
def test_a_bomb_that_lies_about_its_size_is_refused_on_its_real_size(tmp_path, spaces, said):
    path = sheet(b"<worksheet>" + b" " * spaces, tmp_path / "menteur.xlsx")
    data = bytearray(path.read_bytes())
    lie, at = struct.pack("<I", 1000), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:  # central directory
        if struct.unpack_from("<I", data, at + 24)[0] > 15_000:
            data[at + 24 : at + 28] = lie
            data[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(b"<worksheet>" + b" " * 989))
        at += 4
    path.write_bytes(data)
    error = refusal(path)
    assert (error.code, said in error.message) == ("bombe", True)


def test_a_workbook_that_is_no_workbook_inside_is_told_as_broken(tmp_path):
    for inside in (b"", b"<worksheet", b"\xff\xfe<\x00w\x00"):
        assert refusal(sheet(inside, tmp_path / "casse.xlsx")).code in {
            "classeur-illisible",
            "vide",
        }


def test_what_the_parser_takes_beyond_its_share_ends_the_parser_alone(tmp_path, monkeypatch):
    from entrelieux.interchange import workbook as module

    monkeypatch.setattr(module._Cells, "see", lambda self, chunk: None)
    monkeypatch.setattr(module, "MEMORY", 400_000_000)
    xml = cells([["nom"], ["A"]]).replace(b'<c r="A2"', b'<c r="XFD1048576"')
    assert refusal(sheet(xml, tmp_path / "loin.xlsx")).code == "classeur-illisible"


@pytest.mark.parametrize("where", [b'r="XFD1048576"', b"r = 'xfd1048576'", b'r="A99999999"'])
def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_it_makes_room(tmp_path, where):
    xml = cells([["nom"], ["A"]]).replace(b'<c r="A2"', b"<c " + where)
    assert refusal(sheet(xml, tmp_path / "loin.xlsx")).code == "bombe"


def test_a_page_makes_less_room_for_a_sheet_than_the_command_line(tmp_path):
    """A kilobyte that names a far cell makes the parser work for every cell before it."""
    xml = cells([["nom"], ["A"]]).replace(b'<c r="A2"', b'<c r="ALL20000"')
    path = sheet(xml, tmp_path / "large.xlsx")
    with pytest.raises(UnusableFileError) as caught:
        open_table(path, Limits(rows=10_000))
    assert caught.value.code == "bombe"


@pytest.mark.parametrize(
    ("member", "said"),
    [("content.xml", "OpenDocument"), ("word/document.xml", "Word"), ("a.csv", "zip")],
)
def test_other_archives_are_named_with_what_to_do(tmp_path, member, said):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert said in refusal(path).message


def rows_or_refusal(path):
    """Rows; none when the file is refused. Any other error fails the test."""
    try:
        return read(path, SMALL)[1]
    except UnusableFileError:
        return []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=4000))
def test_any_bytes_give_rows_or_a_clear_refusal(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("octets") / "x"
    path.write_bytes(content)
    rows_or_refusal(path)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2000), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_any_text_gives_rows_or_a_clear_refusal(tmp_path_factory, content, encoding):
    path = tmp_path_factory.mktemp("texte") / "x"
    path.write_bytes(("nom,commune\n" + content).encode(encoding, "replace"))
    rows = rows_or_refusal(path)
    assert all(set(row.values) == {"nom", "commune"} for row in rows)


def test_a_sound_row_reads_back_as_it_was_written(write):
    _, rows = read(write([place(nom='Le « Bar », "chez" A|B;C')]))
    assert rows[0].values["nom"] == 'Le « Bar », "chez" A|B;C'


def test_the_features_of_geojson_are_rows_with_their_point(write):
    feature = b'{"type": "Feature", "properties": {"nom": "A"}, "geometry": %s}'
    point = feature % b'{"type": "Point", "coordinates": [3.85, 44.72]}'
    content = (
        b'{"type": "FeatureCollection", "bbox": [3.8, 44, 4, 45],'
        b' "crs": {"type": "name", "properties": {"name": "x"}},'
        b' "features": [%s, %s]}' % (point, feature % b"null")
    )
    table = open_table(write(content, "x.geojson"), COMMAND_LINE)
    assert [row.values for row in table.rows] == [
        {"longitude": 3.85, "latitude": 44.72, "nom": "A"},
        {"nom": "A"},
    ]
