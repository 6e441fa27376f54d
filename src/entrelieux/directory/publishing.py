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
    keys = sorted(read_shown().spread(places))
    hold(keys)
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


def hold(keys: Iterable[int]) -> None:
    """Whoever waits for the journal holds no place that is waited for behind it."""
    if not connection.features.has_select_for_update:
        return
    for part in parts(sorted(keys)):
        rows = Place.objects.select_for_update(no_key=True).filter(pk__in=part)
        list(rows.order_by("pk").values_list("pk", flat=True))
