"""What the reception writes: an intake is opened, then erased by the person or by time."""

import hashlib
import secrets
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.reception.models import Intake
from entrelieux.reception.situation import SituationParams


def digest_of(token: str) -> str:
    """What is kept of an address: enough to know it again, not to find it out."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_intake(*, actor: Viewer, params: SituationParams, replaces: str = "") -> str:
    """Keep a situation behind an address that nobody can guess; expired ones go at the same time.

    ``replaces``: token of an intake that this one corrects, erased in the same step.
    Returns the token; only its digest is stored. No name is asked, and the person's own words are
    not kept.
    """
    erase_expired(actor=actor)
    if replaces:
        erase_intake(actor=actor, token=replaces)
    token = secrets.token_urlsafe(24)
    situation = asdict(params)
    besoins = {name: list(situation.pop(name)) for name in ("besoins", "urgents")}
    Intake.objects.create(
        token_digest=digest_of(token),
        situation=situation,
        besoins=besoins,
        expires_at=timezone.now() + timedelta(hours=settings.INTAKE_HOURS),
    )
    journal.record(actor, "accueil.ouvert", needs=len(params.besoins))
    return token


@transaction.atomic
def erase_intake(*, actor: Viewer, token: str) -> None:
    """Erase a situation for good. Erasing what is already gone is harmless."""
    if Intake.objects.filter(token_digest=digest_of(token)).delete()[0]:
        journal.record(actor, "accueil.effacé")


@transaction.atomic
def erase_expired(*, actor: Viewer) -> int:
    erased = Intake.objects.filter(expires_at__lte=timezone.now()).delete()[0]
    if erased:
        journal.record(actor, "accueils.expirés", count=erased)
    return erased
