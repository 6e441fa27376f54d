"""The door of a network: somebody asks to join and signs, alone or with who receives them."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.cards import NetworkCard
from entrelieux.exchanges.errors import TooMany
from entrelieux.exchanges.selectors import desks_for
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import VisitorBrake
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.charters import charter_now
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.forms import JoinForm
from entrelieux.networks.holding import Whose
from entrelieux.networks.joining import ask_to_join
from entrelieux.networks.views.common import SECTION, absent_is_404, gone_for_holder
from entrelieux.passerelles.confiding import acting_for_oneself
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.forms import new_key
from entrelieux.passerelles.persons import PersonCard, open_person, person_behind, person_for
from entrelieux.passerelles.views.answers import secret

VISITOR = VisitorBrake("adhésions", most=60, seconds=3_600)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@absent_is_404
def join(request: HttpRequest, ref: str) -> HttpResponse:
    """Without any account; or typed by who receives somebody (``?dossier=``: a file of theirs)."""
    viewer, network = viewer_of(request), network_in_sight(ref)
    file = request.GET.get("dossier", "")[:40]
    person = person_for(viewer, file, "réseau : adhésion") if file else None
    return _join(request, network, viewer, person, Whose(file=file) if person else None)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@gone_for_holder
@absent_is_404
def own_join(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """For somebody who has an address: what is known is not asked again."""
    person = person_behind(token)
    viewer = acting_for_oneself(viewer_of(request))
    return _join(request, network_in_sight(ref), viewer, person, Whose(token=token))


def _join(
    request: HttpRequest,
    network: NetworkCard,
    viewer: Viewer,
    person: PersonCard | None,
    whose: Whose | None,
) -> HttpResponse:
    desks = desks_for(viewer) if person is None else ()
    charter = charter_now(network)
    settings = {
        "knows_them": person is not None,
        "desks": desks,
        "charter": charter.number if charter else 0,
    }
    if request.method != "POST":
        start = {"cle": new_key(), "nom": person.name if person else ""}
        form, status = JoinForm(initial=start, **settings), 200  # type: ignore[arg-type]
    else:
        form, status = JoinForm(request.POST, **settings), 422  # type: ignore[arg-type]
        try:
            if form.is_valid():
                if not VISITOR.lets_through(request):
                    raise TooMany
                return _kept(form, network, viewer, whose)
        except (FollowUpGone, NetworkGone):
            raise
        except UserError as error:
            form.refuse(error)
            status = error.status
    context = {
        **SECTION,
        "network": network,
        "charter": charter,
        "form": form,
        "person": person,
        "token": whose.token if whose else "",
    }
    return render(request, "networks/join.html", context, status=status)


@transaction.atomic
def _kept(
    form: JoinForm, network: NetworkCard, viewer: Viewer, whose: Whose | None
) -> HttpResponse:
    if whose is not None:
        said = form.joins(form.manner if whose.token else form.manner_beside)
        ask_to_join(actor=viewer, network=network, whose=whose, said=said)
        if whose.file:
            return see_other(reverse("passerelles:file", args=[whose.file]))
        return see_other(reverse("networks:mine", args=[whose.token]), fait="demande")
    organisation = form.cleaned_data["structure"]
    opened = open_person(
        actor=viewer if organisation else acting_for_oneself(viewer),
        opening=form.opening(),
        organisation_ref=organisation,
        request_key=form.request_key,
    )
    own = Whose(token=opened.token)
    ask_to_join(actor=viewer, network=network, whose=own, said=form.joins(form.manner))
    return see_other(reverse("passerelles:keep", args=[opened.token]))
