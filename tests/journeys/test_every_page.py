"""Each page: its weight at a first visit, and, light and dark, wide and narrow, rules of
accessibility, room, targets, motion.

Automatic rules see a part of what matters; the rest is walked by hand or in the other files.
"""

import pytest

from tests.journeys.looking import (
    broken_rules,
    cut_text,
    cut_when_spaced,
    small_targets,
)
from tests.journeys.scales import Scales, too_heavy
from tests.journeys.states import PAGES
from tests.journeys.walking import HEIGHTS, NARROW, WIDE

pytestmark = pytest.mark.journey

ZOOM_400 = {"width": 320, "height": 256}


@pytest.mark.parametrize("name", PAGES)
def test_page(walk, name):
    begun = walk(width=WIDE)
    scales = Scales(begun)
    PAGES[name](begun)
    scales.settle()
    found = {"weight": too_heavy(scales.last_page())}
    scales.put_away()
    page = begun.page
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    for scheme, width in (("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        found[f"{scheme} {width}"] = broken_rules(page) + small_targets(page) + cut_text(page)
        if scheme == "light":
            found[f"spaced {width}"] = cut_when_spaced(page)
    page.set_viewport_size(ZOOM_400)
    found["zoom"] = cut_text(page)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found["forced colours"] = cut_text(page)
    found["moving"] = page.evaluate("document.getAnimations().map((one) => one.playState)")
    assert {where: faults for where, faults in found.items() if faults} == {}
