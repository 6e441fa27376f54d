"""What may be chosen to prepare a meeting: structures, places of theirs, networks."""

from typing import TypedDict

from entrelieux.accounts.selectors import members_of, network_of
from entrelieux.directory.cards import Named
from entrelieux.directory.structures import StructureCard, structure_for
from entrelieux.exchanges.meetings.cards import MeetingCard
from entrelieux.exchanges.meetings.policies import HELPERS
from entrelieux.kernel.viewer import Viewer

MOST = 60


class Choices(TypedDict):
    structures: tuple[Named, ...]
    others: tuple[Named, ...]
    places: tuple[Named, ...]


def choices_for(viewer: Viewer, card: MeetingCard | None = None) -> Choices:
    """Structures of the viewer's networks, and the places where they are; those of the meeting
    stay, whatever became of the network since."""
    own = sorted(viewer.organisations(*HELPERS))
    networks = set(viewer.networks())
    networks |= {network.ref for ref in own if (network := network_of(ref))}
    refs = set(own).union(*(members_of(ref) for ref in networks))
    cards = [found for ref in sorted(refs)[:MOST] if (found := structure_for(viewer, ref))]
    names = {one.ref: one.name for one in cards}
    known = {one.ref: one.name for one in card.organisers} if card else {}
    return Choices(
        structures=_named({ref: names.get(ref, ref) for ref in own}),
        others=_named({**names, **known}),
        places=_named(_places(cards) | _place_of(card)),
    )


def network_choice(viewer: Viewer) -> str:
    """The network in whose name an animator prepares."""
    return next(iter(sorted(viewer.networks())), "")


def _places(cards: list[StructureCard]) -> dict[str, str]:
    return {
        one.place_ref: f"{one.place_name}, {one.commune}" if one.commune else one.place_name
        for one in cards
        if one.place_ref
    }


def _place_of(card: MeetingCard | None) -> dict[str, str]:
    if card is None or card.place is None:
        return {}
    return {card.place.ref: f"{card.place.name}, {card.commune}"}


def _named(names: dict[str, str]) -> tuple[Named, ...]:
    return tuple(Named(ref, name) for ref, name in sorted(names.items(), key=lambda one: one[1]))
