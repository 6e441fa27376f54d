"""Pairs of sheets of one département that look alike, weighed once for what they say.

What was weighed is kept in memory and on disk under a name made of the sheets themselves: it is
never stale, and a verdict or a date that changes nothing of them costs no second weighing. Two
sheets of one place in two départements are not compared.
"""

import hashlib
import json
import logging
import os
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import astuple
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import Q

from entrelieux.directory.models import Place, Service
from entrelieux.engine.records.linkage import DOUBTFUL, Pair, Sheet, Term, pairs
from entrelieux.engine.records.linkage.weights import START, WEIGHTS

FORMAT = 1
MOST_KEPT = 16
SHEET_FIELDS = (
    *("pk", "name", "adresse", "code_postal", "code_insee", "commune", "lon", "lat"),
    *("position", "pivot", "telephone", "courriel", "site_web", "kind", "source_id"),
)
logger = logging.getLogger(__name__)
_lock = Lock()
_kept: OrderedDict[str, tuple[Pair, ...]] = OrderedDict()


def pairs_in(departement: str, sources: Collection[int]) -> tuple[Pair, ...]:
    """Pairs at least doubtful, the most likely first; keys are those of ``Place``."""
    sheets = sheets_of(departement, sources)
    digest = _digest(sheets)
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    path = _path(departement, digest)
    found = _read(path) if path else None
    if found is None:
        found = pairs(sheets, least=DOUBTFUL)
        if path:
            _write(path, found)
    with _lock:
        _kept[digest] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def sheets_of(departement: str, sources: Collection[int]) -> list[Sheet]:
    """Two queries. departement: "" for places of which nobody knows it."""
    here = {"source_id__in": sources, "withdrawn_on": None}
    rows = Place.objects.filter(**here, departement=departement).order_by("pk")
    sirets = sirets_at(Q(place__departement=departement), sources)
    found = rows.values_list(*SHEET_FIELDS, named=True)
    return [sheet_of_row(row, sirets.get(row.pk, "")) for row in found]


def sirets_at(where: Q, sources: Collection[int]) -> dict[int, str]:
    """By key of place, the SIRET of the structure of its first service."""
    services = Service.objects.filter(where, source_id__in=sources, withdrawn_on=None)
    known = services.exclude(organisation__siret="").exclude(place=None).order_by("-pk")
    return {
        place: siret
        for place, siret in known.values_list("place_id", "organisation__siret")
        if place is not None
    }


def sheet_of_row(row: Any, siret: str = "") -> Sheet:
    """row: with ``SHEET_FIELDS``. siret: of who serves there, for a row that says none."""
    exact = row.position == Place.Position.POINT
    return Sheet(
        key=row.pk,
        name=row.name,
        adresse=row.adresse,
        code_postal=row.code_postal,
        code_insee=row.code_insee,
        lon=row.lon if exact else None,
        lat=row.lat if exact else None,
        siret=row.pivot or siret,
        telephone=row.telephone,
        courriel=row.courriel,
        site_web=row.site_web,
        kind=row.kind,
        producer=row.source_id,
        commune=row.commune,
    )


def _digest(sheets: Sequence[Sheet]) -> str:
    rule = (FORMAT, START, DOUBTFUL, {code: dict(levels) for code, levels in WEIGHTS.items()})
    said = repr((rule, [astuple(sheet) for sheet in sheets]))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _path(departement: str, digest: str) -> Path | None:
    if not settings.KEEP_INDEX_ON_DISK:
        return None
    return Path(settings.VAR_DIR) / "index" / "doubles" / f"{departement or '00'}-{digest}.json"


def _read(path: Path) -> tuple[Pair, ...] | None:
    """None when the file is absent or cannot be read: the sheets are then weighed again."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Pair(one, other, score, tuple(Term(*term) for term in terms))
            for one, other, score, terms in rows
        )
    except (OSError, TypeError, ValueError):
        return None


def _write(path: Path, found: Sequence[Pair]) -> None:
    """Written apart then renamed; a full or closed disk costs time later, never an answer."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps([astuple(pair) for pair in found]), encoding="utf-8")
        partial.replace(path)
        departement = path.name.partition("-")[0]
        for old in path.parent.glob(f"{departement}-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("pairs of sheets not kept: %s", error)
