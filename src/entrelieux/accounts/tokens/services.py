"""Tokens are made and taken back. What they open is read again at each request: see ``bearer``."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.models import ApiToken, User
from entrelieux.accounts.selectors import viewer_for
from entrelieux.accounts.tokens.policies import in_force
from entrelieux.accounts.tokens.scopes import serving
from entrelieux.accounts.tokens.writing import digest_of, draw, prefix_of
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer

USUAL_DAYS, MOST_DAYS = 365, 730
MOST = 20
"""Tokens in force that one account holds at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """expires_on: its last day; None for a year from today."""

    name: str
    scopes: Collection[str]
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """secret: the whole token, said this once; "" when the same demand made it already."""

    ref: str
    secret: str


def usual_end() -> date:
    return timezone.localdate() + timedelta(days=USUAL_DAYS)


def latest_end() -> date:
    return timezone.localdate() + timedelta(days=MOST_DAYS)


@transaction.atomic
def create_token(*, actor: Viewer, wanted: Wanted, request_key: str) -> Made:
    """A token for one's own account. request_key: the same again makes nothing more.

    Raises:
        RefusedError: no name, a scope that opens nothing to this account, an end too far.
    """
    return _create(actor, actor, wanted, request_key)


@transaction.atomic
def create_token_for(*, actor: Viewer, user: User, wanted: Wanted) -> Made:
    """The same for somebody else, by whoever exploits the machine.

    Raises:
        AbsentError: not an operator.
        RefusedError: see ``create_token``.
    """
    if not actor.is_operator:
        raise AbsentError(_("Ce compte n'est pas à vous."))
    return _create(actor, viewer_for(user, verified=True), wanted, secrets.token_hex(16))


def _create(actor: Viewer, holder: Viewer, wanted: Wanted, request_key: str) -> Made:
    user = User.objects.select_for_update().filter(pk=holder.user_id or 0).first()
    if user is None:
        raise AbsentError(_("Ce compte n'existe pas, ou il est fermé."))
    ref = hashlib.sha256(f"jeton:{user.pk}:{request_key}".encode()).hexdigest()[:32]
    if request_key and ApiToken.objects.filter(ref=ref).exists():
        return Made(ref, "")
    name, scopes, expires_on = _checked(holder, wanted)
    if ApiToken.objects.filter(in_force(timezone.localdate()), user=user).count() >= MOST:
        raise RefusedError(
            _("Ce compte a déjà %(most)s jetons. Retirez-en un d'abord.") % {"most": MOST}
        )
    secret = draw()
    row = ApiToken.objects.create(
        ref=ref if request_key else secrets.token_hex(16),
        user=user,
        name=name,
        prefix=prefix_of(secret),
        digest=digest_of(secret),
        scopes=scopes,
        created_at=timezone.now(),
        expires_on=expires_on,
    )
    until = expires_on.isoformat()
    journal.record(actor, "token.made", row.ref, user=user.pk, scopes=scopes, until=until)
    return Made(row.ref, secret)


def _checked(holder: Viewer, wanted: Wanted) -> tuple[str, list[str], date]:
    # No sign that a terminal would obey: these names are read by « accounts token list » too.
    name = " ".join("".join(s if s.isprintable() else " " for s in wanted.name).split())
    if not 1 <= len(name) <= 60:
        raise RefusedError(
            _("Donnez un nom à ce jeton, en 60 lettres au plus."),
            field="nom",
        )
    _refuse_scopes(holder, wanted.scopes)
    expires_on = wanted.expires_on or usual_end()
    if not timezone.localdate() <= expires_on <= latest_end():
        raise RefusedError(
            _("Choisissez un dernier jour entre aujourd'hui et dans deux ans."), field="fin"
        )
    return name, sorted(set(wanted.scopes)), expires_on


def _refuse_scopes(holder: Viewer, codes: Collection[str]) -> None:
    offered = {one.code for one in serving(holder)}
    if not codes:
        raise RefusedError(_("Cochez au moins une chose qu'il pourra faire."), field="portees")
    if not offered.issuperset(codes):
        raise RefusedError(
            _("Choisissez parmi ce que vos autorisations permettent : %(codes)s.")
            % {"codes": ", ".join(sorted(offered)) or _("rien")},
            field="portees",
        )


@transaction.atomic
def revoke_token(*, actor: Viewer, ref: str) -> None:
    """Worth nothing from the next request on. Revoked already: nothing more is done.

    Raises:
        AbsentError: no such token, or not theirs.
    """
    row = ApiToken.objects.select_for_update().filter(ref=ref).first()
    if row is None or not (actor.is_operator or row.user_id == actor.user_id):
        raise AbsentError(_("Ce jeton n'existe pas, ou n'est pas à vous."))
    _revoke(actor, [row])


def revoke_every_token(*, actor: Viewer, user: User) -> None:
    """For an account that somebody else may have entered."""
    _revoke(actor, ApiToken.objects.select_for_update().filter(user=user).order_by("pk"))


def _revoke(actor: Viewer, rows: Collection[ApiToken]) -> None:
    for row in rows:
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
            journal.record(actor, "token.revoked", row.ref, user=row.user_id)
