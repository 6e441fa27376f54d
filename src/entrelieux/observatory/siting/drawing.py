"""Two maps of one choice, today and after: pictures of the tables beside them, in shapes that need
no colour. On the second, each commune and each place is a link that tries it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.engine.language import fold
from entrelieux.kernel import sketch
from entrelieux.kernel.ui import duration, number
from entrelieux.observatory.outline import outline, trace
from entrelieux.observatory.siting.asking import SitingAsked, ranks_of
from entrelieux.observatory.siting.trying import Tries
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table

LEAST_KM = 10.0
CROWD = 40
"""More places than this are drawn smaller."""
CLOSER = 0.88
"""Names may run over the margin that a plan keeps for them: communes need the room more."""
NAMED = 7
"""The most peopled communes have their name on the map, to know where one is."""
LEAST_REACH, MOST_REACH = 3.0, 9.0
"""Around the middle of a link, what can be pointed at: never nearer to another than to itself."""
Figures = Mapping[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Commune:
    """now, then: minutes before and after, None beyond the limit."""

    code: str
    name: str
    people: int
    now: int | None
    then: int | None
    at: Point
    reach: float


@dataclass(frozen=True, slots=True)
class Maps:
    """today: "" for a study kept before both were drawn."""

    today: SafeString
    after: SafeString


def siting_maps(asked: SitingAsked, figures: Figures, tries: Tries) -> Maps:
    frame = _frame(asked)
    communes = _communes(frame, figures)
    ground = _ground(asked, frame)
    west, south, east, north = frame.bounds()
    places = [
        (frame.at(one["lon"], one["lat"]), one)
        for one in figures["existants"]
        if west < one["lon"] < east and south < one["lat"] < north
    ]
    half = 5 if len(figures["existants"]) <= CROWD else 3
    opened = [one["code"] for one in figures["ouverts"]]
    called = _names(communes, opened)
    today = [
        *ground,
        *(_dot(one.at, _served(one.now)) for one in communes),
        *(_square(at, half, is_closed=False) for at, _one in places),
        *called,
    ]
    after = [
        *ground,
        *(_commune(one, tries) for one in communes),
        *(_place(at, half, one, tries) for at, one in places),
        *called,
        *_pins(frame, figures, tries),
    ]
    is_told = "inchangees" in figures
    title = _("Carte de ce que chaque commune a aujourd'hui")
    return Maps(
        sketch.drawing(today, frame, (), title, "aujourdhui") if is_told else SafeString(""),
        sketch.drawing(
            after, frame, (), _("Carte des communes après, où essayer"), "apres", role="group"
        ),
    )


def _frame(asked: SitingAsked) -> sketch.Frame:
    table, ranks = communes_table(), asked.access.territory.communes
    points = zip(table.lon[ranks].tolist(), table.lat[ranks].tolist(), strict=True)
    found = sketch.frame_around(list(points), LEAST_KM)
    return replace(found, km=found.km * CLOSER)


def _ground(asked: SitingAsked, frame: sketch.Frame) -> list[str]:
    """Limits of communes, and those of the départements over them."""
    codes = sorted(set(names().departement[asked.access.territory.communes].tolist()))
    drawn = [outline(code) for code in codes]
    lines = (
        ("siting-limits", trace(frame, (line for one in drawn for line in one.inside))),
        ("siting-edge", trace(frame, (line for one in drawn for line in one.edge))),
    )
    return [f'<path class="{look}" d="{steps}"/>' for look, steps in lines if steps]


def _communes(frame: sketch.Frame, figures: Figures) -> list[_Commune]:
    """By name, as in the lists: the order in which keys walk them."""
    told = [(one, one["avant"], one["apres"]) for one in figures["communes"]]
    told += [(one, one["minutes"], one["minutes"]) for one in figures.get("inchangees", ())]
    if not told:
        return []
    table = communes_table()
    ranks = ranks_of(tuple(one["code"] for one, _now, _then in told)).tolist()
    spots = [frame.at(float(table.lon[rank]), float(table.lat[rank])) for rank in ranks]
    found = [
        _Commune(one["code"], one["commune"], one["habitants"], now, then, at, reach)
        for (one, now, then), at, reach in zip(told, spots, _reaches(spots), strict=True)
    ]
    return sorted(found, key=lambda one: (fold(one.name), one.code))


def _reaches(spots: Sequence[Point]) -> list[float]:
    """Half the way to the nearest other one, within bounds."""
    return [
        min(
            MOST_REACH,
            max(
                LEAST_REACH,
                min((hypot(x - a, y - b) for a, b in spots if (a, b) != (x, y)), default=99) / 2,
            ),
        )
        for x, y in spots
    ]


def _served(minutes: int | None) -> str:
    return "siting-without" if minutes is None else "siting-served"


def _dot(at: Point, look: str, radius: str = "2") -> str:
    return f'<circle class="{look}" cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="{radius}"/>'


def _commune(one: _Commune, tries: Tries) -> str:
    drawn = _changed(one)
    address = "" if one.code in tries.opened else tries.opening(one.code)
    hit = _dot(one.at, "siting-hit", f"{one.reach:.0f}")
    return _link(address, _opening(one), hit + drawn)


def _changed(one: _Commune) -> str:
    x, y = one.at
    if one.now == one.then:
        return _dot(one.at, _served(one.then))
    if one.then is None or (one.now is not None and one.then > one.now):
        return f'<path class="siting-loses" d="M{x - 4:.0f} {y - 4:.0f}l8 8m0-8l-8 8"/>'
    return _dot(one.at, "siting-new" if one.now is None else "siting-nearer", "4.5")


def _opening(one: _Commune) -> str:
    said = {"name": one.name, "people": number(one.people)}
    if one.then is None:
        return _("Ouvrir à %(name)s (%(people)s habitants, aucun lieu à portée)") % said
    said["trip"] = duration(one.then)
    return _("Ouvrir à %(name)s (%(people)s habitants, à %(trip)s du plus proche)") % said


def _place(at: Point, half: int, one: Figures, tries: Tries) -> str:
    said = {"name": one["nom"], "where": one["commune"]}
    if one["ferme"]:
        address, label = tries.keeping(one["ref"]), _("Rouvrir %(name)s, %(where)s")
    else:
        address, label = tries.closing(one["ref"]), _("Fermer %(name)s, %(where)s")
    return _link(address, label % said, _square(at, half, is_closed=one["ferme"]))


def _square(at: Point, half: int, *, is_closed: bool) -> str:
    look = "siting-place siting-place--closed" if is_closed else "siting-place"
    return (
        f'<rect class="{look}" x="{at[0] - half:.0f}" y="{at[1] - half:.0f}"'
        f' width="{2 * half}" height="{2 * half}"/>'
    )


def _pins(frame: sketch.Frame, figures: Figures, tries: Tries) -> Iterable[str]:
    """Numbered as in the list."""
    codes = tuple(one["code"] for one in figures["ouverts"])
    table = communes_table()
    for rank, (spot, one) in enumerate(zip(ranks_of(codes), figures["ouverts"], strict=True)):
        x, y = frame.at(float(table.lon[spot]), float(table.lat[spot]))
        drawn = sketch.pin(sketch.Marker(x, y, [rank + 1], is_approximate=False))
        label = _("Ne pas ouvrir à %(name)s") % {"name": one["commune"]}
        yield _link(tries.without(one["code"]), label, drawn)


def _names(communes: Sequence[_Commune], opened: Sequence[str]) -> list[str]:
    """What opens, then the most peopled, where a name hides nothing."""
    taken: list[sketch.Box] = list(sketch.CORNERS)
    pinned = [one for one in communes if one.code in opened]
    taken += [sketch.box(*one.at, sketch.MARKER, sketch.MARKER) for one in pinned]
    rest = sorted((one for one in communes if one.code not in opened), key=lambda one: -one.people)
    return [
        sketch.label(*one.at, one.name, "map__town-name", taken, gap)
        for some, gap in ((pinned, sketch.MARKER + 3), (rest[:NAMED], 7))
        for one in some
    ]


def _link(address: str, label: str, drawn: str) -> str:
    if not address:
        return drawn
    return f'<a href="{escape(address)}"><title>{escape(label)}</title>{drawn}</a>'
