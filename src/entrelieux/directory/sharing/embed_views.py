"""The list of places in the page of another site, and the page that writes the code for it.

What is embedded asks for no cookie, no script and no session: a frame may have none of them. One
script alone, when it is asked for, lets the page around give the frame the height of its content.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
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
AUTO = "auto"
"""As high as its content, where the page around runs our script."""
SCRIPT = "directory/frame.js"
ANYWHERE = "*"


@access(anyone)
@xframe_options_exempt
@csp_replace({"frame-ancestors": [ANYWHERE]})
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The list and its drawing: the only page that may stand in a frame, the same for everybody."""
    params, theme = params_of(request.GET), _theme(request.GET)
    look = {"theme": theme, "hauteur": AUTO if _is_auto(request.GET) else ""}
    whole = reverse("directory:place_list") + query(params)
    context: dict[str, Any] = {"theme": theme, "is_auto": bool(look["hauteur"]), "whole": whole}
    try:
        page = selectors.place_list(ANYONE, params)
    except UserError as error:
        filters = Filters(params, error)
        candidates = tuple((x, _looking(to, look)) for x, to in filters.candidates())
        context |= {"params": params, "error": error.message, "candidates": candidates}
        context |= {"kept": _kept(params, look), "page": None}
        status = 200 if candidates else error.status
        return render(request, "directory/embed_list.html", context, status=status)
    lines = lines_of(page)
    context |= {
        "params": page.params,
        "kept": _kept(page.params, look),
        "page": page,
        "heading": heading_of(page),
        "lines": lines,
        "map": drawing_of(page, lines),
        "previous": _looking(link_to(page, page.page - 1), look),
        "next": _looking(link_to(page, page.page + 1), look),
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
    is_auto = asked == AUTO
    context: dict[str, Any] = {"theme": theme, "height": height, "heights": HEIGHTS, **SECTION}
    context["is_auto"] = is_auto
    try:
        page = selectors.place_list(request.viewer, params, with_facets=True)  # type: ignore[attr-defined]
    except UserError as error:
        filters = Filters(params, error)
        status = 200 if filters.candidates() else error.status
        return render(
            request, "directory/embed_builder.html", {**context, "filters": filters}, status=status
        )
    look = {"theme": theme, "hauteur": AUTO if is_auto else ""}
    address = _looking(reverse("sharing:embedded") + query(params), look).rstrip("?")
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        request.build_absolute_uri(address),
        _("Où trouver de l’aide"),
        height,
    )
    if is_auto:
        script = request.build_absolute_uri(reverse("sharing:script"))
        code += format_html('\n<script src="{}" async></script>', script)
    context |= {
        "filters": Filters(params, page=page),
        "heading": heading_of(page),
        "address": address,
        "code": str(code),
    }
    return render(request, "directory/embed_builder.html", context)


@access(anyone)
@require_safe
def script(_request: HttpRequest) -> HttpResponse:
    """What the page around loads, under an address that stays: the same file as in the frame."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@cache
def _script() -> bytes:
    found = finders.find(SCRIPT)
    assert isinstance(found, str)
    return Path(found).read_bytes()


def _theme(data: QueryDict) -> str:
    theme = data.get("theme", "")
    return theme if theme in THEMES else ""


def _is_auto(data: QueryDict) -> bool:
    return data.get("hauteur") == AUTO


def _looking(address: str, look: dict[str, str]) -> str:
    """The same address with how it looks; "" stays ""."""
    asked = urlencode({name: value for name, value in look.items() if value})
    if not (address and asked):
        return address
    return f"{address}{'' if address.endswith('?') else '&'}{asked}"


def _kept(params: DirectoryParams, look: dict[str, str]) -> list[tuple[str, str]]:
    """What a search inside the frame keeps: every filter but the two that it asks."""
    asked = parse_qsl(query(replace(params, page=1))[1:])
    kept = [pair for pair in asked if pair[0] not in {"q", "commune"}]
    return [*kept, *((name, value) for name, value in look.items() if value)]


def _sources(page: PlacePage) -> tuple[tuple[str, str, str], ...]:
    """(title, address, licence) of what is shown."""
    sources = (card.source for card in page.cards)
    return tuple(dict.fromkeys((one.title, one.url, one.licence) for one in sources))
