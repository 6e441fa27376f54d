"""Who may read and propose? Predicates on a viewer; no row is read here.

What hangs on a person's file is opened by the file's own rules (``passerelles.persons``).
"""

from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.policies import Ground, animates, helps_anybody, helps_or_animates

__all__ = ["animates", "helps_anybody", "helps_or_animates", "keeps_the_map", "may_animate"]


def keeps_the_map(viewer: Viewer) -> bool:
    """Write another version of what helps with which need."""
    return animates(viewer) or viewer.is_operator


def may_animate(viewer: Viewer, network_ref: str, ground: Ground) -> bool:
    """A network that this viewer animates, where their mandate is good."""
    return bool(network_ref) and any(
        one.network == network_ref and (not one.zone or ground.get(one.zone) == one.zone_code)
        for one in viewer.mandates
    )
