"""What the look promises: colours that can be read, icons that exist, pages that stay light."""

import csv
import gzip
import hashlib
import re
from pathlib import Path

import pytest

from entrelieux.kernel.ui import FALLBACK_ICON, icon_names

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/entrelieux"
STATIC = SOURCE / "site/static/site"
SHARED = SOURCE / "site/static/site/css"
SHEETS = sorted(SOURCE.glob("*/static/**/*.css"))
SHEET_NAMED = {str(sheet).rpartition("/static/")[2]: sheet for sheet in SHEETS}
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
TEMPLATE_NAMED = {str(template).rpartition("/templates/")[2]: template for template in TEMPLATES}


def palettes():
    """Colours by name: light, dark (the rest as in light)."""
    blocks = re.findall(r":root \{([^}]*)\}", (STATIC / "css/tokens.css").read_text())
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]
    light, dark, more, more_dark = read
    return {
        "light": light,
        "dark": light | dark,
        "more contrast": light | more,
        "more contrast, dark": light | dark | more | more_dark,
    }


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = (
    "paper",
    "surface",
    "sunken",
    "green-tint",
    "terracotta-tint",
    "ochre-tint",
    "danger-tint",
)
WORDS = ("ink", "muted", "green", "terracotta", "ochre", "danger")


@pytest.mark.parametrize("theme", palettes())
def test_every_text_colour_is_read_on_every_ground(theme):
    colours = palettes()[theme]
    for ground in GROUNDS:
        for word in WORDS:
            assert contrast(colours[word], colours[ground]) >= 4.5, (theme, word, ground)
        for edge in ("edge", "focus"):
            assert contrast(colours[edge], colours[ground]) >= 3, (theme, edge, ground)
    assert contrast(colours["on-green"], colours["green"]) >= 4.5
    assert contrast(colours["surface"], colours["terracotta"]) >= 4.5


def test_contrasts_written_in_the_document_are_those_of_the_tokens():
    rows = re.findall(
        r"^\| `(\w[\w-]*)` on `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|$",
        (ROOT / "docs/design.md").read_text(),
        re.M,
    )
    assert len(rows) >= 12
    light, dark = palettes()["light"], palettes()["dark"]
    for front, ground, in_light, in_dark in rows:
        assert f"{contrast(light[front], light[ground]):.1f}" == in_light, (front, ground)
        assert f"{contrast(dark[front], dark[ground]):.1f}" == in_dark, (front, ground)


def test_only_the_tokens_name_a_colour():
    for sheet in SHEETS:
        # What other sites frame has no other sheet: it carries its own few tokens.
        if sheet.name not in {"tokens.css", "print.css", "embed.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()), sheet


def test_style_sheets_stay_light():
    """What every page loads, then what the pages of one room add."""
    shared = [sheet for sheet in SHEETS if sheet.is_relative_to(SHARED)]
    assert sum(sheet.stat().st_size for sheet in shared) <= 25_000
    for sheet in set(SHEETS) - set(shared):
        assert sheet.stat().st_size <= 8_000, sheet.name


def test_a_first_visit_weighs_less_than_60_kB_without_the_page_itself_being_over_20():
    """Everything shared and the sheets a page names, compressed; a page weighs 3 to 15 kB more."""
    shared = {sheet for sheet in SHEETS if sheet.is_relative_to(SHARED)}
    shared |= {*STATIC.rglob("*.js"), STATIC / "vendor/icons.svg", STATIC / "logo.svg"}
    shared -= {STATIC / "js/map-drawing.js"}  # test_map.py
    for template in TEMPLATES:
        files = shared | sheets_of(template)
        assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 33_000, template


def sheets_of(template):
    """Those that a template names, or one that it extends or includes; those of maps are apart."""
    html = template.read_text()
    found = {SHEET_NAMED[name] for name in re.findall(r'{% static "([^"]+\.css)" %}', html)}
    for name in re.findall(r'{% (?:extends|include) "([^"]+)"', html):
        if name in TEMPLATE_NAMED:
            found |= sheets_of(TEMPLATE_NAMED[name])
    return {sheet for sheet in found if sheet.parent.name != "map"}


def icons_asked():
    """Names that a template or data ask for; and what may be one in a template or a module."""
    asked, perhaps = set(), {FALLBACK_ICON}
    for template in TEMPLATES:
        html = template.read_text()
        asked |= set(re.findall(r'{% icon "([\w-]+)" %}', html))
        for said in re.findall(r'"([a-z0-9,-]+)"', " ".join(re.findall(r"{[%{].*?[%}]}", html))):
            perhaps |= set(said.split(","))
    for table in SOURCE.glob("packs/**/*.csv"):
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if "icon" in (rows.fieldnames or ()):
                asked |= {row["icon"] for row in rows} - {""}
    for module in SOURCE.rglob("*.py"):
        if re.search(r"\bicons?\b", code := module.read_text()):
            perhaps |= set(re.findall(r'"([a-z0-9-]+)"', code))
    return asked, perhaps


def test_every_icon_asked_for_is_in_the_sprite():
    asked, _perhaps = icons_asked()
    assert len(asked) > 100
    assert asked <= icon_names()


def test_every_icon_of_the_sprite_serves_somewhere():
    asked, perhaps = icons_asked()
    assert icon_names() - asked - perhaps == set()


def test_the_sprite_is_the_one_whose_sum_and_licence_are_written_beside_it():
    vendor = STATIC / "vendor"
    digest = hashlib.sha256((vendor / "icons.svg").read_bytes()).hexdigest()
    assert f"`{digest}`" in (vendor / "README.md").read_text()
    assert "ISC License" in (vendor / "lucide-LICENSE.txt").read_text()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(template):
    html = template.read_text()
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
