"""Which texts of places and services does everybody read?"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from entrelieux.directory.models import PlaceLimit, Service
from entrelieux.directory.selectors import places_visible_to, visible_source_ids
from entrelieux.kernel.published import publishes
from entrelieux.kernel.viewer import Viewer


def _places(viewer: Viewer) -> QuerySet[Any]:
    return places_visible_to(viewer).filter(withdrawn_on=None)


def _services(viewer: Viewer) -> QuerySet[Any]:
    return Service.objects.filter(source_id__in=visible_source_ids(viewer), withdrawn_on=None)


def _limits(viewer: Viewer) -> QuerySet[Any]:
    return PlaceLimit.objects.filter(place__in=_places(viewer), withdrawn_at=None)


publishes("Place", "presentation", label=_("présentations des lieux"), rows=_places)
publishes("Service", "presentation", label=_("présentations des services"), rows=_services)
publishes("Service", "frais_precisions", label=_("précisions sur les prix"), rows=_services)
publishes("Service", "conditions", label=_("façons de venir"), rows=_services)
publishes("PlaceLimit", "words", label=_("limites que les lieux disent"), rows=_limits)
