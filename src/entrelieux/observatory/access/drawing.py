"""The communes of a study as one drawing: a view of the list, in shades and in forms.

It reads as well printed in black: how far is told by the form, and by the shade besides. Outlines
are those of ``observatory.outline``.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entrelieux.kernel.sketch import Frame, frame_around
from entrelieux.observatory.access.places import Row
from entrelieux.observatory.outline import outline, trace
from entrelieux.territories.selectors import CommuneTable, communes_table

LEAST_HALF, MOST_HALF = 1.6, 9.0
LEAST_SPAN_KM = 15.0
NEAR, MIDDLE, FAR, PERHAPS, NONE = "near", "middle", "far", "perhaps", "none"
CLASSES = (NEAR, MIDDLE, FAR, PERHAPS, NONE)


def class_of(row: Row, limit: int) -> str:
    """In which third of the limit the nearest place is; to be checked; or none."""
    if row.minutes is None:
        return NONE if row.perhaps is None else PERHAPS
    return NEAR if row.minutes <= limit // 3 else MIDDLE if row.minutes <= 2 * limit // 3 else FAR


def drawing(rows: Sequence[Row], limit: int, title: str) -> SafeString:
    """One form for each commune, the more people the larger; "" without communes."""
    table = communes_table()
    rank = {code: at for at, code in enumerate(table.codes)}
    at = [rank[row.code] for row in rows]
    if not at:
        return SafeString("")
    frame = frame_around(
        [(float(table.lon[one]), float(table.lat[one])) for one in at], LEAST_SPAN_KM
    )
    around = [line for code in _departements(rows) for line in outline(code).edge]
    most = max(1, *(row.people for row in rows))
    forms: dict[str, list[str]] = {name: [] for name in CLASSES}
    # The most peopled first: a hamlet is drawn over a town, and is seen.
    for row, one in sorted(zip(rows, at, strict=True), key=lambda pair: -pair[0].people):
        half = max(LEAST_HALF, MOST_HALF * sqrt(row.people / most))
        name = class_of(row, limit)
        forms[name].append(_form(name, *_spot(frame, table, one), half))
    return format_html(
        '<svg class="reach-map" viewBox="0 0 360 270" role="img" aria-label="{}">{}{}</svg>',
        title,
        _path("edge", trace(frame, around)),
        format_html_join("", "{}", ((_path(n, "".join(forms[n])),) for n in CLASSES if forms[n])),
    )


def sample(name: str) -> SafeString:
    """The form of a class alone, for the legend."""
    return format_html(
        '<svg class="reach-map reach-map--sample" viewBox="0 0 20 20" aria-hidden="true">{}</svg>',
        _path(name, _form(name, 10, 10, 6)),
    )


def _path(name: str, steps: str) -> SafeString:
    return format_html('<path class="reach-map__{}" d="{}"/>', name, steps)


def _spot(frame: Frame, table: CommuneTable, commune: int) -> tuple[float, float]:
    return frame.at(float(table.lon[commune]), float(table.lat[commune]))


def _form(name: str, x: float, y: float, half: float) -> str:
    """A disc, a square, a triangle, a diamond, or a cross."""
    h = f"{half:.1f}"
    half = float(h)  # what is written, so that both sides are alike
    w = f"{2 * half:.1f}"
    if name == NEAR:
        return f"M{x - half:.1f} {y:.1f}a{h} {h} 0 1 0 {w} 0a{h} {h} 0 1 0-{w} 0"
    if name == MIDDLE:
        return f"M{x - half:.1f} {y - half:.1f}h{w}v{w}h-{w}z"
    if name == FAR:
        return f"M{x:.1f} {y - half:.1f}l{h} {w}h-{w}z"
    if name == PERHAPS:
        return f"M{x:.1f} {y - half:.1f}l{h} {h}-{h} {h}-{h}-{h}z"
    return f"M{x - half:.1f} {y - half:.1f}l{w} {w}m0-{w}l-{w} {w}"


def _departements(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row.departement for row in rows}))
