"""A hosted router asked for minutes, instead of roads of our own: Valhalla or OSRM.

It learns two things: the point a commune starts from, and public places. Nothing of anybody.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import numpy as np
from numpy.typing import ArrayLike, NDArray

from entrelieux.engine.reach import Method, Mode, Origin, ReachModel, Targets

VALHALLA, OSRM = "/sources_to_targets", "/table/v1"
COSTING = {Mode.PIED: "pedestrian", Mode.VELO: "bicycle", Mode.VOITURE: "auto"}
PROFILES = {Mode.PIED: "foot", Mode.VELO: "bike", Mode.VOITURE: "car"}
PROFILE = "{profil}"
AT_ONCE = 45
"""Targets in one question: what the public servers accept."""
MOST_TARGETS = 450
TIMEOUT_S = 3
PATIENCE_S = 6
SILENCE_S = 60
MOST_BYTES = 2_000_000
KEPT = 128
MOST_MINUTES = np.iinfo(np.int16).max

Found = tuple[NDArray[np.int32], NDArray[np.int16]]
Point = tuple[float, float]


class RouterError(Exception):
    """The router did not answer, or not as expected."""


class RouterModel:
    """A ``ReachModel`` that asks a router for the nearest targets, and estimates all others.

    Which targets are near is told by the estimate, with as much again to spare. A pair that the
    router answered is never estimated; where it says that no road leads, the target is not reached.
    When it does not answer in time, everything is estimated, ``by_road`` says so, and it is left in
    peace for a minute.
    """

    def __init__(self, address: str, estimate: ReachModel, method: Method) -> None:
        self._address = address.rstrip("/")
        self._estimate = estimate
        self._method = method
        self._known: OrderedDict[tuple[Mode, Point], dict[Point, float]] = OrderedDict()
        self._silent_until = 0.0

    @property
    def method(self) -> Method:
        """By road; ``by_road`` says for which targets."""
        return self._method

    def by_road(self, origin: Origin, targets: Targets, mode: Mode) -> NDArray[np.bool_]:
        """Which targets the router answered for; the origin itself once it answered at all."""
        here = (origin.lon, origin.lat)
        known = self._known.get((Mode(mode), here), {})
        flags = [point in known or (bool(known) and point == here) for point in _points(targets)]
        return np.array(flags, np.bool_)

    def reachable(self, origin: Origin, targets: Targets, mode: Mode, max_minutes: int) -> Found:
        """Targets within ``max_minutes`` one way, ascending, and their minutes."""
        sites, minutes = self._estimate.reachable(origin, targets, mode, max_minutes)
        wider = min(2 * max_minutes + 10, 1440)
        near, away = self._estimate.reachable(origin, targets, mode, wider)
        asked = near[np.argsort(away, kind="stable")[:MOST_TARGETS]]
        points = _points(targets)
        known = self._answers(origin, [points[row] for row in asked.tolist()], Mode(mode))
        found = dict(zip(sites.tolist(), minutes.tolist(), strict=True))
        for row in asked.tolist():
            if points[row] not in known:
                continue
            found.pop(row, None)
            whole = np.ceil(known[points[row]] / 60)
            if whole <= max_minutes:
                found[row] = int(whole)
        rows = sorted(found)
        return np.array(rows, np.int32), np.array([found[row] for row in rows], np.int16)

    def reachable_from_each(
        self, origins: Sequence[Origin], targets: Targets, mode: Mode, max_minutes: int
    ) -> Iterator[Found]:
        """``reachable`` from each origin, in order: one question or more for each."""
        return (self.reachable(origin, targets, mode, max_minutes) for origin in origins)

    def matrix(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        density: ArrayLike,
        landmass: ArrayLike,
        mode: Mode,
    ) -> NDArray[np.int16]:
        """Minutes one way between all pairs of a few points; −1 unknown."""
        minutes = self._estimate.matrix(lon, lat, density, landmass, mode)
        points = Targets.build(lon, lat, density, landmass)
        places = _points(points)
        for row, place in enumerate(places):
            origin = Origin(*place, int(points.density[row]), int(points.landmass[row]))
            known = self._answers(origin, places, Mode(mode))
            for column, other in enumerate(places):
                if other in known and other != place:
                    whole = np.ceil(known[other] / 60)
                    minutes[row, column] = whole if whole <= MOST_MINUTES else -1
        return minutes

    def _answers(self, origin: Origin, points: list[Point], mode: Mode) -> dict[Point, float]:
        """Seconds to the points that the router knows of, inf where no road leads."""
        here = (origin.lon, origin.lat)
        known = self._known.get((mode, here), {})
        missing = [point for point in dict.fromkeys(points) if point not in known]
        if mode != Mode.VOITURE and OSRM in self._address and PROFILE not in self._address:
            return {}
        until = time.monotonic() + PATIENCE_S
        if not missing or time.monotonic() < self._silent_until:
            return known
        known = dict(known)
        try:
            for low in range(0, len(missing), AT_ONCE):
                if time.monotonic() > until:
                    raise RouterError("too slow")
                some = missing[low : low + AT_ONCE]
                known |= zip(some, self._ask(here, some, mode), strict=True)
        except RouterError:
            self._silent_until = time.monotonic() + SILENCE_S
        if known:
            self._known[(mode, here)] = known
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known

    def _ask(self, here: Point, points: list[Point], mode: Mode) -> list[float]:
        if self._address.endswith(VALHALLA):
            body = {
                "sources": [{"lon": here[0], "lat": here[1]}],
                "targets": [{"lon": lon, "lat": lat} for lon, lat in points],
                "costing": COSTING[mode],
            }
            said = _fetched(self._address, json.dumps(body).encode())
            row = [one.get("time") for one in _first(said, "sources_to_targets")]
        else:
            places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in (here, *points))
            base = self._address.replace(PROFILE, PROFILES[mode])
            asked = urlencode({"sources": 0, "annotations": "duration"})
            said = _fetched(f"{base}/{PROFILES[mode]}/{places}?{asked}", None)
            row = _first(said, "durations")[1:]
        return _seconds(row, len(points))


def _points(targets: Targets) -> list[Point]:
    return list(zip(targets.lon.tolist(), targets.lat.tolist(), strict=True))


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """The address that was set, and no other."""


def _fetched(address: str, body: bytes | None) -> Any:
    request = Request(address, data=body, headers={"Content-Type": "application/json"})  # noqa: S310  https or this machine, checked at start
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            return json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as error:
        raise RouterError(str(error)) from None


def _first(said: Any, name: str) -> list[Any]:
    try:
        row = said[name][0]
    except (KeyError, IndexError, TypeError):
        raise RouterError(f"no {name}") from None
    if not isinstance(row, list):
        raise RouterError(f"{name}: not a row")
    return row


def _seconds(row: list[Any], count: int) -> list[float]:
    if len(row) != count:
        raise RouterError(f"{len(row)} times for {count} places")
    found = [np.inf if value is None else value for value in row]
    if not all(isinstance(value, int | float) and value >= 0 for value in found):
        raise RouterError("a time is no number of seconds")
    return found
