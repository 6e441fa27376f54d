"""From a person's answers to a plan kept behind an address, and to the next person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.reception import services
from entrelieux.reception.forms import IntakeForm, initial_of
from entrelieux.reception.selectors import IntakeGone, intake_for
from entrelieux.reception.views.answers import SECTION, gone, private, see_other


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def intake(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, IntakeForm(request.POST))
    start = {name: request.GET[name] for name in ("commune", "mode") if name in request.GET}
    form = IntakeForm(initial=start)
    return _form(request, form, erased="efface" in request.GET)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def change(request: HttpRequest, token: str) -> HttpResponse:
    """The form as it was filled; a new answer takes the place of the old one."""
    try:
        params = intake_for(request.viewer, token)
    except IntakeGone:
        return gone(request)
    if request.method == "POST":
        return _answer(request, IntakeForm(request.POST), replaced=token)
    return _form(request, IntakeForm(initial=initial_of(params)), token=token)


@access(anyone)
@require_POST
@private
def erase(request: HttpRequest, token: str) -> HttpResponse:
    services.erase_intake(actor=request.viewer, token=token)
    return see_other(reverse("reception:intake") + "?efface=1")


def _answer(request: HttpRequest, form: IntakeForm, replaced: str = "") -> HttpResponse:
    if form.is_valid():
        try:
            token = services.open_intake(
                actor=request.viewer, params=form.params(), replaces=replaced
            )
        except UserError as error:
            form.refuse(error)
        else:
            return see_other(reverse("reception:plans", args=[token]))
    return _form(request, form, token=replaced, status=422)


def _form(
    request: HttpRequest,
    form: IntakeForm,
    *,
    token: str = "",
    erased: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "token": token, "erased": erased, **SECTION}
    return render(request, "reception/intake.html", context, status=status)
