"""What hangs on somebody's own address: what they propose, what they look for, whom they meet."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.engine.matching.machine import AGREE, Event
from entrelieux.exchanges import introducing, saying
from entrelieux.exchanges.cards import IntroductionCard, OfferCard
from entrelieux.exchanges.errors import Gone, NotNow, TooMany
from entrelieux.exchanges.forms import ReachForm, WordsForm
from entrelieux.exchanges.matching import proposals_for
from entrelieux.exchanges.models import Request
from entrelieux.exchanges.selectors import (
    introduction_behind,
    introduction_of,
    introductions_of,
    offer_of,
    request_card,
    request_row,
)
from entrelieux.exchanges.views.replying import ReplyForm, Way, reply_page
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.limits import VisitorBrake
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.services import Reached, change_contact
from entrelieux.passerelles.views.answers import gone, secret

SECTION = {"section": "entraide"}
VISITOR = VisitorBrake("mises-en-relation", most=60, seconds=3_600)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def offer(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """One of my offers: pause it, say it again, prolong it, withdraw it."""
    try:
        person = person_behind(token)
        card = offer_of(person, ref)
        if request.method == "POST":
            return _change(request, token, ref, "entraide:offer")
    except (FollowUpGone, Gone):
        return gone(request)
    except UserError as error:
        return _offer_page(request, token, card, error)
    return _offer_page(request, token, card)


def _offer_page(
    request: HttpRequest, token: str, card: OfferCard, error: UserError | None = None
) -> HttpResponse:
    context = {
        **SECTION,
        "token": token,
        "card": card,
        "error": error,
        "said": _done(request),
        "typed": request.POST.get("mots", card.words),
    }
    status = error.status if error else 200
    return render(request, "exchanges/offer.html", context, status=status)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def request_(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """One of my requests: who could answer, and why; ask somebody, or change it."""
    try:
        person = person_behind(token)
        row = request_row(person, ref)
        if request.method == "POST" and request.POST.get("faire") == "demander":
            return _ask(request, token, ref)
        if request.method == "POST":
            return _change(request, token, ref, "entraide:request")
    except (FollowUpGone, Gone):
        return gone(request)
    except UserError as error:
        return _request_page(request, token, row, error)
    return _request_page(request, token, row)


def _request_page(
    request: HttpRequest, token: str, row: Request, error: UserError | None = None
) -> HttpResponse:
    card = request_card(row)
    own = [one for one in introductions_of(row.follow_up_id) if one.thing_ref == card.ref]
    is_open = card.state.code in {"ouverte", "sans_personne"}
    context = {
        **SECTION,
        "token": token,
        "card": card,
        "introductions": own,
        "proposals": proposals_for(ANYONE, row) if is_open else (),
        "is_open": is_open,
        "error": error,
        "said": _done(request),
        "typed": request.POST.get("mots", card.words),
    }
    status = error.status if error else 200
    return render(request, "exchanges/request.html", context, status=status)


def _ask(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    if not VISITOR.lets_through(request):
        raise TooMany
    found = introducing.ask(
        actor=ANYONE, request_ref=ref, offer_ref=request.POST.get("a", "")[:40], token=token
    )
    return see_other(f"{reverse('entraide:introduction', args=[token, found])}?fait=demande")


def _change(request: HttpRequest, token: str, ref: str, page: str) -> HttpResponse:
    what = request.POST.get("faire", "")
    back = reverse(page, args=[token, ref])
    if what == "redire":
        form = WordsForm(request.POST)
        form.is_valid()
        saying.say_again(
            actor=ANYONE, ref=ref, words=form.cleaned_data.get("mots", ""), token=token
        )
    elif what == "prolonger":
        saying.prolong(actor=ANYONE, ref=ref, token=token)
    elif what in {"ouverte", "en_pause", "retiree"}:
        saying.set_state(actor=ANYONE, ref=ref, state=what, token=token)
        if what == "retiree":
            back = reverse("passerelles:follow_up", args=[token])
            return see_other(f"{back}?fait=besoin#entraide")
    else:
        return see_other(back)
    return see_other(f"{back}?fait={what}")


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def introduction(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """One introduction in the hand of the side that this address belongs to."""
    try:
        person = person_behind(token)
        card = introduction_of(person, ref)
        if request.method != "POST":
            return reply_page(request, card, Way(token), said=_done(request))
        return _reply(request, card, Way(token))
    except (FollowUpGone, Gone):
        return gone(request)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """The same, opened by the address of a message, without any account."""
    try:
        card = introduction_behind(link)
        if request.method != "POST":
            return reply_page(request, card, Way(link=link), said=_done(request))
        return _reply(request, card, Way(link=link))
    except Gone:
        return gone(request)


def _reply(request: HttpRequest, card: IntroductionCard, way: Way) -> HttpResponse:
    """Say one thing; what was typed comes back when it cannot be."""
    form, reach = ReplyForm(request.POST), ReachForm(request.POST)
    said = form.event(card) if form.is_valid() else None
    asks_reach = card.has_no_reach and said in AGREE and not way.link
    if said is None or (asks_reach and not reach.is_valid()):
        return reply_page(request, card, way, form=form, reach=reach, status=422)
    try:
        if asks_reach:
            data = reach.cleaned_data
            reached = Reached(data["nom"], data["moyen"], data["contact"])
            change_contact(actor=ANYONE, reached=reached, token=way.token)
        introducing.reply(ref=card.ref, said=form.reply(said), token=way.token, link=way.link)
    except NotNow as error:
        return reply_page(request, card, way, error=error, status=error.status)
    except (FollowUpGone, Gone):
        raise
    except UserError as error:
        form.refuse(error)
        return reply_page(request, card, way, form=form, reach=reach, status=error.status)
    if way.link:
        return _after_link(way.link)
    back = reverse("entraide:introduction", args=[way.token, card.ref])
    return see_other(f"{back}?fait={said}")


def _after_link(link: str) -> HttpResponse:
    """Once it is over, the address of the message opens nothing more."""
    try:
        introduction_behind(link)
    except Gone:
        return see_other(f"{reverse('entraide:home')}?fait=dit")
    return see_other(f"{reverse('entraide:answer', args=[link])}?fait=dit")


def _done(request: HttpRequest) -> str:
    said: dict[str, Callable[[], str]] = {
        "demande": lambda: _("C'est demandé. Vous saurez sa réponse ici."),
        "dit": lambda: _("C'est noté. Merci de l'avoir dit."),
        "redire": lambda: _("Vos mots sont changés."),
        "prolonger": lambda: _("C'est prolongé de six mois."),
        "en_pause": lambda: _("C'est en pause : personne de nouveau ne la voit."),
        "ouverte": lambda: _("C'est repris."),
    }
    what = request.GET.get("fait", "")
    if what in {event.value for event in Event}:
        what = "dit"
    return said[what]() if what in said else ""
