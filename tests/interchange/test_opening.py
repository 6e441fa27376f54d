"""Open data: whole files, dated, with the licence of each row, given away and never a stale one."""

import csv
import gzip
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from entrelieux.directory import services as directory
from entrelieux.directory.demo import demo_offer
from entrelieux.directory.reading_back import offer_read_back
from entrelieux.interchange.opening import services
from entrelieux.interchange.opening.licences import licences
from entrelieux.interchange.opening.making import made
from entrelieux.interchange.standards.checking import check_file
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.kernel.work import duties
from entrelieux.site.cli import main
from tests.interchange.conftest import TODAY

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def offer(communes):
    """The invented network as if it were real, so that names have no prefix."""
    offer = demo_offer(TODAY)
    real = tuple(
        replace(source, is_fiction=False, licence="Licence Ouverte 2.0") for source in offer.sources
    )
    return replace(offer, sources=real)


def publish(offer):
    return directory.publish_offer(actor=OPERATOR, offer=offer, cause="test", today=TODAY)


@pytest.fixture
def folder(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return services.folder_served()


@pytest.fixture
def dumped(offer, folder):
    publish(offer)
    services.dump_to(folder, now=NOW)
    return folder


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))


def package_of(folder):
    return json.loads((folder / "datapackage.json").read_text())


def test_each_file_is_under_a_stable_name_and_under_the_name_of_its_day(dumped):
    for one in package_of(dumped)["resources"]:
        stem, shape = one["path"].split(".")
        dated = dumped / f"{stem}-2026-11-23.{shape}"
        assert dated.read_bytes() == (dumped / one["path"]).read_bytes()
        assert gzip.decompress((dumped / f"{one['path']}.gz").read_bytes()) == dated.read_bytes()


