"""Between two vintages of a list: what opened, closed, moved, took another name.

Rows are compared as their producer gave them (``Record.original``), by its own key, so that the
order of imports and what was mended since change nothing. The method is in
``docs/guides/tenir-a-jour.md``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from django.db import connection
from django.utils.translation import gettext as _

from entrelieux.directory.comparing import ENTIRE_FROM
from entrelieux.directory.models import Place, Record
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.directory.version import last_said
from entrelieux.engine.language import fold
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr.vintages import FAMILIES, Family

LEAST_M = 200
"""Under it, another address is another way to write the same one, or the next door."""
FAR_M = 10_000
"""Beyond it, the key may have been given to another place: to be checked."""
KINDS = ("ouvert", "ferme", "deplace", "renomme")
EARTH_M = 6_371_008.8
Row = Mapping[str, str]
_WORD = re.compile(r"[^\W_]+")


class MovementsError(UserError):
    code = "millesimes-absents"
    status = 422


@dataclass(frozen=True, slots=True)
class Vintage:
    slug: str
    title: str
    published_on: date
    rows: int


@dataclass(frozen=True, slots=True)
class Movement:
    """kind: one of ``KINDS``. ref: of the place, "" when its sheet is not there.

    before, after: names when it was renamed, addresses when it moved. distance_m: None when it did
    not move. is_moving: a bus or a round, in either vintage.
    """

    kind: str
    key: str
    ref: str
    name: str
    commune: str
    departement: str
    before: str
    after: str
    distance_m: int | None
    is_moving: bool

    @property
    def is_far(self) -> bool:
        return self.distance_m is not None and self.distance_m >= FAR_M


@dataclass(frozen=True, slots=True)
class Movements:
    """counts: by kind, of what has an address; moving: the same of buses and rounds.

    unplaced: another address, at a distance that is not known, so neither moved nor not.
    is_partial: the second list is too short to say that what it leaves out has closed.
    """

    family: str
    label: str
    before: Vintage
    after: Vintage
    in_both: int
    counts: Mapping[str, int]
    moving: Mapping[str, int]
    unplaced: int
    is_partial: bool
    lines: tuple[Movement, ...]

    def by_departement(self) -> tuple[tuple[str, Mapping[str, int]], ...]:
        """(code, counts by kind, buses and rounds included), in the order of the codes."""
        found: dict[str, Counter[str]] = {}
        for line in self.lines:
            found.setdefault(line.departement, Counter())[line.kind] += 1
        return tuple(sorted((code, dict(counts)) for code, counts in found.items()))


def vintages_of(viewer: Viewer, family: str) -> tuple[Vintage, ...]:
    """Those that were imported, the oldest first.

    Raises:
        MovementsError: no list of that name is known.
    """
    if family not in FAMILIES:
        known = ", ".join(FAMILIES)
        message = _("Liste inconnue. Attendu : %(known)s.") % {"known": known}
        raise MovementsError(message, field="famille")
    rows = Source.objects.filter(
        slug__startswith=f"{family}-", pk__in=visible_source_ids(viewer), published_on__isnull=False
    )
    return tuple(
        Vintage(row.slug, row.title, row.published_on, Record.objects.filter(source=row).count())
        for row in rows.order_by("published_on")
        if row.published_on is not None
    )


def movements(viewer: Viewer, family: str, before: str = "", after: str = "") -> Movements:
    """Between two vintages, named by their dates; the last two when none is.

    Raises:
        MovementsError: unknown list or date, or fewer than two vintages.
    """
    known = vintages_of(viewer, family)
    if len(known) < 2:
        message = _("Deux millésimes sont attendus, %(count)d trouvé. Importez les deux fichiers.")
        raise MovementsError(message % {"count": len(known)}, field="famille")
    first = _named(known, before, "de") if before else known[-2]
    last = _named(known, after, "a") if after else known[-1]
    published = last_said()
    settings = connection.settings_dict
    return _between(family, first, last, (settings["HOST"], settings["NAME"], published))


def _named(known: tuple[Vintage, ...], day: str, field: str) -> Vintage:
    for one in known:
        if one.published_on.isoformat() == day:
            return one
    days = ", ".join(one.published_on.isoformat() for one in known)
    raise MovementsError(_("Date inconnue. Attendu : %(days)s.") % {"days": days}, field=field)


@lru_cache(maxsize=4)
def _between(family: str, first: Vintage, last: Vintage, _version: object) -> Movements:
    of = FAMILIES[family]
    old, new = _rows(of, first), _rows(of, last)
    is_partial = len(new) < ENTIRE_FROM * len(old)
    refs = _refs(first) | _refs(last)
    lines: list[Movement] = []
    unplaced = 0
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            if now is not None or not is_partial:
                lines.append(_line(of, "ferme" if now is None else "ouvert", key, was, now, refs))
            continue
        if _plain(was.get(of.name, "")) != _plain(now.get(of.name, "")):
            lines.append(_line(of, "renomme", key, was, now, refs))
        if _where(of, was) == _where(of, now):
            continue
        metres = _distance_m(of, was, now)
        if metres is None:
            unplaced += 1
        elif metres >= LEAST_M:
            lines.append(_line(of, "deplace", key, was, now, refs, round(metres)))
    return Movements(
        family=family,
        label=of.label,
        before=first,
        after=last,
        in_both=len(old.keys() & new.keys()),
        counts=_counted(lines, is_moving=False),
        moving=_counted(lines, is_moving=True),
        unplaced=unplaced,
        is_partial=is_partial,
        lines=tuple(lines),
    )


def _counted(lines: list[Movement], *, is_moving: bool) -> dict[str, int]:
    counts = Counter(line.kind for line in lines if line.is_moving == is_moving)
    return {kind: counts[kind] for kind in KINDS}


def _rows(of: Family, vintage: Vintage) -> dict[str, Row]:
    """By the producer's key; the first of two rows that bear the same one."""
    found: dict[str, Row] = {}
    rows = Record.objects.filter(source__slug=vintage.slug).order_by("pk")
    for original in rows.values_list("original", flat=True):
        row = {name: str(value or "").strip() for name, value in dict(original).items()}
        found.setdefault(row.get(of.key, ""), row)
    return found


