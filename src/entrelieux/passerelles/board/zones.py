"""Where: the territories that have a board, and the parts that each one may show.

Parts depend on inhabitants alone, never on what was counted: a commune under the floor is counted
with the others of its intercommunalité, and a small part of one with the rest of the département.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import networks
from entrelieux.engine.handover.masking import LEAST_THRESHOLD
from entrelieux.engine.handover.rolling import roll_up
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import territories as pack
from entrelieux.passerelles.models import FollowUp, UnmetNeed
from entrelieux.territories.selectors import (
    CommuneCard,
    commune_for,
    communes_by_code,
    communes_table,
    territories_digest,
)

FLOOR = 2_000
"""Inhabitants of the smallest place that has figures of its own."""
USUAL_THRESHOLD = 5
OTHERS = "autres"
PAYS, REGION, DEPARTEMENT, EPCI = "pays", "region", "departement", "epci"
COUNTRY = "FR"


class BoardWrong(UserError):  # noqa: N818  named by what is so
    code = "tableau-introuvable"
    status = 422


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a département: an EPCI, or ``OTHERS`` for what is too small or unknown.

    communes: codes of those shown alone; the others of the zone are counted together.
    is_covered: there are no others.
    """

    code: str
    name: str
    communes: tuple[str, ...]
    is_covered: bool = False


@dataclass(frozen=True, eq=False)
class Departement:
    code: str
    name: str
    region_code: str
    region_name: str
    communes: tuple[CommuneCard, ...]

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        inside: dict[str, list[CommuneCard]] = defaultdict(list)
        for card in self.communes:
            inside[card.epci_code].append(card)
        inside.pop("", None)
        codes = sorted(inside, key=lambda code: inside[code][0].epci_name)
        people = [sum(card.population for card in inside[code]) for code in codes]
        (large,) = roll_up(people, [0] * len(codes), floor=FLOOR) or ((),)
        found = [self._zone(codes[row], inside[codes[row]]) for row in large]
        return (*found, Zone(OTHERS, "", ()))

    @staticmethod
    def _zone(code: str, cards: list[CommuneCard]) -> Zone:
        (shown,) = roll_up([card.population for card in cards], [0] * len(cards), floor=FLOOR)
        name = cards[0].epci_name
        alone = tuple(cards[row].code for row in shown)
        return Zone(code, name, alone, is_covered=len(alone) == len(cards))

    def zone(self, code: str) -> Zone | None:
        return next((one for one in self.zones if one.code == code), None)

    @cached_property
    def zone_of(self) -> dict[str, str]:
        """Zone of each commune that is in one by name."""
        shown = {zone.code for zone in self.zones}
        return {c.code: c.epci_code for c in self.communes if c.epci_code in shown}

    @cached_property
    def is_covered(self) -> bool:
        """Every commune is in a zone shown by its name."""
        return len(self.zone_of) == len(self.communes)

    @cached_property
    def shown_communes(self) -> frozenset[str]:
        return frozenset(code for zone in self.zones for code in zone.communes)


@dataclass(frozen=True, slots=True)
class Territory:
    """kind: ``pays``, ``region``, ``departement`` or ``epci``. departements: codes, in order.

    is_partial: a part of it has no figures of its own, so that its counts are « at least ».
    """

    kind: str
    code: str
    name: str
    departements: tuple[str, ...]
    is_partial: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.code}"


def departement(code: str) -> Departement | None:
    return _departement(territories_digest(), code)


@lru_cache(maxsize=128)
def _departement(_digest: str, code: str) -> Departement | None:
    table = communes_table()
    if code not in table.departements:
        return None
    rank = table.departements.index(code)
    codes = [c for c, d in zip(table.codes, table.departement.tolist(), strict=True) if d == rank]
    cards = communes_by_code(codes)
    first = cards[codes[0]]
    return Departement(
        code,
        first.departement_name,
        first.region_code,
        first.region_name,
        tuple(cards[one] for one in codes),
    )


def threshold_for(code: str, *, fiction: bool) -> int:
    """The strictest of the networks whose territory meets this département."""
    asked = [
        card.small_count
        for card in networks()
        if card.is_fiction == fiction and code in departements_of(card.zone, card.zone_code)
    ]
    return max(LEAST_THRESHOLD, *(asked or [USUAL_THRESHOLD]))


def departements_of(zone: str, code: str) -> tuple[str, ...]:
    """Départements that a territory meets; none when it is not limited, or not known."""
    return _departements_of(territories_digest(), zone, code)


@lru_cache(maxsize=512)
def _departements_of(_digest: str, zone: str, code: str) -> tuple[str, ...]:
    if zone == DEPARTEMENT:
        return (code,)
    if zone == REGION:
        return tuple(one.code for one in pack.departements() if one.region == code)
    if zone == EPCI:
        return _departements_of_epcis().get(code, ())
    card = commune_for(code) if zone == "commune" else None
    return (card.departement_code,) if card else ()


@lru_cache(maxsize=1)
def _departements_of_epcis() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in pack.communes():
        found[one.epci].add(one.departement)
    return {code: tuple(sorted(inside)) for code, inside in found.items()}


def active_departements(*, fiction: bool) -> tuple[str, ...]:
    """Where somebody counts: a network is there, or something was written down already."""
    said = UnmetNeed.objects.filter(is_fiction=fiction)
    followed = FollowUp.objects.filter(is_fiction=fiction)
    found = {
        code
        for rows in (said, followed)
        for code in rows.order_by().values_list("departement", flat=True).distinct()
    }
    for card in networks():
        if card.is_fiction == fiction:
            found |= set(departements_of(card.zone, card.zone_code))
    return tuple(sorted(code for code in found if departement(code)))


def territories(*, fiction: bool) -> tuple[Territory, ...]:
    """Those that have a board, widest first: their names in alphabetical order, nothing ranked."""
    active = [one for one in map(departement, active_departements(fiction=fiction)) if one]
    if not active:
        return ()
    regions: dict[str, list[Departement]] = defaultdict(list)
    epcis: dict[str, tuple[str, list[str]]] = {}
    for one in active:
        regions[one.region_code].append(one)
        for zone in one.zones[:-1]:
            epcis.setdefault(zone.code, (zone.name, []))[1].append(one.code)
    found = [Territory(PAYS, COUNTRY, _("Toute la France"), tuple(one.code for one in active))]
    found += sorted(
        (
            Territory(REGION, code, inside[0].region_name, tuple(one.code for one in inside))
            for code, inside in regions.items()
        ),
        key=lambda one: one.name,
    )
    found += sorted(
        (Territory(DEPARTEMENT, one.code, one.name, (one.code,)) for one in active),
        key=lambda one: one.name,
    )
    found += sorted(
        (
            Territory(EPCI, code, name, tuple(inside), departements_of(EPCI, code) != tuple(inside))
            for code, (name, inside) in epcis.items()
        ),
        key=lambda one: one.name,
    )
    return tuple(found)


def territory_for(key: str, choices: tuple[Territory, ...]) -> Territory:
    """The one asked; without any, the only département, or the whole country.

    Raises:
        BoardWrong: nobody counts there.
    """
    for one in choices:
        if one.key == key:
            return one
    if key:
        raise BoardWrong(
            _("« %(found)s » n'a pas de tableau. Choisissez un territoire de la liste.")
            % {"found": key[:40]},
            field="territoire",
        )
    alone = [one for one in choices if one.kind == DEPARTEMENT]
    return alone[0] if len(alone) == 1 else choices[0]
