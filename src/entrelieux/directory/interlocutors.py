"""Whom would a hand-over go to? A structure, at one of its places or at none: how to reach it."""

from dataclasses import dataclass

from django.db.models import Q

from entrelieux.directory.doubles.shown import sheet_shown, shown_now
from entrelieux.directory.models import Organisation, Place, Service
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class InterlocutorCard:
    """place_ref: "" for a structure met at a distance. courriel, telephone: "" = not known."""

    organisation_ref: str
    place_ref: str
    name: str
    place_name: str
    commune: str
    code_insee: str
    departement: str
    courriel: str
    telephone: str
    is_fiction: bool


def interlocutor(
    viewer: Viewer, organisation_ref: str, place_ref: str = ""
) -> InterlocutorCard | None:
    """A structure of the published offer, at a place where it serves.

    Without ``place_ref``, it is reached at the place of its own that is known best. None when the
    structure is absent, not shown, or serves nobody at that place.
    """
    sources = visible_source_ids(viewer)
    if "\x00" in organisation_ref + place_ref:  # one of the databases refuses to be asked for it
        return None
    row = (
        Organisation.objects.filter(ref=organisation_ref, source_id__in=sources)
        .select_related("source")
        .first()
    )
    if row is None:
        return None
    served = Service.objects.filter(
        organisation=row, source_id__in=sources, withdrawn_on=None
    ).values("pk")
    places = Place.objects.filter(
        Q(service__in=served) | Q(permanence__service__in=served),
        source_id__in=sources,
        withdrawn_on=None,
    ).distinct()
    if place_ref:
        place, shown = Place.objects.filter(ref=place_ref).first(), shown_now()
        if place is None or not places.filter(pk__in=shown.sheets(place.pk)).exists():
            return None
        return _card(row, sheet_shown(place, shown), at_place=True)
    own = places.filter(service__in=served).order_by("pk")
    best = max(own, key=_how_well_known, default=None)
    return _card(row, sheet_shown(best) if best else None, at_place=False)


def _how_well_known(place: Place) -> tuple[bool, bool, int]:
    return bool(place.courriel), bool(place.telephone), -place.pk


def _card(row: Organisation, place: Place | None, *, at_place: bool) -> InterlocutorCard:
    return InterlocutorCard(
        organisation_ref=row.ref,
        place_ref=place.ref if place and at_place else "",
        name=row.name,
        place_name=place.name if place and at_place else "",
        commune=place.commune if place else "",
        code_insee=place.code_insee if place else "",
        departement=place.departement if place else "",
        courriel=place.courriel if place else "",
        telephone=place.telephone if place else "",
        is_fiction=row.source.is_fiction,
    )
