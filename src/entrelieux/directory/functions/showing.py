"""What the sheet of a place shows of what it allows."""

from typing import Any

from entrelieux.directory.cards import PlaceSheet
from entrelieux.directory.functions.curve import curve
from entrelieux.directory.functions.selectors import life_of
from entrelieux.directory.functions.services import speaks_for
from entrelieux.kernel.viewer import Viewer


def life_shown(viewer: Viewer, sheet: PlaceSheet) -> dict[str, Any]:
    """``life``, its ``curve`` drawn, and whether the viewer ``may_say`` something of it."""
    life = life_of(viewer, sheet.key)
    may_say = not sheet.withdrawn_on and speaks_for(viewer, sheet.key, sheet.card.code_insee)
    return {"life": life, "curve": curve(life.steps, life.today), "may_say": may_say}
