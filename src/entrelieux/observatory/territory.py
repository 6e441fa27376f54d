"""Which communes does a study look at? The country, a région, a département or an EPCI."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import territories as pack
from entrelieux.territories.selectors import communes_table, territories_digest

PAYS, REGION, DEPARTEMENT, EPCI = "pays", "region", "dep", "epci"
COUNTRY = "pays"

Ranks = NDArray[np.intp]


class TerritoryUnknown(UserError):  # noqa: N818  named by what is so
    code = "territoire-inconnu"
    status = 422


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """key: as it is asked, ``pays``, ``region-76``, ``dep-48`` or ``epci-200069268``.

    communes: ranks in ``communes_table()``, ascending.
    """

    key: str
    kind: str
    code: str
    name: str
    communes: Ranks


@dataclass(frozen=True, slots=True)
class Names:
    """Columns beside ``communes_table()``: name and codes of each commune, and names of codes."""

    commune: tuple[str, ...]
    epci: NDArray[np.str_]
    departement: NDArray[np.str_]
    region: NDArray[np.str_]
    of: dict[str, dict[str, str]]


def territory(key: str) -> Territory:
    """The territory of a key; « » is the whole country.

    Raises:
        TerritoryUnknown: no territory has this key.
    """
    kind, _dash, code = (key or COUNTRY).partition("-")
    found = _territory(territories_digest(), kind, code)
    if found is None:
        raise TerritoryUnknown(
            _(
                "Territoire inconnu : « %(key)s ». Attendu : pays, region-76, dep-48 "
                "ou epci- suivi de neuf chiffres."
            )
            % {"key": key[:40]},
            field="territoire",
        )
    return replace(found, name=_("Toute la France")) if found.kind == PAYS else found


def names() -> Names:
    return _names(territories_digest())


def choices() -> list[tuple[str, str, str]]:
    """(kind, key, name) of the country, of each région and département: by name."""
    said = names().of
    found = [(PAYS, COUNTRY, _("Toute la France"))]
    for kind in (REGION, DEPARTEMENT):
        rows = sorted(said[kind].items(), key=lambda one: one[1])
        found += [(kind, f"{kind}-{code}", name) for code, name in rows]
    return found


@lru_cache(maxsize=256)
def _territory(digest: str, kind: str, code: str) -> Territory | None:
    said = _names(digest)
    if kind == PAYS and not code:
        everywhere = np.arange(len(said.commune))
        return Territory(COUNTRY, PAYS, "", "", everywhere)  # its name is in a language
    column = {REGION: said.region, DEPARTEMENT: said.departement, EPCI: said.epci}.get(kind)
    if column is None or code not in said.of[kind]:
        return None
    return Territory(
        f"{kind}-{code}", kind, code, said.of[kind][code], np.flatnonzero(column == code)
    )


@lru_cache(maxsize=1)
def _names(_digest: str) -> Names:
    region_of = {one.code: one.region for one in pack.departements()}
    rows = pack.communes()
    if tuple(row.code for row in rows) != communes_table().codes:
        raise RuntimeError("communes loaded are not those of the pack: entrelieux setup")
    return Names(
        commune=tuple(row.nom for row in rows),
        epci=np.array([row.epci for row in rows]),
        departement=np.array([row.departement for row in rows]),
        region=np.array([region_of[row.departement] for row in rows]),
        of={
            EPCI: {one.code: one.nom for one in pack.epci()},
            DEPARTEMENT: {one.code: one.nom for one in pack.departements()},
            REGION: {one.code: one.nom for one in pack.regions()},
        },
    )
