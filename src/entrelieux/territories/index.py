"""Names, codes, postcodes and points of the communes as arrays: one search index per loaded pack.

Built once, when the communes are loaded, and kept as bytes beside them, so that every process
starts searching after reading one row. Both databases then answer alike.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.language.fold import fold

FORMAT = "1"
# How a stored text relates to the name of its entry.
WHOLE, WITHOUT_ARTICLE, INSIDE = 2, 1, 0
ARTICLES = ("l ", "le ", "la ", "les ")
# A point further than this many radii (and that many km) from every commune is in none of them.
REACH_RADII = 2.5
REACH_KM = 2.0
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a code that people search: a commune (``nature`` empty) or a former one.

    commune: code of the commune of today. lon, lat: None when the commune's own point is used.
    """

    code: str
    nom: str
    commune: str
    nature: str
    lon: float | None
    lat: float | None
    codes_postaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommuneTable:
    """All communes of today as columns of one length, sorted by code; for whoever reads them all.

    codes: code INSEE. departement: rank in ``departements``. lon, lat: point where trips start,
    WGS 84 degrees. centroid_lon, centroid_lat: centre of gravity. radius_km: of a disc as large.
    population: inhabitants. density: 0 dense to 3 very sparse. landmass: communes joined by road
    share it. Nothing is missing in any column.
    """

    codes: tuple[str, ...]
    departements: tuple[str, ...]
    departement: NDArray[np.int16]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    centroid_lon: NDArray[np.float64]
    centroid_lat: NDArray[np.float64]
    radius_km: NDArray[np.float64]
    population: NDArray[np.int32]
    density: NDArray[np.uint8]
    landmass: NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Index:
    """table: the communes. Entries (communes, then former ones) are numbered from 0.

    commune: rank in ``table`` of each entry, shape (entries,). lon, lat: the entry's own point or
    NaN. is_arrondissement, is_former: shape (entries,). place: 0 for the entry to be shown first
    among equals (communes of today before former ones, then the most peopled). texts: folded
    names and what follows each of their words, sorted; text_entry, text_kind: their entry and
    what they are. post: postcodes, sorted; post_entry: their entries.
    """

    table: CommuneTable
    codes: tuple[str, ...]
    names: tuple[str, ...]
    commune: NDArray[np.int32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    is_arrondissement: NDArray[np.bool_]
    is_former: NDArray[np.bool_]
    place: NDArray[np.int32]
    texts: list[str]
    text_entry: NDArray[np.int32]
    text_kind: NDArray[np.uint8]
    post: list[str]
    post_entry: NDArray[np.int32]
    territories: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def entry_of(self) -> dict[str, int]:
        """Entry of a code INSEE of today or before; communes of today come first and stay."""
        last_first = range(len(self.codes) - 1, -1, -1)
        return {self.codes[entry]: entry for entry in last_first}

    def nearest(self, lon: float, lat: float) -> tuple[int, float] | None:
        """Rank of the commune that most likely holds a point, and km to its point of departure.

        The nearest, distances to the centre and to the centroid being added and divided by the
        commune's radius: large communes reach further. None far from every commune, or when a
        coordinate is not a finite degree.
        """
        if not (np.isfinite(lon) and np.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
            return None
        table = self.table
        scale = np.cos(np.radians(lat))
        centre = np.hypot((table.lon - lon) * scale, table.lat - lat) * KM_PER_DEGREE
        middle = np.hypot((table.centroid_lon - lon) * scale, table.centroid_lat - lat)
        middle *= KM_PER_DEGREE
        rank = int(np.argmin((centre + middle) / table.radius_km))
        if middle[rank] > REACH_RADII * table.radius_km[rank] + REACH_KM:
            return None
        return rank, float(centre[rank])


def clean(text: str) -> str:
    """Folded words of letters and digits, separated by one space: what names are compared by."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def build(
    table: CommuneTable, entries: Sequence[Entry], territories: Mapping[str, Iterable[str]]
) -> Index:
    """Index of ``entries``: every commune of ``table`` in its order, then former ones.

    territories: for names people add after a commune's (départements, régions), the codes of the
    départements they cover.
    """
    rank = {code: number for number, code in enumerate(table.codes)}
    commune = np.array([rank[entry.commune] for entry in entries], np.int32)
    former = np.array([bool(entry.nature) for entry in entries], np.bool_)
    order = np.lexsort((np.arange(len(entries)), -table.population[commune], former))
    place = np.empty(len(entries), np.int32)
    place[order] = np.arange(len(entries), dtype=np.int32)
    texts = sorted({text for number, entry in enumerate(entries) for text in _texts(number, entry)})
    post = sorted((code, n) for n, entry in enumerate(entries) for code in entry.codes_postaux)
    return Index(
        table=table,
        codes=tuple(entry.code for entry in entries),
        names=tuple(entry.nom for entry in entries),
        commune=commune,
        lon=np.array([np.nan if one.lon is None else one.lon for one in entries], np.float64),
        lat=np.array([np.nan if one.lat is None else one.lat for one in entries], np.float64),
        is_arrondissement=np.array([one.nature == "arrondissement" for one in entries], np.bool_),
        is_former=former,
        place=place,
        texts=[text for text, _, _ in texts],
        text_entry=np.array([number for _, number, _ in texts], np.int32),
        text_kind=np.array([kind for _, _, kind in texts], np.uint8),
        post=[code for code, _ in post],
        post_entry=np.array([number for _, number in post], np.int32),
        territories={name: tuple(sorted(codes)) for name, codes in sorted(territories.items())},
    )


def _texts(number: int, entry: Entry) -> Iterable[tuple[str, int, int]]:
    name = clean(entry.nom)
    if not name:
        return
    yield name, number, WHOLE
    if entry.nature == "arrondissement":
        # « paris 1er arrondissement »: people write « paris 1 », « paris 1er », « paris 1eme », and
        # the name of the town alone beside a postcode, « 75001 paris ».
        town, ordinal, _ = name.rsplit(" ", 2)
        figure = ordinal.removesuffix("er").removesuffix("e")
        for other in {"", figure, ordinal, f"{figure}e", f"{figure}eme"}:
            yield f"{town} {other}".strip(), number, WHOLE
        return
    article = next((one for one in ARTICLES if name.startswith(one)), "")
    words = name.split(" ")
    for start in range(1, len(words)):
        rest = " ".join(words[start:])
        bare = bool(article) and start == 1
        yield rest, number, WITHOUT_ARTICLE if bare else INSIDE


def encode(index: Index) -> bytes:
    """Bytes that ``decode`` turns back into an equal index; the same for the same index."""
    table = index.table
    arrays: dict[str, NDArray] = {
        **{f"table_{name}": getattr(table, name) for name in _TABLE_ARRAYS},
        **{name: getattr(index, name) for name in _ARRAYS},
    }
    lists = {
        "table_codes": table.codes,
        "table_departements": table.departements,
        "codes": index.codes,
        "names": index.names,
        "texts": index.texts,
        "post": index.post,
        "territories": [f"{name}\t{' '.join(of)}" for name, of in index.territories.items()],
    }
    for name, items in lists.items():
        arrays[name] = np.frombuffer("\n".join(items).encode("utf-8"), np.uint8)
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    return packed.getvalue()


def decode(packed: bytes) -> Index:
    with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
        arrays = dict(stored)

    def items(name: str) -> list[str]:
        text = arrays[name].tobytes().decode("utf-8")
        return text.split("\n") if text else []

    territories = (line.split("\t") for line in items("territories"))
    return Index(
        table=CommuneTable(
            codes=tuple(items("table_codes")),
            departements=tuple(items("table_departements")),
            **{name: arrays[f"table_{name}"] for name in _TABLE_ARRAYS},
        ),
        codes=tuple(items("codes")),
        names=tuple(items("names")),
        texts=items("texts"),
        post=items("post"),
        territories={name: tuple(of.split()) for name, of in territories},
        **{name: arrays[name] for name in _ARRAYS},
    )


_TABLE_ARRAYS = (
    *("departement", "lon", "lat", "centroid_lon", "centroid_lat", "radius_km"),
    *("population", "density", "landmass"),
)
_ARRAYS = (
    *("commune", "lon", "lat", "is_arrondissement", "is_former", "place"),
    *("text_entry", "text_kind", "post_entry"),
)
