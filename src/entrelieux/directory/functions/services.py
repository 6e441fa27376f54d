"""A place says what it allows, what it does not do, and what it holds.

Each is one transaction with one journal line and one publication. Said twice, it is written once.
Nothing is overwritten: what is mended gives way to another row and stays, taken back. What a
producer gives is mended the same way, so that its next file does not undo what the place said.
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions import words
from entrelieux.directory.functions.errors import LifeError, LifeGone
from entrelieux.directory.functions.rows import standing
from entrelieux.directory.models import (
    Place,
    PlaceFunction,
    PlaceLimit,
    PlaceWish,
    Service,
    Space,
    Validity,
)
from entrelieux.directory.policies import SAYS_OF_PLACE, may_say_of_place
from entrelieux.directory.publishing import hold, publish
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import functions as pack

Row = PlaceFunction | PlaceLimit | PlaceWish | Space | Validity
EARLIEST = date(1850, 1, 1)
WEEK = 168
MOST = {"seats": 10_000, "surface_m2": 100_000}
"""As the schema of spaces that we publish says."""
FARTHEST = timedelta(days=2 * 365)


class Nature(StrEnum):
    """What is said of a place."""

    FUNCTION = "fonction"
    LIMIT = "limite"
    SPACE = "espace"
    WISH = "souhait"
    PERIOD = "periode"


Model = type[PlaceFunction] | type[PlaceLimit] | type[PlaceWish] | type[Space] | type[Validity]
MODELS: dict[Nature, Model] = {
    Nature.FUNCTION: PlaceFunction,
    Nature.LIMIT: PlaceLimit,
    Nature.SPACE: Space,
    Nature.WISH: PlaceWish,
    Nature.PERIOD: Validity,
}
COLUMNS = {
    Nature.FUNCTION: ("code", "hours_week", "origin", "asked_by", "starts_on", "ends_on", "note"),
    Nature.LIMIT: ("code", "words", "said_on", "ends_on"),
    Nature.WISH: ("code", "words", "said_on", "ends_on"),
    Nature.SPACE: (
        *("name", "kind", "seats", "surface_m2", "equipment", "conditions", "wheelchair"),
        *("starts_on", "ends_on"),
    ),
    Nature.PERIOD: ("service_ref", "starts_on", "ends_on"),
}


@transaction.atomic
def say(*, actor: Viewer, place_ref: str, nature: Nature, values: Mapping[str, Any]) -> str:
    """One more function, limit or space. Gives its reference; the same said again: the first one.

    Args:
        values: by column, of ``COLUMNS``; those left out are unknown.

    Raises:
        LifeGone, LifeError.
    """
    place = place_of(actor, place_ref, lock=True)
    row = _row(place, nature, values)
    if same := _same(row, nature):
        return same.ref
    _must_agree(row, nature)
    row.save()
    _publish(actor, place, nature, "dire", row.ref)
    return row.ref


@transaction.atomic
def mend(
    *, actor: Viewer, nature: Nature, ref: str, values: Mapping[str, Any], since: date | None = None
) -> str:
    """Other values than those said before. Gives the reference of the row that says so now.

    Args:
        since: the day since which it is so: what was said holds until the day before. None: what
            was said was never right.

    Raises:
        LifeGone, LifeError.
    """
    place, there = row_of(actor, nature, ref, lock=True)
    values = {name: getattr(there, name) for name in COLUMNS[nature]} | dict(values)
    if all(getattr(there, name) == values[name] for name in COLUMNS[nature]):
        return there.ref
    _withdraw(there)
    if since is not None:
        first = "said_on" if nature in (Nature.LIMIT, Nature.WISH) else "starts_on"
        _end_again(place, nature, there, since - timedelta(days=1), "depuis")
        values[first] = since
    row = _row(place, nature, values)
    _must_agree(row, nature)
    row.save()
    _publish(actor, place, nature, "corriger", row.ref, instead_of=there.ref)
    return row.ref


@transaction.atomic
def end(*, actor: Viewer, nature: Nature, ref: str, last_day: date) -> str:
    """It holds for the last time on ``last_day``. Gives the reference of the row that says so.

    Raises:
        LifeGone, LifeError.
    """
    place, there = row_of(actor, nature, ref, lock=True)
    if there.ends_on == last_day:
        return there.ref
    _withdraw(there)
    row = _end_again(place, nature, there, last_day, "jour")
    _publish(actor, place, nature, "terminer", row.ref, instead_of=there.ref)
    return row.ref


@transaction.atomic
def take_back(*, actor: Viewer, nature: Nature, ref: str) -> None:
    """It should not have been said. Taken back twice, it is taken back once.

    Raises:
        LifeGone.
    """
    place, there = row_of(actor, nature, ref, lock=True, also_withdrawn=True)
    if there.withdrawn_at is not None:
        return
    _withdraw(there)
    _publish(actor, place, nature, "retirer", there.ref)


def place_of(actor: Viewer, ref: str, *, lock: bool = False) -> Place:
    """A place that the actor speaks for.

    Raises:
        LifeGone.
    """
    if not actor.organisations(*SAYS_OF_PLACE):
        raise LifeGone(_absent())
    rows = Place.objects.filter(ref=ref.replace("\x00", ""))
    if lock:
        hold(rows.values_list("pk", flat=True))
    place = (
        rows.select_related("source")
        .filter(source_id__in=visible_source_ids(actor))
        .filter(withdrawn_on=None)
        .first()
    )
    if place is None or not speaks_for(actor, place.pk, place.code_insee):
        raise LifeGone(_absent())
    return place


def speaks_for(actor: Viewer, place: int, code_insee: str) -> bool:
    """Whether a structure of the actor's has its own services there; a passing one does not."""
    mine = actor.organisations(*SAYS_OF_PLACE)
    if not mine:
        return False
    at_home = Service.objects.filter(
        place__in=shown_now().sheets(place), withdrawn_on=None, organisation__ref__in=mine
    ).values_list("organisation__ref", flat=True)
    return may_say_of_place(actor, organisations=set(at_home), code_insee=code_insee)


