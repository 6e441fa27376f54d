"""Services of a file that holds services alone, joined to structures that are already there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from entrelieux.directory.drafts import (
    OfferDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    stable_ref,
)
from entrelieux.directory.services import WhereKnown
from entrelieux.engine.language import fold
from entrelieux.interchange.adapters import data_inclusion
from entrelieux.interchange.communes import distance_km
from entrelieux.interchange.gathering import Entry, Gathered, Refusal, record_keys

SAME_SPOT_KM = 0.1


@dataclass(frozen=True, slots=True)
class Structures:
    """What is known of structures, by reference: names, and where their own places are."""

    names: Mapping[str, str]
    places: Mapping[str, WhereKnown]


def wanted(entries: Sequence[Entry]) -> tuple[set[str], set[str]]:
    """References of the structures and of the places that a file of services speaks of."""
    of = {entry.identity for entry in entries}
    return {data_inclusion.structure_ref(one) for one in of}, {
        data_inclusion.home_ref(one) for one in of
    }


def attach(entries: Sequence[Entry], structures: Structures) -> tuple[Gathered, list[Refusal]]:
    """The draft of the services whose structure is known, and a refusal for each other one."""
    refusals, kept = [], []
    for entry in entries:
        if data_inclusion.structure_ref(entry.identity) in structures.names:
            kept.append(entry)
        else:
            found = str(entry.original.get("structure_id", ""))
            refusals.append(
                Refusal(entry.number, "structure_id", found, data_inclusion.STRUCTURE_EXPECTED)
            )
    keys, twice = record_keys(kept)
    records: list[RecordDraft] = []
    places: dict[str, PlaceDraft] = {}
    services: dict[str, ServiceDraft] = {}
    for entry in kept:
        if entry.number in twice:
            continue
        slug, key = keys[entry.number]
        records.append(RecordDraft(slug, key, entry.original, tuple(entry.mends)))
        place = _place(entry, structures, key)
        if place is not None and not _is_home(place, entry, structures):
            known = places.get(place.ref)
            together = (*(known.record_keys if known else ()), key)
            places[place.ref] = replace(known or place, record_keys=tuple(sorted(together)))
        ref = stable_ref("service", data_inclusion.DATASET, slug, key)
        services[ref] = replace(
            entry.services[0],
            ref=ref,
            organisation_ref=data_inclusion.structure_ref(entry.identity),
            place_ref=_place_ref(entry, structures, place),
            record_key=key,
        )
    offer = OfferDraft(
        tuple({entry.source.slug: entry.source for entry in kept}.values()),
        tuple(records),
        (),
        tuple(places.values()),
        tuple(services.values()),
    )
    return Gathered(offer, keys, twice), refusals


def _place(entry: Entry, structures: Structures, key: str) -> PlaceDraft | None:
    """The service's own place, when its row gives one."""
    place = entry.place
    if place is None:
        return None
    where = (fold(place.adresse), place.code_insee or fold(place.commune), place.code_postal)
    name = structures.names[data_inclusion.structure_ref(entry.identity)]
    ref = data_inclusion.away_ref(entry.identity, *where)
    return replace(place, ref=ref, name=name, record_keys=(key,))


def _is_home(place: PlaceDraft, entry: Entry, structures: Structures) -> bool:
    """Whether a service's address is the structure's own: same words, or the same spot."""
    home = structures.places.get(data_inclusion.home_ref(entry.identity))
    if home is None or place.code_insee != home.code_insee:
        return False
    if not place.adresse or fold(place.adresse) == fold(home.adresse):
        return True
    points = (place.lon, place.lat, home.lon, home.lat)
    if place.position != "point" or home.position != "point" or None in points:
        return False
    return distance_km(*points) <= SAME_SPOT_KM  # type: ignore[arg-type]


def _place_ref(entry: Entry, structures: Structures, place: PlaceDraft | None) -> str | None:
    if place is not None and not _is_home(place, entry, structures):
        return place.ref
    if entry.services[0].modes_accueil == ("a-distance",):
        return None
    home = data_inclusion.home_ref(entry.identity)
    return home if home in structures.places else None
