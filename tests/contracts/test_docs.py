"""Documentation is held to what exists: links, commands, dependencies, decisions, the example."""

import argparse
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from entrelieux.site.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "requirements/README.md"],
    key=str,
)
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = ("Status", "Date", "Context", "Decision", "Consequences")


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def prose(page):
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    titles = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    kept = [re.sub(r"[^\w\- ]", "", title.lower()).strip() for title in titles]
    return {title.replace(" ", "-") for title in kept}


def commands(page):
    """Lines of shell of a page: blocks without a language, and inline code; comments removed."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(block for language, block in FENCE.findall(text) if not language)
    inline = "\n".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
    lines = f"{blocks}\n{inline}".replace("\\\n", " ").splitlines()
    return [line.split("  #")[0].strip() for line in lines]


def subcommands():
    parser = _parser()
    found = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return found.choices


def options_of(parser):
    """Those of a command, and of the actions under it."""
    options = {o for action in parser._actions for o in action.option_strings}
    for under in parser._actions:
        if isinstance(under, argparse._SubParsersAction):
            options.update(*(options_of(one) for one in under.choices.values()))
    return options


@pytest.mark.parametrize("text_file", PAGES, ids=name_of)
def test_links_lead_somewhere(text_file):
    lost = []
    for link in LINK.findall(prose(text_file)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (text_file.parent / path).resolve() if path else text_file
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_every_page_is_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for link in LINK.findall(prose(page)):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists():
                waiting.append(target)
            elif target.is_dir() and ROOT in target.parents:
                waiting += target.glob("*.md")
    lost = {name_of(page) for page in PAGES if "docs" in page.parts} - {name_of(p) for p in seen}
    assert not lost


@pytest.mark.parametrize("text_file", PAGES, ids=name_of)
def test_make_targets_and_variables_exist(text_file):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    variables = set(re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE))
    for line in commands(text_file):
        if not re.match(r"make\b", line):
            continue
        for word in line.split()[1:]:
            known = variables if "=" in word else targets
            assert word.split("=")[0] in known, f"{line}: {word}"


@pytest.mark.parametrize("text_file", PAGES, ids=name_of)
def test_commands_and_flags_exist(text_file):
    choices = subcommands()
    for line in commands(text_file):
        found = re.search(r"(?:^|\s)(?:\.venv/bin/)?entrelieux ([a-z]\S*)(.*)", line)
        if not found:
            continue
        name, rest = found.groups()
        assert name in choices, line
        options = options_of(choices[name])
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, line


@pytest.mark.parametrize("text_file", PAGES, ids=name_of)
def test_scripts_and_modules_named_in_commands_exist(text_file):
    for line in commands(text_file):
        for path in re.findall(
            r"(?<![\w./-])((?:scripts|src|tests|bench|docs|\.ci)/[\w./-]+)", line
        ):
            assert (ROOT / path).exists(), f"{line}: {path}"
        for module in re.findall(r"python -m (bench[\w.]*)", line):
            path = ROOT / module.replace(".", "/")
            assert path.is_dir() or path.with_suffix(".py").exists(), line


def test_each_subcommand_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in subcommands() if f"`entrelieux {name}`" not in text} == set()


@pytest.mark.parametrize("text_file", PAGES, ids=name_of)
def test_pages_name_no_machine(text_file):
    """A path of the machine where it was written would mislead whoever reads it elsewhere."""
    assert not re.search(r"(?<![\w.])/(work|tmp|root|home)/", text_file.read_text(encoding="utf-8"))


def declared_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    for file in ("build.in", "dev.in", "bench.in"):
        lines += (ROOT / "requirements" / file).read_text(encoding="utf-8").split("\n")
    return {re.match(r"[\w.-]+", line)[0] for line in lines if re.match(r"\w", line)}


def test_each_direct_dependency_says_why_its_licence_and_what_would_replace_it():
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    assert all(len(row) == 4 and all(row) for row in rows)
    names = [row[0].strip("`") for row in rows]
    assert len(names) == len(set(names))
    assert set(names) == declared_dependencies()


@pytest.mark.parametrize("text_file", DECISIONS, ids=name_of)
def test_a_decision_has_its_parts(text_file):
    text = text_file.read_text(encoding="utf-8")
    number = text_file.name[:4]
    assert text.startswith(f"# {number}. ")
    found = re.findall(r"^(?:- \*\*(Status|Date)\*\*|## (\w+))", text, re.MULTILINE)
    assert [bold or title for bold, title in found] == list(PARTS)
    assert re.search(r"^- \*\*Date\*\*: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert re.search(r"^- \*\*Status\*\*: (accepted|superseded by \d{4}|proposed)$", text, re.M)
    for part in PARTS[2:]:
        body = text.split(f"## {part}\n", 1)[1].split("\n## ", 1)[0]
        assert len(body.split()) >= 20, part


def test_decisions_are_numbered_without_a_hole():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_rooms_of_the_page_on_architecture_are_those_of_the_house():
    rooms = {p.name for p in (ROOT / "src/entrelieux").iterdir() if (p / "__init__.py").exists()}
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    figure = (ROOT / "docs/architecture.svg").read_text(encoding="utf-8")
    assert {room for room in rooms if f"| `{room}" not in text} == set()
    assert {room for room in rooms if f">{room}<" not in figure} == set()


def test_the_figure_is_read_aloud_and_asks_nothing_of_others():
    figure = (ROOT / "docs/architecture.svg").read_text(encoding="utf-8")
    assert "<title" in figure
    assert "<desc" in figure
    assert "prefers-color-scheme" in figure
    assert not re.search(r"@import|@font-face|<script|href=|url\(", figure)


@pytest.mark.django_db
def test_the_example_of_the_readme_is_what_the_command_says(demo, capsys, settings, tmp_path):
    """Plans, people and places; wording and dates may move without the example being false."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = re.search(r"entrelieux (plan --commune Langogne .+)", text)[1].split()
    example = dict(FENCE.findall(text))["text"]
    from entrelieux.directory.reaching import invented_roads
    from entrelieux.interchange.roads.services import draw_roads
    from entrelieux.site.cli import main

    settings.VAR_DIR = tmp_path
    draw_roads("48", invented_roads())
    assert main(asked) == 0
    said = capsys.readouterr().out
    steps = re.compile(r"^(\d\. .+|   • .+|   \d+ interlocuteur.+)$", re.MULTILINE)
    assert steps.findall(example)
    assert sorted(steps.findall(example)) == sorted(steps.findall(said))
    assert "fictif" in example


def test_make_help_names_every_target_for_people():
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ}
    ).stdout
    assert {"run", "test", "check", "bench"} <= set(re.findall(r"^make (\w+)", said, re.MULTILINE))