def services_of(place: int) -> tuple[tuple[str, str], ...]:
    """(reference, name) of the services of a place, on whichever of its sheets they are."""
    rows = Service.objects.filter(place__in=shown_now().sheets(place), withdrawn_on=None)
    return tuple(rows.order_by("name", "pk").values_list("ref", "name"))


def row_of(
    actor: Viewer, nature: Nature, ref: str, *, lock: bool = False, also_withdrawn: bool = False
) -> tuple[Place, Row]:
    """What was said of a place that the actor speaks for.

    Raises:
        LifeGone.
    """
    rows = MODELS[nature]._default_manager.filter(ref=ref[:40].replace("\x00", ""))
    found = rows.select_related("place").first()
    if found is None:
        raise LifeGone(_absent())
    place = place_of(actor, found.place.ref, lock=lock)
    found.refresh_from_db()
    if found.withdrawn_at is not None and not also_withdrawn:
        raise LifeGone(_absent())
    return place, found


def _row(place: Place, nature: Nature, values: Mapping[str, Any]) -> Row:
    """A new row, checked, not written yet. Said here: it hangs on no record."""
    said = {name: values[name] for name in COLUMNS[nature] if name in values}
    row: Row = MODELS[nature](ref=secrets.token_hex(8), place=place, source=place.source, **said)
    try:
        row.clean_fields(exclude=("ref", "place", "source"))
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise LifeError(" ".join(messages), field=name) from None
    for name in ("starts_on", "said_on", "ends_on"):
        _must_be_near(getattr(row, name, None), name)
    if row.ends_on and (first := _first_day(row)) and row.ends_on < first:
        raise LifeError(_end_before_start(), field="ends_on")
    if (
        isinstance(row, PlaceFunction)
        and row.hours_week is not None
        and not 0 < row.hours_week <= WEEK
    ):
        message = _("Attendu : des heures par semaine, de 0,5 à 168, par exemple 12 ou 7,5.")
        raise LifeError(message, field="hours_week")
    for name, most in MOST.items():
        if getattr(row, name, None) is not None and not 0 < getattr(row, name) <= most:
            message = _("Attendu : un nombre de 1 à %(most)s.") % {"most": ui.number(most)}
            raise LifeError(message, field=name)
    _must_be_known(row)
    if isinstance(row, Validity) and not (row.starts_on or row.ends_on):
        raise LifeError(_("Dites au moins l’un des deux jours."), field="starts_on")
    return row


