"""The pages where a structure says that a date is cancelled, moved, added, or is the last one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.directory.agenda import managing, services
from entrelieux.directory.agenda.cards import Presence
from entrelieux.directory.agenda.checking import SayingError
from entrelieux.directory.agenda.forms import clock_of, day_of
from entrelieux.directory.agenda.manage_forms import (
    DateForm,
    needed_day,
    osm_of,
    possible_day,
    slot_of,
    typed,
)
from entrelieux.directory.agenda.services import SayingGone
from entrelieux.directory.policies import says_dates
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "agenda"}
Read = TypeVar("Read")
reads_or_writes = require_http_methods(["GET", "HEAD", "POST"])


@access(says_dates)
@never_cache
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "directory/agenda_manage.html",
        {"ours": managing.ours(_viewer(request)), **SECTION},
    )


@access(says_dates)
@never_cache
@reads_or_writes
def one_date(request: HttpRequest, service: str, place: str, day: str) -> HttpResponse:
    """Cancel a date, or move it."""
    viewer = _viewer(request)
    managed, on = _managed(viewer, service, place), day_of(day)
    dates = [one for one in managed.dates if one.day == on and not one.is_cancelled]
    if on is None or (request.method != "POST" and not dates):
        raise Http404
    first = _first_shown(dates, place)

    def write(values: dict[str, str]) -> None:
        if values["faire"] == "deplacer":
            services.move_date(
                actor=viewer,
                service_ref=service,
                place_ref=place,
                day=on,
                to=slot_of(values),
                to_place_ref=_chosen_place(viewer, values),
                reason=values["raison"],
            )
        else:
            services.cancel_date(
                actor=viewer,
                service_ref=service,
                place_ref=place,
                day=on,
                reason=values["raison"],
            )

    context = {"managed": managed, "dates": dates, "day": on}
    return _asked(request, "directory/agenda_date.html", first, write, context)


@access(says_dates)
@never_cache
@reads_or_writes
def extra_date(request: HttpRequest, service: str) -> HttpResponse:
    viewer = _viewer(request)
    name = _or_404(lambda: managing.service_of_ours(viewer, service))

    def write(values: dict[str, str]) -> None:
        services.add_date(
            actor=viewer,
            service_ref=service,
            place_ref=_chosen_place(viewer, values),
            slot=slot_of(values),
            reason=values["raison"],
        )

    first = {"ou": request.GET.get("lieu", "")}
    return _asked(request, "directory/agenda_extra.html", first, write, {"name": name})


@access(says_dates)
@never_cache
@reads_or_writes
def add(request: HttpRequest) -> HttpResponse:
    """A permanence that comes back."""
    viewer = _viewer(request)
    known = managing.ours(viewer).services

    def write(values: dict[str, str]) -> None:
        services.add_permanence(
            actor=viewer,
            service_ref=values["service"],
            place_ref=_chosen_place(viewer, values),
            hours=osm_of(values),
            starts_on=possible_day(values, "depuis"),
            ends_on=possible_day(values, "jusque"),
            note=values["precision"],
        )

    return _asked(request, "directory/agenda_add.html", {}, write, {"services": known})


@access(says_dates)
@never_cache
@reads_or_writes
def end(request: HttpRequest, service: str, place: str) -> HttpResponse:
    viewer = _viewer(request)
    managed = _managed(viewer, service, place)
    rules = [one for one in managed.rules if one.last is None or request.method == "POST"]
    if not rules:
        raise Http404

    def write(values: dict[str, str]) -> None:
        services.end_permanence(
            actor=viewer,
            service_ref=service,
            place_ref=place,
            hours=values["horaires"] or rules[0].osm,
            last_day=needed_day(values, "jour"),
            reason=values["raison"],
        )

    context = {"managed": managed, "rules": rules}
    return _asked(request, "directory/agenda_end.html", {"horaires": rules[0].osm}, write, context)


@access(says_dates)
@never_cache
@require_POST
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        services.take_back(actor=_viewer(request), ref=ref)
    except SayingGone:
        raise Http404 from None
    return see_other(reverse("agenda:manage"))


class _SeveralPlacesError(SayingError):
    """Several places answer the words typed: the form proposes them."""

    def __init__(self, message: str, found: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message, field="autre_lieu")
        self.found = found


def _asked(
    request: HttpRequest,
    template: str,
    first: dict[str, str],
    write: Callable[[dict[str, str]], None],
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form, or write what it says and go back; what was typed stays when it cannot be."""
    values = typed(request.POST if request.method == "POST" else {}, **first)
    form = DateForm(values, managing.places_of_ours(_viewer(request)))
    status = 200
    if request.method == "POST":
        try:
            write(values)
            return see_other(reverse("agenda:manage"))
        except SayingGone:
            raise Http404 from None
        except SayingError as error:
            form, status = form.mended(error, getattr(error, "found", ())), error.status
    return render(request, template, {"form": form, **context, **SECTION}, status=status)


def _chosen_place(viewer: Viewer, values: dict[str, str]) -> str:
    """The place ticked, or the only one that the words name.

    Raises:
        SayingError: none, or several; those found are proposed.
    """
    text = values["autre_lieu"]
    if not text:
        if not values["ou"]:
            raise SayingError(_("Choisissez un lieu, ou écrivez son nom."), field="autre_lieu")
        return values["ou"]
    found = managing.places_named(viewer, text)
    if len(found) == 1:
        return found[0][0]
    refs = {ref for ref, _label in found}
    if values["ou"] in refs:
        return values["ou"]
    if not found:
        message = _("Nous ne trouvons pas ce lieu. Écrivez son nom ou sa commune autrement.")
        raise SayingError(message, field="autre_lieu")
    message = _("Plusieurs lieux portent ce nom : ils sont dans la liste, choisissez-en un.")
    raise _SeveralPlacesError(message, found)


def _first_shown(dates: list[Presence], place: str) -> dict[str, str]:
    if not dates:
        return {"faire": "annuler"}
    start, end = dates[0].start, dates[-1].end
    return {"faire": "annuler", "ou": place, "de": clock_of(start), "a": clock_of(end)}


def _managed(viewer: Viewer, service: str, place: str) -> managing.Managed:
    return _or_404(lambda: managing.one_of_ours(viewer, service, place))


def _or_404(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except SayingGone:
        raise Http404 from None


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]
