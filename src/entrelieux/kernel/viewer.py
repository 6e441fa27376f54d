"""Who is asking: the only thing that policies and selectors know about a request."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a mandate lets somebody be. A visitor, a person and an operator need none."""

    AGENT = "agent"
    PLACE_HOLDER = "porteur_de_lieu"
    ADMINISTRATOR = "admin_structure"
    ANIMATOR = "animation_reseau"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.AGENT: "agent",
    Role.PLACE_HOLDER: "porteur de lieu",
    Role.ADMINISTRATOR: "administration de la structure",
    Role.ANIMATOR: "animation du réseau",
}


@dataclass(frozen=True, slots=True)
class Acting:
    """One mandate in force. organisation, network: public references, one of the two is "".

    zone, zone_code: the territory it is limited to; "" = no limit.
    """

    role: Role
    organisation: str = ""
    network: str = ""
    zone: str = ""
    zone_code: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """user_id: None for somebody who is not signed in.

    is_operator: an operator whose staff session is open now. mandates: those in force now, and
    worth something: the second factor was verified since the person signed in.
    awaits_second_factor: mandates, or the power to open a staff session, wait for it.
    may_operate: may open a staff session; a power to ask for power, and nothing more.
    """

    user_id: int | None = None
    is_operator: bool = False
    mandates: tuple[Acting, ...] = ()
    awaits_second_factor: bool = False
    may_operate: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    def organisations(self, *roles: Role) -> frozenset[str]:
        """Structures for which one of ``roles`` is held; any role when none is named."""
        return frozenset(
            one.organisation
            for one in self.mandates
            if one.organisation and (not roles or one.role in roles)
        )

    def networks(self) -> frozenset[str]:
        """Networks that this viewer animates."""
        return frozenset(one.network for one in self.mandates if one.network)


ANYONE = Viewer()
OPERATOR = Viewer(user_id=0, is_operator=True)


Resolver = Callable[[Any], Viewer]
_resolvers: list[Resolver] = []


def resolve_with(resolver: Resolver) -> None:
    """Accounts says, from its ``ready()``, how somebody signed in becomes a viewer."""
    _resolvers[:] = [resolver]


def viewer_of(request: Any) -> Viewer:
    """Read again at each request: what was revoked meanwhile is worth nothing."""
    return _resolvers[0](request) if _resolvers else ANYONE
