"""Which offer do lists show now? The last one; while its arrays are built, the one before."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from entrelieux.directory.agenda.rows import dated_doors
from entrelieux.directory.building import in_background, uninterrupted
from entrelieux.directory.listing import PlaceTable
from entrelieux.directory.models import Place, Service
from entrelieux.directory.policies import may_see_source
from entrelieux.directory.tabling import build_table
from entrelieux.directory.version import last_said, offer_version
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE, Viewer


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is published, for one version of the data."""

    version: tuple[Any, ...]
    sources: frozenset[int]
    is_fiction: bool


_Table = tuple[tuple[Any, ...], PlaceTable]
"""A version and a day, and the table of them."""


class _Kept:
    """The last offer and its table, shared by the threads of a process. of: sources in the table.

    since: when a table built in the background took the place of another.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.offer: _Offer | None = None
        self.table: _Table | None = None
        self.of: frozenset[int] = frozenset()
        self.since: datetime | None = None
        self.dated: tuple[PlaceTable, int, PlaceTable] | None = None


_KEPT = _Kept()


def offer_is_fiction() -> bool:
    """Whether everything shown is fictional. One short query: it is asked on every page."""
    return offer_shown().is_fiction


def table_of(
    viewer: Viewer,  # noqa: ARG001  public to everyone
) -> tuple[tuple[Any, ...], frozenset[int], PlaceTable, bool]:
    """(version, sources shown, table, is fiction) of what is published, as it stands today."""
    offer, today = offer_shown(), timezone.localdate()
    version, table = _served(offer, today)
    return version, offer.sources, table, offer.is_fiction


def visible_source_ids(viewer: Viewer) -> frozenset[int]:  # noqa: ARG001  public to everyone
    """Sources whose rows may be shown together: never fiction beside something real."""
    return offer_shown().sources


def offer_shown() -> _Offer:
    version = offer_version()
    kept = _KEPT.offer
    if kept is None or kept.version != version:
        kept = _KEPT.offer = _read_offer(version)
    return kept


def _read_offer(version: tuple[Any, ...]) -> _Offer:
    if not version:
        return _Offer(version, frozenset(), is_fiction=False)
    fictional = dict(Source.objects.values_list("pk", "is_fiction"))
    used = {
        *Place.objects.order_by().values_list("source_id", flat=True).distinct(),
        *Service.objects.order_by().values_list("source_id", flat=True).distinct(),
    }
    has_real = any(not fictional[pk] for pk in used)
    visible = frozenset(
        pk
        for pk, is_fiction in fictional.items()
        if may_see_source(ANYONE, is_fiction=is_fiction, offer_has_real=has_real)
    )
    return _Offer(version, visible, is_fiction=bool(used) and not has_real)


def shown_before() -> tuple[Any, ...]:
    """Which offer lists still show while the last one is built; () when they show that one."""
    kept = _KEPT.table
    return (
        kept[0] if kept and _answers_meanwhile(kept[0], offer_shown(), timezone.localdate()) else ()
    )


def shown_since() -> datetime | None:
    """When lists began to show what they do; None when nobody was answered by another before."""
    return _KEPT.since


def table_shown(offer: _Offer, today: date) -> PlaceTable:
    return _served(offer, today)[1]


def _served(offer: _Offer, today: date) -> tuple[tuple[Any, ...], PlaceTable]:
    """The table of today, and the version it is of; with single dates said since it was built."""
    ((*version, _day), table), said = _usual_table(offer, today), last_said()
    kept = _KEPT.dated
    if kept is None or kept[0] is not table or kept[1] != said:
        kept = _KEPT.dated = (table, said, _with_dates(table, offer, today))
    return tuple(version), kept[2]


def _with_dates(table: PlaceTable, offer: _Offer, today: date) -> PlaceTable:
    yesterday = today - timedelta(days=1)  # as it still is, overseas
    times = dated_doors(offer.sources, yesterday)
    if not times:
        return table
    rows = {
        int(row): times[int(table.pk[row])] for row in np.flatnonzero(np.isin(table.pk, [*times]))
    }
    return replace(table, hours=table.hours.with_dates(rows))


def _usual_table(offer: _Offer, today: date) -> _Table:
    """The table of today; that of yesterday to others while one request builds it at midnight.

    When something was said meanwhile, the table before it, to everybody: see `building`.
    """
    key, kept = (*offer.version, today), _KEPT.table
    if kept is not None and kept[0] == key:
        return kept
    if kept is not None and _answers_meanwhile(kept[0], offer, today):
        in_background("table of places", lambda: _replace(key, offer, today))
        return kept
    is_of_yesterday = kept is not None and kept[0][:-1] == offer.version
    if not _KEPT.lock.acquire(blocking=not is_of_yesterday):
        assert kept is not None
        return kept
    try:
        kept = _KEPT.table
        return kept if kept is not None and kept[0] == key else _build(key, offer, today)
    finally:
        _KEPT.lock.release()


def _answers_meanwhile(there: tuple[Any, ...], offer: _Offer, today: date) -> bool:
    """Whether an older table of this very day, of the same database and sources, may answer."""
    is_older = there[:-1] != offer.version and bool(offer.version)
    is_like = (*there[:2], there[-1]) == (*offer.version[:2], today)
    return settings.BUILD_IN_BACKGROUND and is_older and is_like and _KEPT.of == offer.sources


def _replace(key: tuple[Any, ...], offer: _Offer, today: date) -> None:
    _build(key, offer, today)
    _KEPT.since = timezone.now()


def _build(key: tuple[Any, ...], offer: _Offer, today: date) -> _Table:
    with uninterrupted():
        table = build_table(sources=offer.sources, today=today)
    _KEPT.of, _KEPT.table = offer.sources, (key, table)
    return key, table
