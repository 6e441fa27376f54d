"""Who asks places whether their sheet is right: who animates their territory, and operators."""

from entrelieux.accounts.selectors import network_for
from entrelieux.accounts.zones import lies_within
from entrelieux.directory.models import Campaign
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import territories


def asks_places(viewer: Viewer) -> bool:
    return viewer.is_operator or bool(viewer.networks())


def may_ask(viewer: Viewer, *, network: str, code_insee: str) -> bool:
    """Whether a place may be asked in the name of a network ("" = of the site itself).

    code_insee: of the place; "" is in no territory that has a border.
    """
    if viewer.is_operator:
        return True
    zones = [(one.zone, one.zone_code) for one in viewer.mandates if one.network == network]
    card = network_for(network) if network and zones else None
    if card is None:
        return False
    code = territories.current_code(code_insee) or code_insee
    return lies_within("commune", code, card.zone, card.zone_code) and any(
        lies_within("commune", code, *zone) for zone in zones
    )


def may_follow(viewer: Viewer, campaign: Campaign, code_insee: str) -> bool:
    """Whether somebody sees what this place was asked and answered, and decides of it."""
    network = campaign.network.ref if campaign.network else ""
    return may_ask(viewer, network=network, code_insee=code_insee)
