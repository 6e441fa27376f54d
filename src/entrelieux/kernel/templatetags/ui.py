"""What templates ask of the interface: icons, numbers in words, drawings."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from entrelieux.kernel import ui

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "map-pin" %}``: decoration only, the text beside it says the same."""
    return ui.icon(name)


@register.filter
def duration(minutes: int) -> str:
    """48 → « 48 min », 65 → « 1 h 05 »."""
    return ui.duration(minutes)


@register.filter
def number(value: int) -> str:
    """24201 → « 24 201 » (narrow no-break space)."""
    return ui.number(value)


@register.simple_tag
def qr_code(text: str, label: str) -> SafeString:
    return ui.qr_code(text, label)


@register.filter
def beside(left: Iterable[object], right: Iterable[object]) -> list[tuple[object, object]]:
    """Two lists of one length, walked together."""
    return list(zip(left, right, strict=True))
