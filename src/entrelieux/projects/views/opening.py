"""A project opened beside the person, by a structure that accompanies them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import person_for
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects import services
from entrelieux.projects.forms import SayForm
from entrelieux.projects.policies import helps_anybody
from entrelieux.projects.selectors import is_opened
from entrelieux.projects.views.common import for_companion, sent
from entrelieux.territories.selectors import commune_for


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_companion
def opening(request: HttpRequest, ref: str) -> HttpResponse:
    """The person says it, the agent types; nothing is opened that the person did not tick."""
    person = person_for(viewer_of(request), ref, "projet : ouverture")
    if is_opened(person):  # by the person, or before: what is read there is theirs to open
        context = {"person": person, "section": "projets"}
        return render(request, "projects/opened_already.html", context)
    form = SayForm(sent(request))
    if request.method == "POST":
        try:
            if form.is_valid():
                project = services.open_project(
                    actor=viewer_of(request),
                    follow_up=ref,
                    said=form.said(),
                    opened=tuple(form.cleaned_data["parties"]),
                )
                return see_other(reverse("projects:beside", args=[project]), fait="ouvert")
        except FollowUpGone:
            raise
        except UserError as error:
            form.refuse(error)
    commune = commune_for(person.code_insee)
    context = {
        "person": person,
        "form": form,
        "commune": commune.name if commune else "",
        "section": "projets",
    }
    return render(request, "projects/open_beside.html", context, status=422 if form.errors else 200)
