"""Who and what the table of routes speaks of: one person of each role, one object in each scope.

An area that has objects puts them, in its module of ``tests.contracts.routes``::

    def put(cast):
        for scope in cast.placed:  # own, other_network, other_territory
            ref = open_visit(actor=cast.viewer_at(scope), organisation_ref=cast.organisation[scope])
            cast.objects["visit"][scope] = ref

    def addresses(cast):
        return {"counter:visit": cast.scoped("visit", "/guichet/{}/")}

``own``: what belongs to the structure of the agent, the holder and the administrator, in the
network and the territory of the animator. ``other_territory``: in the same network, outside of that
territory. ``other_network``: elsewhere. ``absent``: nothing has that reference.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from entrelieux.directory.demo import demo_ref
from entrelieux.kernel.viewer import Role
from tests import signing

PLACED = ("own", "other_network", "other_territory")
STRUCTURES = {
    "own": demo_ref("structure", "fs-tilleuls"),
    "other_network": demo_ref("structure", "fs-quatre-vents"),
    "other_territory": demo_ref("structure", "tremplin-velay"),
    "absent": "structure-absente",
}
NOTHING = "0" * 32
"""A reference, or a token, that nothing has."""
ROLES = {"agent": Role.AGENT, "holder": Role.PLACE_HOLDER, "admin": Role.ADMINISTRATOR}


@dataclass
class Cast:
    """token: of an open intake. place: reference of a place. people: by role, as in ``ROLES``.

    organisation: reference of a structure in each scope. network: of the network of each.
    objects: {kind: {scope: reference}}, put by each area.
    """

    token: str = ""
    place: str = ""
    placed: tuple[str, ...] = PLACED
    people: dict[str, signing.Signed] = field(default_factory=dict)
    organisation: dict[str, str] = field(default_factory=lambda: dict(STRUCTURES))
    network: dict[str, str] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def viewer_at(self, scope, role=Role.AGENT):
        """Somebody who acts for the structure of a scope: who makes the objects of that scope."""
        return signing.mandated(role, organisation=self.organisation[scope]).viewer

    def scoped(self, kind, address):
        """The address of an object in each scope; ``{}`` stands for its reference."""
        return {
            scope: address.format(self.objects[kind].get(scope, NOTHING))
            for scope in (*PLACED, "absent")
        }


def gathered(**values):
    """A cast with its networks and its people; the objects of each area are put afterwards."""
    cast = Cast(**values)
    here = signing.network_with(
        STRUCTURES["own"], STRUCTURES["other_territory"], ref="reseau-ici", name="Réseau d'ici"
    )
    there = signing.network_with(
        STRUCTURES["other_network"], ref="reseau-ailleurs", name="Réseau d'ailleurs"
    )
    cast.network = {
        "own": here.ref,
        "other_territory": here.ref,
        "other_network": there.ref,
        "absent": "reseau-absent",
    }
    cast.people = {"visitor": signing.visitor(), "person": signing.person()}
    for name, role in ROLES.items():
        cast.people[name] = signing.mandated(role, organisation=STRUCTURES["own"])
    cast.people["animator"] = signing.mandated(
        Role.ANIMATOR, network=here, zone="departement", zone_code="48"
    )
    cast.people["operator"] = signing.operator()
    return cast
