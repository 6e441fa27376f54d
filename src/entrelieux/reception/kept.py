"""What was said behind an address, whole or not: for the screens that ask the rest."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from entrelieux.kernel.viewer import Viewer
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.models import Intake
from entrelieux.reception.selectors import intake_for
from entrelieux.reception.services import UNFINISHED, digest_of
from entrelieux.reception.situation import SituationParams


@dataclass(frozen=True, slots=True)
class Kept:
    """params: None until every answer needed is there; answers then hold what was said so far.

    words: the person's own, "" unless they agreed that they be kept.
    """

    params: SituationParams | None
    answers: dict[str, Any]
    words: str


def kept_for(viewer: Viewer, token: str) -> Kept:
    """What is behind this address, finished or not.

    Raises:
        IntakeGone: expired, erased, never opened, or said in words that are no longer known.
    """
    row = Intake.objects.filter(
        token_digest=digest_of(token), expires_at__gt=timezone.now()
    ).first()
    if row is None:
        raise IntakeGone
    if UNFINISHED not in row.situation:
        return Kept(intake_for(viewer, token), {}, row.words)
    if not isinstance(row.situation[UNFINISHED], dict) or not isinstance(row.besoins, dict):
        raise IntakeGone
    return Kept(None, {**row.situation[UNFINISHED], **row.besoins}, row.words)


def words_for(viewer: Viewer, token: str) -> str:  # noqa: ARG001  the token is the key
    """What the person wrote, if they agreed that whoever receives them reads it; "" otherwise."""
    alive = Intake.objects.filter(token_digest=digest_of(token), expires_at__gt=timezone.now())
    return alive.values_list("words", flat=True).first() or ""
