"""Which texts of places and services does everybody read?"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from entrelieux.directory.functions.rows import on
from entrelieux.directory.models import Permanence, PlaceFunction, PlaceLimit, Service, Space
from entrelieux.directory.selectors import places_visible_to, visible_source_ids
from entrelieux.kernel.published import publishes
from entrelieux.kernel.viewer import Viewer


def _places(viewer: Viewer) -> QuerySet[Any]:
    return places_visible_to(viewer).filter(withdrawn_on=None)


def _services(viewer: Viewer) -> QuerySet[Any]:
    return Service.objects.filter(source_id__in=visible_source_ids(viewer), withdrawn_on=None)


def _limits(viewer: Viewer) -> QuerySet[Any]:
    return PlaceLimit.objects.filter(place__in=_places(viewer), withdrawn_at=None)


def _functions(viewer: Viewer) -> QuerySet[Any]:
    return PlaceFunction.objects.filter(place__in=_places(viewer), withdrawn_at=None)


def _permanences(viewer: Viewer) -> QuerySet[Any]:
    return Permanence.objects.filter(service__in=_services(viewer), ended_on=None)


def _spaces(viewer: Viewer) -> QuerySet[Any]:
    return on(Space.objects.filter(place__in=_places(viewer)), timezone.localdate())


publishes("Place", "presentation", label=_("présentations des lieux"), rows=_places)
publishes("Service", "presentation", label=_("présentations des services"), rows=_services)
publishes("Service", "frais_precisions", label=_("précisions sur les prix"), rows=_services)
publishes("Service", "conditions", label=_("façons de venir"), rows=_services)
publishes("Permanence", "note", label=_("précisions sur les permanences"), rows=_permanences)
publishes(
    "PlaceFunction", "note", label=_("précisions sur ce que les lieux permettent"), rows=_functions
)
publishes(
    "PlaceFunction",
    "asked_by",
    label=_("qui a demandé ce que les lieux permettent"),
    rows=_functions,
)
publishes("Space", "conditions", label=_("conditions des salles"), rows=_spaces)
publishes("PlaceLimit", "words", label=_("limites que les lieux disent"), rows=_limits)
