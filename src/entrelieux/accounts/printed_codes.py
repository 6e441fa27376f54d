"""The printed list of codes: a second factor for whoever has no work phone.

Shown until the person types one code of it back: only then do they have it on paper, and only then
does it count. Afterwards it is never shown again; a new list replaces it.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.models import User
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

FEW = 5
"""Codes left under which the person is told to print a new list."""


class CodeRefused(UserError):  # noqa: N818  says what happened
    code = "code-refuse"
    status = 422


@dataclass(frozen=True, slots=True)
class CodeList:
    """codes: those to print, in pairs of four digits; none once the list is on paper."""

    exists: bool
    on_paper: bool
    left: int
    codes: tuple[str, ...]

    @property
    def few(self) -> bool:
        return self.on_paper and self.left <= FEW


def is_printed(user_id: int) -> bool:
    row = _row(user_id)
    return row is not None and "printed_at" in row.data


def code_list(viewer: Viewer) -> CodeList:
    row = _row(viewer.user_id)
    if row is None:
        return CodeList(exists=False, on_paper=False, left=0, codes=())
    left = RecoveryCodes(row).get_unused_codes()
    on_paper = "printed_at" in row.data
    return CodeList(
        exists=True,
        on_paper=on_paper,
        left=len(left),
        codes=() if on_paper else tuple(in_two(code) for code in left),
    )


@transaction.atomic
def make_code_list(*, actor: Viewer) -> None:
    """A new list; the one before is worth nothing any more."""
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    journal.record(actor, "codes.made", f"compte:{user.pk}")


@transaction.atomic
def confirm_code_list(*, actor: Viewer, typed: str) -> Authenticator:
    """The person types one code of their paper: the list counts from now on.

    Raises:
        CodeRefused: no list, or not one of its codes.
    """
    row = _row(actor.user_id)
    if row is None or not RecoveryCodes(row).validate_code("".join(typed.split())):
        raise CodeRefused(
            _("Ce code n'est pas dans votre liste, ou il a déjà servi. Essayez le suivant."),
            field="code",
        )
    row = Authenticator.objects.get(pk=row.pk)
    row.data["printed_at"] = timezone.now().isoformat()
    row.save(update_fields=["data"])
    journal.record(actor, "codes.confirmed", f"compte:{actor.user_id}")
    return row


def _row(user_id: int | None) -> Authenticator | None:
    return Authenticator.objects.filter(
        user_id=user_id or 0, type=Authenticator.Type.RECOVERY_CODES
    ).first()


def in_two(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
