"""At what speed may each mode follow a way, in each direction? Tags in, kilometres an hour out.

**Source:** tags as the OpenStreetMap wiki defines them (« Key:access », « Key:oneway »,
« Key:maxspeed », « Key:barrier »); figures of ``packs.fr.roads``.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from entrelieux.engine.reach import Mode
from entrelieux.packs.fr import roads

Tags = Mapping[str, str]

READ = frozenset(
    (
        *("highway", "route", "junction", "barrier", "motorroad", "surface", "tracktype"),
        *("access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot", "duration"),
        *("oneway", "oneway:bicycle", "oneway:foot", "cycleway", "cycleway:left"),
        *("cycleway:right", "cycleway:both", "cycleway:left:oneway", "cycleway:right:oneway"),
        *("maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:type"),
        *("source:maxspeed", "zone:maxspeed"),
    )
)
"""Keys that change who may go where, and how fast."""
ASKED = {
    Mode.VOITURE: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Mode.VELO: ("bicycle", "vehicle", "access"),
    Mode.PIED: ("foot", "access"),
}
REFUSED = frozenset(
    (
        *("no", "private", "agricultural", "forestry", "agricultural;forestry"),
        *("military", "emergency", "psv", "bus", "use_sidepath"),
    )
)
AT_THE_END = frozenset(("destination", "customers", "delivery", "residents", "permit"))
GRANTED = frozenset(
    ("yes", "designated", "permissive", "official", "destination", "customers", "dismount")
)
DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,4})(?::(\d{2}))?")
ISO_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.IGNORECASE)
MILE_KM = 1.609344


class Speeds(NamedTuple):
    """Kilometres an hour along a way as drawn, and against it; 0 closed."""

    along: float
    against: float


CLOSED = Speeds(0, 0)
EVERY_MODE = (Mode.VOITURE, Mode.VELO, Mode.PIED)


def speeds_of(tags: Tags) -> dict[Mode, Speeds]:
    """For each mode; a ferry whose duration is told has the speed that ``ferry_minutes`` gives."""
    return {Mode.VOITURE: _by_car(tags), Mode.VELO: _by_bicycle(tags), Mode.PIED: _on_foot(tags)}


def is_ferry(tags: Tags) -> bool:
    return tags.get("route") == "ferry"


def ferry_minutes(tags: Tags) -> float | None:
    """« 01:30 », « 90 », « PT1H30M »; None when it is not told, or not readable."""
    text = tags.get("duration", "").strip()
    found = DURATION.fullmatch(text)
    if found:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = 60 * hours + minutes + seconds / 60
        return total or None
    iso = ISO_DURATION.fullmatch(text)
    if not iso:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
    return 1440 * days + 60 * hours + minutes + seconds / 60 or None


def barred(tags: Tags) -> frozenset[Mode]:
    """Modes that cannot pass a point of these tags."""
    kind = tags.get("barrier")
    if not kind:
        return frozenset()
    known = roads.load()["barrieres"]
    closed = {
        Mode.VOITURE: kind not in known["ouvertes_aux_voitures"],
        Mode.VELO: kind in known["fermees_aux_velos"],
        Mode.PIED: kind in known["fermees_aux_pietons"],
    }
    for mode in EVERY_MODE:
        said = _access(tags, mode)
        if said:
            closed[mode] = said in REFUSED
    return frozenset(mode for mode, shut in closed.items() if shut)


def _access(tags: Tags, mode: Mode) -> str:
    return next((tags[key] for key in ASKED[mode] if key in tags), "")


def _open(tags: Tags, mode: Mode, usual: float, on_permission: float) -> float:
    """The speed of a class, once access is read; the narrowest tag that speaks of a mode wins."""
    said = _access(tags, mode)
    if said in REFUSED:
        return 0
    own = next((tags[key] for key in ASKED[mode][:-1] if key in tags), "")
    return max(usual, on_permission) if own in GRANTED else usual


def _by_car(tags: Tags) -> Speeds:
    figures = roads.load()["voiture"]
    if is_ferry(tags):
        told = any(tags.get(key) in GRANTED for key in ASKED[Mode.VOITURE][:-1])
        return _both(_ferry_kmh() if told and _access(tags, Mode.VOITURE) not in REFUSED else 0)
    kind = tags.get("highway", "")
    usual = _open(
        tags, Mode.VOITURE, figures["classes"].get(kind, 0), figures["sur_permission"].get(kind, 0)
    )
    if not usual:
        return CLOSED
    most = min(
        figures["revetements"].get(tags.get("surface", ""), 999),
        figures["chemins"].get(tags.get("tracktype", ""), 999),
        figures["desserte"]["au_plus"] if _access(tags, Mode.VOITURE) in AT_THE_END else 999,
    )
    share = figures["part_de_la_limite"]
    along, against = (
        min(usual if limit is None else share * limit, most) for limit in _limits(tags)
    )
    return _one_way(Speeds(along, against), _direction(tags))


def _by_bicycle(tags: Tags) -> Speeds:
    figures = roads.load()["velo"]
    if is_ferry(tags):
        return _both(0 if _access(tags, Mode.VELO) in REFUSED else _ferry_kmh())
    kind = _without_fast_roads(tags)
    beside = figures["a_cote"]
    if tags.get("bicycle") == "dismount":
        return _both(min(beside, figures["classes"].get(kind, beside)))
    usual = _open(
        tags, Mode.VELO, figures["classes"].get(kind, 0), figures["sur_permission"].get(kind, 0)
    )
    kmh = min(usual, figures["revetements"].get(tags.get("surface", ""), 999))
    if kmh <= beside:
        return _both(kmh)
    return _one_way(_both(kmh), _bicycle_direction(tags))


def _on_foot(tags: Tags) -> Speeds:
    figures = roads.load()["pied"]
    kind = _without_fast_roads(tags)
    if is_ferry(tags):
        return _both(0 if _access(tags, Mode.PIED) in REFUSED else _ferry_kmh())
    usual = figures["kmh"] if kind in figures["classes"] else 0
    on_permission = figures["kmh"] if kind in figures["sur_permission"] else 0
    kmh = _open(tags, Mode.PIED, usual, on_permission)
    if kind == "steps":
        kmh = min(kmh, figures["escaliers"])
    return _one_way(_both(kmh), _signed(tags.get("oneway:foot", "")) or 0)


def _without_fast_roads(tags: Tags) -> str:
    """The class of a way; "" where a sign keeps walkers and bicycles off it."""
    return "" if tags.get("motorroad") == "yes" else tags.get("highway", "")


def _ferry_kmh() -> float:
    return float(roads.load()["bac"]["kmh"])


def _both(kmh: float) -> Speeds:
    return Speeds(kmh, kmh)


def _one_way(speeds: Speeds, direction: int | None) -> Speeds:
    """direction: 1 as drawn, -1 against it, 0 both, None no direction that can be relied upon."""
    if direction is None:
        return CLOSED
    return Speeds(speeds.along if direction >= 0 else 0, speeds.against if direction <= 0 else 0)


def _signed(text: str) -> int | None:
    return {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0}.get(text)


def _direction(tags: Tags) -> int | None:
    said = tags.get("oneway", "")
    if said == "reversible":
        return None
    known = _signed(said)
    if known is not None:
        return known
    circles = tags.get("junction") in {"roundabout", "circular"}
    return 1 if circles or tags.get("highway") in {"motorway", "motorway_link"} else 0


def _bicycle_direction(tags: Tags) -> int | None:
    own = _signed(tags.get("oneway:bicycle", ""))
    if own is not None:
        return own
    sides = [tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both")]
    contraflow = any(side.startswith("opposite") for side in sides) or any(
        tags.get(f"cycleway{side}:oneway") in {"-1", "no"} for side in (":left", ":right")
    )
    return 0 if contraflow else _direction(tags)


def _limits(tags: Tags) -> tuple[float | None, float | None]:
    """Limits along and against the way, kilometres an hour; None: nobody says."""
    common = _limit(tags.get("maxspeed", ""))
    for key in ("maxspeed:type", "source:maxspeed", "zone:maxspeed"):
        common = common if common is not None else _limit(tags.get(key, ""))
    along = _limit(tags.get("maxspeed:forward", ""))
    against = _limit(tags.get("maxspeed:backward", ""))
    return (common if along is None else along), (common if against is None else against)


def _limit(text: str) -> float | None:
    known = roads.load()["limites"].get(text)
    if isinstance(known, int | float):
        return float(known)
    found = re.match(r"(\d{1,3}(?:\.\d+)?)\s*(mph)?(?=$|;|,| )", text)
    if not found:
        return None
    kmh = float(found[1]) * (MILE_KM if found[2] else 1)
    return kmh if 1 <= kmh <= 200 else None
