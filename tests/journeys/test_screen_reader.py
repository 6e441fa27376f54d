"""The journey that the guide for screen readers describes is the one that the browser exposes."""

import re
from pathlib import Path

import pytest

from tests.journeys.walking import press, write_commune

pytestmark = pytest.mark.journey

GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/lecteur-d-ecran.md"
ROLES = {
    "lien": "link",
    "titre": "heading",
    "zone de texte": "textbox",
    "bouton": "button",
    "liste à saisir": "combobox",
    "case à cocher": "checkbox",
    "bouton radio": "radio",
    "groupe": "group",
    "image": "img",
    "message": "status",
}
WORDS = "je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"
LINE = re.compile(r'^- (\w+)(?: "((?:[^"\\]|\\.)*)")?((?: \[[^\]]+\])*)(?:: (.+))?$')


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def described():
    """[(title of the window, [(role, level, name)…])…], a section of the guide after the other."""
    steps = []
    parts = re.split(r"^## ", GUIDE.read_text(encoding="utf-8"), flags=re.M)
    for section in (part for part in parts if re.match(r"\d\. ", part)):
        title = re.search(r"^Fenêtre : « (.+) »\.$", section, re.M)[1]
        rows = re.findall(r"^\| ([a-zà-ÿ ]+?)(?: (\d))? \| (.+) \|$", section, re.M)
        steps.append((title, [(ROLES[r], n, plain(name)) for r, n, name in rows if r != "rôle"]))
    return steps


def exposed(page):
    """[(role, level, name)…] of the page, in the order in which it is read."""
    found = []
    for line in page.locator("body").aria_snapshot().splitlines():
        text = line.strip()
        if quoted := re.fullmatch(r"- '(.+)'(:.*)?", text):
            text = f"- {quoted[1]}{quoted[2] or ''}".replace("''", "'")
        if match := LINE.match(text.removesuffix(":")):
            role, name, more, said = match.groups()
            level = re.search(r"level=(\d)", more)
            name = (name or (said or "").strip("\"'")).replace('\\"', '"')
            found.append((role, level[1] if level else "", plain(name)))
    return found


def alike(wanted, name):
    return re.fullmatch(".*".join(map(re.escape, wanted.split("…"))), name) is not None


def steps(page):
    """The page at each step of the journey, as somebody without a mouse goes through it."""
    yield
    page.locator("#mots").fill(WORDS)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    yield
    press(page, "suite")
    yield
    write_commune(page, "Langogne")
    press(page, "suite")
    yield
    press(page, "plan")
    yield
    with page.expect_navigation():
        page.locator("main a[href*='/imprimer/']").first.press("Enter")
    yield


def test_each_step_is_announced_as_the_guide_says(walk):
    page = walk().goto("/")
    said = described()
    assert len(said) == 6
    missing, untold = [], []
    for (title, rows), _step in zip(said, steps(page), strict=True):
        assert alike(title, plain(page.title())), page.title()
        tree = exposed(page)
        at = 0
        for role, level, name in rows:
            places = [
                n
                for n in range(at, len(tree))
                if tree[n][:2] == (role, level) and alike(name, tree[n][2])
            ]
            if not places:
                missing.append((title, role, level, name))
            else:
                at = places[0] + 1
        told = [name for role, _level, name in rows if role == "heading"]
        untold += [
            (title, name)
            for role, level, name in tree
            if role == "heading" and level in "12" and not any(alike(n, name) for n in told)
        ]
        assert [level for role, level, _name in tree if role == "heading"].count("1") == 1
    assert missing == []
    assert untold == []
