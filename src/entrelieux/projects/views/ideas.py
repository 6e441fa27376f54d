"""« Des pistes » : who and what could help, each with why. Choosing a place keeps it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.exchanges.cards import RequestCard
from entrelieux.exchanges.selectors import own_of
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.views.answers import secret
from entrelieux.projects import services
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.selectors import project_behind
from entrelieux.projects.suggesting import ideas_for
from entrelieux.projects.views.common import for_holder


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@for_holder
def ideas(request: HttpRequest, token: str) -> HttpResponse:
    """Posting ``lieu`` keeps this place for the project; "" forgets it."""
    card = project_behind(token)
    error = None
    if request.method == "POST":
        try:
            services.choose_place(
                actor=viewer_of(request), token=token, place=request.POST.get("lieu", "")[:40]
            )
            return see_other(reverse("projects:mine", args=[token]), fait="dit")
        except (FollowUpGone, ProjectGone):
            raise
        except UserError as wrong:
            error = wrong
    context = {"token": token, "card": card, "ideas": ideas_for(card), "error": error}
    context["requests"] = _requests(token)
    status = error.status if error else 200
    return render(request, "projects/ideas.html", context, status=status)


def _requests(token: str) -> tuple[RequestCard, ...]:
    """What the person looks for already, as long as nobody answered."""
    own = own_of(person_behind(token).pk).requests
    return tuple(one for one in own if one.state.code in {"ouverte", "sans_personne"})