def test_the_description_tells_the_size_the_rows_and_the_print_of_each_file(dumped):
    resources = package_of(dumped)["resources"]
    assert {"lieux.csv", "tous-les-lieux.geojson", "structures.json", "services.json"} <= {
        one["path"] for one in resources
    }
    for one in resources:
        content = (dumped / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if one["format"] == "csv":
            assert one["rows"] == len(rows_of(dumped / one["path"]))
    for line in (dumped / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert digest == hashlib.sha256((dumped / name).read_bytes()).hexdigest()


def test_each_row_says_its_source_and_its_licence(dumped):
    known = {one["name"]: one["licence"] for one in package_of(dumped)["sources"]}
    rows = rows_of(dumped / "lieux.csv")
    rows += json.loads((dumped / "structures.json").read_text())
    rows += json.loads((dumped / "services.json").read_text())
    rows += [
        one["properties"]
        for one in json.loads((dumped / "tous-les-lieux.geojson").read_text())["features"]
    ]
    rows += rows_of(dumped / "fonctions.csv") + rows_of(dumped / "permanences.csv")
    assert len(rows) > 100
    for row in rows:
        assert row["licence"] == known[row["jeu_de_donnees"]] != ""


@pytest.mark.parametrize("name", ["lieux.csv", "structures.json", "services.json", "fonctions.csv"])
def test_the_files_follow_their_published_schema(dumped, name):
    verdict = check_file(dumped / name)
    assert verdict.rows
    assert verdict.is_valid
    ours = {"jeu_de_donnees", "licence"} | ({"fiches_reunies"} if name == "lieux.csv" else set())
    assert set(verdict.unknown) == ours


def test_a_place_whose_licence_nobody_said_is_kept_back_with_all_that_hangs_on_it(offer, folder):
    publish(replace(offer, sources=tuple(replace(one, licence=" ") for one in offer.sources)))
    dump, _ = services.dump_to(folder, now=NOW)
    assert dump.reusable.kept_back == len(offer.places)
    assert [file.rows for file in dump.files] == [0] * len(dump.files)


def test_one_source_without_licence_takes_away_its_rows_alone(offer):
    other = replace(offer.sources[0], slug="sans-licence", licence="")
    place = replace(offer.places[0], source="sans-licence", record_keys=())
    mixed = replace(offer, sources=(*offer.sources, other), places=(place, *offer.places[1:]))
    publish(mixed)
    dump = made(offer_read_back(ANYONE), at=NOW, mark="1")
    kept = dump.reusable.offered.offer
    assert dump.reusable.kept_back == 1
    assert place.ref not in {one.ref for one in kept.places}
    assert not any(one.place_ref == place.ref for one in (*kept.services, *kept.permanences))
    assert len(kept.places) == len(offer.places) - 1


def test_rows_under_odbl_are_announced(offer, folder):
    publish(
        replace(
            offer,
            sources=tuple(replace(one, licence="ODbL") for one in offer.sources),
        )
    )
    services.dump_to(folder, now=NOW)
    found = package_of(folder)
    assert found["share_alike"]
    assert [one["name"] for one in found["licenses"]] == ["ODbL-1.0"]
    assert "partage à l'identique" in found["description"]


def test_a_licence_that_we_do_not_know_keeps_its_words():
    found = licences(["CC BY", "Licence Ouverte 2.0 ou ODbL, selon le producteur"])
    assert [(one["name"], one["title"]) for one in found] == [
        ("CC-BY", "CC BY"),
        ("etalab-2.0", "Licence Ouverte 2.0"),
        ("ODbL-1.0", "Open Database License 1.0"),
    ]


def test_fiction_says_so_in_the_name_of_each_file(communes, folder):
    publish(demo_offer(TODAY))
    services.dump_to(folder, now=NOW)
    found = package_of(folder)
    assert found["fiction"]
    assert all(one["path"].startswith("fiction-") for one in found["resources"])


def test_the_worker_renews_the_files_after_a_publication_and_only_then(offer, folder):
    assert "donnees-ouvertes" in {one.name for one in duties()}
    assert not services.dump_when_published(NOW)
    publish(offer)
    assert services.dump_when_published(NOW)
    before = (folder / "datapackage.json").read_bytes()
    assert not services.dump_when_published(LATER)
    assert (folder / "datapackage.json").read_bytes() == before
    publish(
        replace(offer, places=(replace(offer.places[0], name="Un autre nom"), *offer.places[1:]))
    )
    assert services.dump_when_published(LATER)
    assert "Un autre nom" in (folder / "lieux.csv").read_text()
    assert "Un autre nom" not in (folder / "lieux-2026-11-23.csv").read_text()


def test_a_file_that_stays_the_same_is_not_written_again(dumped):
    before = (dumped / "lieux.csv").stat()
    services.dump_to(dumped, now=LATER)
    after = (dumped / "lieux.csv").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_day_that_changes_nothing_takes_no_room(dumped):
    services.dump_to(dumped, now=LATER)
    days = [dumped / f"lieux-2026-11-{day}.csv" for day in (23, 24)]
    assert all(path.samefile(dumped / "lieux.csv") for path in days)


def test_a_disk_without_links_gets_copies(offer, folder, monkeypatch):
    def refuse(self, target):
        raise OSError(self, target)

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    publish(offer)
    services.dump_to(folder, now=NOW)
    assert (folder / "lieux-2026-11-23.csv").read_bytes() == (folder / "lieux.csv").read_bytes()
    assert not list(folder.glob("*.tmp"))


def test_files_of_a_day_go_after_a_week_and_others_stay(dumped):
    (dumped / "notes-2020-01-01.txt").write_text("not ours")
    services.dump_to(dumped, now=NOW + timedelta(days=6))
    assert (dumped / "lieux-2026-11-23.csv").exists()
    services.dump_to(dumped, now=NOW + timedelta(days=7))
    assert not list(dumped.glob("*-2026-11-23.*"))
    assert (dumped / "lieux-2026-11-29.csv").exists()
    assert (dumped / "notes-2020-01-01.txt").exists()


def test_who_has_a_file_already_is_given_nothing(dumped, client):
    first = client.get("/donnees/lieux.csv")
    assert first.getvalue() == (dumped / "lieux.csv").read_bytes()
    assert first["Access-Control-Allow-Origin"] == "*"
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get("/donnees/lieux.csv", headers=header)
        assert again.status_code == 304
        assert again.getvalue() == b""
        assert again["ETag"] == first["ETag"]


def test_a_packed_file_has_its_own_mark(dumped, client):
    plain = client.get("/donnees/lieux.csv")
    packed = client.get("/donnees/lieux.csv", headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
    refused = client.get("/donnees/lieux.csv", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in refused
    refused.getvalue()


def test_a_changed_file_has_a_new_mark(offer, dumped, client):
    first = client.get("/donnees/lieux.csv")
    first.getvalue()
    publish(
        replace(offer, places=(replace(offer.places[0], name="Un autre nom"), *offer.places[1:]))
    )
    services.dump_to(dumped, now=LATER)
    again = client.get("/donnees/lieux.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Un autre nom" in again.getvalue().decode()


def test_nothing_but_the_files_of_a_dump_is_given(dumped, client):
    (dumped / "secret.csv").write_text("x")
    (dumped.parent / "secret_key").write_text("x")
    for name in (
        "secret.csv",
        "../secret_key",
        "..%2fsecret_key",
        "lieux.csv.gz",
        "autre-2026-11-23.csv",
    ):
        assert client.get(f"/donnees/{name}").status_code == 404, name
    client.get("/donnees/lieux-2026-11-23.csv").getvalue()


def test_the_page_says_what_when_and_under_what_terms(dumped, client):
    page = client.get("/donnees/").content.decode()
    assert "23 novembre 2026" in page
    for one in package_of(dumped)["resources"]:
        assert f"/donnees/{one['path']}" in page
    assert "Licence Ouverte 2.0" in page
    assert "datapackage-2026-11-23.json" in page


def test_the_page_says_when_nothing_is_ready(folder, client, db):
    page = client.get("/donnees/").content.decode()
    assert "pas encore prêts" in page


def test_the_command_writes_where_it_is_told(offer, tmp_path, capsys):
    publish(offer)
    assert main(["dump", "--output", str(tmp_path / "out"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["resources"] == package_of(tmp_path / "out")["resources"]
    assert main(["dump", "--output", str(tmp_path / "out")]) == 0
    assert "lieux.csv" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said(offer, tmp_path, capsys):
    publish(offer)
    (tmp_path / "taken").write_text("a file")
    assert main(["dump", "--output", str(tmp_path / "taken"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "dossier-inutilisable"


def test_a_place_that_the_national_schema_refuses_is_on_the_map_all_the_same(offer, folder):
    publish(offer)
    services.dump_to(folder, now=NOW)
    files = {one["path"]: one for one in package_of(folder)["resources"]}
    assert files["lieux.csv"]["left_out"] > 0
    assert files["tous-les-lieux.geojson"]["left_out"] == 0
    assert files["tous-les-lieux.geojson"]["rows"] == len(offer.places)
    assert files["lieux.csv"]["rows"] == len(offer.places) - files["lieux.csv"]["left_out"]
