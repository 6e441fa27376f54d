"""Who may say that two sheets are one place? Who animates the territory of both, or exploits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from entrelieux.accounts.selectors import network_for
from entrelieux.accounts.zones import lies_within
from entrelieux.directory.models import SamePlace
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.packs.fr import territories

Zone = tuple[str, str]
"""Kind and code of a territory; two empty texts for no limit."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where somebody may judge. mandates: of each, the territories that limit it together."""

    is_everywhere: bool
    mandates: tuple[tuple[Zone, ...], ...] = ()

    def holds(self, *codes_insee: str) -> bool:
        """Whether one mandate reaches each of these communes; "" is one that nobody knows."""
        return self.is_everywhere or any(
            all(_holds(code, zones) for code in codes_insee) for zones in self.mandates
        )

    def departements(self) -> tuple[str, ...]:
        """Codes of those where it reaches one commune at least."""
        if self.is_everywhere:
            return tuple(one.code for one in territories.departements())
        return tuple(sorted({code for zones in self.mandates for code in _departements(zones)}))


def judges(viewer: Viewer) -> bool:
    """Whether there is any pair that this viewer may speak of."""
    return viewer.is_operator or any(held.role == Role.ANIMATOR for held in viewer.mandates)


def ground_of(viewer: Viewer) -> Ground:
    return Ground(viewer.is_operator, tuple(_limits(viewer)))


def function_of(viewer: Viewer) -> str:
    """As what this viewer speaks: the only thing of them that others see."""
    of = SamePlace.Function
    return (of.OPERATOR if viewer.is_operator else of.ANIMATOR).value


def _limits(viewer: Viewer) -> Iterator[tuple[Zone, ...]]:
    for held in viewer.mandates:
        network = network_for(held.network) if held.role == Role.ANIMATOR else None
        if network is not None:
            yield (held.zone, held.zone_code), (network.zone, network.zone_code)


@lru_cache(maxsize=64)
def _departements(zones: tuple[Zone, ...]) -> frozenset[str]:
    return frozenset(row.departement for row in territories.communes() if _holds(row.code, zones))


def _holds(code: str, zones: Iterable[Zone]) -> bool:
    current = territories.current_code(code) or code
    return all(
        not zone or (bool(code) and lies_within("commune", current, zone, outer))
        for zone, outer in zones
    )
