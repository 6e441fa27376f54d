"""Studies that can be made again: asked by a page or a command, done here, kept with their inputs.

A room registers how its kind of study is computed. A page asks, and ``entrelieux work`` does it;
a command does it at once. Nothing personal is in a run: what is asked names territories and codes.
"""

import gzip
import hashlib
import json
import logging
import platform
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from time import perf_counter
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import Run
from entrelieux.kernel.viewer import OPERATOR, Viewer

KEPT_OF_A_KIND = 200
MOST_WAITING = 20
"""Of a kind: the worker does them between its other duties, which wait meanwhile."""
BROKEN = "Panne de notre côté. Le détail est dans le journal technique."
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """inputs: what identifies the data read. figures: JSON. table: CSV, "" without rows."""

    inputs: Mapping[str, str]
    figures: Mapping[str, Any]
    table: str = ""
    is_fiction: bool = False


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run as pages and commands show it. table_bytes: of the compressed rows, 0 without any."""

    ref: str
    kind: str
    asked: Mapping[str, str]
    state: str
    asked_at: datetime
    done_at: datetime | None
    seconds: float | None
    inputs: Mapping[str, str]
    digest: str
    versions: Mapping[str, str]
    figures: Mapping[str, Any] = field(repr=False)
    problem: str = ""
    is_fiction: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == Run.State.DONE


class TooManyRunsError(UserError):
    code = "trop-d-etudes"
    status = 429


class RunGone(LookupError):  # noqa: N818  named by what is so
    """No run has this reference."""


Compute = Callable[[Mapping[str, str]], Found]
Check = Callable[[Mapping[str, str]], object]
_kinds: dict[str, tuple[Check, Compute]] = {}


def kind_of_study(name: str, check: Check, compute: Compute) -> None:
    """Have ``compute(asked)`` do the studies of this kind. Called from ``ready()``.

    check: raises ``UserError`` when the question makes no sense; asked before anything is kept.
    """
    _kinds[name] = (check, compute)


def ask_run(*, actor: Viewer, kind: str, asked: Mapping[str, str]) -> RunCard:
    """Ask for a study. One that waits already for the same question is given back.

    Raises:
        UserError: the question makes no sense, or too many wait already; nothing is kept.
    """
    check, _compute = _kinds[kind]
    check(asked)
    with transaction.atomic():
        waiting = list(Run.objects.filter(kind=kind, state=Run.State.ASKED))
        row = next((one for one in waiting if one.asked == dict(asked)), None)
        if row is None:
            if len(waiting) >= MOST_WAITING and not actor.is_operator:
                raise TooManyRunsError(
                    _("%(most)d études attendent déjà. Redemandez celle-ci dans une heure.")
                    % {"most": MOST_WAITING}
                )
            row = Run.objects.create(
                ref=secrets.token_hex(8), kind=kind, asked=dict(asked), asked_at=timezone.now()
            )
            journal.record(actor, "run.asked", row.ref, kind=kind)
    return _card(row)


def do_run(ref: str) -> RunCard:
    """Do a study that was asked, and keep what it found. One already done is given back as it is.

    Raises:
        RunGone: there is none. UserError: what was asked makes no sense any more; it is kept too.
    """
    row = Run.objects.filter(ref=ref).first()
    if row is None:
        raise RunGone(ref)
    if row.state == Run.State.DONE:
        return _card(row)
    begun = perf_counter()
    try:
        found = _kinds[row.kind][1](row.asked)
    except UserError as error:
        _failed(row, error.message)
        raise
    except Exception:
        _failed(row, BROKEN)
        raise
    row.state, row.problem = Run.State.DONE, ""
    row.seconds = perf_counter() - begun
    row.done_at = timezone.now()
    row.inputs, row.figures = dict(found.inputs), dict(found.figures)
    row.digest = digest_of(row.kind, row.asked, found.inputs)
    row.versions = versions()
    row.table = gzip.compress(found.table.encode(), mtime=0) if found.table else b""
    row.is_fiction = found.is_fiction
    with transaction.atomic():
        row.save()
        _forget_oldest(row.kind)
        journal.record(OPERATOR, "run.done", row.ref, kind=row.kind)
    return _card(row)


def do_runs_asked(now: datetime) -> int:  # noqa: ARG001  a duty is given the time
    """Every study that waits, the first asked first. One that fails stops no other."""
    refs = Run.objects.filter(state=Run.State.ASKED).order_by("asked_at", "pk")
    done = 0
    for ref in refs.values_list("ref", flat=True):
        try:
            do_run(ref)
        except UserError:
            pass
        except Exception:
            logger.exception("study %s failed", ref)
        done += 1
    return done


def run_for(ref: str) -> RunCard:
    row = Run.objects.filter(ref=ref).first()
    if row is None:
        raise RunGone(ref)
    return _card(row)


def runs_of(kind: str, *, limit: int = 20) -> tuple[RunCard, ...]:
    """The last ones of a kind, the last asked first."""
    return tuple(_card(row) for row in Run.objects.filter(kind=kind).defer("table")[:limit])


def runs_asking(kind: str, asked: Mapping[str, str]) -> tuple[RunCard, ...]:
    """Those of a kind that were asked the same question, the last asked first."""
    rows = Run.objects.filter(kind=kind).values_list("ref", "asked")
    return tuple(run_for(ref) for ref, said in rows if said == dict(asked))


def table_of_run(ref: str) -> str:
    """Its rows as CSV; "" when there are none."""
    packed = Run.objects.filter(ref=ref).values_list("table", flat=True).first()
    return gzip.decompress(bytes(packed)).decode() if packed else ""


def digest_of(kind: str, asked: Mapping[str, str], inputs: Mapping[str, str]) -> str:
    """SHA-256 of the question and of what identifies the data: equal runs have equal figures."""
    text = json.dumps([kind, dict(asked), dict(inputs)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    return {
        "entrelieux": version("entrelieux"),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _failed(row: Run, why: str) -> None:
    row.state, row.problem, row.done_at = Run.State.FAILED, why[:300], timezone.now()
    with transaction.atomic():
        row.save()
        journal.record(OPERATOR, "run.failed", row.ref, kind=row.kind)


def _forget_oldest(kind: str) -> None:
    done = Run.objects.filter(kind=kind).exclude(state=Run.State.ASKED)
    kept = done.values_list("pk", flat=True)[:KEPT_OF_A_KIND]
    done.exclude(pk__in=list(kept)).delete()


def _card(row: Run) -> RunCard:
    return RunCard(
        ref=row.ref,
        kind=row.kind,
        asked=row.asked,
        state=row.state,
        asked_at=row.asked_at,
        done_at=row.done_at,
        seconds=row.seconds,
        inputs=row.inputs,
        digest=row.digest,
        versions=row.versions,
        figures=row.figures,
        problem=row.problem,
        is_fiction=row.is_fiction,
    )