def _must_be_known(row: Row) -> None:
    """Codes are those of the pack."""
    asked: list[tuple[str, list[str], Collection[str]]] = []
    if isinstance(row, Space):
        asked = [
            ("kind", [row.kind], pack.spaces()),
            ("equipment", list(row.equipment), pack.belongings()),
        ]
    elif isinstance(row, Validity):
        asked = [("service_ref", [row.service_ref], dict(services_of(row.place_id)))]
    else:
        asked = [("code", [row.code], pack.functions())]
    for name, codes, known in asked:
        if any(code and code not in known for code in codes):
            raise LifeError(_("Choisissez dans la liste."), field=name)


def _must_agree(row: Row, nature: Nature) -> None:
    """Said once at a time; a function, never beside the limit that excludes it, nor wished."""
    if isinstance(row, Validity):
        seasons = standing(Validity.objects.filter(place=row.place_id, service_ref=row.service_ref))
        if any(_overlap(row, other) for other in seasons.exclude(pk=row.pk)):
            message = _("D’autres dates sont déjà dites, qui couvrent celles-ci : corrigez-les.")
            raise LifeError(message, field="starts_on")
        return
    if isinstance(row, Space) or not row.code:
        return
    others = standing(PlaceFunction.objects.filter(place=row.place_id, code=row.code))
    label = words.function(row.code)
    if any(_overlap(row, other) for other in others.exclude(pk=row.pk)):
        if nature in (Nature.LIMIT, Nature.WISH):
            message = _("Le lieu dit qu’il le fait : « %(what)s ». Mettez-y d’abord fin.")
        else:
            message = _("« %(what)s » est déjà dit pour ces dates : corrigez-le plutôt.")
        raise LifeError(message % {"what": label}, field="code")
    wishes = standing(PlaceWish.objects.filter(place=row.place_id, code=row.code))
    if nature is Nature.WISH and any(_overlap(row, x) for x in wishes.exclude(pk=row.pk)):
        message = _("« %(what)s » est déjà souhaité pour ces dates : corrigez-le plutôt.")
        raise LifeError(message % {"what": label}, field="code")
    limits = standing(PlaceLimit.objects.filter(place=row.place_id, code=row.code))
    if nature is Nature.FUNCTION and any(_overlap(row, other) for other in limits):
        message = _("Le lieu dit qu’il ne le fait pas : « %(what)s ». Mettez d’abord fin à cela.")
        raise LifeError(message % {"what": label}, field="code")


def _overlap(one: Row, other: Row) -> bool:
    latest = max(_first_day(one) or date.min, _first_day(other) or date.min)
    return latest <= min(one.ends_on or date.max, other.ends_on or date.max)


def _first_day(row: Row) -> date | None:
    return row.said_on if isinstance(row, PlaceLimit | PlaceWish) else row.starts_on


def _same(row: Row, nature: Nature) -> Row | None:
    """The row that says the very same already."""
    rows = standing(MODELS[nature]._default_manager.filter(place=row.place_id))
    for there in rows:
        if all(getattr(there, name) == getattr(row, name) for name in COLUMNS[nature]):
            return cast(Row, there)
    return None


def _end_again(place: Place, nature: Nature, there: Row, last_day: date, field: str) -> Row:
    """The row as it was, until a day. field: of the form, that said the day."""
    first = _first_day(there)
    if first is not None and last_day < first:
        message = _("Ce jour vient avant le début, le %(day)s.")
        raise LifeError(message % {"day": ui.day(first)}, field=field)
    _must_be_near(last_day, field)
    values = {name: getattr(there, name) for name in COLUMNS[nature]} | {"ends_on": last_day}
    row = _row(place, nature, values)
    row.save()
    return row


def _withdraw(row: Row) -> None:
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])


def _must_be_near(day: date | None, field: str) -> None:
    latest = timezone.localdate() + FARTHEST
    if day is not None and not EARLIEST <= day <= latest:
        message = _("Attendu : un jour entre %(first)s et %(last)s.")
        said = {"first": ui.day(EARLIEST), "last": ui.day(latest)}
        raise LifeError(message % said, field=field)


def _end_before_start() -> str:
    return _("La fin vient avant le début. Corrigez l'une des deux dates.")


def _absent() -> str:
    return _("Ce lieu n’existe pas, ou n’est pas l’un des vôtres.")


def _publish(
    actor: Viewer, place: Place, nature: Nature, verb: str, row: str, **facts: Any
) -> None:
    publish(
        actor,
        f"{verb} : {nature} d'un lieu",
        place.ref,
        cause=f"fonctions : {verb} ({nature})",
        is_fiction=place.source.is_fiction,
        places={place.pk},
        row=row,
        **facts,
    )
