"""The agent's first page: somebody comes, one sentence, and who is still there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from entrelieux.counter.adapters import token_of
from entrelieux.counter.errors import NotYourStructure
from entrelieux.counter.forms import ArrivalForm, fresh_key
from entrelieux.counter.policies import receives
from entrelieux.counter.selectors import around_the_desk, desks_of, visits_open
from entrelieux.counter.services import open_visit
from entrelieux.counter.views.common import SECTION, address_of, private
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.reception.forms import whole
from entrelieux.reception.understanding import MAX_LETTERS, understood_in, with_what_is_sure
from entrelieux.reception.views import words


@access(receives)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def desk(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    desks = desks_of(viewer)
    if request.method == "POST":
        form = ArrivalForm(request.POST, desks=desks)
        if form.is_valid():
            return _receive(request, form)
        return _show(request, form, status=422)
    first = next((one for one in desks if one.commune), None)
    start = {"commune": first.commune if first else "", "cle": fresh_key()}
    return _show(request, ArrivalForm(initial=start, desks=desks))


def _receive(request: HttpRequest, form: ArrivalForm) -> HttpResponse:
    viewer = viewer_of(request)
    answers = form.answers(with_what_is_sure((), understood_in(viewer, form.words)))
    full = whole(answers)
    try:
        ref = open_visit(
            actor=viewer,
            organisation_ref=form.cleaned_data["structure"],
            said=answers if full.errors else full.params(),
            request_key=form.cleaned_data["cle"],
        )
    except NotYourStructure as error:
        form.refuse(error)
        return _show(request, form, status=422)
    address = address_of(ref)
    response = see_other(address)
    words.carry(response, token_of(ref), form.words, address)
    return response


def _show(request: HttpRequest, form: ArrivalForm, *, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "form": form,
        "desks": form.desks,
        "visits": visits_open(viewer),
        "around": around_the_desk(viewer, form.desks),
        "most_letters": MAX_LETTERS,
        "erased": "efface" in request.GET,
        **SECTION,
    }
    return render(request, "counter/desk.html", context, status=status)
