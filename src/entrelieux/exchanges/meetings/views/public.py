"""What everybody sees: the list, a meeting, its calendar, a seat taken and given back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.adapters import full_said
from entrelieux.exchanges.meetings.calendar import calendar_of
from entrelieux.exchanges.meetings.errors import SeatGone
from entrelieux.exchanges.meetings.forms import SeatForm
from entrelieux.exchanges.meetings.policies import prepares
from entrelieux.exchanges.meetings.selectors import meeting_for, meetings_for, own_seat
from entrelieux.exchanges.meetings.views.common import SECTION, absent_is_404
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import Brake, VisitorBrake
from entrelieux.passerelles.views.answers import gone, secret

BRAKE = Brake(most=120, seconds=60)
VISITOR = VisitorBrake("rencontres", most=40, seconds=3_600)


@access(anyone)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {"found": meetings_for(viewer), "prepares": prepares(viewer), **SECTION}
    return render(request, "exchanges/meetings/list.html", context)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@absent_is_404
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """A meeting; posting signs oneself up."""
    viewer = viewer_of(request)
    card = meeting_for(viewer, ref)
    if request.method != "POST":
        return _sheet(request, ref, SeatForm())
    form = SeatForm(request.POST)
    if not form.is_valid():
        return _sheet(request, ref, form, status=422)
    if not _may_pass(request):
        form.add_error(
            None, _("Beaucoup d'inscriptions en même temps : réessayez dans une minute.")
        )
        return _sheet(request, ref, form, status=429)
    try:
        taken = services.take_seat(
            actor=viewer, meeting_ref=card.ref, asked=form.asked(), request_key=form.request_key
        )
    except UserError as error:
        if error.status == 404:
            raise
        form.refuse(error)
        return _sheet(request, ref, form, status=error.status)
    return see_other(reverse("meetings:own_seat", args=[taken.token]), fait="inscrit")


def _may_pass(request: HttpRequest) -> bool:
    """Whoever receives people is never stopped by a crowd of strangers, nor counted with them."""
    if not VISITOR.lets_through(request):
        return False
    return bool(viewer_of(request).mandates) or BRAKE.lets_through()


def _sheet(request: HttpRequest, ref: str, form: SeatForm, *, status: int = 200) -> HttpResponse:
    card = meeting_for(viewer_of(request), ref)
    context = {
        "meeting": card,
        "full": full_said(one.ref for one in card.organisers) if card.is_full else "",
        "form": form,
        "done": request.GET.get("fait", ""),
        **SECTION,
    }
    return render(request, "exchanges/meetings/one.html", context, status=status)


@access(anyone)
@require_safe
@absent_is_404
def calendar(request: HttpRequest, ref: str) -> HttpResponse:
    card = meeting_for(viewer_of(request), ref)
    address = request.build_absolute_uri(reverse("meetings:one", args=[card.ref]))
    response = HttpResponse(calendar_of(card, address), "text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="rencontre-{card.ref}.ics"'
    return response


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def seat(request: HttpRequest, token: str) -> HttpResponse:
    """One's own seat; posting gives it back."""
    viewer = viewer_of(request)
    error = None
    if request.method == "POST":
        try:
            services.give_back(actor=viewer, token=token)
        except SeatGone:
            return gone(request)
        except UserError as found:
            error = found
        else:
            return see_other(reverse("meetings:own_seat", args=[token]), fait="rendue")
    try:
        card = own_seat(viewer, token)
    except SeatGone:
        return gone(request)
    context = {
        "seat": card,
        "meeting": card.meeting,
        "address": request.build_absolute_uri(reverse("meetings:own_seat", args=[token])),
        "done": request.GET.get("fait", ""),
        "error": error,
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "exchanges/meetings/seat.html", context, status=status)
