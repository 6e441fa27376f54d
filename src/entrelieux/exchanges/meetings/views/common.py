"""Answers that the pages of meetings have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from entrelieux.directory.cards import Named
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.meetings.errors import MeetingGone, PromiseGone
from entrelieux.exchanges.meetings.policies import HELPERS
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.errors import FollowUpGone

SECTION = {"section": "rencontres"}
private = cache_control(private=True, no_store=True)
View = Callable[..., HttpResponse]


def absent_is_404(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (MeetingGone, PromiseGone, FollowUpGone):
            raise Http404 from None

    return answer


def structures_of(viewer: Viewer) -> tuple[Named, ...]:
    """Those for which the viewer helps people, by name."""
    found = []
    for ref in viewer.organisations(*HELPERS):
        card = structure_for(viewer, ref)
        found.append(Named(ref, card.name if card else ref))
    return tuple(sorted(found, key=lambda one: (one.name, one.ref)))
