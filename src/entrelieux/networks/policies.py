"""Who writes the life of a network, who reads its members? Predicates; no row is read here.

An animator acts where their mandate is good. A member reads what members show each other. Whoever
took a call reads how to reach that person, and nobody else does.
"""

from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.policies import Ground, animates, helps_anybody, may_unblock

__all__ = ["animates", "helps_anybody", "may_animate", "may_animate_part", "may_animate_there"]


def may_animate(viewer: Viewer, network: str) -> bool:
    """Charter, goals, rules: by an animator whose mandate holds for the whole network."""
    return bool(network) and any(one.network == network and not one.zone for one in viewer.mandates)


def may_animate_part(viewer: Viewer, network: str) -> bool:
    """The line of calls: also by an animator of one territory, who sees those of that territory."""
    return bool(network) and network in viewer.networks()


def may_animate_there(viewer: Viewer, network: str, ground: Ground) -> bool:
    """Members and calls of one commune: the animator whose mandate covers it."""
    return may_unblock(viewer, network, ground)
