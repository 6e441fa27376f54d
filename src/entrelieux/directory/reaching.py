"""How many minutes from a commune to each place of the table, by the model that plans use?

Along the roads of ``ENTRELIEUX_REACH_NETWORK``, or as the router of ``ENTRELIEUX_REACH_ROUTER_URL``
says; the demonstration has roads of its own, invented, which never serve a real offer. Estimated
without roads, and wherever they do not go. By bus, from ``ENTRELIEUX_REACH_TIMETABLES``
(``directory.riding``); where timetables say nothing, as by car, and it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.listing import NO_MINUTES, PlaceTable
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.riding import wording as riding
from entrelieux.directory.riding.asking import RideAsked
from entrelieux.directory.riding.opened import timetable
from entrelieux.directory.riding.places import Rides, rides
from entrelieux.directory.wording import in_language
from entrelieux.engine.reach import (
    EstimateModel,
    EstimateParameters,
    Method,
    Mode,
    Origin,
    ReachError,
    ReachModel,
    Targets,
)
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.packs.fr import roads as roads_pack
from entrelieux.territories.selectors import CommuneCard

MOST_MINUTES = 240
WALK_MIN = 30
"""Who takes the bus walks all the way when it is no further."""
ANY_DAY = -1
HEADER = "en-tete.json"
OPEN_STREET_MAP = "ODbL"

Flags = NDArray[np.bool_]


def reach_model() -> ReachModel:
    """The one source of travel times of lists, sheets, plans and studies.

    Raises:
        ReachError: the folder that the setting names cannot be used; the start refuses it too.
    """
    if settings.REACH_ROUTER_URL:
        return _router(settings.REACH_ROUTER_URL)
    folder = settings.REACH_NETWORK or invented_roads()
    header = folder / HEADER
    if not settings.REACH_NETWORK and not header.is_file():
        return _estimate()
    model = _roads(folder, header.stat().st_mtime_ns if header.is_file() else 0)
    return _estimate() if model.method.is_fiction and not _offer_is_fiction() else model


def invented_roads() -> Path:
    """Where the demonstration keeps its roads."""
    return Path(settings.VAR_DIR) / "routes-inventees"


def unusable_roads() -> str:
    """Why the folder of the setting cannot be followed; "" when it can, or when there is none."""
    if not settings.REACH_NETWORK:
        return ""
    try:
        _roads(settings.REACH_NETWORK, -1)
    except ReachError as error:
        return str(error)
    return ""


@cache
def _estimate() -> ReachModel:
    return EstimateModel(EstimateParameters.from_mapping(reach_pack.load()))


@lru_cache(maxsize=2)
def _roads(folder: Path, _written_at: int) -> ReachModel:
    from entrelieux.engine.reach import storage
    from entrelieux.engine.reach.roads import Ends, RoadModel

    network = storage.open_network(folder)
    about, said = network.about, roads_pack.load()["methode"]
    method = Method(
        id=f"routes-{storage.digest(folder)[:16]}",
        is_estimate=False,
        is_fiction=about.is_fiction,
        label=said["libelle_invente" if about.is_fiction else "libelle"],
        source=_source(about.source, about.date, about.licence),
        not_validated=said["non_valide"],
    )
    ends = {Mode(mode): Ends(**figures) for mode, figures in reach_pack.ends().items()}
    return RoadModel(network, _estimate(), method, ends)


def _source(name: str, date: str, licence: str) -> str:
    if licence == OPEN_STREET_MAP:
        name = f"© les contributeurs d’OpenStreetMap, {name}"
    return ", ".join(filter(None, (name, date, licence)))


@lru_cache(maxsize=2)
def _router(address: str) -> ReachModel:
    from entrelieux.directory.routers import RouterModel

    said, host = roads_pack.load()["methode"], urlsplit(address).hostname
    method = Method(
        id=f"routeur-{host}",
        is_estimate=False,
        label=said["libelle"],
        source=_source(str(host), "", OPEN_STREET_MAP),
        not_validated=said["non_valide"],
    )
    return RouterModel(address, _estimate(), method)


def _offer_is_fiction() -> bool:
    from entrelieux.directory.selectors import offer_is_fiction
    from entrelieux.kernel.once import once

    return once("offer-is-fiction", offer_is_fiction)


@dataclass(frozen=True, slots=True)
class MethodCard:
    """How minutes are found, in the reader's language. credit: whom the roads are due to, or ""."""

    label: str
    not_validated: str
    credit: str
    is_estimate: bool
    is_fiction: bool


