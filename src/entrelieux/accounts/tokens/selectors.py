"""The tokens of an account, without what opens anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from entrelieux.accounts.models import ApiToken
from entrelieux.accounts.tokens.policies import in_force
from entrelieux.accounts.tokens.scopes import scopes
from entrelieux.accounts.tokens.uses import last_day
from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TokenCard:
    """labels: what it opens, in plain words. last_used_on: None when it never served.

    ended_on: the day it was revoked, or its last; None while it is in force.
    """

    ref: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...]
    made_on: date
    expires_on: date
    last_used_on: date | None
    is_revoked: bool
    ended_on: date | None


def tokens_of(user_id: int) -> tuple[TokenCard, ...]:
    """Every one that is kept, those in force first, the latest before."""
    rows = ApiToken.objects.filter(user_id=user_id).order_by("-created_at", "-pk")
    return tuple(sorted(map(_card, rows), key=lambda card: card.ended_on is not None))


def token_for(viewer: Viewer, ref: str) -> TokenCard | None:
    row = ApiToken.objects.filter(user_id=viewer.user_id or 0, ref=ref).first()
    return _card(row) if row else None


def tokens_in_force(viewer: Viewer) -> int:
    mine = ApiToken.objects.filter(user_id=viewer.user_id or 0)
    return mine.filter(in_force(timezone.localdate())).count()


def _card(row: ApiToken) -> TokenCard:
    revoked_on = timezone.localdate(row.revoked_at) if row.revoked_at else None
    expired_on = row.expires_on if row.expires_on < timezone.localdate() else None
    return TokenCard(
        ref=row.ref,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(row.scopes),
        labels=tuple(_labels(row.scopes)),
        made_on=timezone.localdate(row.created_at),
        expires_on=row.expires_on,
        last_used_on=last_day(row),
        is_revoked=row.revoked_at is not None,
        ended_on=revoked_on or expired_on,
    )


def _labels(codes: Iterable[str]) -> Iterable[str]:
    known = {one.code: str(one) for one in scopes()}
    return (known.get(code, code) for code in codes)
