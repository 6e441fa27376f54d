"""Who may do what with a project? Predicates on a viewer; no row is read here.

The holder does everything, by their secret address. A structure reads what is opened to it, through
those who help there; an animator counts; an operator has no power here.
"""

from collections.abc import Collection

from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.policies import Ground, helping, helps_anybody

__all__ = ["helps_anybody", "walking_as"]


def walking_as(viewer: Viewer, companions: Collection[str], ground: Ground) -> frozenset[str]:
    """Structures beside the project for which this viewer helps where it is."""
    return helping(viewer, ground) & frozenset(companions)
