"""« Confier une étape »: from a step of the public plans to a follow-up of one's own."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.speaking import asked_language, speaks
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.confiding import (
    Agreed,
    StepToConfide,
    acting_for_oneself,
    confide_step,
    step_to_confide,
)
from entrelieux.passerelles.forms import MOST_LETTERS, ConfideForm, as_typed
from entrelieux.passerelles.services import Reached
from entrelieux.passerelles.views.answers import secret
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.reception.views.answers import gone as plan_gone

COOKIE = "suivi"
"""The key that opened a follow-up: worth nothing without the plan, and gone with the browser."""


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@speaks
def confide(request: HttpRequest, token: str, number: int, step: str) -> HttpResponse:
    """Say what leaves, line by line, then hand it over."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    opening_key = _opening_key(request, token)
    try:
        asked = step_to_confide(viewer, token, number, step, opening_key)
    except IntakeGone:
        return plan_gone(request)
    except PlanMoved as moved:
        context = {"token": token, "error": moved, "section": "parcours"}
        status = moved.status if request.method == "POST" else 404
        return render(request, "reception/moved.html", context, status=status)
    except UserError as error:
        context = {"token": token, "error": error, "section": "parcours"}
        return render(request, "reception/impossible.html", context, status=error.status)
    if request.method != "POST":
        return _page(request, token, number, asked, _form(asked, initial=_initial(asked)))
    if asked_language(request):
        typed = as_typed(ConfideForm, request.POST)
        return _page(request, token, number, asked, _form(asked, initial=typed))
    form = ConfideForm(request.POST, needs=asked.step.needs, lines=asked.lines)
    if not form.is_valid():
        return _page(request, token, number, asked, form, status=422)
    opening_key = opening_key or form.request_key
    try:
        follow_up = confide_step(
            actor=acting_for_oneself(viewer),
            asked=asked,
            agreed=_agreed(form),
            opening_key=opening_key,
            request_key=form.request_key,
        )
    except UserError as error:
        form.refuse(error)
        return _page(request, token, number, asked, form, status=error.status)
    again = asked.follow_up is not None
    where = "passerelles:follow_up" if again else "passerelles:keep"
    response = see_other(reverse(where, args=[follow_up]) + ("?confie=1#demandes" if again else ""))
    _keep(response, token, opening_key)
    return response


def _form(asked: StepToConfide, *, initial: dict[str, object]) -> ConfideForm:
    return ConfideForm(initial=initial, needs=asked.step.needs, lines=asked.lines)


def _initial(asked: StepToConfide) -> dict[str, object]:
    """What is ordinary is ticked; what is private is not, nor any line."""
    card = asked.follow_up
    return {
        "besoins": [n.code for n in asked.step.needs if not asked.is_sensitive(n.code)],
        "mode": "contact_transmis",
        "moyen": card.channel.code if card else "papier",
        "contact": card.contact if card else "",
        "nom": card.name if card else "",
        "lignes": [],
    }


def _agreed(form: ConfideForm) -> Agreed:
    data = form.cleaned_data
    return Agreed(
        needs=tuple(data["besoins"]),
        mode=data["mode"],
        message=data["message"],
        reached=Reached(data["nom"], data["moyen"] or "papier", data["contact"]),
        items=tuple(data["lignes"]),
    )


def _page(
    request: HttpRequest,
    token: str,
    number: int,
    asked: StepToConfide,
    form: ConfideForm,
    *,
    status: int = 200,
) -> HttpResponse:
    back = f"{reverse('reception:plans', args=[token])}?plan={number}#etape-{asked.step.number}"
    context = {
        "section": "parcours",
        "step": asked.step,
        "form": form,
        "back": back,
        "most_letters": MOST_LETTERS,
        "is_first": asked.follow_up is None,
    }
    return render(request, "passerelles/confide.html", context, status=status)


def _opening_key(request: HttpRequest, token: str) -> str:
    try:
        return _signer(token).unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def _keep(response: HttpResponse, token: str, opening_key: str) -> None:
    response.set_cookie(
        COOKIE,
        _signer(token).sign(opening_key),
        path=reverse("reception:plans", args=[token]),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _signer(token: str) -> TimestampSigner:
    return TimestampSigner(salt=f"passerelles.suivi.{token}")
