"""Who comes where: rows of permanences, rounds and changes, joined into schedules."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q, QuerySet

from entrelieux.directory.agenda.times import DateChange, Schedule, Times, Timing
from entrelieux.directory.doubles.shown import Shown, shown_now
from entrelieux.directory.models import Permanence, PermanenceChange, Place, Service
from entrelieux.directory.validity import at_home_on, permanences_on
from entrelieux.engine.hours import DAY, Change

Key = tuple[int, int]
"""Primary keys of a service and of the place where it is met."""
Kind = PermanenceChange.Kind


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what an agenda speaks: places, by key, or one structure or service, by reference."""

    places: Collection[int] | None = None
    organisations: Collection[str] | None = None
    service: str = ""

    def at(self, place: str, service: str) -> Q:
        """``place``, ``service``: names of the fields that lead to them; "" for the row itself."""
        dot = f"{service}__" if service else ""
        wanted = Q()
        if self.places is not None:
            wanted &= Q(**{f"{place}__in": self.places})
        if self.organisations is not None:
            wanted &= Q(**{f"{dot}organisation__ref__in": self.organisations})
        if self.service:
            wanted &= Q(**{f"{dot}ref": self.service})
        return wanted


@dataclass(frozen=True, slots=True, eq=False)
class Coming:
    """A service that comes to a place. notes: « Salle Aiguillage ». is_round: a bus, a tour."""

    service: Service
    place: Place
    schedule: Schedule
    notes: tuple[str, ...] = ()
    is_round: bool = False

    @property
    def key(self) -> Key:
        return self.service.pk, self.place.pk


