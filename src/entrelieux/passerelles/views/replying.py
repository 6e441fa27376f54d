"""A structure without account answers one request, at a signed address that serves once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.speaking import asked_language, speaks
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import PasserelleCard
from entrelieux.passerelles.errors import LinkUsed, NotNow, PasserelleGone, ReplyLinkGone
from entrelieux.passerelles.forms import ReplyForm, as_typed
from entrelieux.passerelles.selectors import passerelle_behind
from entrelieux.passerelles.telling import answer_given, lines_for_others
from entrelieux.passerelles.views.answers import gone, secret

LATER = "autre_jour"


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@speaks
def reply(request: HttpRequest, link: str) -> HttpResponse:
    """What is asked, and three answers; once answered, what was answered."""
    try:
        card = passerelle_behind(link)
        if asked_language(request):
            typed = as_typed(ReplyForm, request.POST)
            return _asking(request, card, ReplyForm(initial=typed, today=timezone.localdate()))
        if request.method == "POST":
            return _answer(request, link, card)
    except (ReplyLinkGone, PasserelleGone):
        return gone(request)
    if card.answered or card.is_final:
        return _answered(request, card)
    return _asking(request, card, ReplyForm(today=timezone.localdate()))


def _answer(request: HttpRequest, link: str, card: PasserelleCard) -> HttpResponse:
    form = ReplyForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        if card.answered or card.is_final:
            return _answered(request, card)
        return _asking(request, card, form, status=422)
    try:
        answer_with(form, link=link)
    except (ReplyLinkGone, PasserelleGone):
        raise
    except (LinkUsed, NotNow) as error:
        return _answered(request, passerelle_behind(link), error)
    except UserError as error:
        form.refuse(error)
        return _asking(request, card, form, status=error.status)
    return see_other(reverse("passerelles:reply", args=[link]))


def answer_with(form: ReplyForm, **who: object) -> None:
    """Hand a valid answer to the one service it is for. who: ``link``, or ``actor`` and ``ref``."""
    data = form.cleaned_data
    match data["reponse"]:
        case "decliner":
            services.decline(reason=data["motif"], note=data["plutot"], **who)  # type: ignore[arg-type]
        case "autre_jour":
            services.announce(on=data["jour"], note=data["plutot"], **who)  # type: ignore[arg-type]
        case _:
            services.accept(**who)  # type: ignore[arg-type]
            if data["plutot"]:
                who.pop("version", None)
                services.come_back(text=data["plutot"], **who)  # type: ignore[arg-type]


def _asking(
    request: HttpRequest, card: PasserelleCard, form: ReplyForm, *, status: int = 200
) -> HttpResponse:
    context = _read(card) | {"form": form}
    return render(request, "passerelles/reply.html", context, status=status)


def _read(card: PasserelleCard) -> dict[str, object]:
    """What is asked, which whoever said yes still needs, and what was answered."""
    asked = lines_for_others(card.carried)
    return {"card": card, "asked": asked, "unsaid": (), "said": answer_given(card)}


def _answered(
    request: HttpRequest, card: PasserelleCard, error: UserError | None = None
) -> HttpResponse:
    context = _read(card) | {"error": error}
    status = error.status if error else 200
    return render(request, "passerelles/replied.html", context, status=status)
