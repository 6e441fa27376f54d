"""The pages where a place says what it allows, what it does not do, and its spaces."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions import services
from entrelieux.directory.functions.errors import LifeError, LifeGone
from entrelieux.directory.functions.forms import LifeForm, day_typed, filled, typed, values_of
from entrelieux.directory.functions.selectors import life_of, periods_of
from entrelieux.directory.functions.services import Nature
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name
from entrelieux.directory.policies import says_of_places
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "lieux"}
reads_or_writes = require_http_methods(["GET", "HEAD", "POST"])


@access(says_of_places)
@never_cache
@require_safe
def manage(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything said of one place, each line with what mends it."""
    viewer = viewer_of(request)
    place = _place(viewer, ref)
    said = {"life": life_of(viewer, place.pk), "periods": periods_of(place.pk)}
    context = {**said, **_of(place)}
    return render(request, "directory/functions_manage.html", context)


@access(says_of_places)
@never_cache
@reads_or_writes
def add(request: HttpRequest, ref: str, nature: str) -> HttpResponse:
    viewer = viewer_of(request)
    place, what = _place(viewer, ref), _nature(nature)
    form, status = filled(what), 200
    if request.method == "POST":
        form = typed(what, request.POST)
        try:
            values = _with_first_day(what, values_of(form))
            services.say(actor=viewer, place_ref=ref, nature=what, values=values)
            return _see(ref)
        except LifeError as error:
            form, status = form.mended(error), error.status
    return _form(request, place, form, status)


@access(says_of_places)
@never_cache
@reads_or_writes
def change(request: HttpRequest, ref: str, nature: str, row: str) -> HttpResponse:
    """Mend, end or take back what was said."""
    viewer, what = viewer_of(request), _nature(nature)
    try:
        place, there = services.row_of(viewer, what, row)
    except LifeGone:
        raise Http404 from None
    if place.pk not in shown_now().sheets(_place(viewer, ref).pk):
        raise Http404
    form, status = filled(what, there), 200
    if request.method == "POST":
        asked = typed(what, request.POST)
        form = asked if asked.values["faire"] in ("corriger", "changer") else form
        try:
            _write(viewer, what, row, asked)
            return _see(ref)
        except LifeGone:
            raise Http404 from None
        except LifeError as error:
            form, status = form.mended(error), error.status
    return _form(request, place, form, status, row=row)


def _write(viewer: Viewer, nature: Nature, ref: str, asked: LifeForm) -> None:
    said: dict[str, Any] = {"actor": viewer, "nature": nature, "ref": ref}
    act = asked.values["faire"]
    if act == "retirer":
        services.take_back(**said)
    elif act == "terminer":
        services.end(**said, last_day=_needed_day(asked, "jour"))
    elif act == "changer":
        since = _needed_day(asked, "changement")
        services.mend(**said, values=values_of(asked), since=since)
    else:
        values = _with_first_day(nature, values_of(asked))
        services.mend(**said, values=values)


def _with_first_day(nature: Nature, values: dict[str, Any]) -> dict[str, Any]:
    """A limit or a wish is said one day or another: today, unless they say otherwise."""
    if nature in (Nature.LIMIT, Nature.WISH) and values["said_on"] is None:
        return values | {"said_on": timezone.localdate()}
    return values


def _needed_day(asked: LifeForm, name: str) -> Any:
    found = day_typed(asked.values, name)
    if found is None:
        raise LifeError(_("Attendu : un jour, par exemple 2026-12-24."), field=name)
    return found


def _form(
    request: HttpRequest, place: Place, form: LifeForm, status: int, row: str = ""
) -> HttpResponse:
    if form.nature is Nature.PERIOD:
        form = replace(form, offered=services.services_of(place.pk))
    context = {"form": form, "nature": form.nature.value, "row": row, **_of(place)}
    return render(request, "directory/functions_form.html", context, status=status)


def _of(place: Place) -> dict[str, Any]:
    return {"ref": place.ref, "name": shown_name(place.name), **SECTION}


def _place(viewer: Viewer, ref: str) -> Place:
    try:
        return services.place_of(viewer, ref)
    except LifeGone:
        raise Http404 from None


def _nature(text: str) -> Nature:
    if text not in set(Nature):
        raise Http404
    return Nature(text)


def _see(ref: str) -> HttpResponse:
    return see_other(reverse("functions:manage", args=[ref]))
