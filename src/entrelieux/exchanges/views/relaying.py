"""For a structure: news to give, and the file of somebody it accompanies, with their word."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.engine.matching.machine import AGREE
from entrelieux.exchanges import introducing, relaying, saying
from entrelieux.exchanges.cards import IntroductionCard
from entrelieux.exchanges.errors import Gone, NotNow
from entrelieux.exchanges.matching import proposals_for
from entrelieux.exchanges.policies import helps_anybody
from entrelieux.exchanges.selectors import introduction_of, own_of, request_row
from entrelieux.exchanges.views.replying import US, RelayedReachForm, ReplyForm, Way, reply_page
from entrelieux.kernel.access import access, signed_in
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import PersonCard, person_for, reach_of
from entrelieux.passerelles.views.answers import secret

SECTION = {"section": "entraide"}
LOOKED = "l'entraide"
FEW = 3


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def to_tell(request: HttpRequest) -> HttpResponse:
    """« À prévenir »: news that no message can bring."""
    viewer = viewer_of(request)
    if request.method == "POST":
        try:
            relaying.told(actor=viewer, ref=request.POST.get("nouvelle", "")[:40])
        except Gone:
            raise Http404 from None
        return see_other(f"{reverse('entraide:to_tell')}?fait=dit")
    context = {**SECTION, "news": relaying.news_for(viewer), "said": request.GET.get("fait", "")}
    return render(request, "exchanges/to_tell.html", context)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything of somebody here, for who accompanies them; they see that it was read."""
    try:
        person = _person(request, ref)
        if request.method == "POST":
            return _change(request, ref)
        return _file_page(request, person)
    except (FollowUpGone, Gone):
        raise Http404 from None
    except UserError as error:
        return _file_page(request, person, error)


def _person(request: HttpRequest, ref: str) -> PersonCard:
    return person_for(viewer_of(request), ref, LOOKED)


def _file_page(
    request: HttpRequest, person: PersonCard, error: UserError | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    own = own_of(person.pk)
    proposals = [
        (
            one,
            proposals_for(
                viewer, request_row(person, one.ref), helping=person.organisation, most=FEW
            ),
        )
        for one in own.requests
    ]
    context = {
        **SECTION,
        "person": person,
        "own": own,
        "requests": proposals,
        "error": error,
        "said": _("C'est noté.") if request.GET.get("fait") else "",
    }
    return render(request, "exchanges/file.html", context, status=error.status if error else 200)


def _change(request: HttpRequest, ref: str) -> HttpResponse:
    viewer, what = viewer_of(request), request.POST.get("faire", "")
    thing = request.POST.get("chose", "")[:40].replace("\x00", "")
    if what == "demander":
        introducing.ask(
            actor=viewer,
            request_ref=thing,
            offer_ref=request.POST.get("a", "")[:40],
            follow_up=ref,
        )
    elif what == "vu":
        relaying.attest(
            actor=viewer,
            follow_up=ref,
            offer_ref=thing,
            code=request.POST.get("competence", "")[:60].replace("\x00", ""),
        )
    elif what == "prolonger":
        saying.prolong(actor=viewer, ref=thing, follow_up=ref)
    elif what in {"ouverte", "en_pause", "retiree"}:
        saying.set_state(actor=viewer, ref=thing, state=what, follow_up=ref)
    return see_other(f"{reverse('entraide:file', args=[ref])}?fait=dit")


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def introduction(request: HttpRequest, ref: str, relation: str) -> HttpResponse:
    """What one side says, through who accompanies them."""
    try:
        person = _person(request, ref)
        card = introduction_of(person, relation)
        answered = Answered(request, person, card)
        if request.method != "POST":
            return answered.page(said=_("C'est noté.") if request.GET else "")
        form, reach = ReplyForm(request.POST), RelayedReachForm(request.POST)
        said = form.event(card) if form.is_valid() else None
        tells = answered.relays_reach and said in AGREE
        if said is None or (tells and not reach.is_valid()):
            return answered.page(form=form, reach=reach, status=422)
        with transaction.atomic():
            if tells and reach.says_more:
                relaying.tell_reach(
                    actor=viewer_of(request), follow_up=ref, reached=reach.reached()
                )
            introducing.reply(
                actor=viewer_of(request), ref=card.ref, said=form.reply(said), follow_up=ref
            )
    except (FollowUpGone, Gone):
        raise Http404 from None
    except NotNow as error:
        return answered.page(error=error, status=error.status)
    except UserError as error:
        form.refuse(error)
        return answered.page(form=form, reach=reach, status=error.status)
    return see_other(f"{reverse('entraide:file_introduction', args=[ref, relation])}?fait={said}")


@dataclass(frozen=True, slots=True)
class Answered:
    """The page on which a structure answers for somebody it accompanies."""

    request: HttpRequest
    person: PersonCard
    card: IntroductionCard

    @property
    def relays_reach(self) -> bool:
        """They have said no way to be reached themselves."""
        return not self.person.is_own and not reach_of(self.person.pk)

    def page(self, *, reach: RelayedReachForm | None = None, **shown: Any) -> HttpResponse:
        asked = reach or RelayedReachForm(initial={"moyen": US}) if self.relays_reach else None
        way = Way(file=self.person.ref)
        return reply_page(self.request, self.card, way, reach=asked, **shown)
