"""What a token may open: rooms say it beside the operations that ask for it."""

from dataclasses import dataclass

from django.urls import get_resolver
from django.utils.functional import Promise

from entrelieux.kernel.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Scope:
    """code: « what:how », as tokens keep it. label: a message of the catalogue, in plain words.

    roles: the mandates that a token of this scope acts by; of the others nothing passes.
    """

    code: str
    label: str | Promise
    roles: frozenset[Role]

    def __str__(self) -> str:
        return str(self.label)

    def serves(self, viewer: Viewer) -> bool:
        return any(held.role in self.roles for held in viewer.mandates)


_scopes: dict[str, Scope] = {}


def scope(code: str, label: str | Promise, *roles: Role) -> Scope:
    """Declare what some operations of the API ask for; they are guarded by ``Token`` of it."""
    made = _scopes[code] = Scope(code, label, frozenset(roles))
    return made


def scopes() -> tuple[Scope, ...]:
    assert get_resolver().reverse_dict  # every operation is imported: each has said its own
    return tuple(_scopes[code] for code in sorted(_scopes))


def serving(viewer: Viewer) -> tuple[Scope, ...]:
    """Those by which this viewer could do anything today."""
    return tuple(one for one in scopes() if one.serves(viewer))
