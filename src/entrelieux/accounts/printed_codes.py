"""The printed list of codes: a second factor for whoever has no work phone.

Shown until the person types one code of it back: only then do they have it on paper, and only then
does it count. Afterwards it is never shown again. A new list waits beside the one on paper, which
serves until a code of the new one is typed, here or when signing in: a list that was made and never
printed locks nobody out.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.models import User
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

FEW = 5
"""Codes left under which the person is told to print a new list."""
WAITING = "waiting"
"""Where the row of the list on paper keeps the one that will replace it."""


class CodeRefused(UserError):  # noqa: N818  says what happened
    code = "code-refuse"
    status = 422


@dataclass(frozen=True, slots=True)
class CodeList:
    """left: codes of the list on paper that serve yet, of the one to print when there is none.

    codes: those to print and confirm, in pairs of four digits; none when no list waits for it.
    """

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
    return CodeList(
        exists=True,
        on_paper="printed_at" in row.data,
        left=len(RecoveryCodes(row).get_unused_codes()),
        codes=tuple(in_two(code) for code in _codes_to_confirm(row)),
    )


@transaction.atomic
def make_code_list(*, actor: Viewer) -> None:
    """A new list, in the place of any that was not confirmed."""
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    row = RecoveryCodes.activate(user).instance
    fresh = {"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
    row.data = {**row.data, WAITING: fresh} if "printed_at" in row.data else fresh
    row.save(update_fields=["data"])
    journal.record(actor, "codes.made", f"compte:{user.pk}")


@transaction.atomic
def confirm_code_list(*, actor: Viewer, typed: str) -> Authenticator:
    """The person types one code of their paper: that list counts from now on, and no other.

    Raises:
        CodeRefused: no list waits, or not one of its codes.
    """
    row = take_new_list(actor.user_id, typed)
    if row is None:
        raise CodeRefused(
            _("Ce code n'est pas dans votre liste, ou il a déjà servi. Essayez le suivant."),
            field="code",
        )
    RecoveryCodes(row).validate_code(typed)
    return Authenticator.objects.get(pk=row.pk)


@transaction.atomic
def take_new_list(user_id: int | None, typed: str) -> Authenticator | None:
    """The list that waits replaces the one before when ``typed`` is one of its codes, unspent.

    None when it is not: nothing changed.
    """
    row = _row(user_id, lock=True)
    if row is None or not any(
        compare_user_code(actual=typed, expected=code) for code in _codes_to_confirm(row)
    ):
        return None
    row.data = {**row.data.get(WAITING, row.data), "printed_at": timezone.now().isoformat()}
    row.save(update_fields=["data"])
    journal.record(Viewer(user_id=user_id), "codes.confirmed", f"compte:{user_id}")
    return row


def _codes_to_confirm(row: Authenticator) -> list[str]:
    waiting: Any = row.data.get(WAITING, None if "printed_at" in row.data else row.data)
    if waiting is None:
        return []
    codes: list[str] = RecoveryCodes(Authenticator(data=waiting)).get_unused_codes()
    return codes


def _row(user_id: int | None, *, lock: bool = False) -> Authenticator | None:
    rows = Authenticator.objects.filter(
        user_id=user_id or 0, type=Authenticator.Type.RECOVERY_CODES
    )
    return (rows.select_for_update() if lock else rows).first()


def in_two(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
