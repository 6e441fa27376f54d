"""The person's own pages, behind their secret address: their follow-up and what they decide."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from entrelieux.engine.handover.machine import Event, State
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import FollowUpCard, PasserelleCard
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.forms import StageForm
from entrelieux.passerelles.reminding import reminders_of
from entrelieux.passerelles.sections import sections_for
from entrelieux.passerelles.selectors import follow_up_behind
from entrelieux.passerelles.staging import STOPPED
from entrelieux.passerelles.telling import Eyes, Story, story_of
from entrelieux.passerelles.views.answers import gone, secret


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looked on one day, and how many times."""

    on: date
    who: str
    times: int


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """to_do: hand-overs that await the person. may_stop: something is left to stop.

    said: what they have just done, "" at first.
    """

    summary: str
    stories: tuple[Story, ...]
    to_do: tuple[Story, ...]
    looks: tuple[Looked, ...]
    may_stop: bool
    said: str


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Where everything stands; posting ``faire`` changes one thing."""
    try:
        card = follow_up_behind(token)
        if request.method != "POST":
            return _page(request, token, card, StageForm())
        return _change(request, token)
    except FollowUpGone:
        return gone(request)


def _page(
    request: HttpRequest,
    token: str,
    card: FollowUpCard,
    form: StageForm,
    *,
    error: UserError | None = None,
    status: int = 200,
) -> HttpResponse:
    due = reminders_of(one.ref for one in card.passerelles)
    stories = tuple(
        story_of(one, Eyes.PERSON, due.get(one.ref)) for one in reversed(card.passerelles)
    )
    page = FollowUpPage(
        summary=_summary(card),
        stories=stories,
        to_do=tuple(story for story in stories if _awaits_person(story.card)),
        looks=_looks(card),
        may_stop=_may_stop(card),
        said=_just_done(request.GET.get("fait", "")),
    )
    context = {
        "token": token,
        "card": card,
        "page": page,
        "form": form,
        "error": error,
        "opened": request.GET.get("voit", ""),
        "sections": sections_for(token, card.ref),
    }
    return render(
        request, "passerelles/follow_up.html", context, status=error.status if error else status
    )


def _summary(card: FollowUpCard) -> str:
    needs = len(card.needs)
    under_way = sum(not one.is_final for one in card.passerelles)
    if not needs and not card.passerelles:
        return _("Tout ce que vous avez dit ici, à un seul endroit.")
    said = ngettext("%(n)d besoin suivi", "%(n)d besoins suivis", needs) % {"n": needs}
    if not under_way:
        return _("%(needs)s. Aucune demande en cours.") % {"needs": said}
    asked = ngettext("%(n)d demande en cours", "%(n)d demandes en cours", under_way)
    return f"{said}, {asked % {'n': under_way}}."


def _looks(card: FollowUpCard) -> tuple[Looked, ...]:
    """A structure that comes back the same day is one line."""
    days = [timezone.localdate(look.at) for look in card.looks]
    names = [", ".join(filter(None, (look.organisation, look.function))) for look in card.looks]
    counted = Counter(zip(days, names, strict=True))
    return tuple(Looked(day, who, times) for (day, who), times in counted.items())


def _may_stop(card: FollowUpCard) -> bool:
    return any(one.state.code in STOPPED for one in card.needs) or any(
        not one.is_final for one in card.passerelles
    )


def _awaits_person(card: PasserelleCard) -> bool:
    """A proposal to answer, or something over that nobody said the worth of."""
    return card.state.code == State.PROPOSED or (
        card.state.code in {State.MET, State.CLOSED}
        and card.outcome is None
        and Event.CLOSE.value in card.can
    )


def _just_done(what: str) -> str:
    said = {
        "confie": _("C'est confié. Vous voyez ici la réponse dès qu'elle arrive."),
        "besoin": _("C'est noté."),
        "etape": _("Votre étape est gardée."),
        "montrer": _("C'est montré à cette structure."),
        "cacher": _("C'est caché à cette structure."),
        "accord": _("Merci. Votre demande est partie."),
        "arreter": _("C'est noté : vous arrêtez là. Vous pouvez reprendre quand vous voulez."),
        "repere": _("C'est noté : cette structure est votre repère."),
        "retrait": _("Votre accord est retiré."),
        "cloture": _("Merci de l'avoir dit."),
    }
    return said.get(what, "")


def _change(request: HttpRequest, token: str) -> HttpResponse:
    what = request.POST.get("faire", "")
    if what == "etape":
        return _add_stage(request, token)
    acts: dict[str, Callable[[HttpRequest, str], str]] = {
        "besoin": _set_need,
        "montrer": _share,
        "cacher": _unshare,
        "repere": _choose_referent,
        "arreter": _stop,
    }
    if what not in acts:
        return see_other(reverse("passerelles:follow_up", args=[token]))
    try:
        anchor = acts[what](request, token)
    except FollowUpGone:
        raise
    except UserError as error:
        return _page(request, token, follow_up_behind(token), StageForm(), error=error)
    return _done(token, what, anchor)


def _done(token: str, what: str, rest: str) -> HttpResponse:
    return see_other(f"{reverse('passerelles:follow_up', args=[token])}?fait={what}{rest}")


def _add_stage(request: HttpRequest, token: str) -> HttpResponse:
    form = StageForm(request.POST)
    if form.is_valid():
        try:
            services.add_stage(
                actor=_viewer(request),
                token=token,
                stage=form.cleaned_data["etape"],
                learnt=form.cleaned_data["appris"],
            )
            return _done(token, "etape", "#histoire")
        except FollowUpGone:
            raise
        except UserError as error:
            form.refuse(error)
    return _page(request, token, follow_up_behind(token), form, status=422)


def _set_need(request: HttpRequest, token: str) -> str:
    services.set_need_state(
        actor=_viewer(request),
        token=token,
        need=request.POST.get("besoin", ""),
        state=request.POST.get("etat", ""),
    )
    return "#besoins"


def _share(request: HttpRequest, token: str) -> str:
    services.share(actor=_viewer(request), token=token, **_line(request))
    return _opened(request)


def _unshare(request: HttpRequest, token: str) -> str:
    services.unshare(actor=_viewer(request), token=token, **_line(request))
    return _opened(request)


def _choose_referent(request: HttpRequest, token: str) -> str:
    services.choose_referent(
        actor=_viewer(request),
        token=token,
        organisation_ref=_line(request)["organisation_ref"],
    )
    return "#repere"


def _stop(request: HttpRequest, token: str) -> str:
    learnt = request.POST.get("appris", "").replace("\r\n", "\n").replace("\x00", "")
    services.stop(actor=_viewer(request), token=token, learnt=learnt)
    return "#besoins"


def _line(request: HttpRequest) -> dict[str, str]:
    return {
        "item": request.POST.get("ligne", "")[:80],
        "organisation_ref": request.POST.get("structure", "")[:40],
    }


def _opened(request: HttpRequest) -> str:
    """The same structure stays unfolded."""
    ref = "".join(c for c in _line(request)["organisation_ref"] if c.isalnum() or c in "-_")
    return f"&voit={ref}#voit-{ref}"


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
