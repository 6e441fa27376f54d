"""Who may have other software told: who answers for a structure, or animates a territory.

They are those who may bind others to it: an agent comes and goes, and what is sent is public, so
that nothing is shown by it that the site does not show. Exploitation sees every hook, to stop one
that harms; it is never told a secret.
"""

from collections.abc import Mapping

from django.db.models import Q

from entrelieux.accounts.cards import AccountCard
from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.selectors import animators_of, holders_of, network_for
from entrelieux.interchange.models import HookSubscription
from entrelieux.kernel.viewer import Role, Viewer

STRUCTURE, NETWORK = "structure", "reseau"


def has_hooks(viewer: Viewer) -> bool:
    return viewer.is_operator or bool(_structures(viewer) or viewer.networks())


def within(viewer: Viewer) -> Q:
    """The hooks that somebody may see, try, pause and remove."""
    if viewer.is_operator:
        return Q()
    mine = Q(organisation_ref__in=_structures(viewer)) & ~Q(organisation_ref="")
    return mine | (Q(network_ref__in=viewer.networks()) & ~Q(network_ref=""))


def may_know_secret(viewer: Viewer, hook: HookSubscription) -> bool:
    mine = hook.organisation_ref in _structures(viewer)
    return mine or hook.network_ref in viewer.networks()


def owners(viewer: Viewer) -> Mapping[str, str]:
    """{key: name} of those in whose name this viewer may open a hook."""
    found = {
        f"{STRUCTURE}:{ref}": name
        for ref, name in structure_names(sorted(_structures(viewer))).items()
    }
    networks = (network_for(ref) for ref in sorted(viewer.networks()))
    return found | {f"{NETWORK}:{card.ref}": card.name for card in networks if card}


def owner_of(hook: HookSubscription) -> str:
    """The key of `owners`."""
    if hook.network_ref:
        return f"{NETWORK}:{hook.network_ref}"
    return f"{STRUCTURE}:{hook.organisation_ref}"


def answering_for(hook: HookSubscription) -> tuple[AccountCard, ...]:
    """Those who answer for it today, who opened it first; nobody once their mandates are over."""
    if hook.network_ref:
        found = animators_of(hook.network_ref)
    else:
        found = holders_of(hook.organisation_ref, Role.ADMINISTRATOR)
    return tuple(sorted(found, key=lambda one: one.user_id != hook.holder_id))


def _structures(viewer: Viewer) -> frozenset[str]:
    return viewer.organisations(Role.ADMINISTRATOR)
