"""A structure as those who act for it or write to it know it: its name, where it is, how to call.

Fiction never answers beside something real: only what is published is read.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.finding.search import matched
from entrelieux.directory.finding.words import spaced, words_of
from entrelieux.directory.models import Organisation, Place, Service
from entrelieux.directory.naming import shown_name
from entrelieux.directory.selectors import offer_is_fiction, table_of, visible_source_ids
from entrelieux.engine.language.fold import fold
from entrelieux.kernel.viewer import Viewer

_AT_A_DISTANCE: dict[tuple[Any, ...], tuple[tuple[int, str], ...]] = {}


@dataclass(frozen=True, slots=True)
class StructureCard:
    """code_insee, commune, place_ref: of the place where it offers most; "" when it has none."""

    ref: str
    name: str
    place_ref: str
    place_name: str
    code_insee: str
    commune: str
    telephone: str
    courriel: str
    is_fiction: bool


def structure_for(viewer: Viewer, ref: str) -> StructureCard | None:
    """None when it is absent, or not to be shown."""
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        return None
    sources = visible_source_ids(viewer)
    row = Organisation.objects.filter(ref=ref, source_id__in=sources).first()
    if row is None:
        return None
    services = Service.objects.filter(organisation=row, source_id__in=sources, withdrawn_on=None)
    held = services.exclude(place=None).order_by("pk").values_list("place_id", flat=True)
    most = Counter(map(shown_now().head, held)).most_common(1)
    place = Place.objects.filter(pk=most[0][0], withdrawn_on=None).first() if most else None
    return StructureCard(
        ref=row.ref,
        name=shown_name(row.name),
        place_ref=place.ref if place else "",
        place_name=shown_name(place.name) if place else "",
        code_insee=place.code_insee if place else "",
        commune=place.commune if place else "",
        telephone=place.telephone if place else "",
        courriel=place.courriel if place else "",
        is_fiction=offer_is_fiction(),
    )


def places_named(viewer: Viewer, text: str) -> tuple[int, ...]:
    """Keys of the places whose name, kind, address or structures hold every word typed."""
    _version, _sources, table, _fiction = table_of(viewer)
    found = matched(table.words, text)
    if found is None or found.is_partial:
        return ()
    return tuple(table.pk[found.named].tolist())


def services_at_a_distance_named(viewer: Viewer, text: str) -> tuple[int, ...]:
    """Keys of the services met at a distance whose own or structure's name holds every word."""
    words = words_of(text)
    if not words:
        return ()
    version, sources, _table, _fiction = table_of(viewer)
    if version not in _AT_A_DISTANCE:
        rows = Service.objects.filter(
            source_id__in=sources, withdrawn_on=None, modes_accueil__icontains="a-distance"
        )
        names = rows.order_by("pk").values_list("pk", "name", "organisation__name")
        _AT_A_DISTANCE.clear()
        _AT_A_DISTANCE[version] = tuple(
            (pk, spaced(fold(f"{organisation} {name}"))) for pk, name, organisation in names
        )
    known = _AT_A_DISTANCE[version]
    return tuple(pk for pk, said in known if all(word in said for word in words))
