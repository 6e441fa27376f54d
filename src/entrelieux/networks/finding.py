"""A network by its public reference; absent, and of another world (fiction), look the same."""

from dataclasses import dataclass

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import members_of, network_for, networks
from entrelieux.accounts.zones import zone_name
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.errors import NetworkGone
from entrelieux.passerelles.policies import HELPERS


@dataclass(frozen=True, slots=True)
class Found:
    """territory: its name, "" for no limit."""

    card: NetworkCard
    territory: str


def network_in_sight(ref: str) -> NetworkCard:
    """
    Raises:
        NetworkGone: absent, or fictional where everything shown is real, or the other way round.
    """
    card = None if "\x00" in ref else network_for(ref)
    if card is None or card.is_fiction != offer_is_fiction():
        raise NetworkGone
    return card


def networks_in_sight() -> tuple[Found, ...]:
    fiction = offer_is_fiction()
    return tuple(found(card) for card in networks() if card.is_fiction == fiction)


def found(card: NetworkCard) -> Found:
    return Found(card, zone_name(card.zone, card.zone_code))


def belongs(viewer: Viewer, network: NetworkCard) -> bool:
    """Who animates it, or meets people for one of its structures."""
    if network.ref in viewer.networks():
        return True
    ours = viewer.organisations(*HELPERS)
    return bool(ours) and bool(ours & members_of(network.ref))
