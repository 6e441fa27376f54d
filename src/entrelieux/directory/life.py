"""The life of a territory at this moment: which doors are open, who comes next and where?

For the home page: small, the same for everybody, computed once a quarter of an hour.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import isnan
from typing import Any

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory import wording
from entrelieux.directory.agenda.rows import Coming, Scope, comings
from entrelieux.directory.agenda.times import dates_held
from entrelieux.directory.doors import doors_at, local_time, quarter_of, state_of
from entrelieux.directory.listing import OPEN, UNKNOWN, PlaceTable, Rows, distance_km
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name
from entrelieux.directory.opening import start_of
from entrelieux.directory.selectors import table_of
from entrelieux.directory.version import last_said
from entrelieux.kernel.viewer import Viewer
from entrelieux.territories.selectors import CommuneCard, commune_for

AROUND_KM = 30
FEW = 4
LOOKED_AT = 60
"""Permanences whose dates are looked for: those nearest the commune, or drawn by lot."""
KEPT = 256


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place open now. until: « jusqu'à 17 h », "" day and night. km: to the commune asked."""

    ref: str
    name: str
    commune: str
    until: str
    km: float | None


@dataclass(frozen=True, slots=True)
class NextPermanence:
    """A service that will be somewhere. when: in words. starts_at: with its time zone."""

    ref: str  # of the place
    place_name: str
    service_name: str
    organisation: str
    commune: str
    when: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class TerritoryLifeCard:
    """radius_km: how far around the commune all this is counted; 0 everywhere, without commune.

    open_count: places known to be open now; known_count: those of which one can tell, among
    ``total``. commune_name: "" without a commune.
    """

    commune_name: str
    radius_km: int
    open_now: tuple[OpenPlace, ...]
    open_count: int
    known_count: int
    total: int
    next_permanences: tuple[NextPermanence, ...]
    is_fiction: bool


def territory_life(viewer: Viewer, commune_code: str | None, now: datetime) -> TerritoryLifeCard:
    """What happens now around a commune, or everywhere when none is given or it is unknown.

    Open places: the nearest of the commune; without one, a few drawn by lot, others each quarter
    of an hour, so that nobody is always first. ``now``: with its time zone.
    """
    return _life(viewer, commune_code or "", quarter_of(now), get_language() or "fr")


def _life(viewer: Viewer, code: str, now: datetime, language: str) -> TerritoryLifeCard:
    version, sources, table, is_fiction = table_of(viewer)
    commune = commune_for(code) if code else None
    key = (version, last_said(), commune.ref if commune else "", now, language)
    if key not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = _read_life(table, sources, commune, now, is_fiction=is_fiction)
    return _kept[key]


_kept: dict[tuple[Any, ...], TerritoryLifeCard] = {}


def _read_life(
    table: PlaceTable,
    sources: frozenset[int],
    commune: CommuneCard | None,
    now: datetime,
    *,
    is_fiction: bool,
) -> TerritoryLifeCard:
    km = np.full(len(table.pk), np.nan)
    rows: Rows = np.arange(len(table.pk))
    if commune is not None:
        km = distance_km(table.lon, table.lat, commune.lon, commune.lat)
        rows = np.flatnonzero((table.commune == commune.code) | (km <= AROUND_KM))
    present = _present(table, rows)
    doors = doors_at(table, now)
    # Of a place that several describe, the record that can tell stands.
    rows, _others = table.one_each(rows, (doors == UNKNOWN).astype(np.int8))
    opened = rows[doors[rows] == OPEN]
    shown = _few(opened, km, now, FEW)
    return TerritoryLifeCard(
        commune_name=(commune.matched or commune.name) if commune else "",
        radius_km=AROUND_KM if commune else 0,
        open_now=_open_places(table, shown, km, now),
        open_count=len(opened),
        known_count=int(np.count_nonzero(doors[rows] != UNKNOWN)),
        total=len(rows),
        next_permanences=_next_permanences(table, sources, _few(present, km, now, LOOKED_AT), now),
        is_fiction=is_fiction,
    )


def _few(rows: Rows, km: NDArray[np.float64], now: datetime, count: int) -> list[int]:
    """The nearest; without a commune, rows drawn by lot, the same during the same quarter."""
    if np.isnan(km[rows]).all():
        lot = random.Random(now.isoformat())  # noqa: S311  a fair draw, not a secret
        return lot.sample(rows.tolist(), min(count, len(rows)))
    found: list[int] = rows[np.lexsort((rows, km[rows]))][:count].tolist()
    return found


def _open_places(
    table: PlaceTable, rows: Sequence[int], km: NDArray[np.float64], now: datetime
) -> tuple[OpenPlace, ...]:
    keys = table.pk[list(rows)].tolist()
    places = {
        place.pk: place
        for place in Place.objects.filter(pk__in=keys).only("ref", "name", "commune", "departement")
    }
    return tuple(
        OpenPlace(
            ref=places[pk].ref,
            name=shown_name(places[pk].name),
            commune=places[pk].commune,
            until=wording.until(state_of(table.texts_of(row), places[pk].departement, now)),
            km=None if isnan(km[row]) else float(km[row]),
        )
        for pk, row in zip(keys, rows, strict=True)
        if pk in places
    )


def _present(table: PlaceTable, rows: Rows) -> Rows:
    """Rows of the places where somebody comes at given times: hosts and rounds."""
    hosts = np.fromiter(table.hosted, np.int64, len(table.hosted))
    comes = np.isin(table.pk[rows], hosts) | (table.itinerant[rows] & table.has_hours[rows])
    found: Rows = rows[comes]
    return found


def _next_permanences(
    table: PlaceTable, sources: frozenset[int], rows: Sequence[int], now: datetime
) -> tuple[NextPermanence, ...]:
    """The soonest, one for each place; two records of one name in one commune are one."""
    keys = frozenset(table.pk[list(rows)].tolist())
    soonest: dict[tuple[str, str], NextPermanence] = {}
    for coming in comings(Scope(places=keys), sources, now.date() - timedelta(days=1)):
        found = _next_of(coming, now)
        if found is not None:
            known = soonest.setdefault((found.place_name, found.commune), found)
            if found.starts_at < known.starts_at:
                soonest[found.place_name, found.commune] = found
    ordered = sorted(soonest.values(), key=lambda one: (one.starts_at, one.ref))
    return tuple(ordered[:FEW])


def _next_of(coming: Coming, now: datetime) -> NextPermanence | None:
    """The one under way, or the next; None when none is sure within a year."""
    place, service = coming.place, coming.service
    local = local_time(place.departement, now)
    today, quarter = local.date(), local.hour * 4 + local.minute // 15
    dates = dates_held(coming.schedule, start_of(today), days=2)
    ahead = (one for one in dates if one[0] > today or one[2] > quarter)
    day, opens, closes = next(ahead, (None, 0, 0))
    if day is None:
        return None
    if day == today and opens <= quarter:
        when = _("en ce moment, jusqu'à %(clock)s") % {"clock": wording.tongue().clock(closes)}
    else:
        when = wording.span_soon(day, opens, closes, today)
    return NextPermanence(
        ref=place.ref,
        place_name=shown_name(place.name),
        service_name=shown_name(service.name),
        organisation=shown_name(service.organisation.name),
        commune=place.commune,
        when=when,
        starts_at=datetime.combine(day, time(), local.tzinfo) + timedelta(minutes=15 * opens),
    )
