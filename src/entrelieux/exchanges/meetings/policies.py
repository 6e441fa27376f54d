"""Who prepares a meeting, who reads who comes, who types it in? Predicates; no row is read here."""

from dataclasses import dataclass, field

from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.policies import (
    HELPERS,
    Ground,
    animates,
    helping,
    helps_anybody,
    may_unblock,
)

__all__ = ["HELPERS", "animates", "helps_anybody", "prepares"]


@dataclass(frozen=True, slots=True)
class Held:
    """What the rules need to know of a meeting. organisers: references of structures."""

    organisers: frozenset[str]
    network: str
    ground: Ground = field(default_factory=dict)


def prepares(viewer: Viewer) -> bool:
    """An agent or a holder of a place of some structure, or the animator of some network."""
    return helps_anybody(viewer) or animates(viewer)


def holding(viewer: Viewer, held: Held) -> frozenset[str]:
    """Organisers for which this viewer acts there."""
    return held.organisers & helping(viewer, held.ground)


def may_hold(viewer: Viewer, held: Held) -> bool:
    """Change it, read who comes, type it in: its organisers, and the animator of its network."""
    return bool(holding(viewer, held)) or may_unblock(viewer, held.network, held.ground)


def may_call(viewer: Viewer, held: Held) -> bool:
    """Read how those who signed up are reached: who organises, as the form says. An animator reads
    it of the meetings that no structure organises."""
    return bool(holding(viewer, held)) or (not held.organisers and may_hold(viewer, held))


def may_write_in(viewer: Viewer, held: Held) -> bool:
    """Write somebody in, at a counter or by phone: whoever helps people there."""
    return bool(helping(viewer, held.ground)) or may_hold(viewer, held)
