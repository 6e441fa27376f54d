"""« Quelque chose n'est pas juste ? »: anybody says it; who answers for the sheet changes it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.directory import stating
from entrelieux.directory.confirming import reading
from entrelieux.directory.confirming.answer_views import SheetForm
from entrelieux.directory.doubles.shown import sheet_shown
from entrelieux.directory.mending import services
from entrelieux.directory.mending.policies import manner_of, may_decide_somewhere
from entrelieux.directory.mending.selectors import waiting
from entrelieux.directory.models import Place
from entrelieux.directory.selectors import places_visible_to
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError

SECTION = {"section": "lieux"}


@access(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, ref: str) -> HttpResponse:
    """Type, read again, then keep: at once, or as a proposal."""
    place = places_visible_to(viewer_of(request)).filter(ref=ref, withdrawn_on=None).first()
    if place is None:
        raise Http404
    shown = sheet_shown(place)
    if shown.pk != place.pk:  # what is said of a place is said on the sheet that shows it
        return see_other(reverse("mending:mend", args=[shown.ref]))
    today = timezone.localdate()
    values = reading.typed(request.POST, reading.shown_first(place, today))
    match request.POST.get("faire", "") if request.method == "POST" else "":
        case "relire":
            return _read(request, place, values, keeps=False)
        case "garder":
            return _read(request, place, values, keeps=True)
        case "ferme":
            try:
                day = reading.closing_day(values, today)
            except ValueError as error:
                return _form(request, place, SheetForm(values, {"ferme_le": str(error)}), 422)
            return _kept(request, place, values, {stating.CLOSING: day.isoformat()})
        case _:
            return _form(request, place, SheetForm(values, {}))


@access(may_decide_somewhere)
@never_cache
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    return _waiting(request)


@access(may_decide_somewhere)
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, what = viewer_of(request), request.POST.get("faire", "")
    try:
        services.theirs(viewer, ref)
        if what in {"accepter", "refuser"}:
            services.decide(actor=viewer, ref=ref, accepts=what == "accepter")
    except services.SuggestionGone:
        raise Http404 from None
    except UserError as error:
        return _waiting(request, error)
    return see_other(reverse("mending:list"))


def _read(
    request: HttpRequest, place: Place, values: dict[str, str], *, keeps: bool
) -> HttpResponse:
    found = reading.read(place, values, timezone.localdate())
    if found.errors:
        return _form(request, place, SheetForm(values, found.errors), 422)
    if not found.values:
        said = _("Vous n'avez rien changé.")
        return _form(request, place, SheetForm(values, {"corriger": said}), 422)
    if keeps:
        return _kept(request, place, values, dict(found.values))
    context = _about(request, place) | {"lines": found.lines, "typed": tuple(values.items())}
    return render(request, "directory/mending_read.html", context)


def _kept(
    request: HttpRequest, place: Place, typed: dict[str, str], values: dict[str, Any]
) -> HttpResponse:
    viewer = viewer_of(request)
    answers_for_it = bool(manner_of(viewer, place))
    act = services.mend if answers_for_it else services.suggest
    try:
        act(actor=viewer, place=place, values=values)
    except stating.StatementError as error:
        return _form(request, place, SheetForm(typed, {error.field: error.message}), error.status)
    except services.TooMany as error:
        return _form(request, place, SheetForm(typed, {"corriger": error.message}), error.status)
    if answers_for_it:
        return see_other(reverse("directory:place", args=[place.ref]))
    return render(request, "directory/mending_thanks.html", _about(request, place))


def _form(request: HttpRequest, place: Place, form: SheetForm, status: int = 200) -> HttpResponse:
    context = _about(request, place) | {"form": form, "has_hours": bool(place.horaires)}
    return render(request, "directory/mending_form.html", context, status=status)


def _waiting(request: HttpRequest, error: UserError | None = None) -> HttpResponse:
    context = {"found": waiting(viewer_of(request)), "error": error, **SECTION}
    status = error.status if error else 200
    return render(request, "directory/mending_list.html", context, status=status)


def _about(request: HttpRequest, place: Place) -> dict[str, Any]:
    return {"place": place, "is_theirs": bool(manner_of(viewer_of(request), place)), **SECTION}
