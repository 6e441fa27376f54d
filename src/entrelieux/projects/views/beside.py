"""Projects for those who walk beside: a list, and one as far as its holder opens it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects import services
from entrelieux.projects.cards import BesideCard
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.forms import ActionForm, NoteForm
from entrelieux.projects.policies import helps_anybody
from entrelieux.projects.selectors import project_beside, projects_beside
from entrelieux.projects.views.common import for_companion


@access(helps_anybody)
@require_safe
@secret
def listing(request: HttpRequest) -> HttpResponse:
    context = {"projects": projects_beside(viewer_of(request)), "section": "projets"}
    return render(request, "projects/list.html", context)


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_companion
def one(request: HttpRequest, ref: str) -> HttpResponse:
    return beside(request, ref, reverse("projects:beside", args=[ref]))


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_companion
def mentored(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """The same, for a mentor at their own secret address."""
    return beside(request, ref, reverse("projects:mentored", args=[token, ref]), token)


def beside(request: HttpRequest, ref: str, address: str, token: str = "") -> HttpResponse:
    """What is opened; posting ``faire`` writes an action or a note, or settles an action."""
    card = project_beside(viewer_of(request), ref, token=token)
    if request.method != "POST":
        return _page(request, card, token=token)
    what = request.POST.get("faire", "")
    writes: dict[str, Callable[[], tuple[ActionForm | NoteForm, Callable[[], object]]]] = {
        "action": lambda: _action(request, card, token),
        "note": lambda: _note(request, card, token),
    }
    try:
        if what in writes:
            form, write = writes[what]()
            if not form.is_valid():
                return _page(request, card, form, token=token)
            try:
                write()
            except ProjectGone:
                raise
            except UserError as error:
                form.refuse(error)
                return _page(request, card, form, token=token)
        elif what not in {"faite", "laissee", "reprise"}:
            return see_other(address)
        else:
            services.settle(
                actor=viewer_of(request),
                token=token,
                project=ref,
                action=request.POST.get("action", "")[:32],
                how=what,
            )
    except ProjectGone:  # closed meanwhile: the page says what is left
        return see_other(address, fait="ferme")
    except UserError as error:
        return _page(request, card, error=error, token=token)
    return see_other(address, fait=what)


def _action(
    request: HttpRequest, card: BesideCard, token: str
) -> tuple[ActionForm, Callable[[], object]]:
    form = ActionForm(request.POST, owners=_oneself(card))
    return form, lambda: services.add_action(
        actor=viewer_of(request),
        token=token,
        project=card.ref,
        to_do=form.to_do(),
        request_key=form.request_key,
    )


def _note(
    request: HttpRequest, card: BesideCard, token: str
) -> tuple[NoteForm, Callable[[], object]]:
    form = NoteForm(request.POST)
    return form, lambda: services.add_note(
        actor=viewer_of(request),
        token=token,
        project=card.ref,
        words=form.cleaned_data["note"],
        request_key=form.request_key,
    )


def _oneself(card: BesideCard) -> list[tuple[str, str]]:
    """A companion gives an action to the person, or takes it."""
    return [(card.as_companion, card.as_name)]


def _page(
    request: HttpRequest,
    card: BesideCard,
    troubled: ActionForm | NoteForm | None = None,
    *,
    token: str = "",
    error: UserError | None = None,
) -> HttpResponse:
    context = {
        "token": token,
        "card": card,
        "form": troubled if isinstance(troubled, ActionForm) else ActionForm(owners=_oneself(card)),
        "note": troubled if isinstance(troubled, NoteForm) else NoteForm(),
        "troubled": troubled,
        "error": error,
        "said": _just_done(request.GET.get("fait", "")),
        "section": "projets",
    }
    status = error.status if error else 422 if troubled else 200
    return render(request, "projects/beside.html", context, status=status)


def _just_done(what: str) -> str:
    said = {
        "ouvert": _("Le projet est ouvert. La personne le lit à son adresse de suivi."),
        "action": _("L'action est notée, à votre nom."),
        "note": _("La note est gardée, à votre nom."),
        "faite": _("C'est noté : c'est fait."),
        "laissee": _("C'est noté : c'est laissé."),
        "reprise": _("C'est repris."),
        "ferme": _("La personne vient de fermer cette partie. Rien n'a été écrit."),
    }
    return said.get(what, "")
