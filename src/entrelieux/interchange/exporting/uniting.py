"""Sheets that somebody said to be one place go out as one row, that of the kept one.

The kept sheet says what was chosen between them. What nobody is asked to choose (a SIRET, labels,
programmes) is completed by the others, and what hangs from these hangs from it. A sheet whose kept
one does not go out goes out itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from entrelieux.directory.drafts import OfferDraft, OrganisationDraft, PlaceDraft, ServiceDraft
from entrelieux.directory.reading_back import Offered
from entrelieux.engine.language import fold

COMPLETED = ("pivot", "structure_parente", "fixe")
GATHERED = (
    *("typologies", "autres_courriels", "autres_sites", "prise_en_charge_specifique"),
    *("modalites_acces", "modalites_accompagnement", "dispositif_programmes_nationaux"),
    *("formations_labels", "autres_formations_labels", "record_keys"),
)
At = tuple[str, str]
"""A structure, and the sheet where it is met."""


def united(offered: Offered) -> tuple[Offered, dict[str, tuple[str, ...]]]:
    """The offer with one place for each group, and {kept sheet: the others}, by reference."""
    groups = _groups(offered)
    if not groups:
        return offered, {}
    offer = offered.offer
    kept = {one.ref: group[0].ref for group in groups for one in group}
    whole = {group[0].ref: _whole(group) for group in groups}
    owners = _owners(offer, groups)
    services = tuple(_moved_service(one, owners, kept) for one in offer.services)
    done = replace(
        offer,
        places=tuple(
            whole.get(one.ref, one) for one in offer.places if kept.get(one.ref, one.ref) == one.ref
        ),
        organisations=_still_there(offer, services),
        services=services,
        **{
            name: tuple(_moved(one, kept) for one in getattr(offer, name))
            for name in ("permanences", "functions", "limits", "spaces", "periods")
        },
    )
    said_on = dict(offered.said_on)
    for group in groups:
        days = [said_on[one.ref] for one in group if one.ref in said_on]
        said_on |= {group[0].ref: max(days)} if days else {}
    others = {group[0].ref: tuple(one.ref for one in group[1:]) for group in groups}
    return replace(offered, offer=done, said_on=said_on, kept={}), others


def _groups(offered: Offered) -> list[list[PlaceDraft]]:
    """The sheets of each place that has several here, the one that shows them first."""
    found: dict[str, list[PlaceDraft]] = defaultdict(list)
    named = {*offered.kept, *offered.kept.values()}
    for place in offered.offer.places if named else ():
        if place.ref in named:
            found[offered.kept.get(place.ref, place.ref)].append(place)
    return [
        sorted(group, key=lambda one: one.ref != head)
        for head, group in found.items()
        if len(group) > 1
    ]


def _whole(group: list[PlaceDraft]) -> PlaceDraft:
    days = [one.confirmed_on for one in group if one.confirmed_on]
    values: dict[str, Any] = {"confirmed_on": max(days, default=None)}
    for name in COMPLETED:
        said = (getattr(one, name) for one in group)
        values[name] = next((one for one in said if one not in ("", None)), getattr(group[0], name))
    for name in GATHERED:
        values[name] = tuple(dict.fromkeys(value for one in group for value in getattr(one, name)))
    return replace(group[0], **values)


def _owners(offer: OfferDraft, groups: list[list[PlaceDraft]]) -> dict[At, str]:
    """{structure at a sheet: that which it is, at the place}, where two of them are one."""
    known = {one.ref: one for one in offer.organisations}
    met: dict[str, dict[str, None]] = defaultdict(dict)
    for service in offer.services:
        met[service.place_ref or ""][service.organisation_ref] = None
    found: dict[At, str] = {}
    for group in groups:
        there: list[OrganisationDraft] = []
        for sheet in group:
            for ref in met[sheet.ref]:
                same = next((one for one in there if _are_one(one, known[ref])), None)
                if same is None:
                    there.append(known[ref])
                elif same.ref != ref:
                    found[ref, sheet.ref] = same.ref
    return found


def _are_one(one: OrganisationDraft, other: OrganisationDraft) -> bool:
    """Not with two SIRET; else one name, one SIRET, or when no row describes them for themselves:
    each is then only who receives people at the place."""
    if one.siret and other.siret:
        return one.siret == other.siret
    is_bare = not one.producer_id and not other.producer_id and one.source != other.source
    return is_bare or fold(one.name) == fold(other.name)


def _moved_service(
    service: ServiceDraft, owners: Mapping[At, str], kept: Mapping[str, str]
) -> ServiceDraft:
    at = (service.organisation_ref, service.place_ref or "")
    moved: ServiceDraft = _moved(replace(service, organisation_ref=owners.get(at, at[0])), kept)
    return moved


def _moved(one: Any, kept: Mapping[str, str]) -> Any:
    return replace(one, place_ref=kept[one.place_ref]) if one.place_ref in kept else one


def _still_there(
    offer: OfferDraft, services: Iterable[ServiceDraft]
) -> tuple[OrganisationDraft, ...]:
    had = {one.organisation_ref for one in offer.services}
    have = {one.organisation_ref for one in services}
    return tuple(one for one in offer.organisations if one.ref in have or one.ref not in had)
