"""What the reception writes: an intake is begun, answered, then erased by the person or by time."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.reception.adapters import seed_of, situation_of
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.models import Intake
from entrelieux.reception.planning import Swap, choices_after, choices_without, none_of
from entrelieux.reception.situation import SituationParams

UNFINISHED = "réponses"  # the key of answers that are no whole situation yet


def digest_of(token: str) -> str:
    """What is kept of an address: enough to know it again, not to find it out."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_intake(*, actor: Viewer, params: SituationParams, words: str = "", token: str = "") -> str:
    """Keep a situation behind an address that nobody can guess; expired ones go at the same time.

    ``words``: the person's own, only if they agreed that they be kept. ``token``: a secret that
    the caller can find again; otherwise one is drawn. Returns the token; only its digest is
    stored. No name is asked.
    """
    erase_expired(actor=actor)
    token = _create(_rows(params), words, token)
    journal.record(actor, "accueil.ouvert", needs=len(params.besoins))
    return token


@transaction.atomic
def begin_intake(
    *, actor: Viewer, answers: Mapping[str, Any], words: str = "", token: str = ""
) -> str:
    """Keep first answers, whatever is missing, as ``open_intake`` keeps a whole situation."""
    erase_expired(actor=actor)
    token = _create(_unfinished(answers), words, token)
    journal.record(actor, "accueil.commencé")
    return token


@transaction.atomic
def keep_answers(
    *, actor: Viewer, token: str, said: SituationParams | Mapping[str, Any], words: str
) -> None:
    """Put answers in the place of the former ones; the address and its end stay the same.

    ``said``: a whole situation, or answers where something is missing. Steps chosen in a former
    plan go when the situation changes. Keeping the same answers twice is harmless.

    Raises:
        IntakeGone: expired, erased or never opened.
    """
    row = (
        Intake.objects.select_for_update()
        .filter(token_digest=digest_of(token), expires_at__gt=timezone.now())
        .first()
    )
    if row is None:
        raise IntakeGone
    rows = _rows(said) if isinstance(said, SituationParams) else _unfinished(said)
    is_same = (row.situation, row.besoins) == rows
    if is_same and row.words == words:
        return
    is_opened = UNFINISHED in row.situation and UNFINISHED not in rows[0]
    row.situation, row.besoins = rows
    row.words = words
    if not is_same:
        row.choices = none_of(row.choices)
    row.save(update_fields=["situation", "besoins", "words", "choices"])
    verb = "accueil.ouvert" if is_opened else "accueil.répondu"
    journal.record(actor, verb, needs=len(rows[1]["besoins"]))


Rows = tuple[dict[str, Any], dict[str, Any]]


def _rows(params: SituationParams) -> Rows:
    situation = asdict(params)
    besoins = {name: list(situation.pop(name)) for name in ("besoins", "urgents")}
    # As JSON gives it back, so that the same answers are known to be the same.
    return {k: list(v) if isinstance(v, tuple) else v for k, v in situation.items()}, besoins


def _unfinished(answers: Mapping[str, Any]) -> Rows:
    rest = dict(answers)
    besoins = {name: list(rest.pop(name, ())) for name in ("besoins", "urgents")}
    return {UNFINISHED: rest}, besoins


def _create(rows: Rows, words: str, token: str) -> str:
    token = token or secrets.token_urlsafe(24)
    situation, besoins = rows
    Intake.objects.create(
        token_digest=digest_of(token),
        situation=situation,
        besoins=besoins,
        words=words,
        expires_at=timezone.now() + timedelta(hours=settings.INTAKE_HOURS),
    )
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


@transaction.atomic
def swap_step(*, actor: Viewer, token: str, number: int, step: str, person: str) -> None:
    """Meet somebody else at a step of plan ``number``. Asking twice is asking once.

    step, person: references of interlocutors: who is shown there, who is met instead.

    Raises:
        IntakeGone: expired, erased or never opened.
        PlanMoved: the plan or the step is no longer there, or ``person`` cannot be met there.
    """
    row = _locked(token)
    choices = choices_after(
        situation_of(row), row.choices, seed=seed_of(row), day=timezone.localdate(),
        swap=Swap(number, step, person),
    )  # fmt: skip
    _keep_choices(actor, row, choices, "parcours.changé")


@transaction.atomic
def restore_plan(*, actor: Viewer, token: str, number: int) -> None:
    """Plan ``number`` is again as it was proposed; so are those whose changes no longer hold.

    Raises:
        IntakeGone: expired, erased or never opened.
    """
    row = _locked(token)
    choices = choices_without(
        situation_of(row), row.choices, seed=seed_of(row), day=timezone.localdate(), number=number
    )
    _keep_choices(actor, row, choices, "parcours.rétabli")


def _locked(token: str) -> Intake:
    row = (
        Intake.objects.select_for_update()
        .filter(token_digest=digest_of(token), expires_at__gt=timezone.now())
        .first()
    )
    if row is None:
        raise IntakeGone
    return row


def _keep_choices(
    actor: Viewer, row: Intake, choices: dict[str, dict[str, str]], verb: str
) -> None:
    if choices == row.choices:
        return
    row.choices = choices
    row.save(update_fields=["choices"])
    journal.record(actor, verb, steps=sum(map(len, choices.values())))
