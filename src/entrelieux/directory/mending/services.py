"""A sheet changed by who answers for it, or a change proposed by anybody, accepted or not."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import stating
from entrelieux.directory.confirming.answering import (
    NothingToDecide,
    last_statement,
    statements_since,
)
from entrelieux.directory.mending.policies import manner_of
from entrelieux.directory.models import Asked, Place, Suggestion
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.viewer import Viewer

Decision = Asked.Decision
MOST_WAITING = 5
"""Of one sheet: what nobody has read yet is not worth adding to."""
BRAKE = Brake(most=60, seconds=3_600)


class SuggestionGone(UserError):  # noqa: N818  named by what is so
    code = "absent"
    status = 404


class TooMany(UserError):  # noqa: N818
    code = "trop-de-propositions"
    status = 429


@transaction.atomic
def mend(*, actor: Viewer, place: Place, values: Mapping[str, Any]) -> None:
    """Change a sheet that the actor answers for; the whole of it is confirmed today.

    Raises:
        SuggestionGone: they do not answer for it. StatementError: a value that does not fit.
    """
    manner = manner_of(actor, place)
    if not manner:
        raise SuggestionGone(_("Cette fiche n'est pas à vous."))
    _say(actor, place, values, manner)


@transaction.atomic
def suggest(*, actor: Viewer, place: Place, values: Mapping[str, Any]) -> str:
    """Keep a change for somebody to read; its reference. Proposed already and waiting: that one.

    Raises:
        TooMany: this sheet, or this site, has enough to read.
    """
    waiting = Suggestion.objects.filter(place=place, decision=Decision.NOTHING)
    same = next((one.ref for one in waiting if one.proposed == dict(values)), "")
    if same:
        return same
    if waiting.count() >= MOST_WAITING or not BRAKE.lets_through():
        raise TooMany(
            _(
                "Des corrections attendent déjà d'être relues. Revenez dans quelques jours, ou "
                "appelez le lieu."
            )
        )
    row = Suggestion.objects.create(
        ref=secrets.token_hex(16), place=place, proposed=dict(values), made_at=timezone.now()
    )
    journal.record(actor, "proposition.faite", row.ref)
    return row.ref


@transaction.atomic
def decide(*, actor: Viewer, ref: str, accepts: bool) -> None:
    """Show what was proposed, or leave the sheet as it is. Decided so already: nothing is done.

    Raises:
        SuggestionGone: absent, or not theirs. NothingToDecide: somebody decided the contrary.
        StatementError: a value does not fit any more.
    """
    row, manner = theirs(actor, ref, lock=True)
    decision = Decision.ACCEPTED if accepts else Decision.REFUSED
    if row.decision == decision:
        return
    if row.decision:
        raise NothingToDecide(_("Il n'y a plus rien à décider ici : quelqu'un l'a déjà fait."))
    if accepts:
        row.said = _say(actor, row.place, row.proposed, manner)
    row.decision, row.decided_at = decision.value, timezone.now()
    row.decided_by_id = actor.user_id or None
    row.save()
    journal.record(actor, "proposition.décision", row.ref, decision=decision.value)


def theirs(actor: Viewer, ref: str, *, lock: bool = False) -> tuple[Suggestion, str]:
    """A proposal on a sheet that the actor answers for, and as whom.

    Raises:
        SuggestionGone: absent, or not theirs.
    """
    rows = Suggestion.objects.select_related("place")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(ref=ref).first()
    manner = manner_of(actor, row.place) if row else ""
    if row is None or not manner:
        raise SuggestionGone(_("Cette proposition n'existe pas."))
    return row, manner


def _say(actor: Viewer, place: Place, values: Mapping[str, Any], manner: str) -> dict[str, str]:
    """{reference of a statement: its field} that were made."""
    before = last_statement(place)
    if stating.CLOSING in values:
        day = date.fromisoformat(values[stating.CLOSING])
        stating.close(actor=actor, place_ref=place.ref, on=day, manner=manner)
    else:
        today = timezone.localdate()
        stating.state(
            actor=actor, place_ref=place.ref, said=values, manner=manner, confirmed_on=today
        )
    return statements_since(place, before)
