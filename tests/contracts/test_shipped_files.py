"""What is shipped is what it says: vendored files, locked versions, nothing from another site."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/entrelieux/site/static/site"
VENDOR = STATIC / "vendor"
LOCKS = tuple(ROOT / f"requirements/{name}.txt" for name in ("run", "dev", "bench"))
ELSEWHERE = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""")
REQUESTED = re.compile(
    r"""(?:\b(?:src|srcset|action|poster|data|formaction|ping|manifest)\s*=|<link\b[^>]*\bhref\s*="""
    r"""|\bxlink:href\s*=|<use\b[^>]*\bhref\s*=|@import\s+(?:url\()?|\burl\(|\bfetch\(|\bimport\b|"""
    r"""\bsendBeacon\(|\bWebSocket\(|\bEventSource\()\s*["'(]?\s*([^"'\s)>;]*)"""
)


def pages_and_files():
    found = subprocess.run(
        ["git", "ls-files", "src/entrelieux"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    return [ROOT / name for name in found if name.endswith((".html", ".css", ".js", ".svg"))]


def test_vendored_files_are_those_of_the_readme():
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `([^`]+)` .*\| `([0-9a-f]{64})` \|$", readme, re.MULTILINE))
    kept = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.suffix not in {".md", ".txt"}
    }
    assert kept == said


def test_each_vendored_file_names_its_origin_its_version_and_its_licence():
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    for line in re.findall(r"^\| `.*$", readme, re.MULTILINE):
        _, _file, origin, version, licence, _sum, _ = (cell.strip() for cell in line.split("|"))
        assert origin
        assert re.search(r"\d+\.\d+", version)
        for text in re.findall(r"`([^`]+\.txt)`", licence):
            assert (VENDOR / text).is_file()


def test_no_page_and_no_file_asks_anything_of_another_site():
    files = pages_and_files()
    assert len(files) > 25
    asked = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in files
        for target in REQUESTED.findall(path.read_text(encoding="utf-8"))
        if ELSEWHERE.match(target)
    ]
    assert asked == []


def test_no_page_served_asks_anything_of_another_site(client, address_of):
    for route, address in address_of.items():
        page = client.get(address).getvalue().decode()
        asked = [target for target in REQUESTED.findall(page) if ELSEWHERE.match(target)]
        assert asked == [], route


def test_the_pattern_would_see_one():
    for text in (
        '<script src="https://cdn.example.org/x.js">',
        "<link rel=stylesheet href='//cdn.example.org/x.css'>",
        "@import url(https://fonts.example.org/a)",
        "fetch('https://api.example.org/x')",
        "background: url(//img.example.org/a.png)",
    ):
        assert any(ELSEWHERE.match(target) for target in REQUESTED.findall(text)), text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_name_no_host_and_hold_a_hash_for_each_version(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ ", text)
    entries = re.split(r"\n(?=[a-z0-9])", "\n".join(re.sub(r"\\\n\s*", " ", text).splitlines()))
    pinned = [entry for entry in entries if "==" in entry]
    assert len(pinned) > 20
    for entry in pinned:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
    bare = [entry for entry in entries if entry.strip() and "==" not in entry]
    assert all(entry.lstrip().startswith(("#", "--")) for entry in bare), bare


def test_what_the_package_needs_is_locked_and_dev_locks_the_same_versions():
    def versions(lock):
        return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock.read_text(), re.M))

    run, dev, _bench = map(versions, LOCKS)
    assert {name: dev.get(name) for name in run} == run
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for needed in project["dependencies"]:
        assert re.match(r"[a-z0-9-]+", needed)[0] in run


def test_no_file_names_a_machine_or_holds_a_key():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".xz", ".png", ".gz", ".npz", ".zip", ".xlsx"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert "BEGIN PRIVATE KEY" not in text or path == Path(__file__), name
        assert not re.search(r"/(?:home|Users|root)/\w+/", text), name


def test_what_is_produced_is_not_kept_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files", "var", "*.sqlite3", "*.npz", "*.pyc", "*.mo~", "secret_key"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    # What the phrases teach takes a minute to learn: it is shipped, with the mark of its phrases.
    assert set(listed) == {"src/entrelieux/packs/fr/phrases/poids.npz"}
