"""The command that photographs every page, tried on two of them."""

import struct

import pytest

from scripts.screenshots import MOST_IMAGE_BYTES, ROOT, all_shots, contact_sheet, photograph
from tests.journeys.states import PAGES

pytestmark = pytest.mark.journey


def size_of(image):
    """(width, height) of a PNG."""
    data = image.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def test_two_pages_are_photographed_at_every_size(chromium, origin, tmp_path):
    shots = [shot for shot in all_shots(["home", "absent"]) if not shot.has_map]
    taken = photograph(chromium, origin, tmp_path, shots)
    assert [image.name for image in taken] == [shot.file for shot in shots]
    assert [size_of(image)[0] for image in taken] == [shot.width for shot in shots]
    assert len({image.read_bytes() for image in taken}) == len(taken)
    page = contact_sheet(tmp_path, shots).read_text(encoding="utf-8")
    assert [shot.file for shot in shots if shot.file not in page] == []


def test_every_state_is_photographed_at_three_widths_light_and_dark():
    shots = {(s.state, s.width, s.theme) for s in all_shots(PAGES)}
    wanted = {(n, w, t) for n in PAGES for w in (320, 768, 1280) for t in ("light", "dark")}
    assert wanted <= shots


def test_images_of_the_documentation_are_light_and_shown_with_words():
    images = list((ROOT / "docs/images").glob("*"))
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    said = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert images
    for image in images:
        assert image.stat().st_size <= MOST_IMAGE_BYTES, image.name
        assert f"images/{image.name})" in said, image.name
    assert "![](" not in said
