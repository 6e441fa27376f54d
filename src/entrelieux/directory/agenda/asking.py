"""Who is present where and when? One week of permanences, around a commune, at a place, of one.

What the page shows and what a calendar reads come from the same schedules (``agenda_feed``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import selectors, wording
from entrelieux.directory.agenda.cards import (
    AgendaDay,
    AgendaGone,
    AgendaPage,
    AgendaParams,
    Presence,
)
from entrelieux.directory.agenda.rows import Coming, Scope, comings, said_since
from entrelieux.directory.agenda.times import (
    DateChange,
    anchor_of,
    dates_held,
    has_dates,
    last_known,
    stretches_on,
)
from entrelieux.directory.asking import FilterError
from entrelieux.directory.doors import local_time
from entrelieux.directory.doubles.shown import sheet_shown, shown_now
from entrelieux.directory.listing import NO_MINUTES, PlaceTable, Rows, distance_km
from entrelieux.directory.models import Organisation, Place
from entrelieux.directory.naming import named, shown_name
from entrelieux.directory.opening import holiday_names
from entrelieux.directory.reaching import MOST_MINUTES, minutes_from
from entrelieux.engine.hours import BY_RULE, State, Stretch, describe_day
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.territories.selectors import CommuneCard, resolve_commune

MOST_COMINGS = 400
"""Services that come somewhere, the nearest first: a week of them is already a long page."""
MOST_PLACES = 2_000
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agenda speaks of, once understood. away: (minutes, km) by key of place.

    slug: what names a calendar of it, for good.
    """

    name: str
    slug: str
    scope: Scope
    today: date
    commune: CommuneCard | None = None
    away: Mapping[int, tuple[int | None, float | None]] = field(default_factory=dict)
    is_cut: bool = False


