"""The offer as arrays, built once for each version of the data and shared by all requests.

Kept in memory by process, and on disk so that a new process or a command starts at once.
"""

import hashlib
import logging
import os
import threading
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils import timezone

from entrelieux.directory.adapters import Catalogue, build_catalogue
from entrelieux.directory.agenda.rows import changes_at, in_force, timing_of
from entrelieux.directory.agenda.times import DateChange, Schedule, Timing
from entrelieux.directory.building import in_background, uninterrupted
from entrelieux.directory.cards import OfferCard, SourceCard
from entrelieux.directory.doubles.shown import Shown, shown_now
from entrelieux.directory.models import Permanence, Place, Service
from entrelieux.directory.naming import named
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.directory.validity import days_met, services_on
from entrelieux.directory.version import offer_version
from entrelieux.engine.orientation.offers import OfferIndex
from entrelieux.engine.reach import Targets
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack

FORMAT = 7
logger = logging.getLogger(__name__)
_lock = threading.Lock()
_kept: tuple[str, Catalogue, tuple[Any, ...]] | None = None
"""The version of a catalogue, itself, and what it must share with another to answer meanwhile."""


def current_catalogue(today: date) -> Catalogue:
    """The catalogue of the last publication, as it stands in the week of ``today``.

    Permanences begin and end, and hours change with the season: it is built again each week.
    After something was said, the one before answers until the new one is built: see `building`.
    """
    global _kept  # noqa: PLW0603  one catalogue by process is the point
    version, like, kept = _version(today), _like(today), _kept
    if kept is not None and kept[0] == version:
        if kept[2] != like:
            _kept = (version, kept[1], like)
        return kept[1]
    if kept is not None and kept[2] == like and settings.BUILD_IN_BACKGROUND:
        in_background("catalogue of the offer", lambda: _build(version, today, like))
        return kept[1]
    with _lock:
        kept = _kept
        return kept[1] if kept and kept[0] == version else _build(version, today, like)


def _build(version: str, today: date, like: tuple[Any, ...]) -> Catalogue:
    global _kept  # noqa: PLW0603
    path = _path(version)
    found = _read(path) if path else None
    if found is None:
        with uninterrupted():
            found = build_catalogue(sources=visible_source_ids(ANYONE), today=today)
        if path:
            _write(path, found)
    _kept = (version, found, like)
    return found


def _like(today: date) -> tuple[Any, ...]:
    """Day, database and sources: what is said in these keeps the catalogue good for a moment."""
    return today, *offer_version()[:2], visible_source_ids(ANYONE)


