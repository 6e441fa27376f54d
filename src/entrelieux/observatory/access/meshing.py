"""How close together do places of one function stand, and who leans on a single one?"""

import numpy as np
from numpy.typing import NDArray

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import NOBODY, k_nearest, nearest, pairs_of, quantile, reached
from entrelieux.engine.reach import Mode, Origin
from entrelieux.observatory.access.cards import Mesh, Nature
from entrelieux.observatory.ground import Flags, Ground, Sites
from entrelieux.territories.selectors import communes_table

SAME_SPOT_M = 200
EARTH_M = 6_371_000
NEAREST = 3
SOME = np.uint64(1)
FAR = 9_999.0
WORD = 64


def mesh_of(ground: Ground, there: Flags, mode: Mode) -> Mesh:
    """The mesh of the places that answer. there: flags, shape (sites,)."""
    pairs, people = ground.pairs, ground.people[: ground.inside]
    count = reached(pairs, there.astype(np.uint64), 1, pairs.limit)[: ground.inside, 0]
    sites, minutes = k_nearest(pairs, there, NEAREST)
    sites, minutes = sites[: ground.inside], minutes[: ground.inside]
    natures, varied = _natures(ground, there)
    inside = _inside(ground, there)
    same, other = _neighbours(ground.sites, there, inside, mode, pairs.limit)
    return Mesh(
        by_count=(
            *(float(people[count == one].sum()) for one in range(NEAREST)),
            float(people[count >= NEAREST].sum()),
        ),  # type: ignore[arg-type]
        nearest=tuple(_half(minutes[:, rank], people) for rank in range(NEAREST)),
        natures=natures,
        varied=varied,
        places=int(inside.size),
        same=same,
        other=other,
        groups=_groups(ground.sites, inside),
        leaning=_leaning(sites[:, 0], count == 1, people),
    )


def _half(minutes: NDArray[np.int16], weights: NDArray[np.float64]) -> int | None:
    found = quantile(np.where(minutes != NOBODY, minutes, FAR), weights, 0.5)
    return None if found is None or found == FAR else int(found)


def _inside(ground: Ground, there: Flags) -> NDArray[np.intp]:
    """Places that stand in the territory, by rank in the sites."""
    codes = np.array(communes_table().codes)[ground.zones[: ground.inside]]
    here = np.isin(ground.sites.table.commune[ground.sites.row], codes)
    return np.flatnonzero(there & here)


def _natures(ground: Ground, there: Flags) -> tuple[tuple[Nature, ...], float]:
    """Kinds of places, by code, and people who have two of them within the limit."""
    table, pairs, people = ground.sites.table, ground.pairs, ground.people[: ground.inside]
    codes = ("", *table.kinds)[:WORD]
    rank = {code: at for at, code in enumerate(codes)}
    kind = np.array(
        [rank.get(code, 0) for code in table.kind[ground.sites.row].tolist()], np.uint64
    )
    bits = np.where(there, SOME << kind, np.uint64(0))
    near = nearest(pairs, bits, len(codes))[: ground.inside] != NOBODY
    seen = np.zeros(pairs.sites, np.bool_)
    seen[pairs.site[: pairs.start[ground.inside]]] = True
    places = np.bincount(kind[there & seen].astype(np.intp), minlength=len(codes))
    found = tuple(
        Nature(code, int(places[at]), float(people[near[:, at]].sum()))
        for at, code in enumerate(codes)
        if places[at]
    )
    return found, float(people[near.sum(axis=1) > 1].sum())


def _neighbours(
    sites: Sites, there: Flags, inside: NDArray[np.intp], mode: Mode, limit: int
) -> tuple[int | None, int | None]:
    """Minutes from a place to the nearest of its kind, and of another, for half of the places."""
    near = sites.targets
    columns = (near.lon[inside], near.lat[inside], near.density[inside], near.landmass[inside])
    origins = (Origin(*one) for one in zip(*(c.tolist() for c in columns), strict=True))
    pairs = pairs_of(reach_model(), origins, sites.targets, mode, limit)
    kind = sites.table.kind[sites.row]
    least = np.full((2, inside.size), FAR)
    for zone, place in enumerate(inside.tolist()):
        found, minutes = pairs.of(zone)
        others = there[found] & (found != place)
        alike = kind[found] == kind[place]
        for rank, flags in enumerate((others & alike, others & ~alike)):
            if flags.any():
                least[rank, zone] = minutes[flags].min()
    one = np.ones(inside.size)
    halves = (quantile(row, one, 0.5) for row in least)
    same, other = (None if half is None or half == FAR else int(half) for half in halves)
    return same, other


def _groups(sites: Sites, inside: NDArray[np.intp]) -> tuple[tuple[int, ...], ...]:
    """Places within 200 m of one another, in chains; those known by their commune only are not."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    lon, lat = sites.targets.lon[inside], sites.targets.lat[inside]
    communes = communes_table()
    middles = set(zip(communes.lon.tolist(), communes.lat.tolist(), strict=True))
    known = [spot not in middles for spot in zip(lon.tolist(), lat.tolist(), strict=True)]
    places = inside[known]
    if places.size < 2:
        return ()
    phi, theta = np.radians(lat[known]), np.radians(lon[known])
    spots = EARTH_M * np.column_stack(
        [np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)]
    )
    near = cKDTree(spots).query_pairs(SAME_SPOT_M, output_type="ndarray")
    links = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(places.size,) * 2)
    _count, label = connected_components(links, directed=False)
    size = np.bincount(label)
    return tuple(tuple(places[label == one].tolist()) for one in np.flatnonzero(size > 1).tolist())


def _leaning(
    site: NDArray[np.int32], alone: Flags, people: NDArray[np.float64]
) -> tuple[tuple[int, int, float], ...]:
    """(place, communes, people) that have this place only within the limit."""
    places, zone = np.unique(site[alone], return_inverse=True)
    communes = np.bincount(zone, minlength=places.size)
    living = np.bincount(zone, people[alone], minlength=places.size)
    rows = zip(places.tolist(), communes.tolist(), living.tolist(), strict=True)
    return tuple((int(a), int(b), float(c)) for a, b, c in rows)
