"""The effective number of functions over time as one small SVG, drawn beside its table.

Steps, not slopes: between two changes nothing is known to move. Colours and widths are classes of
the sheet of styles; text keeps away from the edges so that it stays readable at 320 px.
"""

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.directory.functions.cards import Step

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 28, 12, 12, 28


def curve(steps: Sequence[Step], today: date) -> SafeString | str:
    """The drawing; "" when no hours are known. steps: in order of days."""
    known = [one for one in steps if one.effective is not None]
    if not known:
        return ""
    first = known[0].day
    days = max((today - first).days, 1)
    most = max(2, ceil(max(one.effective or 0 for one in known)))

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most, 1)

    return format_html(
        '<svg class="functions-curve" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<path class="functions-curve__line" d="{}"/>{}'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        WIDTH,
        HEIGHT,
        _("Nombre de fonctions à heures égales, au fil du temps : le tableau dit la même chose."),
        format_html_join(
            "",
            '<path class="functions-curve__grid" d="M{} {}H{}"/><text x="{}" y="{}">{}</text>',
            (
                (LEFT, y(value), WIDTH - RIGHT, 4, y(value) + 4, value)
                for value in range(0, most + 1, max(1, most // 4))
            ),
        ),
        _path([one for one in steps if one.day >= first], x, y, today),
        format_html_join(
            "",
            '<circle class="functions-curve__point" cx="{}" cy="{}" r="3"/>',
            ((x(one.day), y(one.effective or 0)) for one in known),
        ),
        LEFT,
        HEIGHT - 6,
        first.year,
        WIDTH - RIGHT,
        HEIGHT - 6,
        today.year,
    )


def _path(
    steps: Sequence[Step], x: Callable[[date], float], y: Callable[[float], float], today: date
) -> str:
    """The line is broken while no hours are known."""
    found, is_down = [], False
    for one, following in zip(steps, (*(step.day for step in steps[1:]), today), strict=True):
        if one.effective is None:
            is_down = False
            continue
        found.append(f"{'V' if is_down else f'M{x(one.day)} '}{y(one.effective)}H{x(following)}")
        is_down = True
    return "".join(found)
