"""What may be given away, and under what terms: a row keeps the licence of its producer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from entrelieux.directory.drafts import OfferDraft
from entrelieux.directory.reading_back import Offered

SHARE_ALIKE = "ODbL-1.0"
_KNOWN = (
    (
        "licence ouverte",
        "etalab-2.0",
        "Licence Ouverte 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    (
        "odbl",
        SHARE_ALIKE,
        "Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    ("agpl", "AGPL-3.0-or-later", "AGPL 3.0 ou suivante", "https://www.gnu.org/licenses/agpl-3.0"),
)


@dataclass(frozen=True, slots=True)
class Reusable:
    """The part of an offer that may be used again. kept_back: places whose licence nobody said."""

    offered: Offered
    kept_back: int


def reusable(offered: Offered) -> Reusable:
    """Without the rows whose producer states no licence, nor what hangs on them."""
    offer = offered.offer
    free = {source.slug for source in offer.sources if source.licence.strip()}
    places = tuple(one for one in offer.places if one.source in free)
    organisations = tuple(one for one in offer.organisations if one.source in free)
    there, them = {one.ref for one in places}, {one.ref for one in organisations}
    services = tuple(
        one
        for one in offer.services
        if one.source in free
        and one.organisation_ref in them
        and (not one.place_ref or one.place_ref in there)
    )
    offers = {one.ref for one in services}
    kept = replace(
        offer,
        places=places,
        organisations=organisations,
        services=services,
        permanences=tuple(
            one for one in offer.permanences if one.service_ref in offers and one.place_ref in there
        ),
        functions=_hung(offer.functions, free, there),
        limits=_hung(offer.limits, free, there),
        spaces=_hung(offer.spaces, free, there),
        periods=tuple(
            one
            for one in _hung(offer.periods, free, there)
            if not one.service_ref or one.service_ref in offers
        ),
    )
    return Reusable(replace(offered, offer=kept), len(offer.places) - len(places))


def sources_used(offer: OfferDraft) -> set[str]:
    """Slugs of the sources that some row comes from."""
    things = (offer.places, offer.organisations, offer.services, offer.functions, offer.limits)
    return {one.source for one in chain(*things, offer.spaces, offer.periods)}


def licences(said: Iterable[str]) -> list[dict[str, str]]:
    """Each licence that these words name, once, as a data package writes them."""
    found: dict[str, dict[str, str]] = {}
    for words in sorted(set(said)):
        known = [row for row in _KNOWN if row[0] in words.lower()]
        for _, name, title, path in known:
            found[name] = {"name": name, "title": title, "path": path}
        if not known:
            name = re.sub(r"[^A-Za-z0-9.]+", "-", words).strip("-") or "autre"
            found[name] = {"name": name, "title": words}
    return list(found.values())


def _hung(rows: tuple[Any, ...], free: set[str], there: set[str]) -> tuple[Any, ...]:
    return tuple(one for one in rows if one.source in free and one.place_ref in there)
