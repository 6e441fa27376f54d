"""The map that moves: what it weighs, what may be set, what the policy then lets through."""

import gzip
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from entrelieux.packs.fr import outlines
from entrelieux.site.settings_model import Environment, faults_of

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/entrelieux/site/static/site"
MAPLIBRE = STATIC / "vendor/maplibre"
TILES = "ENTRELIEUX_MAP_TILES_URL"
PAGE_WITHOUT_ITS_MAP = 60_000  # kept by tests/journeys/test_every_page.py
PAGE_WITH_ITS_MAP = 450_000


@pytest.fixture
def environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("ENTRELIEUX_"):
            monkeypatch.delenv(name)

    def read(url):
        monkeypatch.setenv(TILES, url)
        return Environment()

    return read


def packed(path):
    return len(gzip.compress(path.read_bytes(), 6))


def test_a_page_with_its_map_weighs_less_than_450_kB_wherever_it_is():
    """The heaviest page, the modules in brotli and the heaviest outlines: never a second file.

    A lighter page lets the map ask for more: tests/journeys/test_map.py weighs real ones.
    """
    ours = (STATIC / "js/map.js", STATIC / "js/map-drawing.js", STATIC / "map/map.css")
    asked = sum(packed(path) for path in (*ours, outlines.FILES / "index.json"))
    modules = sum(path.stat().st_size for path in MAPLIBRE.glob("*.br"))
    heaviest = max(line[4] for line in outlines.index().values())
    assert PAGE_WITHOUT_ITS_MAP + modules + asked + heaviest <= PAGE_WITH_ITS_MAP


def test_the_modules_are_sent_compressed_once_for_all(client):
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        plain = (MAPLIBRE / name).read_bytes()
        answer = client.get(f"/static/site/vendor/maplibre/{name}", HTTP_ACCEPT_ENCODING="br, gzip")
        assert answer["Content-Encoding"] == "br"
        assert answer["Content-Type"].startswith("text/javascript")
        sent = b"".join(answer.streaming_content)
        assert sent == (MAPLIBRE / f"{name}.br").read_bytes()
        brotli = pytest.importorskip("brotli")
        assert brotli.decompress(sent) == plain


def test_outlines_are_served_and_nothing_else_of_their_folder(client, db):
    assert client.get("/static/outlines/48.json").status_code == 200
    assert client.get("/static/outlines/manifest.json").status_code == 404
    assert client.get("/static/outlines/__init__.py").status_code == 404


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("", ""),
        ("/tuiles/{z}/{x}/{y}.png", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://tiles.example.org:8443/a/{z}/{y}/{x}?k=1", "https://tiles.example.org:8443"),
    ],
)
def test_tiles_come_from_here_or_from_one_named_site(environment, url, origin):
    assert environment(url).map_tiles_url == url
    assert environment(url).tiles_origin == origin


@pytest.mark.parametrize(
    "url",
    [
        *("http://tiles.example.org/{z}/{x}/{y}.png", "//tiles.example.org/{z}/{x}/{y}.png"),
        *("https://tiles.example.org/style.json", "/tuiles/{z}/{x}.png", "tuiles/{z}/{x}/{y}.png"),
        *("https://*.example.org/{z}/{x}/{y}", "https://a.example;script-src/{z}/{x}/{y}"),
        "https://ana:secret@tiles.example.org/{z}/{x}/{y}",
    ],
)
def test_any_other_address_of_tiles_is_refused_with_what_was_expected(environment, url):
    with pytest.raises(ValidationError) as found:
        environment(url)
    assert faults_of(found.value) == (
        f"{TILES} : trouvé « {url} », attendu "
        "/chemin ou https://hôte/chemin, avec {z}, {x} et {y}, ou rien"
    )


@pytest.mark.processes
def test_the_policy_lets_tiles_through_for_images_and_nothing_more(environment, monkeypatch):
    """The settings are read again in another process, as a server would at its start."""
    import json
    import subprocess
    import sys

    program = (
        "import json; from entrelieux.site import settings as s;"
        "print(json.dumps(s.CONTENT_SECURITY_POLICY['DIRECTIVES']))"
    )

    def policy(url):
        given = os.environ | {TILES: url, "ENTRELIEUX_SECRET_KEY": "for this test"}
        run = subprocess.run(
            [sys.executable, "-c", program], env=given, capture_output=True, text=True, check=True
        )
        return json.loads(run.stdout)

    closed, opened = policy(""), policy("https://tiles.example.org/{z}/{x}/{y}.png")
    changed = {name for name in closed if closed[name] != opened[name]}
    assert changed == {"img-src", "connect-src"}
    for name in changed:
        assert opened[name] == [*closed[name], "https://tiles.example.org"]
    assert policy("/tuiles/{z}/{x}/{y}.png") == closed
