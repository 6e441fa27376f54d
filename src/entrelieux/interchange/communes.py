"""Where is a place, from what its row says of its commune and of its point?

A table of all communes in memory, read once per import from the pack. What is stated is believed
as long as its parts agree; a point far outside the stated commune is not.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from entrelieux.engine.language import fold
from entrelieux.engine.records.columns.systems import FRANCE
from entrelieux.packs.fr import territories as pack

# A point is believed up to this far from the commune's centre, plus three of its radii: town halls
# stand off-centre, and postal addresses spill over borders. docs/methods/imports.md measures it.
MARGIN_KM = 10.0
RADII = 3.0
NEAREST_KM = 15.0
SHARED_POSTCODE_KM = 12.0
_TAIL = re.compile(r"\s*\(.*\)$|\s+cedex\b.*$|\s+(?:\d{1,2}\s?(?:er?|eme)?)(?:\s+arrondissement)?$")
_PUNCTUATION = re.compile(r"[,;.:()/]")
_ARTICLE = re.compile(r"^(le|la|les|l) ")


@dataclass(frozen=True, slots=True)
class Located:
    """code_insee, commune: empty when no commune is known. position: as in ``PlaceDraft``.

    why: what had to be said of the position, or empty when the row was believed as it stood.
    """

    commune: str
    code_insee: str
    code_postal: str
    lon: float | None
    lat: float | None
    position: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says: every value may be empty or None. ``around``: name and address."""

    code_insee: str = ""
    code_postal: str = ""
    commune: str = ""
    around: str = ""
    lon: float | None = None
    lat: float | None = None


