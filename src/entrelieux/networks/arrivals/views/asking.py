"""Ask for a call: at the network's address, or from one's own; then follow it, change it."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import networks
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.selectors import desks_for
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import Brake, VisitorBrake
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.arrivals import asking
from entrelieux.networks.arrivals.adapters import promised_on
from entrelieux.networks.arrivals.forms import CallForm, ChangeForm
from entrelieux.networks.arrivals.own import own_calls
from entrelieux.networks.arrivals.rules import rules_now
from entrelieux.networks.arrivals.telling import LOOKED_BACK, lately, measured, told
from entrelieux.networks.arrivals.views.common import absent_is_404
from entrelieux.networks.errors import ArrivalGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.passerelles.confiding import acting_for_oneself
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.following import change_contact
from entrelieux.passerelles.forms import new_key
from entrelieux.passerelles.persons import PersonCard, open_person, person_behind, person_for
from entrelieux.passerelles.views.answers import gone, secret

BRAKE = Brake(most=240, seconds=60)
VISITOR = VisitorBrake("rappels", most=20, seconds=3_600)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@absent_is_404
def door(request: HttpRequest, ref: str) -> HttpResponse:
    """For somebody without any file yet; or typed for somebody by who receives them."""
    viewer = viewer_of(request)
    file = request.GET.get("dossier", "")[:40]
    try:
        person = person_for(viewer, file, _("la demande de rappel")) if file else None
    except FollowUpGone:
        raise Http404 from None
    return _door(request, network_in_sight(ref), viewer, person, "")


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@absent_is_404
def own_door(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """For somebody who has an address: nothing is asked again."""
    try:
        person = person_behind(token)
    except FollowUpGone:
        return gone(request)
    viewer = acting_for_oneself(viewer_of(request))
    return _door(request, network_in_sight(ref), viewer, person, token)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def own(request: HttpRequest, token: str) -> HttpResponse:
    """One's own calls; posting changes one: ``faire``, ``demande``."""
    error = None
    try:
        person = person_behind(token)
        if request.method == "POST":
            try:
                return _changed(request, token)
            except ArrivalGone:
                return gone(request)
            except FollowUpGone:
                raise
            except UserError as found:
                error = found
        calls = own_calls(person.ref)
    except FollowUpGone:
        return gone(request)
    fiction = offer_is_fiction()
    context = {
        "token": token,
        "calls": [(one, ChangeForm(initial={"quand": one.when_codes})) for one in calls],
        "networks": [one for one in networks() if one.is_fiction == fiction],
        "done": request.GET.get("fait", ""),
        "error": error,
        "typed": request.POST.get("mots", "") if error else "",
    }
    status = error.status if error else 200
    return render(request, "networks/arrivals/own.html", context, status=status)


def _changed(request: HttpRequest, token: str) -> HttpResponse:
    actor, what = acting_for_oneself(viewer_of(request)), request.POST.get("faire", "")
    call = request.POST.get("demande", "")[:40]
    if what == "retirer":
        asking.withdraw(actor=actor, token=token, ref=call)
    elif what == "joignable":
        asking.reopen(actor=actor, token=token, ref=call)
    elif what == "changer":
        form = ChangeForm(request.POST)
        data = form.cleaned_data if form.is_valid() else {}
        asking.change(
            actor=actor,
            token=token,
            ref=call,
            words=data.get("mots", ""),
            when=tuple(data.get("quand", ())),
            version=data["version"] if data.get("version") is not None else -1,
        )
    return see_other(reverse("arrivals:own", args=[token]), fait=what)


def _door(
    request: HttpRequest,
    network: NetworkCard,
    viewer: Viewer,
    person: PersonCard | None,
    token: str,
) -> HttpResponse:
    desks = desks_for(viewer) if person is None else ()
    settings: dict[str, Any] = {"person": person, "desks": desks, **_promises(network)}
    if request.method != "POST":
        start = {"cle": new_key(), "moyen": "telephone"}
        return _page(request, network, CallForm(initial=start, **settings), person, token)
    form = CallForm(request.POST, **settings)
    if not form.is_valid():
        return _page(request, network, form, person, token, status=422)
    if not _may_pass(request):
        form.add_error(None, _("Beaucoup de demandes en même temps : réessayez dans une minute."))
        return _page(request, network, form, person, token, status=429)
    try:
        return _kept(form, network, viewer, person, token)
    except FollowUpGone:
        return gone(request)
    except UserError as error:
        form.refuse(error)
        return _page(request, network, form, person, token, status=error.status)


@transaction.atomic
def _kept(
    form: CallForm, network: NetworkCard, viewer: Viewer, person: PersonCard | None, token: str
) -> HttpResponse:
    actor, file, is_new = viewer, person.ref if person and not token else "", person is None
    if is_new:
        organisation = form.cleaned_data["structure"]
        actor = viewer if organisation else acting_for_oneself(viewer)
        opened = open_person(
            actor=actor,
            opening=form.opening(),
            organisation_ref=organisation,
            request_key=form.request_key,
        )
        token = opened.token
    elif form.asks_reach:
        change_contact(actor=actor, reached=form.reached(), token=token, follow_up=file)
    asking.ask(
        actor=actor,
        network=network,
        asked=form.asked(),
        token=token,
        follow_up=file,
        organisation_ref=form.cleaned_data["structure"] if is_new else "",
        manner=form.manner,
        request_key=form.request_key,
    )
    if not token:
        return see_other(f"{reverse('entraide:file', args=[file])}?fait=dit")
    return see_other(reverse("arrivals:own", args=[token]), fait="demande")


def _promises(network: NetworkCard) -> dict[str, Any]:
    now, rules = timezone.now(), rules_now(network)
    if asking.is_shut(network):
        return {"promised": {}, "told": {}}
    where = network.zone_code if network.zone == "departement" else ""
    today = timezone.localdate(now)
    return {
        "promised": {kind: promised_on(today, days, where) for kind, days in rules.days.items()},
        "told": told(network, rules.days, where, now),
    }


def _may_pass(request: HttpRequest) -> bool:
    """Whoever receives people is never stopped by a crowd of strangers, nor counted with them."""
    if viewer_of(request).mandates:
        return True
    return VISITOR.lets_through(request) and BRAKE.lets_through()


def _page(
    request: HttpRequest,
    network: NetworkCard,
    form: CallForm,
    person: PersonCard | None,
    token: str,
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    rows = list(lately(network, now))
    context = {
        "network": network,
        "form": form,
        "person": person,
        "token": token,
        "is_shut": not form.promised,
        "shut_why": rules_now(network).why if not form.promised else "",
        "measured": measured(rows, now) if len(rows) >= network.small_count else None,
        "asked_count": len(rows),
        "days": LOOKED_BACK,
    }
    return render(request, "networks/arrivals/ask.html", context, status=status)
