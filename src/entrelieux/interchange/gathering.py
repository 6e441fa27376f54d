"""From rows read one by one to one draft of the offer: keys, twins of one producer, merges.

Records of one producer at one point with one name are one place. A producer's identifier is the
key of its row when no other row of the file bears it; otherwise what the row says joins in.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from entrelieux.directory.drafts import (
    CensusDraft,
    FunctionDraft,
    Mend,
    OfferDraft,
    OrganisationDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    SourceDraft,
    SpaceDraft,
    stable_ref,
)
from entrelieux.engine.language import fold

T = TypeVar("T")
# About ten metres: one producer gives the same point to the same place, sometimes rounded.
POINT_DIGITS = 4
_LATEST_WINS = (
    *("kind", "adresse", "complement_adresse", "telephone", "courriel", "site_web", "prise_rdv"),
    *("presentation", "accessibilite", "itinerant", "wheelchair", "code_postal"),
    *("pivot", "structure_parente", "presentation_resume", "presentation_detail", "fixe"),
)
_LISTS_OF_PLACES = (
    *("typologies", "autres_courriels", "autres_sites", "prise_en_charge_specifique"),
    *("modalites_acces", "modalites_accompagnement", "dispositif_programmes_nationaux"),
    *("formations_labels", "autres_formations_labels"),
)
_HOURS = ("horaires", "horaires_original", "horaires_problem")
_UNIONS = ("services_mediation", "thematiques", "types", "publics", "frais", "modes_accueil")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row, or what could not be kept of it, and what was expected."""

    row: int
    field: str
    found: str
    expected: str


@dataclass(slots=True)
class Entry:
    """What one row says. Drafts come with an empty ``ref``, given when all rows are known.

    dataset: names the format in references, so that two datasets never share one.
    producer_id: the row's identifier at its producer, or empty.
    organisation: None when the row names none: then the place's own name stands for it.
    identity: references already known (data·inclusion: the structure's), else None.
    said: values by column, of a table of our extension.
    """

    number: int
    dataset: str
    source: SourceDraft
    producer_id: str
    original: dict[str, Any]
    mends: list[Mend]
    place: PlaceDraft | None = None
    organisation: OrganisationDraft | None = None
    services: list[ServiceDraft] = field(default_factory=list)
    parent_name: str = ""
    identity: str = ""
    functions: list[FunctionDraft] = field(default_factory=list)
    spaces: list[SpaceDraft] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """offer: everything to publish. keys: record key of each row number taken in.

    twice: rows that are word for word another one; they count, but make no second record.
    already: how many rows say only what others say already; they count, and make no record.
    """

    offer: OfferDraft
    keys: dict[int, tuple[str, str]]
    twice: dict[int, int]
    already: int = 0


def gather(entries: Sequence[Entry], census: tuple[CensusDraft, ...] = ()) -> Gathered:
    """One draft from all the rows of a file."""
    keys, twice = record_keys(entries)
    kept = [entry for entry in entries if entry.number not in twice]
    sources = {entry.source.slug: entry.source for entry in entries}
    records = tuple(
        RecordDraft(*keys[entry.number], entry.original, tuple(entry.mends)) for entry in kept
    )
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    loose: list[ServiceDraft] = []
    for entry in kept:
        if entry.place is None:
            key = keys[entry.number][1]
            loose += [replace(service, record_key=key) for service in entry.services]
        else:
            groups[_spot(entry, keys[entry.number])].append(entry)
    organisations: dict[str, OrganisationDraft] = {}
    places: list[PlaceDraft] = []
    services: list[ServiceDraft] = []
    functions: dict[str, FunctionDraft] = {}
    spaces: dict[str, SpaceDraft] = {}
    for rows in groups.values():
        place, theirs, offered = _place(rows, keys)
        places.append(place)
        services += offered
        for entry in rows:
            _hold(entry, place.ref, keys[entry.number][1], functions, spaces)
        for organisation in theirs:
            organisations[organisation.ref] = _joined(
                organisations.get(organisation.ref), organisation
            )
    offer = OfferDraft(
        tuple(sources.values()),
        records,
        tuple(organisations.values()),
        tuple(places),
        (*services, *loose),
        census=census,
        functions=tuple(functions.values()),
        spaces=tuple(spaces.values()),
    )
    return Gathered(offer, keys, twice)