def method_card(follows_roads: bool = True) -> MethodCard:
    """follows_roads: False where no road is followed though there are some: it is said first."""
    method = reach_model().method
    if method.is_estimate:
        return _estimated("")
    if not follows_roads:
        return _estimated(_("Les routes connues de ce site ne passent pas ici."))
    said = roads_pack.load()["methode"]
    label = said["libelle_invente_anglais" if method.is_fiction else "libelle_anglais"]
    return MethodCard(
        label=in_language(method.label, label),
        not_validated=in_language(method.not_validated, said["non_valide_anglais"]),
        credit=_credit(method),
        is_estimate=False,
        is_fiction=method.is_fiction,
    )


def _estimated(first: str) -> MethodCard:
    method, (label, caveat) = _estimate().method, reach_pack.english()
    return MethodCard(
        label=" ".join(filter(None, (first, in_language(method.label, label)))),
        not_validated=in_language(method.not_validated, caveat),
        credit="",
        is_estimate=True,
        is_fiction=False,
    )


def _credit(method: Method) -> str:
    if method.is_fiction:
        return _("Routes inventées pour la démonstration : personne n’y roule.")
    if method.source.endswith(OPEN_STREET_MAP):
        return _("Routes : © les contributeurs d’OpenStreetMap, ODbL.")
    return _("Routes : %(source)s.") % {"source": method.source}


def way_word(follows_roads: bool, mode: str = "") -> str:
    """What stands beside minutes: whether they follow roads or lines, and whether these exist."""
    if not follows_roads:
        return _("estimation")
    if mode == TRANSPORT:
        table = timetable()
        is_invented = table is not None and table.about.is_fiction
        return _("horaires inventés") if is_invented else _("horaires prévus")
    invented = reach_model().method.is_fiction
    return _("par des routes inventées") if invented else _("par la route")


def ways_word(flags: Flags) -> str:
    """The same for a sum of several trips, shape (k,)."""
    if flags.any() and not flags.all():
        return _("en partie estimé")
    return way_word(bool(flags.any()))


def road_mode(mode: str) -> Mode:
    """The mode of the roads that stands for another where timetables say nothing."""
    return Mode.VOITURE if mode == TRANSPORT else Mode(mode)


def no_ride_why(commune: CommuneCard, first: date | None = None) -> str:
    """Why timetables say nothing from there in the week from ``first``; "" when they do."""
    return riding.unknown_why(timetable(), commune, first or tomorrow())


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def follows_roads_from(commune: CommuneCard, mode: str) -> bool:
    """Whether a commune is on the roads, or the lines, that are followed."""
    if mode == TRANSPORT:
        return not no_ride_why(commune)
    origin = origin_of(commune)
    here = Targets.build([origin.lon], [origin.lat], [origin.density], [origin.landmass])
    return bool(reach_model().by_road(origin, here, Mode(mode))[0])


def reached_area(
    commune: CommuneCard, mode: str, minutes: int, bounds: tuple[float, float, float, float]
) -> list[list[tuple[float, float]]]:
    """Rings (degrees) around what is reached along roads of ours; none where minutes are estimated.

    bounds: west, south, east, north of what is drawn.
    """
    model = reach_model()
    if model.method.is_estimate or settings.REACH_ROUTER_URL or mode == TRANSPORT:
        return []
    from entrelieux.engine.reach.roads import RoadModel

    assert isinstance(model, RoadModel)
    return [ring.tolist() for ring in model.area(origin_of(commune), Mode(mode), minutes, bounds)]


