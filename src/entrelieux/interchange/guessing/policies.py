"""Who may publish a file through the assistant, where, and in whose name?"""

from collections.abc import Callable

from entrelieux.accounts.selectors import network_for
from entrelieux.directory.doubles.policies import ground_of, judges
from entrelieux.kernel.viewer import Role, Viewer


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
    """The producer to name. An animator's is always marked with their network: a file sent there
    never takes the place of another producer's."""
    said = " ".join(said.split())[:120]
    if viewer.is_operator:
        return said
    held = next((one for one in viewer.mandates if one.role == Role.ANIMATOR), None)
    network = network_for(held.network) if held else None
    return f"{network.name} · {said}" if network else said
