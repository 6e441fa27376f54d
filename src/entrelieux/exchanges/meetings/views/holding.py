"""For who holds a meeting: prepare it, change it, announce or cancel it; who signed up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.choices import choices_for, network_choice
from entrelieux.exchanges.meetings.forms import MeetingForm, SeatForm, initial_of
from entrelieux.exchanges.meetings.policies import prepares
from entrelieux.exchanges.meetings.selectors import held_for, meeting_for, seats_of
from entrelieux.exchanges.meetings.views.common import SECTION, absent_is_404, private
from entrelieux.exchanges.models import Manner
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.forms import new_key


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def prepare(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    choices = choices_for(viewer)
    if request.method != "POST":
        start = {"cle": new_key(), "genre": "soiree", "places": 16, "debut": "18:00"}
        return _form(request, MeetingForm(initial={**start, "fin": "20:00"}, **choices))
    form = MeetingForm(request.POST, **choices)
    if not form.is_valid():
        return _form(request, form, status=422)
    organisation = form.cleaned_data["structure"]
    try:
        ref = services.prepare_meeting(
            actor=viewer,
            asked=form.asked(),
            organisation_ref=organisation,
            network_ref="" if organisation else network_choice(viewer),
            request_key=form.request_key,
        )
    except UserError as error:
        if error.status == 404:
            raise
        form.refuse(error)
        return _form(request, form, status=error.status)
    return see_other(reverse("meetings:one", args=[ref]), fait="preparee")


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def change(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = viewer_of(request)
    card = held_for(viewer, ref)
    choices = choices_for(viewer, card)
    if request.method != "POST":
        initial = {**initial_of(card), "cle": new_key()}
        return _form(request, MeetingForm(initial=initial, **choices), ref)
    form = MeetingForm(request.POST, **choices)
    if not form.is_valid():
        return _form(request, form, ref, status=422)
    try:
        services.change_meeting(
            actor=viewer, ref=ref, asked=form.asked(), version=form.cleaned_data["version"]
        )
    except UserError as error:
        if error.status == 404:
            raise
        form.refuse(error)
        return _form(request, form, ref, status=error.status)
    return see_other(reverse("meetings:one", args=[ref]), fait="changee")


def _form(
    request: HttpRequest, form: MeetingForm, ref: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "ref": ref, **SECTION}
    return render(request, "exchanges/meetings/prepare.html", context, status=status)


@access(prepares)
@require_POST
@private
@absent_is_404
def act(request: HttpRequest, ref: str) -> HttpResponse:
    """Announce it, or cancel it."""
    viewer = viewer_of(request)
    what = request.POST.get("faire", "")
    deed = {"annoncer": services.announce, "annuler": services.cancel}.get(what)
    if deed is None:
        held_for(viewer, ref)
        return see_other(reverse("meetings:one", args=[ref]))
    try:
        deed(actor=viewer, ref=ref)
    except UserError as error:
        if error.status == 404:
            raise
        context = {"meeting": meeting_for(viewer, ref), "error": error, "form": SeatForm()}
        page = "exchanges/meetings/one.html"
        return render(request, page, {**context, **SECTION, "full": ""}, status=error.status)
    return see_other(reverse("meetings:one", args=[ref]), fait=what)


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Who signed up, whom to tell; posting ``faire`` gives a seat back, or says one was told."""
    viewer = viewer_of(request)
    seats_of(viewer, ref)
    error = None
    if request.method == "POST":
        what, seat = request.POST.get("faire", ""), request.POST.get("place", "")[:40]
        try:
            if what == "rendre":
                services.give_back(actor=viewer, meeting_ref=ref, seat_ref=seat)
            elif what == "prevenu":
                services.told(actor=viewer, meeting_ref=ref, seat_ref=seat)
        except UserError as found:
            error = found
        else:
            return see_other(reverse("meetings:people", args=[ref]), fait=what)
    seats = seats_of(viewer, ref)
    context = {
        "meeting": held_for(viewer, ref),
        "seats": [one for one in seats if one.state == "inscrit"],
        "queue": [one for one in seats if one.state == "attente"],
        "to_tell": [one for one in seats if one.news],
        "done": request.GET.get("fait", ""),
        "error": error,
        **SECTION,
    }
    status = error.status if error else 200
    return render(request, "exchanges/meetings/people.html", context, status=status)


@access(prepares)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def write_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody who calls or comes to the counter: an agent types it."""
    viewer = viewer_of(request)
    form = SeatForm(request.POST or None, by_somebody=True, initial={"cle": new_key()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            manner = Manner.PAPER if form.cleaned_data["comment"] == "papier" else Manner.COUNTER
            try:
                taken = services.take_seat(
                    actor=viewer,
                    meeting_ref=ref,
                    asked=form.asked(),
                    manner=manner,
                    request_key=form.request_key,
                )
            except UserError as error:
                if error.status == 404:
                    raise
                form.refuse(error)
                status = error.status
            else:
                return see_other(
                    reverse("meetings:write_in", args=[ref]),
                    fait="inscrit" if taken.is_seated else "attente",
                )
    context = {
        "meeting": meeting_for(viewer, ref),
        "form": form,
        "done": request.GET.get("fait", ""),
        **SECTION,
    }
    return render(request, "exchanges/meetings/write_in.html", context, status=status)
