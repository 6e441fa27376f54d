"""What a structure says of its permanences: a date cancelled, moved or added, one more, one less.

Each is one transaction with one journal line and one publication, so that plans, pages and
calendars say it at once. Said twice, it is written once. Nothing said is overwritten: what is
taken back keeps its row.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.agenda.checking import (
    SayingError,
    Slot,
    end_before_start,
    hours_said,
    must_be_ahead,
    must_be_possible,
)
from entrelieux.directory.agenda.rows import Scope, comings
from entrelieux.directory.agenda.times import anchor_of, last_known, stretches_on
from entrelieux.directory.doubles.shown import sheet_of, shown_now
from entrelieux.directory.models import (
    Permanence,
    PermanenceChange,
    Place,
    Service,
)
from entrelieux.directory.policies import may_say_dates
from entrelieux.directory.publishing import hold, publish
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.engine.hours import DAY, State
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE, Viewer

Kind = PermanenceChange.Kind
LONGEST_REASON = 200


class SayingGone(UserError):  # noqa: N818  named by what is so
    """No such service, place or change, or none that the actor may speak of: they look the same."""

    code = "absent"
    status = 404


def cancel_date(
    *,
    actor: Viewer,
    service_ref: str,
    place_ref: str,
    day: date,
    reason: str,
    part: tuple[int, int] | None = None,
) -> str:
    """Nobody comes that day, or during ``part`` of it (quarters). Gives the change's reference.

    Raises:
        SayingGone, SayingError.
    """
    with transaction.atomic():
        service, place = _spoken_of(actor, service_ref, place_ref)
        what: dict[str, Any] = {"kind": Kind.CANCELLED, "place": place, "day": day}
        if part is not None:
            what |= {"opens": part[0], "closes": part[1]}
        return _say(
            actor, service, what, reason, unless=lambda: _must_come(service, place, day, part)
        )


def move_date(
    *,
    actor: Viewer,
    service_ref: str,
    place_ref: str,
    day: date,
    to: Slot,
    to_place_ref: str,
    reason: str,
    part: tuple[int, int] | None = None,
) -> str:
    """That day, or ``part`` of it, is held at another time, or elsewhere.

    Raises:
        SayingGone, SayingError.
    """
    with transaction.atomic():
        service, place = _spoken_of(actor, service_ref, place_ref, to_place_ref)
        new_place = place if to_place_ref == place_ref else _place(actor, service, to_place_ref)
        must_be_possible(to)
        what: dict[str, Any] = {"kind": Kind.MOVED, "place": place, "day": day}
        if part is not None:
            what |= {"opens": part[0], "closes": part[1]}
        what |= _coming(new_place, to)
        return _say(
            actor, service, what, reason, unless=lambda: _must_come(service, place, day, part)
        )


def add_date(*, actor: Viewer, service_ref: str, place_ref: str, slot: Slot, reason: str) -> str:
    """One date more, there or elsewhere.

    Raises:
        SayingGone, SayingError.
    """
    with transaction.atomic():
        service = _service(actor, service_ref, place_ref)
        place = _place(actor, service, place_ref)
        must_be_possible(slot)
        return _say(actor, service, {"kind": Kind.ADDED, **_coming(place, slot)}, reason)


def take_back(*, actor: Viewer, ref: str) -> None:
    """What was said of a date no longer holds; taken back twice, it is taken back once.

    Raises:
        SayingGone.
    """
    with transaction.atomic():
        change = (
            PermanenceChange.objects.select_related("service", "place", "new_place")
            .filter(ref=ref[:32].replace("\x00", ""))
            .first()
        )
        if change is None:
            raise SayingGone(_absent())
        places = [place for place in (change.place, change.new_place) if place]
        service = _service(actor, change.service.ref, *(place.ref for place in places))
        for place in places:
            _allow(actor, service, place)
        change.refresh_from_db()
        if change.withdrawn_at is not None:
            return
        _withdraw(change)
        _publish(actor, service, "revenir sur une date de permanence", change.ref, places=places)


def add_permanence(
    *,
    actor: Viewer,
    service_ref: str,
    place_ref: str,
    hours: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: str = "",
) -> None:
    """A service comes to a place, at the same times from now on.

    Args:
        hours: OSM syntax, or French as ``engine.hours`` reads it.

    Raises:
        SayingGone, SayingError.
    """
    with transaction.atomic():
        service = _service(actor, service_ref, place_ref)
        place = _place(actor, service, place_ref)
        osm = hours_said(hours, place)
        if starts_on and ends_on and ends_on < starts_on:
            message = _("La fin vient avant le début. Corrigez l'une des deux dates.")
            raise SayingError(message, field="jusque")
        if ends_on and ends_on < timezone.localdate():
            message = _("Cette permanence serait déjà finie : %(day)s est passé.")
            raise SayingError(message % {"day": ui.day(ends_on)}, field="jusque")
        values = {"service": service, "place": place, "horaires": osm}
        limits = {"starts_on": starts_on, "ends_on": ends_on, "note": note.strip()[:300]}
        same = Permanence.objects.filter(**values, ended_on=None)
        if same.filter(starts_on=starts_on, ends_on=ends_on).exists():
            return
        Permanence.objects.create(**values, **limits, is_said_here=True)
        _publish(
            actor,
            service,
            "ajouter une permanence",
            service.ref,
            places=[place],
            of_dates=False,
            place=place.ref,
        )


def end_permanence(
    *, actor: Viewer, service_ref: str, place_ref: str, hours: str, last_day: date, reason: str
) -> str:
    """A permanence is held for the last time on ``last_day``; producers' files do not undo it.

    Args:
        hours: those of the permanence, as ``comings`` gives them.

    Raises:
        SayingGone, SayingError.
    """
    with transaction.atomic():
        service, place = _spoken_of(actor, service_ref, place_ref)
        rows = Permanence.objects.filter(service=service, horaires=hours)
        rows = rows.filter(place__in=shown_now().sheets(place.pk))
        first = rows.order_by("pk").select_related("place").first()
        if first is None:
            raise SayingGone(_absent())
        place = first.place
        rows = rows.filter(place=place)
        if not anchor_of(timezone.localdate()) <= last_day <= last_known(timezone.localdate()):
            message = _("Attendu : un dernier jour entre le début de ce mois et dans un an.")
            raise SayingError(message, field="jour")
        what = {"kind": Kind.ENDED, "place": place, "day": last_day, "horaires": hours}
        others = PermanenceChange.objects.filter(
            service=service, place=place, horaires=hours, kind=Kind.ENDED, withdrawn_at=None
        )
        for other in others.exclude(day=last_day):
            _withdraw(other)
        ref = _say(actor, service, what, reason)
        rows.update(ended_on=last_day)
        return ref


def _say(
    actor: Viewer,
    service: Service,
    what: dict[str, Any],
    reason: str,
    *,
    unless: Callable[[], None] | None = None,
) -> str:
    """Write a change, unless the very same one holds already. ``unless``: raises if it cannot."""
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        message = _("Dites pourquoi en quelques mots : les personnes liront cette raison.")
        raise SayingError(message, field="raison")
    key = _key(service, what)
    same = PermanenceChange.objects.filter(key=key, withdrawn_at=None).first()
    if same is not None and same.reason == said and not _spoken_over(same):
        return same.ref
    if same is not None:
        _withdraw(same)
    if unless is not None:
        unless()
    change = PermanenceChange.objects.create(
        ref=secrets.token_hex(8),
        service=service,
        reason=said,
        organisation_ref=service.organisation.ref,
        author_id=actor.user_id,
        said_at=timezone.now(),
        key=key,
        **what,
    )
    _publish(
        actor,
        service,
        f"{change.get_kind_display()}",
        change.ref,
        places=[place for place in (change.place, change.new_place) if place],
        of_dates=change.kind != Kind.ENDED,
    )
    return change.ref


def _publish(
    actor: Viewer,
    service: Service,
    verb: str,
    subject: str,
    *,
    places: Collection[Place],
    of_dates: bool = True,
    **facts: Any,
) -> None:
    publish(
        actor,
        verb,
        subject,
        cause=f"agenda : {verb}",
        is_fiction=service.source.is_fiction,
        places={place.pk for place in places},
        of_dates=of_dates,
        organisation=service.organisation.ref,
        service=service.ref,
        **facts,
    )


def _withdraw(change: PermanenceChange) -> None:
    change.withdrawn_at = timezone.now()
    change.save(update_fields=["withdrawn_at"])
    if change.kind == Kind.ENDED:
        Permanence.objects.filter(
            service=change.service_id, place=change.place_id, horaires=change.horaires
        ).update(ended_on=None)


def _key(service: Service, what: dict[str, Any]) -> str:
    said = sorted(
        (name, value.ref if isinstance(value, Place) else str(value))
        for name, value in what.items()
    )
    return hashlib.sha256(repr((service.ref, said)).encode()).hexdigest()


def _spoken_over(change: PermanenceChange) -> bool:
    """Whether something else was said since of one of its days: the last one said wins."""
    days = [day for day in (change.day, change.new_day) if day is not None]
    later = PermanenceChange.objects.filter(
        service=change.service_id, pk__gt=change.pk, withdrawn_at=None
    )
    return later.filter(Q(day__in=days) | Q(new_day__in=days)).exists()


def _spoken_of(
    actor: Viewer, service_ref: str, place_ref: str, *more: str
) -> tuple[Service, Place]:
    """The service and the place where it comes, when the actor may speak of both.

    more: references of other places that are to change.
    """
    service = _service(actor, service_ref, place_ref, *more)
    return service, sheet_of(service, _place(actor, service, place_ref))


def _service(actor: Viewer, ref: str, *places: str) -> Service:
    """Held until the end of the transaction: what is said of one service is said in turn.

    places: references of those that are to change, held first as everywhere.
    """
    refs = [place.replace("\x00", "") for place in places]
    hold(Place.objects.filter(ref__in=refs).values_list("pk", flat=True))
    found = (
        Service.objects.select_for_update(of=("self",))
        .select_related("organisation", "source")
        .filter(ref=ref.replace("\x00", ""), source_id__in=visible_source_ids(actor))
        .filter(withdrawn_on=None)
        .first()
    )
    if found is None:
        raise SayingGone(_absent())
    return found


def _place(actor: Viewer, service: Service, ref: str) -> Place:
    found = Place.objects.filter(
        ref=ref.replace("\x00", ""),
        source_id__in=visible_source_ids(actor),
        withdrawn_on=None,
    ).first()
    if found is None:
        raise SayingGone(_absent())
    _allow(actor, service, found)
    return found


def _allow(actor: Viewer, service: Service, place: Place) -> None:
    organisation = service.organisation.ref
    if not may_say_dates(actor, organisation=organisation, code_insee=place.code_insee):
        raise SayingGone(_absent())


def _absent() -> str:
    return _("Cette permanence n'existe pas, ou n'est pas l'une des vôtres.")


def _must_come(service: Service, place: Place, day: date, part: tuple[int, int] | None) -> None:
    must_be_ahead(day)
    start, end = part or (0, DAY)
    if not 0 <= start < end <= DAY:
        raise SayingError(end_before_start(), field="jusque")
    scope = Scope(places=frozenset({place.pk}), service=service.ref)
    for coming in comings(scope, visible_source_ids(ANYONE), anchor_of(day)):
        for one in stretches_on(coming.schedule, day, anchor_of(timezone.localdate())):
            if one.state is not State.CANCELLED and one.start < end and start < one.end:
                return
    message = _("Personne ne vient le %(day)s à ces heures : il n'y a rien à annuler.")
    raise SayingError(message % {"day": ui.day(day)}, field="jour")


def _coming(place: Place, slot: Slot) -> dict[str, Any]:
    return {
        "new_place": place,
        "new_day": slot.day,
        "new_opens": slot.opens,
        "new_closes": slot.closes,
    }
