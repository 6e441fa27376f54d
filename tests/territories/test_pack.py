"""The communes shipped are whole, are what their manifest says, and agree with the real file."""

import csv
import hashlib
import importlib.util
from collections import Counter
from math import cos, hypot, radians
from pathlib import Path

import pytest

from entrelieux.packs.fr import territories as pack

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "territories"
COMMUNES = {commune.code: commune for commune in pack.communes()}


@pytest.fixture(scope="module")
def reference():
    path = SHARED / "communes-actuelles.csv"
    if not path.exists():
        pytest.skip("../shared is absent: the real file of communes cannot be compared")
    with path.open(encoding="utf-8") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def km(lon, lat, other_lon, other_lat):
    return 111.2 * hypot((lon - other_lon) * cos(radians(lat)), lat - other_lat)


def test_all_communes_of_2026_are_there():
    assert len(COMMUNES) == 34_875
    assert list(COMMUNES) == sorted(COMMUNES)
    assert sum(one.population for one in COMMUNES.values()) == 68_350_798


def test_files_are_those_of_the_manifest():
    files = pack.manifest()["fichiers"]
    assert set(files) | {"masses.csv"} == {name.removesuffix(".xz") for name in pack.FILES}
    for name in pack.FILES:
        if name != "masses.csv":
            content = pack.content(name)
            told = files[name.removesuffix(".xz")]
            assert hashlib.sha256(content).hexdigest() == told["sha256"]
            assert len(list(csv.reader(content.decode().splitlines()))) == told["lignes"] + 1


def test_shipped_data_stay_small():
    assert sum((pack.FOLDER / name).stat().st_size for name in pack.FILES) < 1_200_000


