"""Numbers in words, icons and codes shared by every page. Knows no app and reads no row."""

import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import qrcode
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SPRITE = "site/vendor/icons.svg"
FALLBACK_ICON = "circle-dot"


@cache
def icon_names() -> frozenset[str]:
    """Names of the icons in the sprite."""
    path = finders.find(SPRITE)
    if not path:
        return frozenset()
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', Path(path).read_text()))


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A drawing hidden from screen readers; an unknown name gets a plain dot, never a hole."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24">'
        '<use href="{}#{}"/></svg>',
        static(SPRITE),
        name if name in icon_names() else FALLBACK_ICON,
    )


def duration(minutes: int) -> str:
    """Whole minutes in words: « 48 min », « 1 h », « 1 h 05 »."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def number(value: int) -> str:
    """A whole number with a narrow no-break space between thousands."""
    return f"{int(value):,}".replace(",", "\u202f")


def qr_code(text: str, label: str) -> SafeString:
    """A QR code as one SVG path (no inline style, so a strict CSP lets it through)."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" role="img" aria-label="{0}" viewBox="0 0 {1} {1}"'
        ' shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        label,
        len(rows),
        path,
    )


def day(value: date) -> str:
    """« 12 mars 2024 », « 1er mars 2024 »."""
    return _first_of(value, date_format(value, "j F Y"))


def weekday(value: date) -> str:
    """« mardi 24 novembre », « mardi 1er décembre »."""
    return f"{date_format(value, 'l')} {_first_of(value, date_format(value, 'j F'))}"


def _first_of(value: date, said: str) -> str:
    first = value.day == 1 and (get_language() or "fr").startswith("fr")
    return f"1er{said[1:]}" if first else said