def _refs(vintage: Vintage) -> dict[str, str]:
    """{key of a record: reference of the place that it describes}."""
    through = Place.records.through._default_manager.filter(record__source__slug=vintage.slug)
    return dict(through.order_by("pk").values_list("record__external_key", "place__ref"))


def _line(
    of: Family,
    kind: str,
    key: str,
    was: Row | None,
    now: Row | None,
    refs: Mapping[str, str],
    distance_m: int | None = None,
) -> Movement:
    row = now or was or {}
    said = {"deplace": _address, "renomme": _name}.get(kind)
    return Movement(
        kind=kind,
        key=key,
        ref=refs.get(key, ""),
        name=row.get(of.name, ""),
        commune=row.get(of.commune, ""),
        departement=row.get(of.departement, ""),
        before=said(of, was) if said and was else "",
        after=said(of, now) if said and now else "",
        distance_m=distance_m,
        is_moving=any(_is_moving(of, one) for one in (was, now) if one),
    )


def _name(of: Family, row: Row) -> str:
    return row.get(of.name, "")


def _address(of: Family, row: Row) -> str:
    return ", ".join(filter(None, (row.get(of.adresse, ""), row.get(of.commune, ""))))


def _where(of: Family, row: Row) -> tuple[tuple[str, ...], str]:
    return _plain(row.get(of.adresse, "")), row.get(of.code_insee, "")


def _plain(text: str) -> tuple[str, ...]:
    """Words without capitals, accents nor signs: how they are written is no change."""
    return tuple(_WORD.findall(fold(text)))


def _is_moving(of: Family, row: Row) -> bool:
    return any(row.get(name, "").lower() in values for name, values in of.moving.items())


def _distance_m(of: Family, was: Row, now: Row) -> float | None:
    """Crow-fly, in metres; None when one of the points is not given."""
    points = list(_points(of, was, now))
    if len(points) < 2:
        return None
    (lon, lat), (other_lon, other_lat) = points
    half = sin((other_lat - lat) / 2) ** 2
    half += cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def _points(of: Family, *rows: Row) -> Iterator[tuple[float, float]]:
    for row in rows:
        try:
            yield radians(float(row[of.lon])), radians(float(row[of.lat]))
        except (KeyError, ValueError):
            continue
