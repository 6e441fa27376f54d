"""Do the columns that say where a place is agree? Read as an import would read them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from entrelieux.interchange.communes import Communes, Stated
from entrelieux.interchange.mending import as_text
from entrelieux.interchange.standards.model import Fault, error, warning
from entrelieux.packs.fr import territories


@cache
def communes() -> Communes:
    return Communes()


def check_where(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Postcode, commune, its code and the point, one against the others."""
    point = [as_text(values.get(name)).strip() for name in ("longitude", "latitude")]
    stated = {name: as_text(values.get(name)).strip() for name in _TEXTS}
    yield from _check_code(stated["code_insee"])
    if all(point) != any(point):
        absent = "latitude" if point[0] else "longitude"
        yield error(absent, "", "la longitude et la latitude, ou aucune des deux")
        return
    lon, lat = map(_number, point)
    if any(point) and (lon is None or lat is None):
        return  # said already: one is no number
    if lon is not None and lat is not None and not (abs(lon) <= 180 and abs(lat) <= 90):
        yield error("latitude", f"{lat}, {lon}", "des degrés : -90 à 90, puis -180 à 180")
        return
    if lon is None and not any(stated.values()):
        return
    found = communes().locate(Stated(**stated, lon=lon, lat=lat))
    if found.why and not found.why.startswith(_NO_POINT):
        column = "latitude" if "point" in found.why or "latitude" in found.why else "code_insee"
        quoted = f"{lat}, {lon}" if column == "latitude" else _together(stated)
        yield warning(column, quoted, _advice(found.why), found.code_insee)


_TEXTS = ("code_insee", "code_postal", "commune")
_NO_POINT = ("aucune coordonnée", "aucune commune reconnue, aucun point", "code postal partagé")


def _check_code(code: str) -> Iterator[Fault]:
    if len(code) != 5 or code in communes().by_code or code in communes().collectivites:
        return
    now = territories.current_code(code)
    if now is None:
        yield warning("code_insee", code, "le code d'une commune qui existe")
    elif now != code and not _is_arrondissement(code):
        yield warning("code_insee", code, "le code d'aujourd'hui : la commune a changé", now)


def _is_arrondissement(code: str) -> bool:
    return code.startswith(("751", "6938", "132"))


def _together(stated: Mapping[str, str]) -> str:
    return " ".join(filter(None, (stated["code_insee"], stated["code_postal"], stated["commune"])))


def _advice(why: str) -> str:
    """What a reader says of a place, as what is expected of its producer."""
    return f"des indications qui s'accordent ({why.partition(' : placé')[0]})"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
