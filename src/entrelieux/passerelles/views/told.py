"""One hand-over on the person's own pages: agree, decline, take back, say what it was worth."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from entrelieux.engine.handover.machine import Event
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import LineCard, PasserelleCard
from entrelieux.passerelles.errors import FollowUpGone, PasserelleGone
from entrelieux.passerelles.forms import ClosingForm
from entrelieux.passerelles.hands import PERSON
from entrelieux.passerelles.reminding import reminders_of
from entrelieux.passerelles.selectors import lines_for, passerelle_followed
from entrelieux.passerelles.telling import Eyes, left_unsaid, story_of
from entrelieux.passerelles.views.answers import gone, moved, secret


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def told(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """What was asked, what left, what happened; posting ``faire`` decides."""
    try:
        card = passerelle_followed(token, ref)
    except (FollowUpGone, PasserelleGone):
        return gone(request)
    if request.method != "POST":
        return _page(request, token, card, ClosingForm())
    what = request.POST.get("faire", "")
    if what == "cloture":
        return _close(request, token, card)
    acts: dict[str, Callable[[HttpRequest, str, str], None]] = {
        "accord": _agree,
        "retrait": _withdraw,
    }
    back = reverse("passerelles:told", args=[token, ref])
    if what not in acts:
        return see_other(back)
    try:
        acts[what](request, token, ref)
    except (FollowUpGone, PasserelleGone):
        return gone(request)
    except UserError as error:
        return _moved(request, token, ref, error)
    return see_other(f"{reverse('passerelles:follow_up', args=[token])}?fait={what}#demandes")


def _page(
    request: HttpRequest,
    token: str,
    card: PasserelleCard,
    form: ClosingForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "token": token,
        "card": card,
        "story": story_of(card, Eyes.PERSON, reminders_of([card.ref]).get(card.ref)),
        "form": form,
        "unsaid": left_unsaid(card),
        "lines": _lines(request, token, card),
    }
    return render(request, "passerelles/told.html", context, status=status)


def _lines(request: HttpRequest, token: str, card: PasserelleCard) -> tuple[LineCard, ...]:
    """What may leave besides the ordinary needs; nothing once the person has answered."""
    if Event.CONSENT.value not in card.can:
        return ()
    codes = [need.code for need in card.needs]
    found = lines_for(_viewer(request), codes, mode=card.mode.code, reason=card.reason, token=token)
    return tuple(line for line in found if not line.is_set)


def _agree(request: HttpRequest, token: str, ref: str) -> None:
    """Agree to the lines ticked, then send: one yes of the person."""
    actor = _viewer(request)
    with override("fr"):  # what leaves is read by the structure
        services.consent(
            actor=actor,
            ref=ref,
            token=token,
            items=request.POST.getlist("lignes")[:60],
            given_by=PERSON,
            manner="en_ligne",
        )
        services.send(actor=actor, ref=ref, token=token)


def _withdraw(request: HttpRequest, token: str, ref: str) -> None:
    services.withdraw(actor=_viewer(request), ref=ref, token=token)


def _close(request: HttpRequest, token: str, card: PasserelleCard) -> HttpResponse:
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, token, card, form, status=422)
    try:
        services.close(
            actor=_viewer(request),
            ref=card.ref,
            token=token,
            outcome=form.cleaned_data["issue"],
            useful=form.is_useful,
        )
    except (FollowUpGone, PasserelleGone):
        return gone(request)
    except UserError as error:
        return _moved(request, token, card.ref, error)
    return see_other(f"{reverse('passerelles:follow_up', args=[token])}?fait=cloture#demandes")


def _moved(request: HttpRequest, token: str, ref: str, error: UserError) -> HttpResponse:
    """It is no longer as the page said: what is there now."""
    story = story_of(passerelle_followed(token, ref), Eyes.PERSON)
    back = reverse("passerelles:told", args=[token, ref])
    return moved(request, error, back=back, kept={}, story=story)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
