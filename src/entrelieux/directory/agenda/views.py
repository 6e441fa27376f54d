"""The agenda of permanences for everybody: a week on a page, and the same as a calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.directory import wording
from entrelieux.directory.agenda import asking as agenda
from entrelieux.directory.agenda import feed as agenda_feed
from entrelieux.directory.agenda.besides import besides_of
from entrelieux.directory.agenda.cards import AgendaGone, AgendaPage, AgendaParams
from entrelieux.directory.agenda.forms import AgendaForm, params_of, query
from entrelieux.directory.policies import says_dates
from entrelieux.directory.reaching import follows_roads_from, way_word
from entrelieux.kernel import ui
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError


@access(anyone)
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    params = params_of(request.GET)
    if not (params.commune or params.lieu or params.structure):
        return _only_the_form(request, AgendaForm(params))
    try:
        page = agenda.agenda_for(request.viewer, params)  # type: ignore[attr-defined]
    except AgendaGone:
        raise Http404 from None
    except UserError as error:
        return _only_the_form(request, AgendaForm(params, error))
    context = {
        "form": AgendaForm(params),
        "page": page,
        "besides": besides_of(request.viewer, page),  # type: ignore[attr-defined]
        "heading": _heading(page),
        "when": _week_of(page),
        "next_day": wording.near_day(page.next.day, page.today) if page.next else "",
        "previous": _link(page, page.previous),
        "following": _link(page, page.following),
        "next_week": _link(page, page.next.day if page.next else None),
        "feed": f"{reverse('agenda:feed')}{query(_of_feed(page))}",
        "feed_address": request.build_absolute_uri(
            f"{reverse('agenda:feed')}{query(_of_feed(page))}"
        ),
        **_common(request),
    }
    return render(request, "directory/agenda.html", context)


@access(anyone)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """A calendar; 304 when the reader has it already."""
    site = request.build_absolute_uri("/").rstrip("/")
    try:
        found = agenda_feed.feed_for(request.viewer, params_of(request.GET), site=site)  # type: ignore[attr-defined]
    except AgendaGone:
        raise Http404 from None
    except UserError as error:
        kind = "text/plain; charset=utf-8"
        return HttpResponse(error.message, status=error.status, content_type=kind)
    response = HttpResponse(found.body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.name}.ics"'
    response["ETag"] = found.etag
    response["Last-Modified"] = http_date(found.changed_at.timestamp())
    patch_cache_control(response, public=True, max_age=900)
    known = get_conditional_response(
        request,
        etag=found.etag,
        last_modified=int(found.changed_at.timestamp()),
        response=response,
    )
    return known or response


def _only_the_form(request: HttpRequest, form: AgendaForm) -> HttpResponse:
    status = 200 if form.error is None or form.candidates() else form.error.status
    context = {"form": form, "page": None, **_common(request)}
    return render(request, "directory/agenda.html", context, status=status)


def _common(request: HttpRequest) -> dict[str, object]:
    return {"manages": says_dates(request.viewer), "section": "agenda"}  # type: ignore[attr-defined]


def _heading(page: AgendaPage) -> str:
    if page.commune is None:
        return _("Permanences : %(name)s") % {"name": page.name}
    where = {"commune": page.name, "from": wording.from_place(page.name)}
    if page.params.rayon_km:
        where["km"] = str(page.params.rayon_km)
        return _("Permanences à moins de %(km)s km %(from)s") % where
    where["time"] = ui.duration(page.params.minutes)
    where["mode"] = wording.mode(page.params.mode).lower()
    where["way"] = way_word(follows_roads_from(page.commune, page.params.mode))
    return _("Permanences à %(time)s ou moins %(from)s, %(mode)s (%(way)s)") % where


def _week_of(page: AgendaPage) -> str:
    """« du 23 au 29 novembre 2026 »."""
    said = {"first": ui.weekday(page.monday), "last": ui.day(page.sunday)}
    return _("du %(first)s au %(last)s") % said


def _link(page: AgendaPage, day: object) -> str:
    return query(page.params, semaine=day) if day else ""


def _of_feed(page: AgendaPage) -> AgendaParams:
    """The same without the week; a commune by its code, which no homonym shares."""
    params = page.params
    return AgendaParams(
        commune=page.commune.ref if page.commune else "",
        minutes=params.minutes,
        mode=params.mode,
        rayon_km=params.rayon_km,
        lieu=params.lieu,
        structure="" if params.lieu else params.structure,
    )
