"""Communes found, named apart and placed.

These selectors take no ``Viewer``: communes are public reference data, the same for everybody.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from django.utils.translation import gettext as _

from entrelieux.packs.fr import territories as pack
from entrelieux.territories.cards import CommuneCard, NearestCommune
from entrelieux.territories.errors import (
    CommuneAmbiguous,
    CommuneUnknown,
    TerritoriesNotLoaded,
    shown,
)
from entrelieux.territories.index import CommuneTable, Index, clean, decode
from entrelieux.territories.models import Commune, LoadedPack
from entrelieux.territories.search import EXACT, Kind, Match, search

SUGGESTIONS = 5
MANY = 100
MOST_KEPT = 4_096

__all__ = [
    "CommuneAmbiguous",
    "CommuneCard",
    "CommuneTable",
    "CommuneUnknown",
    "NearestCommune",
    "TerritoriesNotLoaded",
    "commune_at",
    "commune_for",
    "communes_by_code",
    "communes_table",
    "resolve_commune",
    "search_communes",
    "territories_digest",
    "towns_within",
]


def search_communes(query: str, limit: int = 10) -> list[CommuneCard]:
    """Communes that answer a name, a postcode or a code INSEE, best first, at most ``limit``.

    Accents, capitals, hyphens, « St » and one typing error are forgiven; a département may
    follow (« langogne 48 »). Any text is accepted. Former communes and arrondissements of Paris,
    Lyon and Marseille are found under their name and give the commune of today, at their own
    point.
    """
    index = _index()
    return _cards(index, [match.entry for match in search(index, query, limit)])


def commune_for(code_or_alias: str) -> CommuneCard | None:
    """The commune of a code INSEE of today or before; None when it is unknown.

    ``75111`` gives Paris at the centre of its 11th arrondissement.
    """
    return communes_by_code((code_or_alias,)).get(code_or_alias)


def communes_by_code(codes: Iterable[str]) -> dict[str, CommuneCard]:
    """Cards for many codes INSEE of today or before, under the codes that were asked.

    Unknown codes are left out.
    """
    index = _index()
    known = [code for code in dict.fromkeys(codes) if code in index.entry_of]
    return dict(zip(known, _cards(index, [index.entry_of[code] for code in known]), strict=True))


def resolve_commune(text: str) -> CommuneCard:
    """The one commune that a text names.

    Accepted: a name (with or without its article, alone or with its département), a postcode or
    code INSEE that only one commune bears, a ``CommuneCard.label``. A commune of today goes
    before a former one of the same name.

    Raises:
        CommuneAmbiguous: several communes answer; the candidates are in the error.
        CommuneUnknown: none does; the nearest names are in the error.
    """
    index = _index()
    matches = search(index, text, MANY)
    best = matches[0].kind if matches else Kind.WORDS
    named = [match for match in matches if match.kind == best and best in EXACT]
    if best != Kind.CODE:
        named = [m for m in named if not index.is_former[m.entry]] or named
    if not named:
        raise _unknown(index, text, matches)
    cards = _cards(index, [match.entry for match in named])
    if len(cards) > 1:
        raise CommuneAmbiguous(text, cards)
    return cards[0]


def commune_at(lon: float, lat: float) -> NearestCommune | None:
    """The commune that most likely holds a point; None at sea, abroad or without coordinates.

    Approximate: centres and areas are compared, no outline is looked at
    (``docs/methods/communes.md`` says how often it is right).
    """
    index = _index()
    found = index.nearest(lon, lat)
    if found is None:
        return None
    rank, distance_km = found
    (card,) = _cards(index, [rank])
    return NearestCommune(card, distance_km)


def towns_within(
    lon_min: float, lat_min: float, lon_max: float, lat_max: float, limit: int
) -> list[CommuneCard]:
    """Communes whose point is in a box, the most peopled first, at most ``limit``."""
    index = _index()
    table = index.table
    inside = (table.lon >= lon_min) & (table.lon <= lon_max)
    inside &= (table.lat >= lat_min) & (table.lat <= lat_max)
    ranks = np.flatnonzero(inside)
    largest = ranks[np.argsort(index.place[ranks])][: max(limit, 0)]
    return _cards(index, largest.tolist())


def communes_table() -> CommuneTable:
    """Every commune of today as columns, for those who read them all. Not to be changed."""
    return _index().table


def territories_digest() -> str:
    """What identifies the communes now loaded, to key whatever is computed from them."""
    digest = LoadedPack.objects.values_list("digest", flat=True).first()
    if digest is None:
        raise TerritoriesNotLoaded
    return digest


def _index() -> Index:
    return _decoded(territories_digest())


@lru_cache(maxsize=2)
def _decoded(digest: str) -> Index:
    return decode(bytes(LoadedPack.objects.values_list("index", flat=True).get(digest=digest)))


def _cards(index: Index, entries: Sequence[int]) -> list[CommuneCard]:
    """One query, or none when all are kept; a card says what the pack loaded says."""
    kept = _KEPT.setdefault(index, {})
    found = {entry: kept[entry] for entry in entries if entry in kept}
    missing = [entry for entry in entries if entry not in found]
    if missing:
        codes = {index.table.codes[index.commune[entry]] for entry in missing}
        rows = {
            row.code: row
            for row in Commune.objects.filter(code__in=codes).select_related(
                "epci", "departement__region"
            )
        }
        if len(kept) > MOST_KEPT:
            kept.clear()
        for entry in missing:
            row = rows[index.table.codes[index.commune[entry]]]
            found[entry] = kept[entry] = _card(row, index, entry)
    return [found[entry] for entry in entries]


_KEPT: WeakKeyDictionary[Index, dict[int, CommuneCard]] = WeakKeyDictionary()


def _card(row: Commune, index: Index, entry: int) -> CommuneCard:
    matched = index.names[entry] if index.is_former[entry] else ""
    where = f"{row.departement.nom}, {row.departement_id}"
    if matched and not index.is_arrondissement[entry]:
        where = f"{row.nom}, {where}"
    own_point = index.lon[entry] == index.lon[entry]
    return CommuneCard(
        code=row.code,
        name=row.nom,
        departement_code=row.departement_id,
        departement_name=row.departement.nom,
        region_code=row.departement.region_id,
        region_name=row.departement.region.nom,
        epci_code=row.epci_id or "",
        epci_name=row.epci.nom if row.epci else "",
        population=row.population,
        postcodes=tuple(row.codes_postaux.split()),
        lon=float(index.lon[entry]) if own_point else row.lon,
        lat=float(index.lat[entry]) if own_point else row.lat,
        centre=row.centre,
        density=row.density,
        landmass=row.landmass,
        label=f"{matched or row.nom} ({where})",
        matched=matched,
        ref=index.codes[entry],
    )


def _unknown(index: Index, text: str, matches: Sequence[Match]) -> CommuneUnknown:
    overseas = _overseas().get(clean(text))
    if overseas:
        return CommuneUnknown(
            text,
            reason=_(
                "« %(found)s » est en %(where)s : sa position n'est pas dans nos données, "
                "aucun trajet ne peut y être estimé."
            )
            % {"found": shown(text), "where": overseas},
        )
    return CommuneUnknown(text, _cards(index, [m.entry for m in matches[:SUGGESTIONS]]))


@lru_cache(maxsize=1)
def _overseas() -> dict[str, str]:
    """Overseas collectivité under each of the names, codes and postcodes of its communes."""
    return {
        clean(word): one.nom_collectivite
        for one in pack.collectivites()
        for word in (one.nom, one.code, *one.codes_postaux)
    }
