"""What a structure sees of its own permanences, to say that a date is not as usual."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from entrelieux.directory import selectors, wording
from entrelieux.directory.agenda.asking import Asked, places_of_moves, presences_on
from entrelieux.directory.agenda.cards import Presence
from entrelieux.directory.agenda.rows import Coming, Scope, comings, said_since
from entrelieux.directory.agenda.services import SayingGone
from entrelieux.directory.asking import DirectoryParams
from entrelieux.directory.cards import Named
from entrelieux.directory.models import Permanence, PermanenceChange, Place, Service
from entrelieux.directory.naming import named, shown_name
from entrelieux.directory.policies import SAYS_DATES, may_say_dates
from entrelieux.engine.hours import describe_day
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer

WEEKS_SHOWN = 9
DATES_SHOWN = 8
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """words: « mar. 9 h–12 h ». last: the last day, said by a producer or here; None: no end."""

    osm: str
    words: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """A change that holds. what: « mardi 24 novembre, annulée »."""

    ref: str
    what: str
    reason: str
    said_on: date


@dataclass(frozen=True, slots=True)
class Managed:
    """One service at one place. dates: the next ones, cancelled ones included."""

    service: Named
    organisation: Named
    place: Named
    commune: str
    rules: tuple[Rule, ...]
    dates: tuple[Presence, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Ours:
    """services: those that may come somewhere, (reference, « service · structure »)."""

    managed: tuple[Managed, ...]
    services: tuple[tuple[str, str], ...]


def ours(viewer: Viewer) -> Ours:
    """Every permanence that this viewer may speak of, with its next dates."""
    today = timezone.localdate()
    sources = selectors.visible_source_ids(viewer)
    organisations = viewer.organisations(*SAYS_DATES)
    found = [
        one
        for one in comings(Scope(organisations=organisations), sources, today)
        if _may(viewer, one.service, one.place)
    ]
    names = places_of_moves(found)
    said = _said(found, today)
    services = Service.objects.filter(
        organisation__ref__in=organisations, source_id__in=sources, withdrawn_on=None
    ).select_related("organisation")
    return Ours(
        managed=tuple(_managed(one, today, names, said.get(one.key, ())) for one in found),
        services=tuple(
            (one.ref, f"{shown_name(one.name)} · {shown_name(one.organisation.name)}")
            for one in services.order_by("name", "pk")
        ),
    )


def one_of_ours(viewer: Viewer, service_ref: str, place_ref: str) -> Managed:
    """One of them.

    Raises:
        SayingGone: absent, or not the viewer's to speak of.
    """
    for one in ours(viewer).managed:
        if one.service.ref == service_ref and one.place.ref == place_ref:
            return one
    raise SayingGone("")


def service_of_ours(viewer: Viewer, service_ref: str) -> str:
    """Its name, « service · structure ».

    Raises:
        SayingGone: as ``one_of_ours``.
    """
    known = dict(ours(viewer).services)
    if service_ref not in known:
        raise SayingGone("")
    return known[service_ref]


def places_of_ours(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """(reference, « lieu, commune ») where these structures come or stand, by name."""
    sources = selectors.visible_source_ids(viewer)
    services = Service.objects.filter(
        organisation__ref__in=viewer.organisations(*SAYS_DATES), source_id__in=sources
    )
    hosts = Permanence.objects.filter(service__in=services).values("place")
    rows = Place.objects.filter(
        Q(pk__in=services.values("place")) | Q(pk__in=hosts),
        source_id__in=sources,
        withdrawn_on=None,
    )
    return tuple((one.ref, _label(one.name, one.commune)) for one in rows.order_by("folded", "pk"))


def places_named(viewer: Viewer, text: str) -> tuple[tuple[str, str], ...]:
    """The places that these words name, at most a dozen."""
    page = selectors.place_list(viewer, DirectoryParams(q=text))
    return tuple((one.ref, _label(one.name, one.commune)) for one in page.cards[:MOST_FOUND])


def _label(name: str, commune: str) -> str:
    return ", ".join(filter(None, (shown_name(name), commune)))


def _may(viewer: Viewer, service: Service, place: Place) -> bool:
    organisation = service.organisation.ref
    return may_say_dates(viewer, organisation=organisation, code_insee=place.code_insee)


def _managed(coming: Coming, today: date, names: dict[int, str], said: Iterable[Said]) -> Managed:
    asked = Asked("", "", Scope(), today)
    days = (today + timedelta(days=step) for step in range(7 * WEEKS_SHOWN))
    dates = (one for day in days for one in presences_on(coming, day, asked, names))
    return Managed(
        service=named(coming.service.ref, coming.service.name),
        organisation=named(coming.service.organisation.ref, coming.service.organisation.name),
        place=named(coming.place.ref, coming.place.name),
        commune=coming.place.commune,
        rules=tuple(
            Rule(rule.osm, wording.hours(rule.osm, today) or rule.osm, rule.first, rule.last)
            for rule in coming.schedule.rules
            if rule.osm
        ),
        dates=tuple(one for one, _rank in zip(dates, range(DATES_SHOWN), strict=False)),
        said=tuple(said),
    )


def _said(found: list[Coming], today: date) -> dict[tuple[int, int], list[Said]]:
    """Changes still ahead, ends included, under the service and the place they speak of."""
    services = {one.service.pk for one in found}
    said: dict[tuple[int, int], list[Said]] = {}
    rows = said_since(today).filter(service__in=services)
    ends = PermanenceChange.objects.filter(
        service__in=services, kind=PermanenceChange.Kind.ENDED, withdrawn_at=None
    )
    for row in (*rows.select_related("new_place"), *ends.order_by("pk")):
        place = row.place_id or row.new_place_id
        assert place is not None
        line = Said(row.ref, _in_words(row), row.reason, timezone.localdate(row.said_at))
        said.setdefault((row.service_id, place), []).append(line)
    return said


def _in_words(row: PermanenceChange) -> str:
    """« date déplacée : mardi 24 novembre → jeudi 26 novembre, 14 h–16 h, École »."""
    kind = row.get_kind_display()
    comes = ""
    if row.new_day is not None and row.new_opens is not None and row.new_closes is not None:
        comes = f"{ui.weekday(row.new_day)}, " + describe_day(
            [(row.new_opens, row.new_closes)], wording.tongue()
        )
    goes = ui.weekday(row.day) if row.day is not None else ""
    where = shown_name(row.new_place.name) if row.new_place else ""
    moved = ", ".join(filter(None, (comes, where)))
    colon = wording.in_language(" : ", ": ")
    if goes and moved:
        return f"{kind}{colon}{goes} → {moved}"
    return f"{kind}{colon}{goes or moved}"
