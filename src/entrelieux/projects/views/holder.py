"""The holder's own pages, behind their secret address: the project, its words, its stages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.directory.wording import in_language
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import passerelles as bridges_pack
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.forms import KeyedForm, StageForm
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects import services
from entrelieux.projects.cards import ProjectCard
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.finding import mentors_around
from entrelieux.projects.forms import ActionForm, NoteForm, SayForm, said_already
from entrelieux.projects.selectors import project_behind
from entrelieux.projects.views.common import for_holder, sent
from entrelieux.territories.selectors import commune_for


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """« Mon projet »: where it stands; posting ``faire`` does one thing. Without one: open it."""
    try:
        card = project_behind(token)
    except ProjectGone:
        return _open(request, token)
    if request.method != "POST":
        return _page(request, token, card)
    what = request.POST.get("faire", "")
    acts: dict[str, Callable[[HttpRequest, str, ProjectCard], HttpResponse]] = {
        "action": _add_action,
        "note": _add_note,
        "faite": _settle,
        "laissee": _settle,
        "reprise": _settle,
        "montrer": _show,
    }
    if what not in acts:
        return see_other(reverse("projects:mine", args=[token]))
    try:
        return acts[what](request, token, card)
    except (FollowUpGone, ProjectGone):
        raise
    except UserError as error:
        return _page(request, token, project_behind(token), error=error)


def _open(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody who has never written a pitch: one box is enough."""
    person = person_behind(token)
    form = SayForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.open_project(actor=viewer_of(request), token=token, said=form.said())
            return _done(token, "ouvert")
        except FollowUpGone:
            raise
        except UserError as error:
            form.refuse(error)
    commune = commune_for(person.code_insee)
    context = {"token": token, "form": form, "commune": commune.name if commune else ""}
    return render(request, "projects/open.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    token: str,
    card: ProjectCard,
    *,
    form: ActionForm | None = None,
    note: NoteForm | None = None,
    error: UserError | None = None,
) -> HttpResponse:
    wrong = [one for one in (form, note) if one is not None and one.errors]
    context = {
        "token": token,
        "card": card,
        "form": form or ActionForm(owners=_owners(card)),
        "note": note or NoteForm(),
        "troubled": wrong[0] if wrong else None,
        "error": error,
        "said": _just_done(request.GET.get("fait", "")),
        "mentors": mentors_around(token, card),
        "stopped": bool(card.stage and card.stage.stage.code in pack.RESULTS),
    }
    status = error.status if error else 422 if wrong else 200
    return render(request, "projects/mine.html", context, status=status)


def _owners(card: ProjectCard) -> list[tuple[str, str]]:
    return [(one.ref, one.name) for one in card.companions]


def _add_action(request: HttpRequest, token: str, card: ProjectCard) -> HttpResponse:
    form = ActionForm(request.POST, owners=_owners(card))
    return _written(
        request,
        token,
        card,
        form,
        lambda: services.add_action(
            actor=viewer_of(request),
            token=token,
            to_do=form.to_do(),
            request_key=form.request_key,
        ),
    )


def _add_note(request: HttpRequest, token: str, card: ProjectCard) -> HttpResponse:
    form = NoteForm(request.POST)
    return _written(
        request,
        token,
        card,
        form,
        lambda: services.add_note(
            actor=viewer_of(request),
            token=token,
            words=form.cleaned_data["note"],
            request_key=form.request_key,
        ),
    )


def _written(
    request: HttpRequest,
    token: str,
    card: ProjectCard,
    form: KeyedForm,
    write: Callable[[], object],
) -> HttpResponse:
    """Write what is right; else the page again, with what was typed."""
    is_note = isinstance(form, NoteForm)
    if form.is_valid():
        try:
            write()
            return _done(token, "note" if is_note else "action")
        except (FollowUpGone, ProjectGone):
            raise
        except UserError as error:
            form.refuse(error)
    if isinstance(form, NoteForm):
        return _page(request, token, card, note=form)
    assert isinstance(form, ActionForm)
    return _page(request, token, card, form=form)


def _settle(request: HttpRequest, token: str, card: ProjectCard) -> HttpResponse:  # noqa: ARG001  one signature
    services.settle(
        actor=viewer_of(request),
        token=token,
        action=request.POST.get("action", "")[:32],
        how=request.POST.get("faire", ""),
    )
    return _done(token, request.POST.get("faire", ""))


def _show(request: HttpRequest, token: str, card: ProjectCard) -> HttpResponse:  # noqa: ARG001  one signature
    services.show(
        actor=viewer_of(request),
        token=token,
        to_all=bool(request.POST.get("tous")),
        to_peers=bool(request.POST.get("proches")),
    )
    return _done(token, "montrer")


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """Say it again, better or otherwise."""
    card = project_behind(token)
    words = {one.part.code: one.words for one in card.parts}
    words |= {coded.code: text for coded, text in card.brief.answers}
    form = SayForm(sent(request), initial=said_already(card, words))
    if request.method == "POST" and form.is_valid():
        try:
            services.say(actor=viewer_of(request), token=token, said=form.said())
            return _done(token, "dit")
        except (FollowUpGone, ProjectGone):
            raise
        except UserError as error:
            form.refuse(error)
    context = {"token": token, "form": form, "card": card, "commune": card.brief.commune}
    return render(request, "projects/tell.html", context, status=422 if form.errors else 200)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def stage(request: HttpRequest, token: str) -> HttpResponse:
    """Where it stands, said by the holder; the risks and the other paths are shown beside."""
    card = project_behind(token)
    form = StageForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_stage(
                actor=viewer_of(request),
                token=token,
                stage=form.cleaned_data["etape"],
                learnt=form.cleaned_data["appris"],
            )
            return _done(token, "etape")
        except (FollowUpGone, ProjectGone):
            raise
        except UserError as error:
            form.refuse(error)
    context = {
        "token": token,
        "card": card,
        "form": form,
        "results": pack.RESULTS,
        "paths": [_said_so(one) for one in pack.paths().values()],
        "risks": [_said_so(one) for one in pack.risks().values()],
    }
    return render(request, "projects/stage.html", context, status=422 if form.errors else 200)


def _said_so(word: bridges_pack.Word) -> tuple[str, str]:
    return (
        in_language(word.label, word.english),
        in_language(word.meaning, word.english_meaning),
    )


def _done(token: str, what: str) -> HttpResponse:
    return see_other(reverse("projects:mine", args=[token]), fait=what)


def _just_done(what: str) -> str:
    said = {
        "ouvert": _("Votre projet est ouvert. Vous seul le lisez, tant que vous n'ouvrez rien."),
        "dit": _("C'est gardé."),
        "etape": _("Votre étape est gardée."),
        "action": _("L'action est notée."),
        "note": _("La note est gardée."),
        "faite": _("C'est fait. Bravo."),
        "laissee": _("C'est laissé : ce n'est pas grave."),
        "reprise": _("C'est repris."),
        "montrer": _("C'est noté. Vous pouvez changer d'avis quand vous voulez."),
    }
    return said.get(what, "")
