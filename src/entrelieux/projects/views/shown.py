"""What is shown: a sheet of paper to bring along, and the pitches that everybody may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import viewer_of
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects.selectors import project_as_read, project_behind, public_projects
from entrelieux.projects.views.common import for_holder


@access(anyone)
@require_safe
@secret
@for_holder
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """One sheet, to bring to a bank or a chamber; the secret address is not on it.

    pour: a companion, who reads on it what is opened to them.
    """
    if companion := request.GET.get("pour", "")[:32]:
        opened = {
            "card": project_as_read(token, companion),
            "back": reverse("projects:companions", args=[token]),
            "now": timezone.localtime(),
        }
        return render(request, "projects/paper_for.html", opened)
    card = project_behind(token)
    context = {
        "token": token,
        "card": card,
        "back": reverse("projects:mine", args=[token]),
        "now": timezone.localtime(),
    }
    return render(request, "projects/paper.html", context)


@access(anyone)
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    context = {"projects": public_projects(viewer_of(request)), "section": "projets-publics"}
    return render(request, "projects/public.html", context)
