"""Who may publish a file through the assistant, where, and in whose name?"""

from collections.abc import Callable

from entrelieux.accounts.selectors import network_for
from entrelieux.directory.doubles.policies import ground_of, judges
from entrelieux.kernel.viewer import Acting, Role, Viewer


def exchanges(viewer: Viewer) -> bool:
    """Operators, and who animates a network."""
    return judges(viewer)


def reach_of(viewer: Viewer) -> Callable[[str], bool] | None:
    """Whether a commune is in the territory that somebody animates; None for everywhere."""
    if viewer.is_operator:
        return None
    ground = ground_of(viewer)
    return ground.holds


def producer_for(viewer: Viewer, said: str) -> str:
    """The producer to name: an animator's is always said to come through their network."""
    said = " ".join(said.split())[:120]
    held = _held(viewer)
    network = network_for(held.network) if held else None
    return f"{network.name} · {said}" if network else said


def owner_of(viewer: Viewer) -> str:
    """Whose lists a file makes: names can be chosen alike, so an animator's are kept apart by what
    they hold, and a file never takes the place of another producer's; "" for an operator."""
    held = _held(viewer)
    return f"{held.network}/{held.zone}/{held.zone_code}" if held else ""


def _held(viewer: Viewer) -> Acting | None:
    held = (one for one in viewer.mandates if one.role == Role.ANIMATOR)
    return None if viewer.is_operator else next(held, None)