def record_keys(entries: Sequence[Entry]) -> tuple[dict[int, tuple[str, str]], dict[int, int]]:
    count = Counter((entry.source.slug, _own(entry)) for entry in entries)
    first: dict[tuple[str, str], int] = {}
    keys: dict[int, tuple[str, str]] = {}
    twice: dict[int, int] = {}
    for entry in entries:
        slug, key = entry.source.slug, _own(entry)
        if count[slug, key] > 1:
            key = f"{key[:180]}~{_digest(entry.original)}"
        same = first.setdefault((slug, key), entry.number)
        if same != entry.number:
            twice[entry.number] = same
        keys[entry.number] = (slug, key)
    return keys, twice


def _own(entry: Entry) -> str:
    """The producer's identifier, or what stands for it: name, address and point."""
    if entry.producer_id:
        return entry.producer_id[:200]
    place = entry.place
    if place is None:
        return "~" + _digest(entry.original)
    natural = (fold(place.name), fold(place.adresse), place.code_insee, place.lon, place.lat)
    return "~" + stable_ref(*(str(part) for part in natural))


def _digest(original: dict[str, Any]) -> str:
    return stable_ref(json.dumps(original, sort_keys=True, ensure_ascii=True, default=str))[:16]


def _spot(entry: Entry, key: tuple[str, str]) -> tuple[str, ...]:
    """What two rows of one producer share when they are one place."""
    place = entry.place
    assert place is not None
    if entry.identity:
        return (entry.dataset, entry.identity)
    if place.position == "inconnue":
        return key
    name = (entry.source.slug, fold(place.name))
    if place.position == "point" and place.lon is not None and place.lat is not None:
        point = (f"{place.lon:.{POINT_DIGITS}f}", f"{place.lat:.{POINT_DIGITS}f}")
        return (*name, *point)
    return (*name, place.code_insee, fold(place.adresse))


def _place(
    rows: list[Entry], keys: dict[int, tuple[str, str]]
) -> tuple[PlaceDraft, list[OrganisationDraft], list[ServiceDraft]]:
    rows = sorted(rows, key=lambda entry: (_day(entry), keys[entry.number][1]), reverse=True)
    record_keys = tuple(sorted(keys[entry.number][1] for entry in rows))
    first = rows[0]
    assert first.place is not None
    slug = first.source.slug
    if first.identity:
        ref = stable_ref("lieu", first.dataset, first.identity)
    else:
        ref = stable_ref("lieu", first.dataset, slug, record_keys[0])
    described = [entry.place for entry in rows if entry.place is not None]
    place = replace(
        described[0], ref=ref, source=slug, record_keys=record_keys, **_together(described)
    )
    organisations: dict[str, OrganisationDraft] = {}
    offered: dict[tuple[str, str], list[ServiceDraft]] = defaultdict(list)
    for entry in rows:
        organisation = _organisation(entry, place, keys[entry.number][1])
        organisations.setdefault(organisation.ref, organisation)
        for service in entry.services:
            offered[organisation.ref, service.ref].append(
                replace(service, record_key=keys[entry.number][1])
            )
    services = [
        _service(drafts, organisation, place, name)
        for (organisation, name), drafts in offered.items()
    ]
    return place, list(organisations.values()), services


