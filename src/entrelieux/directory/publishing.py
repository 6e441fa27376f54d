"""A change of the offer becomes visible: one journal line, one ``Publication``, its places dated.

In that order. The journal lets one writer through at a time, until the end of its transaction: so
publications are numbered, and places dated, in the order in which others see them. Whoever
follows changes never has one appear behind them.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from entrelieux.directory.changing import parts
from entrelieux.directory.doubles.shown import read_shown
from entrelieux.directory.models import Place, Publication
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer


def publish(
    actor: Viewer,
    verb: str,
    subject: str = "",
    *,
    cause: str,
    is_fiction: bool,
    places: Collection[int],
    new: Collection[int] = (),
    of_dates: bool = False,
    **facts: Any,
) -> None:
    """Say what was just written, in its transaction, after every row of it.

    Args:
        cause: what the publication is called.
        places: keys of those whose sheet changed, withdrawn ones included; sheets shown together
            change together. new: those of them that were not there.
        of_dates: single dates of permanences alone; see ``Publication``.
        facts: see `journal.record`.
    """
    keys = hold(places)
    journal.record(actor, verb, subject, **facts)
    Publication.objects.create(cause=cause[:120], is_fiction=is_fiction, of_dates=of_dates)
    now = timezone.now()
    last = Place.objects.aggregate(last=Max("changed_at"))["last"]
    # A clock may be set back: moments of change never are.
    at = max(now, last + timedelta(microseconds=1)) if last else now
    for part in parts(keys):
        Place.objects.filter(pk__in=part).update(changed_at=at)
    for part in parts(sorted(new)):
        Place.objects.filter(pk__in=part).update(published_at=at)


def hold(places: Iterable[int]) -> list[int]:
    """Nobody else writes these places, nor the sheets shown with them, in the meantime: their keys.

    Whoever is to change a place holds it first: before the rows that hang from it, and before the
    journal. So of two writers, none waits for the other who waits for them.
    """
    keys = sorted(read_shown().spread(places))
    if connection.features.has_select_for_update:
        for part in parts(keys):
            rows = Place.objects.select_for_update(no_key=True).filter(pk__in=part)
            list(rows.order_by("pk").values_list("pk", flat=True))
    return keys
