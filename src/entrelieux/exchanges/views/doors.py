"""The two doors: « J'ai une idée ou un besoin », « J'ai quelque chose à proposer »."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.exchanges import competences, saying
from entrelieux.exchanges.errors import TooMany
from entrelieux.exchanges.forms import OfferForm, RequestForm, SayForm
from entrelieux.exchanges.introducing import begin_showing
from entrelieux.exchanges.saying import Whose
from entrelieux.exchanges.selectors import desks_for, open_counts
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import VisitorBrake
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.confiding import acting_for_oneself
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.forms import new_key
from entrelieux.passerelles.persons import (
    PersonCard,
    open_person,
    person_behind,
    person_for,
)
from entrelieux.passerelles.policies import animates
from entrelieux.passerelles.views.answers import gone, secret
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.selectors import need_families
from entrelieux.reception.understanding import MAX_LETTERS, understood_in

SECTION = {"section": "entraide"}
VISITOR = VisitorBrake("portes", most=60, seconds=3_600)
MOST_NEEDS = 4
"""Needs read back, besides those that the words surely say."""
FORMS: dict[str, type[SayForm]] = {"demander": RequestForm, "proposer": OfferForm}


@access(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "exchanges/home.html", {**SECTION, "counts": open_counts()})


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def door(request: HttpRequest, which: str) -> HttpResponse:
    """For somebody without any file yet; or typed for somebody by who receives them."""
    viewer = viewer_of(request)
    ref = request.GET.get("dossier", "")[:40]
    try:
        person = person_for(viewer, ref, "l'entraide") if ref else None
    except FollowUpGone:
        raise Http404 from None
    return _door(request, which, Someone(viewer, person=person))


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def own_door(request: HttpRequest, token: str, which: str) -> HttpResponse:
    """For somebody who has an address: nothing is asked again."""
    try:
        person = person_behind(token)
    except FollowUpGone:
        return gone(request)
    return _door(request, which, Someone(acting_for_oneself(viewer_of(request)), person, token))


@dataclass(frozen=True, slots=True)
class Someone:
    """Who stands at the door. person: None as long as they have no file."""

    viewer: Viewer
    person: PersonCard | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class NeedChoice:
    card: NeedCard
    is_checked: bool
    because: tuple[str, ...] = ()


def _door(request: HttpRequest, which: str, who: Someone) -> HttpResponse:
    desks = desks_for(who.viewer) if who.person is None else ()
    settings: dict[str, Any] = {"knows_them": who.person is not None, "desks": desks}
    if request.method != "POST":
        first = next((one for one in desks if one.commune), None)
        start = {"cle": new_key(), "moyen": "papier", "commune": first.commune if first else ""}
        return _page(request, which, FORMS[which](initial=start, **settings), who)
    form = FORMS[which](request.POST, **settings)
    if not form.is_valid():
        return _page(request, which, form, who, status=422)
    if not form.is_read:
        return _page(request, which, form, who, reads=True)
    try:
        if not VISITOR.lets_through(request):
            raise TooMany
        return _kept(form, who)
    except FollowUpGone:
        return gone(request)
    except UserError as error:
        form.refuse(error)
        return _page(request, which, form, who, status=error.status)


@transaction.atomic
def _kept(form: SayForm, who: Someone) -> HttpResponse:
    token, ref, actor = who.token, who.person.ref if who.person else "", who.viewer
    is_new = who.person is None
    if is_new:
        organisation = form.cleaned_data["structure"]
        actor = who.viewer if organisation else acting_for_oneself(who.viewer)
        opened = open_person(
            actor=actor,
            opening=form.opening(),
            organisation_ref=organisation,
            request_key=form.request_key,
        )
        token, ref = opened.token, opened.ref
    whose = Whose(
        token=token if is_new or who.token else "",
        follow_up="" if is_new or who.token else ref,
        manner=form.manner,
    )
    if isinstance(form, OfferForm):
        said = saying.say_offer(
            actor=actor, said=form.said(), whose=whose, request_key=form.request_key
        )
    else:
        assert isinstance(form, RequestForm)
        said = saying.say_request(
            actor=actor, said=form.said(), whose=whose, request_key=form.request_key
        )
        begin_showing(said)
    if is_new:
        return see_other(reverse("passerelles:keep", args=[token]))
    if not token:
        return see_other(f"{reverse('entraide:file', args=[ref])}?fait=dit")
    if isinstance(form, RequestForm):
        return see_other(reverse("entraide:request", args=[token, said]))
    return see_other(reverse("passerelles:follow_up", args=[token]) + "?fait=besoin#entraide")


def _page(
    request: HttpRequest,
    which: str,
    form: SayForm,
    who: Someone,
    *,
    reads: bool = False,
    status: int = 200,
) -> HttpResponse:
    reads = reads or (form.is_bound and form.is_read)
    context = {
        **SECTION,
        "which": which,
        "form": form,
        "person": who.person,
        "token": who.token,
        "animates_alone": who.person is None and not form.desks and animates(who.viewer),
        "reads": reads,
        "most_letters": saying.MOST_LETTERS,
        **(_understood(which, form, who) if reads else {}),
    }
    return render(request, f"exchanges/{which}.html", context, status=status)


def _understood(which: str, form: SayForm, who: Someone) -> dict[str, Any]:
    """What the words seem to say, to be ticked: sure things are, the first time."""
    again = form.is_read
    said = understood_in(who.viewer, form.words[:MAX_LETTERS])
    sure = {one.need.code for one in said.proposals if one.is_sure}
    ticked = form.chosen("besoins") if again else form.chosen("besoins") | sure
    nearest = said.proposals[: max(MOST_NEEDS, len(sure))]
    known = {one.need.code: NeedChoice(one.need, False, one.because) for one in nearest}
    every = {need.code: need for family in need_families() for need in family.needs}
    codes = [*known, *(code for code in every if code in ticked and code not in known)]
    needs = [
        NeedChoice(every[c], c in ticked, known[c].because if c in known else ())
        for c in codes
        if c in every
    ]
    spoken = competences.said_in(form.words)
    called = competences.called_for(ticked) if which == "demander" else ()
    held = form.chosen("competences")
    tick = held if again else held | (set(spoken) if which == "proposer" else set(called[:3]))
    shown = dict.fromkeys((*spoken, *called, *sorted(held)))
    return {
        "needs": needs,
        "families": need_families(),
        "ticked": ticked,
        "skills": [(competences.card_of(code), code in tick) for code in shown],
        "shelves": competences.shelves(frozenset(shown)),
    }
