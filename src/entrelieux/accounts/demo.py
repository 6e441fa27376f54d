"""Invented people of the fictional network, so that somebody may try the site as each of them.

Their passwords and codes are drawn anew each time, said once, and kept nowhere in clear.
"""

import secrets
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.errors import RefusedError
from entrelieux.accounts.models import Network, User
from entrelieux.accounts.naming import structures_named
from entrelieux.accounts.printed_codes import in_two
from entrelieux.accounts.services import Power, add_members, create_network, write_mandate
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Role, Viewer

NETWORK = "reseau-fictif-lozere"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Invented:
    """words: of the name of their structure; "" for the network itself."""

    login: str
    first_name: str
    last_name: str
    function: str
    role: Role
    words: str


PEOPLE = (
    Invented(
        "demo.agente", "Nadia", "Vidal", "agente d'accueil", Role.AGENT, "france les tilleuls"
    ),
    Invented(
        "demo.admin", "Paul", "Chabrol", "responsable", Role.ADMINISTRATOR, "france les tilleuls"
    ),
    Invented(
        "demo.mediateur", "Hugo", "Astruc", "médiateur numérique", Role.AGENT, "atelier tilleuls"
    ),
    Invented(
        "demo.conseillere",
        "Inès",
        "Malaval",
        "conseillère à la création",
        Role.AGENT,
        "elan margeride",
    ),
    Invented("demo.animation", "Rose", "Delmas", "animatrice du réseau", Role.ANIMATOR, ""),
)


@dataclass(frozen=True, slots=True)
class Access:
    """How to enter as somebody: said once. codes: of the printed list, each serves once."""

    login: str
    name: str
    role: str
    structure: str
    password: str
    codes: tuple[str, ...]


@transaction.atomic
def make_demo_network(*, actor: Viewer, organisations: frozenset[str]) -> None:
    """One fictional network in Lozère, over the fictional structures. Again: the same one."""
    create_network(
        actor=actor,
        ref=NETWORK,
        name="Réseau fictif des Lieux de Lozère",
        zone="departement",
        zone_code="48",
        fiction=True,
    )
    add_members(actor=actor, network=NETWORK, organisations=organisations)


@transaction.atomic
def make_demo_accounts(*, actor: Viewer) -> tuple[Access, ...]:
    """The invented people, with a new password and a new list of codes each time.

    Raises:
        RefusedError: the demonstration is not in this database: there is nobody to be.
    """
    network = Network.objects.filter(ref=NETWORK, is_fiction=True).first()
    if network is None:
        raise RefusedError(
            _("Le réseau fictif manque dans cette base. Lancez d'abord : entrelieux setup --demo")
        )
    made = tuple(_access(actor, one) for one in PEOPLE)
    journal.record(actor, "demo.accounts", NETWORK, accounts=len(made))
    return made


def invented_people() -> dict[str, tuple[int, str]]:
    """(account, reference of their structure) by login: nobody enters before an access is made."""
    found = {}
    for one in PEOPLE:
        user, is_new = User.objects.get_or_create(
            username=one.login,
            defaults={
                "first_name": one.first_name,
                "last_name": one.last_name,
                "function": one.function,
                "is_active": False,
            },
        )
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        found[one.login] = (user.pk, _structure(one.words)[0] if one.words else "")
    return found


def _access(actor: Viewer, one: Invented) -> Access:
    ref, name = _structure(one.words) if one.words else ("", "")
    user, _fresh = User.objects.get_or_create(username=one.login)
    user.first_name, user.last_name = one.first_name, one.last_name
    user.function, user.is_active = one.function, True
    user.email = f"{one.login}@exemple.test"
    password = new_password()
    user.set_password(password)
    user.save()
    network = "" if ref else NETWORK
    write_mandate(actor, user, Power(role=one.role.value, organisation=ref, network=network))
    return Access(
        login=one.login,
        name=user.get_full_name(),
        role=one.role.label,
        structure=name or "Réseau fictif des Lieux de Lozère",
        password=password,
        codes=new_codes(user),
    )


def _structure(words: str) -> tuple[str, str]:
    found = structures_named(words)
    if not found:
        raise RefusedError(
            _("La structure fictive « %(words)s » manque. Relancez : entrelieux setup --demo")
            % {"words": words}
        )
    return found[0]


def new_password() -> str:
    """Four groups that can be read aloud: « k7mp-ax3d-… », 79 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def new_codes(user: User) -> tuple[str, ...]:
    """A list of codes that counts at once: whoever reads it from the command line has it."""
    Authenticator.objects.filter(user=user).delete()
    codes = RecoveryCodes.activate(user)
    codes.instance.data["printed_at"] = timezone.now().isoformat()
    codes.instance.save()
    return tuple(in_two(code) for code in codes.get_unused_codes())
