"""Who stands nearby: the same place as others name it, and others under the same roof."""

from collections.abc import Iterable

from entrelieux.directory.cards import Named
from entrelieux.directory.listing import PlaceTable, door
from entrelieux.directory.models import Place, Service
from entrelieux.engine.records.roofs import TWIN_M, Spot, roofs_and_twins

MOST = 12


def around(
    place: Place, sirets: Iterable[str], table: PlaceTable
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """(twins, neighbours) of a place, by the rule that groups them in plans."""
    address = door(place.code_insee, place.adresse)
    near: set[int] = set()
    if place.lon is not None and place.lat is not None and place.position == Place.Position.POINT:
        near.update(map(int, table.pk[table.near(place.lon, place.lat, metres=TWIN_M)]))
    if address:
        near.update(map(int, table.pk[table.address == address]))
    near.discard(place.pk)
    if not near:
        return (), ()
    others = list(Place.objects.filter(pk__in=near).order_by("folded", "ref"))
    siret_of = dict(
        Service.objects.filter(place_id__in=near, withdrawn_on=None)
        .exclude(organisation__siret="")
        .order_by("-pk")
        .values_list("place_id", "organisation__siret")
    )
    siret_of[place.pk] = next(filter(None, sirets), "")
    spots = [_spot(one, siret_of.get(one.pk, "")) for one in (place, *others)]
    roofs, twins = roofs_and_twins(spots)
    same = [one for one, group in zip(others, twins[1:], strict=True) if group == twins[0]]
    roof = [
        one
        for one, group, twin in zip(others, roofs[1:], twins[1:], strict=True)
        if group == roofs[0] and twin != twins[0]
    ]
    return (
        tuple(Named(one.ref, one.name) for one in same[:MOST]),
        tuple(Named(one.ref, one.name) for one in roof[:MOST]),
    )


def _spot(place: Place, siret: str) -> Spot:
    return Spot(
        name=place.folded,
        siret=siret,
        producer=place.source_id,
        lon=place.lon or 0.0,
        lat=place.lat or 0.0,
        address=door(place.code_insee, place.adresse),
        exact=place.position == Place.Position.POINT and place.lon is not None,
    )