@dataclass(slots=True)
class _Draft:
    service: Service
    place: Place
    rules: list[Timing] = field(default_factory=list)
    changes: list[DateChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def coming(self) -> Coming:
        schedule = Schedule(
            self.place.departement, tuple(dict.fromkeys(self.rules)), tuple(self.changes)
        )
        notes = tuple(dict.fromkeys(filter(None, self.notes)))
        return Coming(self.service, self.place, schedule, notes, self.place.itinerant is True)


def comings(scope: Scope, sources: Collection[int], since: date) -> list[Coming]:
    """Everything that comes somewhere in this scope, from ``since`` on: four queries, or five.

    In the order of the places, as they are shown, then of the services.
    """
    shown = shown_now()
    if scope.places is not None:
        scope = replace(scope, places=shown.spread(scope.places))
    held = list(permanences(scope, sources, since))
    rounds, said = list(_rounds(scope, sources, since)), list(_changes(scope, sources, since))
    met = (
        *(one.place_id for one in held),
        *(one.place_id or 0 for one in rounds),
        *(one.new_place_id or 0 for one in said),
    )
    heads = Place.objects.in_bulk({shown.heads[pk] for pk in met if pk in shown.heads})
    drafts: dict[Key, _Draft] = {}

    def draft(service: Service, place: Place) -> _Draft:
        where = heads.get(shown.head(place.pk), place)
        return drafts.setdefault((service.pk, where.pk), _Draft(service, where))

    for one in held:
        found = draft(one.service, one.place)
        found.rules.append(timing_of(one))
        found.notes.append(one.note)
    for service in rounds:
        assert service.place is not None
        draft(service, service.place).rules.append(
            Timing(service.horaires or service.place.horaires)
        )
    for row in said:
        # What goes shows only where a rule says that somebody comes; what comes always shows.
        for place, change in halves_of(row, shown):
            if scope.places is not None and place not in scope.places:
                continue
            if row.new_place is not None and place == shown.head(row.new_place.pk):
                draft(row.service, row.new_place).changes.append(change)
            elif (row.service_id, place) in drafts:
                drafts[row.service_id, place].changes.append(change)
    ordered = sorted(drafts.values(), key=lambda one: (one.place.folded, one.service.name))
    return [one.coming() for one in ordered]


def permanences(scope: Scope, sources: Collection[int], since: date) -> QuerySet[Permanence]:
    """Those not ended before ``since``, of what is shown."""
    held = Permanence.objects.filter(
        scope.at("place", "service"),
        service__source_id__in=sources,
        service__withdrawn_on=None,
        place__source_id__in=sources,
        place__withdrawn_on=None,
    )
    return (
        permanences_on(in_force(held, since), since)
        .select_related("place", "service__organisation", "service__source")
        .order_by("pk")
    )


def in_force(rows: QuerySet[Permanence], since: date) -> QuerySet[Permanence]:
    """Those not ended before ``since``, whoever says so: a producer, or the structure here."""
    return rows.exclude(ends_on__lt=since).exclude(ended_on__lt=since)


def timing_of(row: Permanence) -> Timing:
    ends = [day for day in (row.ends_on, row.ended_on) if day is not None]
    return Timing(row.horaires, row.starts_on, min(ends, default=None))


def changes_at(
    keys: Iterable[Key], since: date, shown: Shown | None = None
) -> dict[Key, tuple[DateChange, ...]]:
    """Changes in force of these services at these places, as shown: one query, or two."""
    wanted = set(keys)
    services = {service for service, _place in wanted}
    found: dict[Key, list[DateChange]] = defaultdict(list)
    shown = shown or shown_now()
    for row in said_since(since).filter(service__in=services):
        for place, change in halves_of(row, shown):
            if (row.service_id, place) in wanted:
                found[row.service_id, place].append(change)
    return {key: tuple(changes) for key, changes in found.items()}


def said_since(since: date) -> QuerySet[PermanenceChange]:
    """Changes of single dates that still hold, of dates from ``since`` on, as they were said."""
    return (
        PermanenceChange.objects.filter(withdrawn_at=None)
        .exclude(kind=Kind.ENDED)
        .filter(Q(day__gte=since) | Q(new_day__gte=since))
        .order_by("pk")
    )


def dated_doors(sources: Collection[int], since: date) -> dict[int, Times]:
    """When doors open that open only for who comes, by place: those of which a date was said."""
    shown = shown_now()
    said = {place for row in said_since(since) for place, _change in halves_of(row, shown)}
    opens_for_them = Q(horaires="") | Q(itinerant=True)
    places = set(Place.objects.filter(opens_for_them, pk__in=said).values_list("pk", flat=True))
    if not places:
        return {}
    found: dict[int, list[str | Schedule]] = defaultdict(list)
    here = Service.objects.filter(
        place__in=shown.spread(places), source_id__in=sources, withdrawn_on=None
    )
    own = at_home_on(here, since).exclude(Q(horaires="") | Q(place__itinerant=True))
    for place, osm in own.order_by("pk").values_list("place_id", "horaires"):
        found[shown.head(place or 0)].append(osm)
    for one in comings(Scope(places=places), sources, since):
        found[one.place.pk].append(one.schedule)
    return {place: tuple(times) for place, times in found.items()}


def halves_of(row: PermanenceChange, shown: Shown) -> list[tuple[int, DateChange]]:
    """(place as shown, change) of what goes, then of what comes."""
    goes = comes = None
    if row.place_id is not None and row.day is not None:
        removed = (0, DAY) if row.opens is None or row.closes is None else (row.opens, row.closes)
        goes = (row.day, *removed, shown.head(row.place_id))
    if row.new_place_id is not None and row.new_day is not None:
        assert row.new_opens is not None
        assert row.new_closes is not None
        comes = (row.new_day, row.new_opens, row.new_closes, shown.head(row.new_place_id))
    halves = []
    if goes:
        day, start, end, place = goes
        change = Change(removed=(start, end))
        halves.append((place, DateChange(day, change, row.ref, row.reason, comes)))
    if comes:
        day, start, end, place = comes
        change = Change(added=(start, end))
        halves.append((place, DateChange(day, change, row.ref, row.reason, goes)))
    return halves


def _rounds(scope: Scope, sources: Collection[int], since: date) -> QuerySet[Service]:
    """What a bus or a round offers where it stops."""
    rows = Service.objects.filter(
        scope.at("place", ""),
        place__itinerant=True,
        place__withdrawn_on=None,
        source_id__in=sources,
        withdrawn_on=None,
    )
    return (
        at_home_on(rows, since)
        .exclude(horaires="", place__horaires="")
        .select_related("place", "organisation", "source")
        .order_by("pk")
    )


def _changes(scope: Scope, sources: Collection[int], since: date) -> QuerySet[PermanenceChange]:
    return (
        said_since(since)
        .filter(scope.at("place", "service") | scope.at("new_place", "service"))
        .filter(service__source_id__in=sources, service__withdrawn_on=None)
        .filter(Q(new_place=None) | Q(new_place__withdrawn_on=None))
        .select_related("service__organisation", "service__source", "new_place")
    )
