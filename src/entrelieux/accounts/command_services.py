"""Accounts made and mended from the command line, by whoever exploits the machine."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from entrelieux.accounts.demo import Access, new_codes, new_password
from entrelieux.accounts.errors import AbsentError
from entrelieux.accounts.models import User
from entrelieux.accounts.opening import Newcomer, open_account
from entrelieux.accounts.tokens.services import revoke_every_token
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One account on a list. powers: as a person reads them, « agent · structure-… »."""

    login: str
    name: str
    email: str
    is_operator: bool
    is_active: bool
    powers: tuple[tuple[str, str], ...]


@transaction.atomic
def create_account(*, actor: Viewer, newcomer: Newcomer, operator: bool) -> Access:
    """An account with a drawn password and a list of codes, said once.

    Raises:
        RefusedError: no name, an address taken or incomplete.
    """
    password = new_password()
    user = open_account(replace(newcomer, password=password), verified=False)
    if operator:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
    journal.record(actor, "account.created", f"compte:{user.pk}", operator=operator)
    return _access(user, password)


@transaction.atomic
def renew_factors(*, actor: Viewer, login: str) -> Access:
    """For somebody who lost everything: a new password, a new list; the rest is worth nothing."""
    user = account_named(login)
    password = new_password()
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    revoke_every_token(actor=actor, user=user)
    journal.record(actor, "account.renewed", f"compte:{user.pk}")
    return _access(user, password)


@transaction.atomic
def close_account(*, actor: Viewer, login: str) -> None:
    """Nobody enters by it any more; what it did stays told. Closed already: nothing is done."""
    user = account_named(login)
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    journal.record(actor, "account.closed", f"compte:{user.pk}")


def account_named(login: str) -> User:
    """Raises AbsentError: nobody signs in with this."""
    user = User.objects.filter(Q(username=login) | Q(email__iexact=login)).order_by("pk").first()
    if user is None:
        raise AbsentError(_("Aucun compte ne s'appelle « %(login)s ».") % {"login": login})
    return user


def accounts() -> tuple[Line, ...]:
    rows = User.objects.order_by("username").prefetch_related("mandates__network")
    return tuple(
        Line(
            login=row.username,
            name=row.get_full_name(),
            email=row.email,
            is_operator=row.is_superuser,
            is_active=row.is_active,
            powers=tuple(
                (held.ref, f"{held.role} · {held.organisation_ref or held.network}")
                for held in row.mandates.all()
                if held.revoked_at is None
            ),
        )
        for row in rows
    )


def _access(user: User, password: str) -> Access:
    return Access(
        login=user.username,
        name=user.get_full_name(),
        role="",
        structure="",
        password=password,
        codes=new_codes(user),
    )