def test_the_script_pins_the_packages_of_the_manifest():
    path = ROOT / "scripts" / "build_communes.py"
    spec = importlib.util.spec_from_file_location("build_communes", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    told = {(one["nom"], one["version"]): one["sha256"] for one in pack.manifest()["paquets"]}
    assert told == script.SHA256
    assert "://" not in path.read_text("utf-8")


def test_what_communes_point_at_exists():
    departements = {one.code: one for one in pack.departements()}
    regions = {one.code for one in pack.regions()}
    epci = {one.code for one in pack.epci()}
    assert (len(departements), len(regions), len(epci)) == (101, 18, 1_255)
    assert {one.departement for one in COMMUNES.values()} == set(departements)
    assert {one.region for one in departements.values()} == regions
    assert {one.epci for one in COMMUNES.values()} == epci | {""}
    assert {one.chef_lieu for one in departements.values()} <= set(COMMUNES)


def test_only_four_islands_belong_to_no_epci():
    alone = {one.code for one in COMMUNES.values() if not one.epci}
    assert alone == {"22016", "29083", "29155", "85113"}


def test_every_commune_has_a_point_a_postcode_and_a_surface():
    for one in COMMUNES.values():
        assert one.centre in {"mairie", "centroide"}
        assert one.area_km2 > 0
        assert one.codes_postaux
        assert all(len(code) == 5 and code.isdecimal() for code in one.codes_postaux)
        assert -90 < one.lat < 90
        # A town hall stays in its commune: never further from the middle than the commune is wide.
        span = 4 + 4 * one.area_km2**0.5
        assert km(one.lon, one.lat, one.centroid_lon, one.centroid_lat) < span, one.nom


def test_centres_are_mostly_town_halls():
    kinds = Counter(one.centre for one in COMMUNES.values())
    assert kinds["mairie"] > 0.94 * len(COMMUNES)


def test_codes_names_and_postcodes_are_those_of_the_real_file(reference):
    assert COMMUNES.keys() == reference.keys()
    for code, row in reference.items():
        one = COMMUNES[code]
        assert set(one.codes_postaux) == set(row["codes_postaux"].split("|")), code
        assert one.departement == row["departement"]
        assert one.nom.endswith(row["nom"]), (one.nom, row["nom"])


def test_populations_agree_with_the_real_file(reference):
    # Same package, same year.
    for code, row in reference.items():
        assert COMMUNES[code].population == int(float(row["population_etalab"])), code
    # An older census: one in a hundred may have moved by 30 %, and Mayotte was not in it.
    older = {
        code: float(row["population_municipale"])
        for code, row in reference.items()
        if row["population_municipale"] and float(row["population_municipale"]) >= 100
    }
    apart = [c for c, people in older.items() if abs(COMMUNES[c].population / people - 1) > 0.3]
    assert len(apart) < 0.01 * len(older)


def test_surfaces_and_middles_agree_with_the_real_file(reference):
    # Neussargues-en-Pinatelle: the real file still has the outline of before 2025.
    compared = 0
    for code, row in reference.items():
        if not row["centroid_lon"] or code == "15141":
            continue
        one = COMMUNES[code]
        middle = float(row["centroid_lon"]), float(row["centroid_lat"])
        assert km(one.centroid_lon, one.centroid_lat, *middle) < 0.05, code
        assert one.area_km2 == pytest.approx(float(row["area_km2"]), rel=0.01, abs=0.002), code
        compared += 1
    assert compared == 34_866


def test_town_halls_known_to_be_wrong_are_not_used(reference):
    suspect = {code for code, row in reference.items() if row["mairie_suspecte"] == "True"}
    assert len(suspect) == 320
    assert {COMMUNES[code].centre for code in suspect} == {"centroide"}


def test_town_halls_used_are_those_of_the_real_file(reference):
    for code, row in reference.items():
        one = COMMUNES[code]
        if one.centre == "mairie" and row["mairie_lon"]:
            assert km(one.lon, one.lat, float(row["mairie_lon"]), float(row["mairie_lat"])) < 0.05


def test_density_follows_its_thresholds_and_the_usual_shares():
    assert pack.density_class(5_000, 1.0) == 0
    assert pack.density_class(1_999, 1.0) == 1
    assert pack.density_class(499, 1.0) == 2
    assert pack.density_class(2_400, 100.0) == 3
    assert pack.density_class(0, 1.0) == 3
    shares = Counter(one.density for one in COMMUNES.values())
    assert [round(100 * shares[k] / len(COMMUNES)) for k in range(4)] == [2, 8, 55, 35]


def test_more_people_never_make_a_commune_less_dense():
    for area in (0.5, 3.0, 40.0):
        classes = [pack.density_class(people, area) for people in range(0, 100_000, 97)]
        assert classes == sorted(classes, reverse=True)


def test_islands_are_the_components_of_the_neighbour_graph():
    path = SHARED / "communes-adjacence.parquet"
    if not path.exists():
        pytest.skip("../shared is absent: the graph of neighbouring communes cannot be compared")
    parquet = pytest.importorskip("pyarrow.parquet")
    pairs = parquet.read_table(path).to_pydict()
    parent = {code: code for code in COMMUNES}

    def root(code):
        while parent[code] != code:
            parent[code] = code = parent[parent[code]]
        return code

    for a, b in zip(pairs["code_a"], pairs["code_b"], strict=True):
        parent[root(a)] = root(b)
    # Bridges that the graph ignores, and communes whose outline it lacks.
    for a, b in (("17019", "17300"), ("17093", "17300"), ("85011", "85012"), ("97105", "97101")):
        parent[root(a)] = root(b)
    for code in ("12218", "14581", "15031", "15035", "15047", "15171", "49126", "69114"):
        parent[root(code)] = root("75056")
    parent[root("17300")] = root("85012")
    parent[root("85012")] = root("75056")
    groups = {}
    for code in COMMUNES:
        groups.setdefault(root(code), set()).add(code)
    # The graph knows no rivers: in Guyane, seven communes are apart and by hand.
    ours = {}
    for one in COMMUNES.values():
        mass = one.landmass if one.departement != "973" else 973
        ours.setdefault(mass, set()).add(one.code)
    assert sorted(map(sorted, groups.values())) == sorted(map(sorted, ours.values()))


def test_bridged_islands_are_on_the_mainland():
    for code in ("17019", "17093", "85163", "97105"):
        assert COMMUNES[code].landmass == (971 if code == "97105" else pack.MAINLAND)


def test_every_landmass_line_has_a_reason_and_a_known_code():
    departements = {one.code for one in pack.departements()}
    for line in pack.landmasses():
        assert line.motif
        assert line.preuve
        known = departements if line.portee == "departement" else COMMUNES
        assert line.code in known
    unsure = {line.code for line in pack.landmasses() if line.preuve == "à vérifier"}
    assert {COMMUNES[code].departement for code in unsure} == {"973"}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("0,commune,17004,Aix,île,su", "masse « 0 »"),
        ("x,commune,17004,Aix,île,su", "masse « x »"),
        ("40000,commune,17004,Aix,île,su", "attendu un nombre de 1 à 32767"),
        ("1,ville,17004,Aix,île,su", "portée « ville »"),
        ("1,commune,17004,Aix,île,su\n2,commune,17004,Aix,île,su", "déjà plus haut"),
    ],
)
def test_a_mistake_in_the_landmasses_says_where(monkeypatch, line, word):
    text = "masse,portee,code,nom,motif,preuve\n" + line
    monkeypatch.setattr(pack, "content", lambda name: text.encode())
    with pytest.raises(pack.PackError, match=r"masses\.csv, ligne [23]") as error:
        pack.landmasses()
    assert word in str(error.value)


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("48080", "48080"),
        ("75111", "75056"),
        ("13208", "13055"),
        ("69389", "69123"),
        ("48014", "48027"),
        ("55273", "55386"),
        ("97701", None),
        ("99999", None),
        ("", None),
    ],
)
def test_a_code_of_before_leads_to_the_commune_of_today(code, today):
    assert pack.current_code(code) == today


def test_former_communes_lead_to_communes_of_today():
    former = pack.former_communes()
    assert {one.commune for one in former} <= COMMUNES.keys()
    natures = Counter(one.nature for one in former)
    assert natures["arrondissement"] == 45
    assert all(one.code == one.commune or one.code not in COMMUNES for one in former)


def test_overseas_collectivites_are_apart():
    apart = pack.collectivites()
    assert len(apart) == 94
    assert {one.collectivite for one in apart} >= {"975", "977", "978", "986", "987", "988"}
    assert not {one.code for one in apart} & COMMUNES.keys()