def ride_card(why: str) -> MethodCard:
    """How minutes by bus are found. why: as ``no_ride_why``."""
    table = timetable()
    if why or table is None:
        return MethodCard(riding.estimate_said(why).rstrip("."), "", "", True, False)
    return MethodCard(
        label=riding.label(),
        not_validated=riding.not_validated(),
        credit=riding.credit(table.about),
        is_estimate=False,
        is_fiction=table.about.is_fiction,
    )


def minutes_said(commune: CommuneCard, mode: str) -> str:
    """One sentence above a list of minutes: where they come from, and what they are not."""
    if mode == TRANSPORT:
        card = ride_card(no_ride_why(commune))
        return f"{card.label}. {card.credit}".strip()
    card = method_card()
    if card.is_estimate:
        return _("Temps de trajet estimés, un aller, sans suivre les routes.")
    if not follows_roads_from(commune, mode):
        return _(
            "Aucune route du réseau ne passe près de %(commune)s pour ce moyen de transport : "
            "temps de trajet estimés, un aller, sans suivre les routes."
        ) % {"commune": commune.name}
    return _("%(label)s, un aller. %(credit)s") % {"label": card.label, "credit": card.credit}


def origin_of(commune: CommuneCard) -> Origin:
    """Where somebody who names a commune starts from."""
    return Origin(commune.lon, commune.lat, commune.density, commune.landmass)


def minutes_from(
    commune: CommuneCard, table: PlaceTable, mode: str, most: int, weekday: int = ANY_DAY
) -> NDArray[np.int16]:
    """Minutes one way to each row, rounded up; ``NO_MINUTES`` further than ``most`` or unknown.

    weekday: of the only day on which one would go by bus, 0 Monday.
    """
    if mode == TRANSPORT and (found := rides_from(commune, table, most, weekday)):
        return found.minutes
    return _by_roads(commune, table, road_mode(mode), most)


def _by_roads(commune: CommuneCard, table: PlaceTable, mode: Mode, most: int) -> NDArray[np.int16]:
    found = np.full(len(table.pk), NO_MINUTES, np.int16)
    targets, minutes = reach_model().reachable(origin_of(commune), table.targets, mode, most)
    found[table.target_row[targets]] = minutes
    return found


def rides_from(
    commune: CommuneCard, table: PlaceTable, most: int, weekday: int = ANY_DAY
) -> Rides | None:
    """Where one can go and come back from in the week from tomorrow, by bus or on foot.

    None where timetables say nothing: ``no_ride_why`` says why.
    """
    lines = timetable()
    if lines is None or no_ride_why(commune):
        return None
    asked = RideAsked(commune.lon, commune.lat, tomorrow(), most, weekday=weekday)
    walked = _by_roads(commune, table, Mode.PIED, min(most, WALK_MIN))
    return rides(lines, asked, table, walked)


def by_road(commune: CommuneCard, table: PlaceTable, mode: str) -> Flags:
    """For each row, whether its minutes follow roads or timetables, shape (rows,)."""
    if mode == TRANSPORT:
        return np.full(len(table.pk), follows_roads_from(commune, mode))
    found = np.zeros(len(table.pk), np.bool_)
    found[table.target_row] = reach_model().by_road(origin_of(commune), table.targets, Mode(mode))
    return found


def outings_said(
    commune: CommuneCard,
    table: PlaceTable,
    mode: str,
    rows: Sequence[int],
    most: int,
    weekday: int = ANY_DAY,
) -> list[str]:
    """How to go to each row and come back by bus, in words; "" on foot or by another mode."""
    found = rides_from(commune, table, most, weekday) if mode == TRANSPORT else None
    if found is None:
        return [""] * len(rows)
    return [riding.ride_said(found, row) for row in rows]


def minutes_to(commune: CommuneCard, table: PlaceTable, row: int, mode: str) -> int | None:
    """Minutes one way to one row; None further than ``MOST_MINUTES`` or unknown."""
    found = int(minutes_from(commune, table, mode, MOST_MINUTES)[row])
    return None if found == NO_MINUTES else found
