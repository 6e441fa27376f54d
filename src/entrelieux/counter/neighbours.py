"""What the rooms above say of the other trades to whoever stands at the counter.

Registered from ``ready()``: « qui fait quoi ici », with the limits of each job.
"""

from collections.abc import Callable
from dataclasses import dataclass

from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Neighbour:
    """does_not: the limits of the job. is_old: nobody has read it again for long."""

    name: str
    trade: str
    does: str
    does_not: str
    call_for: str
    is_old: bool


Ask = Callable[[Viewer, str], tuple[Neighbour, ...]]
_asks: list[Ask] = []


def ask_neighbours_of(ask: Ask) -> None:
    """One room answers; another one that comes after takes its place."""
    _asks[:] = [ask]


def neighbours(viewer: Viewer, code_insee: str) -> tuple[Neighbour, ...]:
    """Structures that said what they do, around a commune; none when no room answers."""
    return _asks[0](viewer, code_insee) if _asks else ()
