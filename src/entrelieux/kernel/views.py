"""The words: glossary, « un mot pas compris », words to explain, and a text to check."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.kernel import forms
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.clear_text import MOST_SIGNS, readable, report_on
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.first_meetings import first_meeting, first_meetings
from entrelieux.kernel.glossary import term_card
from entrelieux.kernel.glossary_page import glossary_page
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.published import EASY, readability
from entrelieux.kernel.speaking import asked_language, speaks
from entrelieux.kernel.unknown_words import count_unknown_word, page_kind, words_to_explain

BRAKE = Brake(most=60, seconds=60)
THANKED = "merci"


@access(anyone)
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    thanked = request.GET.get(THANKED, "")
    context = {
        "section": "mots",
        "glossary": glossary_page(request.GET.get("q", "")),
        "page_kind": page_kind(request.GET.get("depuis", "mots")),
        "thanked": bool(thanked),
        "thanked_for": term_card(thanked),
    }
    return render(request, "kernel/glossary.html", context)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@speaks
def unknown_word(request: HttpRequest) -> HttpResponse:
    """Say that a word is not understood. GET only asks."""
    if request.method != "POST":
        return _asking(request, forms.UnknownWordForm(request.GET).said())
    said = forms.UnknownWordForm(request.POST).said()
    if asked_language(request):
        return _asking(request, said)
    if not BRAKE.lets_through():
        response = _asking(request, said, error=forms.too_many(), status=429)
        response["Retry-After"] = "60"
        return response
    try:
        term = count_unknown_word(
            actor=request.viewer,  # type: ignore[attr-defined]
            said=said["mot"],
            page=said["depuis"],
            public=said["public"],
            departement=said["departement"],
            today=timezone.localdate(),
        )
    except UserError as error:
        return _asking(request, said, error=error.message, status=error.status)
    address = f"{reverse('words:glossary')}?{urlencode({THANKED: term or '1'})}"
    return see_other(f"{address}#merci")


@access(anyone)
@require_safe
def to_explain(request: HttpRequest) -> HttpResponse:
    found = words_to_explain(request.viewer, today=timezone.localdate())  # type: ignore[attr-defined]
    measured = readability(request.viewer)  # type: ignore[attr-defined]
    context = {"section": "mots", "found": found, "measured": measured, "easy": round(EASY)}
    return render(request, "kernel/to_explain.html", context)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@speaks
def clear_text(request: HttpRequest) -> HttpResponse:
    """Check a text that somebody pastes, or the field of a form that says its name in `champ`.

    It is neither kept nor logged.
    """
    text = readable(request.POST.get(request.POST.get("champ", "texte"), ""))
    strict = bool(request.POST.get("strict"))
    context: dict[str, Any] = {"section": "mots", "text": text, "strict": strict}
    status = 200
    if request.method == "POST" and (text.strip() or not asked_language(request)):
        try:
            context["report"] = report_on(text, strict=strict)
        except UserError as error:
            context["error"], status = error.message, error.status
            context["text"] = text[:MOST_SIGNS]
    return render(request, "kernel/clear_text.html", context, status=status)


@access(anyone)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    context = {"section": "mots", "cards": first_meetings()}
    return render(request, "kernel/first_meetings.html", context)


@access(anyone)
@require_safe
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """How one first appointment goes: a page to read, or to print on one sheet."""
    card = first_meeting(code)
    if card is None:
        raise Http404
    return render(request, "kernel/first_meeting.html", {"section": "mots", "card": card})


def _asking(
    request: HttpRequest, said: dict[str, str], *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "section": "mots",
        "said": {**said, "depuis": page_kind(said["depuis"])},
        "known": term_card(said["mot"]),
        "error": error,
        "publics": forms.publics(),
        "departements": forms.departements(),
        "all_words": glossary_page().letters,
    }
    return render(request, "kernel/unknown_word.html", context, status=status)
