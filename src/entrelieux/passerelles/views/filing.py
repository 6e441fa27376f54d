"""The file of somebody, for who accompanies them: as far as the person shares it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import FollowUpCard
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone
from entrelieux.passerelles.forms import StageForm
from entrelieux.passerelles.policies import helps_anybody
from entrelieux.passerelles.reminding import reminders_of
from entrelieux.passerelles.sections import links_for
from entrelieux.passerelles.selectors import follow_up_for
from entrelieux.passerelles.telling import Eyes, lines_for_others, story_of
from entrelieux.passerelles.views.answers import secret


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything the person shows to this structure; posting ``faire`` changes one thing."""
    try:
        card = follow_up_for(_viewer(request), ref)
        return _change(request, ref) if request.method == "POST" else _page(request, card)
    except FollowUpGone:
        raise Http404 from None


def _page(
    request: HttpRequest,
    card: FollowUpCard,
    *,
    form: StageForm | None = None,
    error: UserError | None = None,
) -> HttpResponse:
    due = reminders_of(one.ref for one in card.passerelles)
    context = {
        "card": card,
        "stories": [
            story_of(one, Eyes.SENDER, due.get(one.ref)) for one in reversed(card.passerelles)
        ],
        "lines": lines_for_others(card.lines),
        "is_referent": _is_referent(card),
        "may_receive": card.as_organisation in _viewer(request).organisations(Role.AGENT),
        "form": form or StageForm(),
        "error": error,
        "said": _just_done(request.GET.get("fait", "")),
        "section": "passerelles",
        "links": links_for(card.ref) if card.can_write else (),
    }
    status = error.status if error else 200
    return render(request, "passerelles/file.html", context, status=status)


def _is_referent(card: FollowUpCard) -> bool:
    return card.referent is not None and card.referent.organisation_ref == card.as_organisation


def _change(request: HttpRequest, ref: str) -> HttpResponse:
    what = request.POST.get("faire", "")
    here = reverse("passerelles:file", args=[ref])
    acts: dict[str, Callable[[HttpRequest, str], None]] = {
        "besoin": _set_need,
        "repere": _become_referent,
        "etape": _add_stage,
    }
    if what not in {*acts, "adresse"}:
        return see_other(here)
    try:
        if what == "adresse":
            token = services.new_link(actor=_viewer(request), follow_up=ref)
            return see_other(reverse("passerelles:keep", args=[token]))
        acts[what](request, ref)
    except FollowUpGone:
        raise
    except UserError as error:
        form = StageForm(request.POST) if what == "etape" else None
        return _page(request, follow_up_for(_viewer(request), ref), form=form, error=error)
    return see_other(f"{here}?fait={what}")


def _set_need(request: HttpRequest, ref: str) -> None:
    services.set_need_state(
        actor=_viewer(request),
        follow_up=ref,
        need=request.POST.get("besoin", ""),
        state=request.POST.get("etat", ""),
    )


def _become_referent(request: HttpRequest, ref: str) -> None:
    """The viewer, for the structure through which the file is read."""
    viewer = _viewer(request)
    card = follow_up_for(viewer, ref)
    services.choose_referent(actor=viewer, organisation_ref=card.as_organisation, follow_up=ref)


def _add_stage(request: HttpRequest, ref: str) -> None:
    form = StageForm(request.POST)
    if not form.is_valid():
        raise AskedWrongly(_("Choisissez où en est le projet aujourd'hui."), field="etape")
    services.add_stage(
        actor=_viewer(request),
        follow_up=ref,
        stage=form.cleaned_data["etape"],
        learnt=form.cleaned_data["appris"],
    )


def _just_done(what: str) -> str:
    said = {
        "besoin": _("C'est noté."),
        "repere": _("Vous êtes la personne repère. La personne le voit."),
        "etape": _("L'étape est gardée."),
    }
    return said.get(what, "")


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