def _hold(
    entry: Entry,
    place_ref: str,
    key: str,
    functions: dict[str, FunctionDraft],
    spaces: dict[str, SpaceDraft],
) -> None:
    """What one row says that a place allows and holds, by reference: said once, the first holds."""
    for function in entry.functions:
        ref = stable_ref("fonction", place_ref, function.code, str(function.starts_on))
        named = replace(function, ref=ref, place_ref=place_ref, record_key=key)
        functions.setdefault(ref, named)
    for space in entry.spaces:
        ref = stable_ref("espace", place_ref, space.kind, fold(space.name))
        known = spaces.get(ref, space)
        held = union((known.equipment, space.equipment))
        base = known if known.ref else replace(known, ref=ref, place_ref=place_ref, record_key=key)
        spaces[ref] = replace(base, equipment=held)


def _together(described: Sequence[PlaceDraft]) -> dict[str, Any]:
    """What several rows say of one place, latest first; nothing to say of a single one."""
    if len(described) == 1:
        return {"typologies": union((described[0].typologies,))}
    with_hours = next((place for place in described if place.horaires), None)
    with_hours = with_hours or next(
        (place for place in described if place.horaires_original), described[0]
    )
    return {
        **{name: _first(getattr(place, name) for place in described) for name in _LATEST_WINS},
        **{name: union(getattr(place, name) for place in described) for name in _LISTS_OF_PLACES},
        **{name: getattr(with_hours, name) for name in _HOURS},
    }


def _organisation(entry: Entry, place: PlaceDraft, key: str) -> OrganisationDraft:
    """Who receives people there: the named structure, else the place under its own name."""
    slug = entry.source.slug
    if entry.identity:
        ref = stable_ref("structure", entry.dataset, entry.identity)
    elif entry.parent_name:
        ref = stable_ref("structure", entry.dataset, slug, fold(entry.parent_name))
    else:
        ref = stable_ref("structure", entry.dataset, slug, "lieu", place.ref)
    base = entry.organisation or OrganisationDraft("", place.name, slug)
    return replace(
        base,
        ref=ref,
        name=entry.parent_name or base.name or place.name,
        record_key=key,
        source=slug,
    )


def _service(
    drafts: list[ServiceDraft], organisation_ref: str, place: PlaceDraft, name: str
) -> ServiceDraft:
    """One service from the rows that describe it: what each adds is kept, the latest speaks."""
    latest = drafts[0]
    merged: dict[str, Any] = {
        column: union(getattr(draft, column) for draft in drafts) for column in _UNIONS
    }
    return replace(
        latest,
        ref=stable_ref("service", organisation_ref, place.ref, name),
        organisation_ref=organisation_ref,
        place_ref=place.ref,
        source=place.source,
        **merged,
        presentation=_first(draft.presentation for draft in drafts),
        frais_precisions=_first(draft.frais_precisions for draft in drafts),
        conditions=_first(draft.conditions for draft in drafts),
    )


def _joined(one: OrganisationDraft | None, other: OrganisationDraft) -> OrganisationDraft:
    """A structure met at several places: what they disagree upon (its SIRET) is not said."""
    if one is None or one == other:
        return other
    latest, earlier = sorted(
        (one, other),
        key=lambda draft: (draft.confirmed_on or date.min, draft.record_key),
        reverse=True,
    )
    sirets = {draft.siret for draft in (one, other) if draft.siret}
    return replace(
        latest,
        siret=sirets.pop() if len(sirets) == 1 else "",
        kind=latest.kind or earlier.kind,
        site_web=latest.site_web or earlier.site_web,
        reseaux_porteurs=union((latest.reseaux_porteurs, earlier.reseaux_porteurs)),
    )


def union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Every value once, in the order given; groups come latest first, not in a file's order."""
    return tuple(dict.fromkeys(value for group in groups for value in group))


def _first(values: Iterable[T]) -> T:
    """The first value that says something; else the last one."""
    value = None
    for value in values:
        if value not in ("", None, ()):
            break
    return value  # type: ignore[return-value]


def _day(entry: Entry) -> date:
    return (entry.place.confirmed_on if entry.place else None) or date.min
