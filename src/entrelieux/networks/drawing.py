"""How many members, month after month: a small picture of the table beside it."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.networks.threshold import Month

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 30, 6, 14, 24
GAP = 2


def months_drawn(months: Sequence[Month], goal: int | None) -> SafeString | str:
    """One bar a month and the goal as a line; "" under three known months. Hidden: no bar."""
    known = [one.members for one in months if one.members is not None]
    if len(known) < 3:
        return ""
    top = max(*known, goal or 0)
    wide = (WIDTH - LEFT - RIGHT) / len(months)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)

    bars = format_html_join(
        "",
        '<rect class="months__bar" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                round(LEFT + i * wide + GAP / 2, 1),
                y(one.members),
                round(wide - GAP, 1),
                round(HEIGHT - BOTTOM - y(one.members), 1),
            )
            for i, one in enumerate(months)
            if one.members is not None
        ),
    )
    line = (
        format_html(
            '<path class="months__goal" d="M{} {}H{}"/><text x="2" y="{}">{}</text>',
            LEFT,
            y(goal),
            WIDTH - RIGHT,
            y(goal) + 4,
            goal,
        )
        if goal
        else ""
    )
    return format_html(
        '<svg class="months" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
        '<text x="2" y="{}">0</text><text x="{}" y="{}">{}</text>'
        '<text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        WIDTH,
        HEIGHT,
        _("Membres actifs, mois après mois : le tableau dit la même chose."),
        bars,
        line,
        HEIGHT - BOTTOM + 4,
        LEFT,
        HEIGHT - 6,
        _month(months[0].on),
        WIDTH - RIGHT,
        HEIGHT - 6,
        _month(months[-1].on),
    )


def _month(day: date) -> str:
    return date_format(day, "F Y")
