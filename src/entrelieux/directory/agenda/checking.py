"""What cannot be said of a date or of hours, and what was expected instead."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.agenda.times import has_dates, last_known
from entrelieux.directory.models import Place
from entrelieux.engine.hours import DAY, normalise
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError


class SayingError(UserError):
    """What was said of a date cannot be; ``field`` says which part."""

    code = "date-impossible"
    status = 422


@dataclass(frozen=True, slots=True)
class Slot:
    """From ``opens`` to ``closes`` (quarters 0..96) of one day."""

    day: date
    opens: int
    closes: int


def must_be_possible(slot: Slot) -> None:
    must_be_ahead(slot.day, field="nouveau_jour")
    if not 0 <= slot.opens < slot.closes <= DAY:
        raise SayingError(end_before_start(), field="a")


def must_be_ahead(day: date, field: str = "jour") -> None:
    today = timezone.localdate()
    if day < today:
        message = _("Le %(day)s est passé. Attendu : aujourd'hui ou plus tard.")
        raise SayingError(message % {"day": ui.day(day)}, field=field)
    if day > last_known(today):
        message = _("Le %(day)s est trop loin. Attendu : au plus tard le %(last)s.")
        said = {"day": ui.day(day), "last": ui.day(last_known(today))}
        raise SayingError(message % said, field=field)


def end_before_start() -> str:
    return _("L'heure de fin vient avant celle du début. Corrigez l'une des deux.")


def hours_said(text: str, place: Place) -> str:
    found = normalise(text)
    if found.osm is None:
        raise SayingError(found.problem or "", field="horaires")
    if not has_dates(found.osm, place.departement, timezone.localdate()):
        message = _("Ces horaires ne disent aucun jour. Attendu : un jour et des heures.")
        raise SayingError(message, field="horaires")
    return found.osm
