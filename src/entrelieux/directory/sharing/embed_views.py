"""The list of places in the page of another site, and the page that writes the code for it.

What is embedded asks for no cookie, no script and no session: a frame may have none of them.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from entrelieux.directory import selectors
from entrelieux.directory.asking import DirectoryParams
from entrelieux.directory.forms import Filters, params_of, query
from entrelieux.directory.lines import drawing_of, heading_of, lines_of
from entrelieux.directory.selectors import PlacePage
from entrelieux.directory.views import SECTION, link_to
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE

THEMES = ("", "clair", "sombre")
"""As the reader's device asks, or always one of them."""
HEIGHTS = (400, 600, 800)
ANYWHERE = "*"


@access(anyone)
@xframe_options_exempt
@csp_replace({"frame-ancestors": [ANYWHERE]})
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The list and its drawing: the only page that may stand in a frame, the same for everybody."""
    params, theme = params_of(request.GET), _theme(request.GET)
    whole = reverse("directory:place_list") + query(params)
    context: dict[str, Any] = {"theme": theme, "whole": whole}
    try:
        page = selectors.place_list(ANYONE, params)
    except UserError as error:
        filters = Filters(params, error)
        candidates = tuple((x, _themed(to, theme)) for x, to in filters.candidates())
        context |= {"params": params, "error": error.message, "candidates": candidates}
        context |= {"kept": _kept(params, theme), "page": None}
        status = 200 if candidates else error.status
        return render(request, "directory/embed_list.html", context, status=status)
    lines = lines_of(page)
    context |= {
        "params": page.params,
        "kept": _kept(page.params, theme),
        "page": page,
        "heading": heading_of(page),
        "lines": lines,
        "map": drawing_of(page, lines),
        "previous": _themed(link_to(page, page.page - 1), theme),
        "next": _themed(link_to(page, page.page + 1), theme),
        "sources": _sources(page),
    }
    return render(request, "directory/embed_list.html", context)


@access(anyone)
@csp_update({"frame-src": [SELF]})
@require_safe
def builder(request: HttpRequest) -> HttpResponse:
    """Choose what is shown; the code to paste, and what it gives."""
    params, theme = replace(params_of(request.GET), page=1), _theme(request.GET)
    asked = request.GET.get("hauteur", "")
    height = int(asked) if asked in map(str, HEIGHTS) else HEIGHTS[1]
    context: dict[str, Any] = {"theme": theme, "height": height, "heights": HEIGHTS, **SECTION}
    try:
        page = selectors.place_list(request.viewer, params, with_facets=True)  # type: ignore[attr-defined]
    except UserError as error:
        filters = Filters(params, error)
        status = 200 if filters.candidates() else error.status
        return render(
            request, "directory/embed_builder.html", {**context, "filters": filters}, status=status
        )
    address = _themed(reverse("sharing:embedded") + query(params), theme).rstrip("?")
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        request.build_absolute_uri(address),
        _("Où trouver de l’aide"),
        height,
    )
    context |= {
        "filters": Filters(params, page=page),
        "heading": heading_of(page),
        "address": address,
        "code": str(code),
    }
    return render(request, "directory/embed_builder.html", context)


def _theme(data: QueryDict) -> str:
    theme = data.get("theme", "")
    return theme if theme in THEMES else ""


def _themed(address: str, theme: str) -> str:
    """The same address with the theme; "" stays ""."""
    if not (address and theme):
        return address
    return f"{address}{'' if address.endswith('?') else '&'}theme={theme}"


def _kept(params: DirectoryParams, theme: str) -> list[tuple[str, str]]:
    """What a search inside the frame keeps: every filter but the two that it asks."""
    asked = parse_qsl(query(replace(params, page=1))[1:])
    kept = [pair for pair in asked if pair[0] not in {"q", "commune"}]
    return [*kept, ("theme", theme)] if theme else kept


def _sources(page: PlacePage) -> tuple[tuple[str, str, str], ...]:
    """(title, address, licence) of what is shown."""
    sources = (card.source for card in page.cards)
    return tuple(dict.fromkeys((one.title, one.url, one.licence) for one in sources))
