"""Territories that limit a mandate or a network: their names, and which lies inside which."""

from functools import cache

from entrelieux.accounts.models import Zone
from entrelieux.packs.fr import territories


def zone_name(zone: str, code: str) -> str:
    """« Lozère », « Langogne »; "" for no limit or an unknown code."""
    return _names().get((zone, code), "")


def is_known(zone: str, code: str) -> bool:
    return (zone == Zone.NONE and not code) or (zone, code) in _names()


def lies_within(zone: str, code: str, outer: str, outer_code: str) -> bool:
    """Whether every commune of a territory is in the outer one; no limit holds everything."""
    if outer == Zone.NONE:
        return True
    if zone == Zone.NONE:
        return False
    inside = _communes().get((zone, code), frozenset())
    return bool(inside) and inside <= _communes().get((outer, outer_code), frozenset())


@cache
def _names() -> dict[tuple[str, str], str]:
    return {
        **{(Zone.COMMUNE.value, row.code): row.nom for row in territories.communes()},
        **{(Zone.EPCI.value, row.code): row.nom for row in territories.epci()},
        **{(Zone.DEPARTEMENT.value, row.code): row.nom for row in territories.departements()},
        **{(Zone.REGION.value, row.code): row.nom for row in territories.regions()},
    }


@cache
def _communes() -> dict[tuple[str, str], frozenset[str]]:
    held: dict[tuple[str, str], set[str]] = {}
    regions = {row.code: row.region for row in territories.departements()}
    for row in territories.communes():
        for key in (
            (Zone.COMMUNE.value, row.code),
            (Zone.EPCI.value, row.epci),
            (Zone.DEPARTEMENT.value, row.departement),
            (Zone.REGION.value, regions.get(row.departement, "")),
        ):
            held.setdefault(key, set()).add(row.code)
    return {key: frozenset(codes) for key, codes in held.items()}
