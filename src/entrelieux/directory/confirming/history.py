"""The history of a sheet: what its producers changed, what was said here, when it left and came
back. Rows are read, never written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from entrelieux.directory.confirming.changes import CONTACTS
from entrelieux.directory.functions.rows import standing
from entrelieux.directory.models import Place, PlaceChange, PlaceStatement, Service, Validity
from entrelieux.directory.naming import shown_name
from entrelieux.directory.selectors import places_visible_to
from entrelieux.directory.stating import CLOSING
from entrelieux.kernel.viewer import Viewer

TOLD = (
    *("name", "adresse", "code_postal", "commune", "horaires", "telephone", "courriel"),
    *("site_web", "prise_rdv", "presentation", "wheelchair", "accessibilite", CLOSING),
)
"""Fields of statements that a page speaks of; the others (codes, points) go along with these."""


@dataclass(frozen=True, slots=True)
class Event:
    """kind: ``connu``, ``change``, ``relu`` (the same row, read better), ``retire``, ``revenu``,
    ``dit``, ``repris``, ``confirme``, ``ferme``, ``commence``, ``finit``.

    field: a column of ``Place``; "" when it is about the whole sheet. after: of what begins or
    ends, the name of the service. before, after: "" when
    unknown, or not to be shown again. source: title, "" for what is said here. manner: as in
    ``PlaceStatement.Manner``, "" for a producer.
    """

    on: date
    kind: str
    field: str = ""
    before: str = ""
    after: str = ""
    source: str = ""
    manner: str = ""


@dataclass(frozen=True, slots=True)
class PlaceHistory:
    """events: the latest first."""

    ref: str
    name: str
    first_seen_on: date
    confirmed_on: date | None
    said_on: date | None
    withdrawn_on: date | None
    events: tuple[Event, ...]


def history_of(viewer: Viewer, ref: str) -> PlaceHistory:
    """Everything that is known to have happened to a sheet.

    Raises:
        Place.DoesNotExist: absent, or not to be shown.
    """
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        raise Place.DoesNotExist
    place = places_visible_to(viewer).select_related("source").get(ref=ref)
    found = [*_said_here(place), *_of_producers(place), *_dated(place)]
    if place.said_on:
        found.append(Event(place.said_on, "confirme", manner=PlaceStatement.Manner.ANSWER))
    found.append(Event(place.first_seen_on, "connu", source=place.source.title))
    return PlaceHistory(
        ref=place.ref,
        name=shown_name(place.name),
        first_seen_on=place.first_seen_on,
        confirmed_on=place.confirmed_on,
        said_on=place.said_on,
        withdrawn_on=place.withdrawn_on,
        events=tuple(sorted(found, key=lambda one: one.on, reverse=True)),
    )


def _of_producers(place: Place) -> Iterator[Event]:
    rows = PlaceChange.objects.filter(place=place).select_related("source")
    for row in rows.order_by("-pk"):
        kind = "relu" if row.is_reread else "change"
        if row.field == CLOSING:
            kind = "retire" if row.after else "revenu"
        yield Event(row.on, kind, row.field, row.before, row.after, source=row.source.title)


def _dated(place: Place) -> Iterator[Event]:
    """The days on which the place, or one of its services, began or was over."""
    rows, today = standing(Validity.objects.filter(place=place)), timezone.localdate()
    names = dict(Service.objects.filter(place=place).values_list("ref", "name"))
    for row in rows.select_related("source"):
        said: dict[str, str] = {"after": shown_name(names.get(row.service_ref, ""))}
        if row.record_id is None:
            said["manner"] = PlaceStatement.Manner.HOLDER
        else:
            said["source"] = row.source.title
        if row.starts_on and row.starts_on <= today:
            yield Event(row.starts_on, "commence", **said)
        if row.ends_on and row.ends_on < today:
            yield Event(row.ends_on, "finit", **said)


def _said_here(place: Place) -> Iterator[Event]:
    """What was taken back, or said again since, is not shown again: the address that says it can
    be copied, and anybody's words would stay."""
    for row in place.statements.filter(field__in=TOLD).order_by("-pk"):
        on = timezone.localdate(row.said_at)
        is_closing = row.field == CLOSING
        if row.withdrawn_at is not None:
            yield Event(timezone.localdate(row.withdrawn_at), "repris", row.field)
        said = {"field": row.field, "manner": row.manner}
        shown = "" if row.withdrawn_at or row.field in CONTACTS else _as_text(row.value)
        yield Event(on, "ferme" if is_closing else "dit", after=shown, **said)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
