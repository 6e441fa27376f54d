"""The agent's first page: somebody comes, one sentence, and who is still there."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.counter.adapters import token_of
from entrelieux.counter.cards import Desk
from entrelieux.counter.errors import NotYourStructure
from entrelieux.counter.forms import ArrivalForm, fresh_key
from entrelieux.counter.policies import receives
from entrelieux.counter.selectors import around_the_desk, desks_of, visits_open
from entrelieux.counter.services import open_visit
from entrelieux.counter.views.common import SECTION, address_of, private
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import PersonCard, person_for
from entrelieux.reception.forms import whole
from entrelieux.reception.understanding import MAX_LETTERS, understood_in, with_what_is_sure
from entrelieux.reception.views import words
from entrelieux.territories.selectors import commune_for


@access(receives)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def desk(request: HttpRequest) -> HttpResponse:
    """``dossier``: the file of the person received, who is accompanied already."""
    viewer = viewer_of(request)
    person = _known(request)
    desks = desks_of(viewer)
    if person is not None:
        desks = tuple(one for one in desks if one.ref == person.organisation)
        if not desks:
            raise Http404
    if request.method == "POST":
        form = ArrivalForm(request.POST, desks=desks)
        if form.is_valid():
            return _receive(request, form, person)
        return _show(request, form, person, status=422)
    start = {"commune": _commune(person, desks), "cle": fresh_key()}
    return _show(request, ArrivalForm(initial=start, desks=desks), person)


def _known(request: HttpRequest) -> PersonCard | None:
    ref = request.GET.get("dossier", "")[:40]
    if not ref:
        return None
    try:
        return person_for(viewer_of(request), ref, _("au guichet"))
    except FollowUpGone:
        raise Http404 from None


def _commune(person: PersonCard | None, desks: Sequence[Desk]) -> str:
    """Where the person lives when it is known, else where they come."""
    lives = commune_for(person.code_insee) if person else None
    return lives.label if lives else next((one.commune for one in desks if one.commune), "")


def _receive(request: HttpRequest, form: ArrivalForm, person: PersonCard | None) -> HttpResponse:
    viewer = viewer_of(request)
    answers = form.answers(with_what_is_sure((), understood_in(viewer, form.words)))
    full = whole(answers)
    try:
        ref = open_visit(
            actor=viewer,
            organisation_ref=form.cleaned_data["structure"],
            said=answers if full.errors else full.params(),
            request_key=form.cleaned_data["cle"],
            follow_up=person.ref if person else "",
        )
    except FollowUpGone:
        raise Http404 from None
    except NotYourStructure as error:
        form.refuse(error)
        return _show(request, form, person, status=422)
    address = address_of(ref)
    response = see_other(address)
    words.carry(response, token_of(ref), form.words, address)
    return response


def _show(
    request: HttpRequest, form: ArrivalForm, person: PersonCard | None, *, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "form": form,
        "person": person,
        "desks": form.desks,
        "visits": visits_open(viewer),
        "around": around_the_desk(viewer, form.desks),
        "most_letters": MAX_LETTERS,
        "erased": "efface" in request.GET,
        **SECTION,
    }
    return render(request, "counter/desk.html", context, status=status)