def _version(today: date) -> str:
    """Changes with the data, the week, what begins or ends, the needs, the layout."""
    parts = (
        FORMAT,
        connection.vendor,
        offer_version(),
        tuple(today.isocalendar()[:2]),
        Permanence.objects.filter(ends_on__lt=today).count(),
        Permanence.objects.filter(ended_on__lt=today).count(),
        Permanence.objects.filter(starts_on__lte=today).count(),
        days_met(today),
        [(need.code, need.rank) for need in needs_pack.load_needs()],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _path(version: str) -> Path | None:
    if not settings.KEEP_INDEX_ON_DISK:
        return None
    return Path(settings.VAR_DIR) / "index" / f"{version}.npz"


def _write(path: Path, catalogue: Catalogue) -> None:
    """A full or closed disk costs time at the next start, never an answer."""
    try:
        _write_whole(path, catalogue)
    except OSError as error:
        logger.warning("index of the offer not kept: %s", error)


def _write_whole(path: Path, catalogue: Catalogue) -> None:
    """Written apart then renamed, so that a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    arrays = {f"index_{k}": v for k, v in catalogue.index.to_arrays().items()}
    arrays |= {f"targets_{k}": v for k, v in catalogue.targets.to_arrays().items()}
    reasons = sorted(catalogue.left_out.items())
    with partial.open("wb") as file:
        np.savez(
            file,
            service=catalogue.service,
            place=catalogue.place,
            source=catalogue.source,
            left_out=np.array([reason for reason, _ in reasons], "U80"),
            left_out_count=np.array([count for _, count in reasons], np.int64),
            **arrays,  # type: ignore[arg-type]
        )
    partial.replace(path)
    for old in path.parent.glob("*.npz"):
        if old != path and old.stat().st_mtime < path.stat().st_mtime - 86_400:
            old.unlink(missing_ok=True)


def _read(path: Path) -> Catalogue | None:
    """None when the file is absent or cannot be read: the catalogue is then built again."""
    try:
        with np.load(path, allow_pickle=False) as file:
            index = OfferIndex(**{f.name: file[f"index_{f.name}"] for f in fields(OfferIndex)})
            targets = Targets.from_arrays(
                {name: file[f"targets_{name}"] for name in ("lon", "lat", "density", "landmass")}
            )
            reasons = zip(file["left_out"].tolist(), file["left_out_count"].tolist(), strict=True)
            return Catalogue(
                index=index,
                targets=targets,
                service=file["service"],
                place=file["place"],
                source=file["source"],
                left_out=dict(reasons),
            )
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        return None


def sources_behind(pks: Iterable[int]) -> dict[int, SourceCard]:
    """Sources by primary key; one query."""
    return {row.pk: _source_card(row) for row in Source.objects.filter(pk__in=set(pks))}


def offers_behind(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], OfferCard]:
    """The rows behind offers of the catalogue, by (service, place) primary keys; five queries.

    A row withdrawn since the catalogue was built is left out.
    """
    wanted = list(keys)
    today, shown = timezone.localdate(), shown_now()
    services = {
        row.pk: row
        for row in services_on(
            Service.objects.filter(pk__in={service for service, _ in wanted}, withdrawn_on=None),
            today,
        ).select_related("organisation", "source", "place")
    }
    places = {
        row.pk: row
        for row in Place.objects.filter(
            pk__in={place for _, place in wanted if place}, withdrawn_on=None
        ).select_related("source")
    }
    hosted = _rules_of_permanences(services, places, shown, today)
    changes = changes_at(((service, place) for service, place in wanted if place), today, shown)
    return {
        (service, place): _offer_card(
            services[service],
            places.get(place),
            hosted.get((service, place), ()),
            changes.get((service, place), ()),
        )
        for service, place in wanted
        if service in services
        and (
            place == 0
            or (place in places and place == shown.head(services[service].place_id or 0))
            or (place in places and (service, place) in hosted)
        )
    }


def _rules_of_permanences(
    services: Iterable[int], places: Iterable[int], shown: Shown, today: date
) -> dict[tuple[int, int], tuple[Timing, ...]]:
    """Those of today; a service may come to one place at several times of the week."""
    found: dict[tuple[int, int], list[Timing]] = defaultdict(list)
    held = Permanence.objects.filter(service__in=list(services), place__in=shown.spread(places))
    for row in in_force(held, today).exclude(starts_on__gt=today).order_by("pk"):
        found[row.service_id, shown.head(row.place_id)].append(timing_of(row))
    return {key: tuple(dict.fromkeys(rules)) for key, rules in found.items()}


def _offer_card(
    service: Service,
    place: Place | None,
    permanences: Sequence[Timing],
    changes: tuple[DateChange, ...],
) -> OfferCard:
    usual = service.horaires or (place.horaires if place else "")
    rules = tuple(permanences) or (Timing(usual),)
    departement = place.departement if place else ""
    # Who holds the place has looked at the whole sheet, with its services.
    said = place.said_on if place else None
    given = (service.confirmed_on, place.confirmed_on if place else None)
    dates = [max(known) for day in given if (known := [one for one in (day, said) if one])]
    door = place or service.place  # a service met at a distance is called at its own place
    return OfferCard(
        service=named(service.ref, service.name),
        organisation=named(service.organisation.ref, service.organisation.name),
        place=named(place.ref, place.name) if place else None,
        adresse=place.adresse if place else "",
        code_postal=place.code_postal if place else "",
        commune=place.commune if place else "",
        telephone=door.telephone if door else "",
        site_web=(door.site_web if door else "") or service.organisation.site_web,
        prise_rdv=door.prise_rdv if door else "",
        conditions=service.conditions,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        departement=departement,
        is_approximate=place is not None and place.position != Place.Position.POINT,
        hours=", ".join(dict.fromkeys(rule.osm for rule in rules)),
        schedule=Schedule(departement, rules, changes),
        publics=tuple(service.publics),
        frais=tuple(service.frais),
        zone_is_known=service.zone == Service.Zone.COUNTRY
        or bool(service.zone and service.zone_code),
        wheelchair=place.wheelchair if place else None,
        itinerant=place.itinerant if place else None,
        confirmed_on=min(dates, default=None),
        source=_source_card(place.source if place else service.source),
    )


def _source_card(source: Source) -> SourceCard:
    return SourceCard(
        slug=source.slug,
        title=source.title,
        producer=source.producer,
        url=source.url,
        licence=source.licence,
        published_on=source.published_on,
        is_fiction=source.is_fiction,
    )
