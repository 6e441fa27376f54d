"""Which places changed since I last looked? A walk that misses none and never turns in circles.

Moments of change grow in the order in which others see them (see `publishing`): nothing appears
behind a cursor that was given. A place that changes meanwhile is met again further on.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.cards import PlaceCard
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.models import Place
from entrelieux.directory.selectors import cards_of, places_visible_to, table_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = datetime(9000, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_CHECK = 8
_WHERE = ("code_insee", "departement")


class CursorError(UserError):
    """A cursor that was not given by this site, or was cut on the way."""

    code = "curseur-illisible"
    status = 422


@dataclass(frozen=True, slots=True)
class PlaceChangeSeen:
    """The last change of a place.

    at: in UTC. kind: ``created`` when it was first published after the cursor; ``withdrawn`` when
    it left its list, or is shown on the sheet ``replaced_by``, "" when on none. code_insee,
    departement: "" unknown.
    """

    ref: str
    at: datetime
    kind: Literal["created", "changed", "withdrawn"]
    replaced_by: str
    code_insee: str
    departement: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """Up to where changes were seen: this place, among those of this moment."""

    at: datetime
    ref: str

    @property
    def text(self) -> str:
        """As it is given: not a secret, but one that was cut or made up is told from it."""
        said = f"{(self.at - _EPOCH) // _TICK:x}.{self.ref}".encode()
        check = hashlib.sha256(said).hexdigest()[:_CHECK].encode()
        return urlsafe_b64encode(check + said).decode().rstrip("=")


_BEGINNING = _Mark(_EPOCH, "")


def changes_after(
    viewer: Viewer, cursor: str, *, limit: int
) -> tuple[tuple[PlaceChangeSeen, ...], str]:
    """Places that changed after a cursor, each once, and the cursor to give next.

    Fewer than ``limit`` places: no more have changed yet, and the cursor stays good for later.

    Args:
        cursor: given by this function, `cursor_now` or `cursor_from`; "" at the beginning.

    Raises:
        CursorError.
    """
    found, following = _after(viewer, cursor, limit)
    return tuple(found.values()), following


def cards_after(
    viewer: Viewer, cursor: str, *, limit: int
) -> tuple[tuple[tuple[PlaceChangeSeen, PlaceCard | None], ...], str]:
    """As `changes_after`, with the place as it is now; None when it is withdrawn."""
    found, following = _after(viewer, cursor, limit)
    there = [key for key, seen in found.items() if seen.kind != "withdrawn"]
    _version, sources, table, _is_fiction = table_of(viewer)
    cards = cards_of(there, table, sources, timezone.localdate())
    return tuple((seen, cards.get(key)) for key, seen in found.items()), following


def _after(viewer: Viewer, cursor: str, limit: int) -> tuple[dict[int, PlaceChangeSeen], str]:
    """By key of place. A few short queries, however many places there are."""
    mark = _read(cursor)
    places = places_visible_to(viewer).order_by("changed_at", "ref")
    places = places.only("ref", *("changed_at", "published_at", "withdrawn_on"), *_WHERE)
    # Two ranges of one index: a whole country may have changed at one moment.
    rows = list(places.filter(changed_at=mark.at, ref__gt=mark.ref)[:limit])
    if len(rows) < limit:
        rows += places.filter(changed_at__gt=mark.at)[: limit - len(rows)]
    elsewhere = _shown_elsewhere({row.pk for row in rows})
    # A place that changed between the two is there twice: its last change alone is told.
    found = {row.pk: _seen(row, mark, elsewhere.get(row.pk, "")) for row in rows}
    if not rows or rows[-1].changed_at is None:
        return found, cursor
    return found, _Mark(rows[-1].changed_at, rows[-1].ref).text


def cursor_now() -> str:
    """What follows the last change, whoever looks; "" when there was none."""
    last = Place.objects.exclude(changed_at=None).order_by("-changed_at", "-ref")
    row = last.values_list("changed_at", "ref").first()
    return _Mark(row[0], row[1]).text if row and row[0] else ""


def cursor_from(moment: datetime) -> str:
    """What changed at a moment or since. moment: with its time zone."""
    return _Mark(min(max(moment, _EPOCH), _FAR), "").text


def _seen(row: Place, mark: _Mark, replaced_by: str) -> PlaceChangeSeen:
    assert row.changed_at is not None
    kind: Literal["created", "changed", "withdrawn"] = "changed"
    if row.withdrawn_on or replaced_by:
        kind = "withdrawn"
    elif row.published_at and (row.published_at, row.ref) > (mark.at, mark.ref):
        kind = "created"
    return PlaceChangeSeen(
        row.ref, row.changed_at, kind, replaced_by, row.code_insee, row.departement
    )


def _shown_elsewhere(keys: Collection[int]) -> dict[int, str]:
    """By key of those shown on another sheet, the reference of that one."""
    heads = {key: head for key, head in shown_now().heads.items() if key in keys}
    refs = dict(Place.objects.filter(pk__in=set(heads.values())).values_list("pk", "ref"))
    return {key: refs[head] for key, head in heads.items()}


def _read(cursor: str) -> _Mark:
    if not cursor:
        return _BEGINNING
    try:
        said = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
        ticks, _dot, ref = said[_CHECK:].partition(".")
        mark = _Mark(_EPOCH + int(ticks, 16) * _TICK, ref)
    except (ValueError, OverflowError):
        mark = None
    if mark is None or mark.text != cursor or not mark.ref.isprintable():
        message = _(
            "Ce curseur ne vient pas de ce site, ou il lui manque un morceau. Attendu : celui que "
            "donne « suivant », entier, ou rien pour reprendre depuis le début."
        )
        raise CursorError(message, field="curseur")
    return mark
