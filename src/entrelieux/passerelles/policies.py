"""Who may do what with a follow-up and its hand-overs? Predicates on a viewer; no row is read here.

A structure sees of somebody only what they share with it. An animator counts; an operator has no
power here. ``Ground`` says where the person lives, so that a mandate limited to a territory is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from entrelieux.kernel.viewer import Acting, Role, Viewer

HELPERS = (Role.AGENT, Role.PLACE_HOLDER)
"""Roles that meet people. Administration names agents; it opens no file."""

Ground = Mapping[str, str]
"""Kind of zone → code, of the commune somebody lives in."""


@dataclass(frozen=True, slots=True)
class File:
    """What the rules need to know of a follow-up.

    opened_by, referent: structures, "" for none. shared_with: those the person shows something to.
    """

    user_id: int | None = None
    opened_by: str = ""
    referent: str = ""
    shared_with: frozenset[str] = frozenset()
    network: str = ""
    ground: Ground = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bridge:
    """What the rules need to know of a hand-over. is_sent: the receiver may read it.

    shown_to: structures that the person shows all of its needs to.
    """

    file: File
    sender: str
    receiver: str
    is_sent: bool
    network: str = ""
    shown_to: frozenset[str] = frozenset()


def helps_anybody(viewer: Viewer) -> bool:
    return bool(viewer.organisations(*HELPERS))


def animates(viewer: Viewer) -> bool:
    return bool(viewer.networks())


def helps_or_animates(viewer: Viewer) -> bool:
    return helps_anybody(viewer) or animates(viewer)


def signed_in(viewer: Viewer) -> bool:
    return not viewer.is_anonymous


def helping(viewer: Viewer, ground: Ground) -> frozenset[str]:
    """Structures for which this viewer may help somebody who lives there."""
    return frozenset(
        one.organisation
        for one in viewer.mandates
        if one.organisation and one.role in HELPERS and _covers(one, ground)
    )


def _covers(acting: Acting, ground: Ground) -> bool:
    return not acting.zone or ground.get(acting.zone) == acting.zone_code


def may_open(viewer: Viewer, organisation: str, ground: Ground) -> bool:
    """For a structure: by somebody who helps there. For nobody (""): a person may, alone."""
    return not organisation or organisation in helping(viewer, ground)


def is_own(viewer: Viewer, file: File) -> bool:
    return viewer.user_id is not None and viewer.user_id == file.user_id


def reading_as(viewer: Viewer, file: File) -> frozenset[str]:
    """Structures through which this viewer may open the file: the person shares with them."""
    return helping(viewer, file.ground) & file.shared_with


def may_read_follow_up(viewer: Viewer, file: File) -> bool:
    return is_own(viewer, file) or bool(reading_as(viewer, file))


def may_write_follow_up(viewer: Viewer, file: File) -> bool:
    """Add a need, a stage or a hand-over with the person: by those who accompany them."""
    return is_own(viewer, file) or bool(accompanying(viewer, file))


def accompanying(viewer: Viewer, file: File) -> frozenset[str]:
    """The structure that opened the file, or the referent's; the person still shares with it."""
    return reading_as(viewer, file) & {file.opened_by, file.referent}


def may_send(viewer: Viewer, bridge: Bridge) -> bool:
    return is_own(viewer, bridge.file) or bool(sending_as(viewer, bridge))


def sending_as(viewer: Viewer, bridge: Bridge) -> frozenset[str]:
    """The structure that hands over: it follows what it sent, even if names are hidden since.

    Who accompanies the person too, if they are shown what it is about: where somebody turns to
    for one need says what they live through.
    """
    beside = {bridge.file.opened_by, bridge.file.referent} & bridge.shown_to
    return helping(viewer, bridge.file.ground) & (({bridge.sender} | beside) - {""})


def may_answer(viewer: Viewer, bridge: Bridge) -> bool:
    return bridge.is_sent and bridge.receiver in helping(viewer, bridge.file.ground)


def may_read_passerelle(viewer: Viewer, bridge: Bridge) -> bool:
    return may_send(viewer, bridge) or may_answer(viewer, bridge)


def may_count(viewer: Viewer, network: str) -> bool:
    """Counts, ages and references of a network: never names or words."""
    return bool(network) and network in viewer.networks()


def may_unblock(viewer: Viewer, network: str, ground: Ground) -> bool:
    """See that a request of a network awaits an animator: where their mandate is good."""
    return bool(network) and any(
        one.network == network and _covers(one, ground) for one in viewer.mandates
    )