def agenda_for(viewer: Viewer, params: AgendaParams, now: datetime | None = None) -> AgendaPage:
    """One week of the agenda.

    Raises:
        AgendaGone: no such place or structure.
        UserError: the commune is unknown, or several bear its name; ``field`` says which field.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    asked = understood(viewer, params, today)
    monday = _monday_of(params.semaine, today)
    found, is_cut = nearest(asked, selectors.visible_source_ids(viewer), monday)
    week = [monday + timedelta(days=step) for step in range(7)]
    names = places_of_moves(found)
    days = []
    for day in week:
        presences = [one for coming in found for one in presences_on(coming, day, asked, names)]
        if presences:
            days.append(_day(day, today, presences, found))
    known = last_known(today)
    first = _monday_of(None, today)
    return AgendaPage(
        params=params,
        name=asked.name,
        monday=monday,
        today=today,
        days=tuple(days),
        next=_next(found, asked, names, now),
        undated=tuple(_undated(one, asked, today) for one in found if _is_undated(one, today)),
        total=len(found),
        is_cut=is_cut,
        previous=monday - timedelta(days=7) if monday > first else None,
        following=monday + timedelta(days=7) if monday + timedelta(days=13) <= known else None,
        commune=asked.commune,
    )


def understood(viewer: Viewer, params: AgendaParams, today: date) -> Asked:
    """What is asked, with the places it reaches.

    Raises:
        AgendaGone, UserError: as ``agenda_for``.
    """
    if "\x00" in params.lieu + params.structure:  # one of the databases refuses to be asked
        raise AgendaGone(_("Cette adresse ne mène à aucun agenda."))
    if params.lieu:
        place = selectors.places_visible_to(viewer).filter(ref=params.lieu).first()
        if place is None:
            raise AgendaGone(_("Cette adresse ne mène à aucun agenda."))
        place = sheet_shown(place)
        scope = Scope(places=frozenset({place.pk}))
        return Asked(shown_name(place.name), f"lieu-{place.ref}", scope, today)
    if params.structure:
        sources = selectors.visible_source_ids(viewer)
        body = Organisation.objects.filter(ref=params.structure, source_id__in=sources).first()
        if body is None:
            raise AgendaGone(_("Cette adresse ne mène à aucun agenda."))
        scope = Scope(organisations=(body.ref,))
        return Asked(shown_name(body.name), f"structure-{body.ref}", scope, today)
    if not params.commune:
        message = _("Indiquez une commune : l'agenda montre qui vient là et autour.")
        raise FilterError(message, field="commune", code="commune-attendue")
    return _around(viewer, params, resolve_commune(params.commune), today)


def _around(viewer: Viewer, params: AgendaParams, commune: CommuneCard, today: date) -> Asked:
    _version, _sources, table, _is_fiction = selectors.table_of(viewer)
    km = distance_km(table.lon, table.lat, commune.lon, commune.lat)
    most = min(max(params.minutes, 1), MOST_MINUTES)
    minutes = minutes_from(commune, table, params.mode, most)
    is_near = minutes != NO_MINUTES
    if params.rayon_km:
        is_near = km <= min(params.rayon_km, selectors.MOST_KM)
    rows: Rows = np.flatnonzero(is_near | (table.commune == commune.code))
    rows = _where_somebody_comes(table, rows, today)
    rows = rows[np.lexsort((rows, km[rows]))]
    is_cut, rows = len(rows) > MOST_PLACES, rows[:MOST_PLACES]
    away = {
        int(table.pk[row]): (
            None if minutes[row] == NO_MINUTES else int(minutes[row]),
            None if np.isnan(km[row]) else float(km[row]),
        )
        for row in rows.tolist()
    }
    reach = f"{params.rayon_km}km" if params.rayon_km else f"{most}min-{params.mode}"
    slug = f"commune-{commune.ref}-{reach}"
    name = commune.matched or commune.name
    scope = Scope(places=frozenset(away))
    return Asked(name, slug, scope, today, commune, away, is_cut)


def _where_somebody_comes(table: PlaceTable, rows: Rows, today: date) -> Rows:
    """Hosts, rounds, and places that a date was moved or added to."""
    added = said_since(anchor_of(today)).exclude(new_place=None)
    shown = shown_now()
    places = (shown.head(pk) for pk in added.values_list("new_place", flat=True))
    hosts = np.array([*table.hosted, *places], np.int64)
    comes = np.isin(table.pk[rows], hosts) | table.itinerant[rows]
    found: Rows = rows[comes]
    return found


def nearest(asked: Asked, sources: Iterable[int], since: date) -> tuple[list[Coming], bool]:
    """What comes in this scope, the nearest places first; whether some were left out."""
    found = comings(asked.scope, frozenset(sources), anchor_of(since))
    if asked.away:
        rank = {place: number for number, place in enumerate(asked.away)}
        found.sort(key=lambda one: rank[one.place.pk])
    return found[:MOST_COMINGS], asked.is_cut or len(found) > MOST_COMINGS


def presences_on(
    coming: Coming, day: date, asked: Asked, places: Mapping[int, str]
) -> list[Presence]:
    """Who is there on a date, cancelled dates included: those are said, never hidden."""
    changes = coming.schedule.changes_on(day)
    found = stretches_on(coming.schedule, day, anchor_of(min(day, asked.today)))
    return [
        _presence(
            coming,
            day,
            one,
            asked,
            change=None if one.cause == BY_RULE else changes[one.cause],
            places=places,
        )
        for one in found
    ]


def _presence(
    coming: Coming,
    day: date,
    stretch: Stretch,
    asked: Asked,
    *,
    change: DateChange | None,
    places: Mapping[int, str],
) -> Presence:
    minutes, km = asked.away.get(coming.place.pk, (None, None))
    place, service = coming.place, coming.service
    spans = [(stretch.start, stretch.end)] if stretch.end else []
    return Presence(
        day=day,
        start=stretch.start,
        end=stretch.end,
        state=stretch.state,
        hours=describe_day(spans, wording.tongue()).replace(" ", NO_BREAK),
        service=named(service.ref, service.name),
        organisation=named(service.organisation.ref, service.organisation.name),
        place=named(place.ref, place.name),
        adresse=place.adresse,
        commune=place.commune,
        notes=coming.notes,
        is_round=coming.is_round,
        is_added=change is not None and stretch.state is State.SURE,
        reason=change.reason if change else "",
        moved=_moved(change, coming, places) if change and change.other else "",
        note=stretch.note,
        minutes=minutes,
        km=km,
    )


def _moved(change: DateChange, coming: Coming, places: Mapping[int, str]) -> str:
    """« déplacée au jeudi 26 novembre, 14 h–16 h, Salle des fêtes »."""
    assert change.other is not None
    day, start, end, place = change.other
    goes = change.change.removed is not None
    when = wording.dates([(day, start, end)]) if goes else ui.weekday(day)
    where = "" if place == coming.place.pk else places.get(place, "")
    said = {"when": when, "where": where}
    if goes:
        text = _("déplacée : %(when)s, %(where)s") if where else _("déplacée : %(when)s")
    else:
        text = _("au lieu du %(when)s, %(where)s") if where else _("au lieu du %(when)s")
    return text % said


def _day(day: date, today: date, presences: list[Presence], found: list[Coming]) -> AgendaDay:
    ordered = sorted(presences, key=_order)
    departement = found[0].place.departement if found else ""
    holiday = wording.in_language(*holiday_names(departement, day))
    return AgendaDay(day, ui.weekday(day), day == today, holiday, tuple(ordered))


def _order(one: Presence) -> tuple[int, int, str, str]:
    return one.start, one.end, one.place.name, one.service.name


def _next(
    found: list[Coming], asked: Asked, places: Mapping[int, str], now: datetime
) -> Presence | None:
    """The first that is sure and not over yet."""
    soonest: tuple[date, int, int, Coming] | None = None
    for coming in found:
        local = local_time(coming.place.departement, now).replace(tzinfo=None)
        dates = dates_held(coming.schedule, local, days=1)
        if dates and (soonest is None or dates[0][:2] < soonest[:2]):
            soonest = (*dates[0], coming)
    if soonest is None:
        return None
    day, start, _end, coming = soonest
    for one in presences_on(coming, day, asked, places):
        if one.state is State.SURE and one.start <= start < one.end:
            return one
    return None


def _is_undated(coming: Coming, today: date) -> bool:
    rules = coming.schedule.rules
    return bool(rules) and not any(
        has_dates(rule.osm, coming.schedule.departement, today) for rule in rules
    )


def _undated(coming: Coming, asked: Asked, today: date) -> Presence:
    said = wording.listed(
        filter(None, (wording.hours(rule.osm, today) for rule in coming.schedule.rules))
    )
    blank = Stretch(0, 0, State.DOUBTFUL, note=said)
    return _presence(coming, today, blank, asked, change=None, places={})


def places_of_moves(found: list[Coming]) -> dict[int, str]:
    """Names of the places where moved dates go or come from; no query when nothing moved."""
    wanted = {
        change.other[3]
        for coming in found
        for change in coming.schedule.changes
        if change.other is not None and change.other[3] != coming.place.pk
    }
    if not wanted:
        return {}
    rows = Place.objects.filter(pk__in=wanted)
    return {pk: shown_name(name) for pk, name in rows.values_list("pk", "name")}


def _monday_of(asked: date | None, today: date) -> date:
    """Of the week asked, brought back between this week and the last one that is known."""
    first = today - timedelta(days=today.weekday())
    if asked is None:
        return first
    last = last_known(today) - timedelta(days=6)
    day = min(max(asked, first), last)
    return max(day - timedelta(days=day.weekday()), first)


def starts_at(day: date, quarter: int) -> datetime:
    """Local wall-clock time; quarter 96 is midnight at the end of the day."""
    return datetime.combine(day, time()) + timedelta(minutes=15 * quarter)
