"""For a structure: news to give, and the file of somebody it accompanies, with their word."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.exchanges import introducing, relaying, saying
from entrelieux.exchanges.errors import Gone, NotNow
from entrelieux.exchanges.matching import proposals_for
from entrelieux.exchanges.policies import helps_anybody
from entrelieux.exchanges.selectors import introduction_of, own_of, request_row
from entrelieux.exchanges.views.replying import ReplyForm, Way, reply_page
from entrelieux.kernel.access import access, signed_in
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import PersonCard, person_for
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
        way = Way(file=ref)
        if request.method != "POST":
            return reply_page(request, card, way, said=_("C'est noté.") if request.GET else "")
        form = ReplyForm(request.POST)
        said = form.event(card) if form.is_valid() else None
        if said is None:
            return reply_page(request, card, way, form=form, status=422)
        introducing.reply(
            actor=viewer_of(request), ref=card.ref, said=form.reply(said), follow_up=ref
        )
    except (FollowUpGone, Gone):
        raise Http404 from None
    except NotNow as error:
        return reply_page(request, card, way, error=error, status=error.status)
    except UserError as error:
        form.refuse(error)
        return reply_page(request, card, way, form=form, status=error.status)
    return see_other(f"{reverse('entraide:file_introduction', args=[ref, relation])}?fait={said}")