class Communes:
    def __init__(self) -> None:
        communes = pack.communes()
        self.by_code = {commune.code: commune for commune in communes}
        self.by_postcode: dict[str, list[str]] = defaultdict(list)
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.points: dict[str, tuple[float, float]] = {}  # arrondissements, by postcode
        for commune in communes:
            self._name(commune.nom, commune.code)
            for postcode in commune.codes_postaux:
                self.by_postcode[postcode].append(commune.code)
        for former in pack.former_communes():
            if former.nom and former.commune in self.by_code:
                self._name(former.nom, former.commune)
            for postcode in former.codes_postaux:
                if former.commune not in self.by_postcode[postcode]:
                    self.by_postcode[postcode].append(former.commune)
                if former.nature == "arrondissement" and former.lon is not None:
                    self.points[postcode] = (former.lon, former.lat or 0.0)
        self.collectivites = {one.code: one for one in pack.collectivites()}
        self.islands = {(one.code[:3], fold(one.nom)): one for one in self.collectivites.values()}
        self.codes = [commune.code for commune in communes]
        self.lons = np.array([commune.lon for commune in communes])
        self.lats = np.array([commune.lat for commune in communes])

    def _name(self, name: str, code: str) -> None:
        folded = fold(name)
        for spelling in (folded, _ARTICLE.sub("", folded)):
            self.names[code].add(spelling)
            if code not in self.by_name[spelling]:
                self.by_name[spelling].append(code)

    def locate(self, stated: Stated) -> Located:
        """The commune and the point to keep, and why when they are not those of the row."""
        lon, lat, swapped = _in_france(stated.lon, stated.lat)
        code, doubt = self._commune(stated, lon, lat)
        if code is None:
            return self._without_commune(stated, lon, lat, swapped)
        commune = self.by_code[code]
        postcode = stated.code_postal or (
            commune.codes_postaux[0] if len(commune.codes_postaux) == 1 else ""
        )
        found = (commune.nom, code, postcode)
        if lon is None or lat is None:
            why = doubt or "aucune coordonnée : placé au centre de la commune"
            if stated.lon is not None:
                why = "point hors de France : placé au centre de la commune"
            return Located(*found, *self._centre(code, stated.code_postal), "commune", why)
        away = distance_km(lon, lat, commune.lon, commune.lat)
        if away > self.reach_km(code):
            why = f"point à {away:.0f} km de {commune.nom} : placé au centre de la commune"
            return Located(*found, *self._centre(code, stated.code_postal), "commune", why)
        return Located(*found, lon, lat, "point", swapped or doubt)

    def reach_km(self, code: str) -> float:
        """How far from a commune's centre a point may be and still be believed."""
        return MARGIN_KM + RADII * math.sqrt(self.by_code[code].area_km2 / math.pi)

    def _without_commune(
        self, stated: Stated, lon: float | None, lat: float | None, swapped: str
    ) -> Located:
        island = self.collectivites.get(stated.code_insee) or self.islands.get(
            (stated.code_postal[:3], _town(stated.commune))
        )
        empty = (
            island.nom if island else stated.commune,
            island.code if island else "",
            stated.code_postal,
        )
        if island and lon is not None:
            return Located(*empty, lon, lat, "point", swapped)
        if lon is None or lat is None:
            return Located(*empty, None, None, "inconnue", "aucune commune reconnue, aucun point")
        code, away = self._nearest(lon, lat)
        if away > NEAREST_KM:
            return Located(*empty, lon, lat, "point", swapped)
        commune = self.by_code[code]
        said = f"commune déduite du point ({commune.nom}, à {away:.0f} km)"
        why = f"{swapped} ; {said}" if swapped else said
        return Located(commune.nom, code, stated.code_postal, lon, lat, "point", why)

    def _centre(self, code: str, postcode: str) -> tuple[float, float]:
        commune = self.by_code[code]
        return self.points.get(postcode, (commune.lon, commune.lat))

    def _nearest(self, lon: float, lat: float) -> tuple[str, float]:
        squares = ((self.lons - lon) * math.cos(math.radians(lat))) ** 2 + (self.lats - lat) ** 2
        at = int(np.argmin(squares))
        return self.codes[at], distance_km(lon, lat, float(self.lons[at]), float(self.lats[at]))

    def _commune(
        self, stated: Stated, lon: float | None, lat: float | None
    ) -> tuple[str | None, str]:
        by_code = pack.current_code(stated.code_insee) if stated.code_insee else None
        town = _town(stated.commune) if stated.commune else ""
        by_words = self._town_of_postcode(stated.code_postal, town) if town else None
        candidates = self.by_postcode.get(stated.code_postal, [])
        named = self.by_name.get(town, []) if town else []
        alone = candidates[0] if len(candidates) == 1 else None
        guesses = dict.fromkeys(code for code in (by_words, by_code, alone) if code)
        believed = [code for code in (*guesses, *named) if self._believes(code, lon, lat)]
        if guesses or believed:
            kept = believed[0] if believed else next(iter(guesses))
            return kept, self._doubt(kept, stated, by_code, town)
        if candidates:
            return self._among(candidates, stated, lon, lat)
        if lon is None and len(named) == 1:
            return named[0], ""
        return self._in_address(stated.around)

    def _doubt(self, kept: str, stated: Stated, by_code: str | None, town: str) -> str:
        """What to say when the row's own code or name is not the commune that was kept."""
        name = self.by_code[kept].nom
        if by_code and by_code != kept:
            return f"le code INSEE {stated.code_insee} n'est pas celui de {name}, qui est gardée"
        alike = any(town in known or known in town for known in self.names[kept])
        if town in self.by_name and not alike:
            return f"la commune « {stated.commune} » ne va pas avec le reste : {name} est gardée"
        return ""

    def _believes(self, code: str, lon: float | None, lat: float | None) -> bool:
        if lon is None or lat is None:
            return False
        commune = self.by_code[code]
        return distance_km(lon, lat, commune.lon, commune.lat) <= self.reach_km(code)

    def _town_of_postcode(self, postcode: str, town: str) -> str | None:
        candidates = self.by_postcode.get(postcode, [])
        exact = [code for code in candidates if town in self.names[code]]
        if exact:
            return exact[0]
        # A CEDEX or a spare postcode is not in the table: the name within the département decides.
        named = [
            code
            for code in self.by_name.get(town, [])
            if code.startswith(postcode[: 3 if postcode[:2] == "97" else 2])
            or (postcode[:2] == "20" and code[:2] in {"2A", "2B"})
        ]
        return named[0] if len(named) == 1 else None

    def _among(
        self, candidates: list[str], stated: Stated, lon: float | None, lat: float | None
    ) -> tuple[str | None, str]:
        """One of the communes of a postcode, when no name says which."""
        if lon is not None and lat is not None:
            near = min(candidates, key=lambda code: self._away(code, lon, lat))
            return near, ""
        words = f" {_PUNCTUATION.sub(' ', fold(stated.around))} "
        named = [
            (len(name), code)
            for code in candidates
            for name in self.names[code]
            if f" {name} " in words
        ]
        if named:
            return max(named)[1], ""
        largest = max(candidates, key=lambda code: self.by_code[code].population)
        seat = self.by_code[largest]
        if all(self._away(code, seat.lon, seat.lat) <= SHARED_POSTCODE_KM for code in candidates):
            return largest, (
                f"code postal partagé par {len(candidates)} communes : placé au centre de la plus "
                f"peuplée, {seat.nom} ; à vérifier"
            )
        return None, ""

    def _away(self, code: str, lon: float, lat: float) -> float:
        return distance_km(lon, lat, self.by_code[code].lon, self.by_code[code].lat)

    def _in_address(self, around: str) -> tuple[str | None, str]:
        """« 4 rue du Port 20228 BARRETTALI »: a postcode, then the name of one of its communes."""
        for found in re.finditer(r"(?<!\d)(\d{5})(?!\d)[\s-]*([^\d,;(]{2,60})", around):
            if code := self._town_of_postcode(found[1], _town(found[2])):
                return code, ""
            candidates = self.by_postcode.get(found[1], [])
            if len(candidates) == 1:
                return candidates[0], ""
        return None, ""


@lru_cache(maxsize=65536)
def _town(name: str) -> str:
    """A commune's name as it is compared: without arrondissement, CEDEX or département."""
    folded = fold(name).strip(" .,-")
    return _TAIL.sub("", folded).strip(" .,-") or folded


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance, degrees in, kilometres out."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, half)))


def _in_france(lon: float | None, lat: float | None) -> tuple[float | None, float | None, str]:
    """A point of France, the two numbers put back in order when only that makes it one."""
    if lon is None or lat is None:
        return None, None, ""
    if _is_french(lon, lat):
        return lon, lat, ""
    if _is_french(lat, lon):
        return lat, lon, "longitude et latitude étaient inversées"
    return None, None, ""


def _is_french(lon: float, lat: float) -> bool:
    return any(w <= lon <= e and s <= lat <= n for w, s, e, n in FRANCE)
