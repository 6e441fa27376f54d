"""From a person's answers to a plan kept behind an address, and to the next person.

Three short screens, or one page. What was said so far is kept behind the address from the first
answer on; the words are not (``views.words``), unless the person agrees.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.speaking import asked_language, speaks
from entrelieux.reception import services
from entrelieux.reception.forms import (
    LAST_SCREEN,
    MODES,
    SCREENS,
    UNSAID,
    WHOLE_PAGE,
    IntakeForm,
    initial_of,
    whole,
)
from entrelieux.reception.kept import kept_for
from entrelieux.reception.needs_shown import needs_shown
from entrelieux.reception.selectors import IntakeGone
from entrelieux.reception.understanding import MAX_LETTERS, understood_in, with_what_is_sure
from entrelieux.reception.views import words
from entrelieux.reception.views.answers import SECTION, gone, private, step_address

BACK, ONE_PAGE, PLAN = "retour", "page", "plan"  # where a button leads; otherwise, onwards
MENDING = "corriger"
AFTER_THE_LAST = LAST_SCREEN + 1
OF_ADDRESS = ("commune", "mode")
OLD_TOKEN = re.compile(r"[\w-]{1,64}")


@dataclass(frozen=True, slots=True)
class Begun:
    """An intake as it stands when a page is asked. token: "" before the first answer.

    words: what the person wrote, carried by their browser or kept by consent.
    """

    token: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    words_are_kept: bool = False
    is_whole: bool = False


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@speaks
def intake(request: HttpRequest) -> HttpResponse:
    return _page(request, _at_the_start(request), screen=1)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@speaks
def one_page(request: HttpRequest) -> HttpResponse:
    return _page(request, _at_the_start(request), screen=WHOLE_PAGE)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@speaks
def step(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One screen of an intake begun; one that was not reached yet leads to the one that was."""
    if number not in SCREENS:
        return gone(request)
    try:
        begun = _begun(request, token)
    except IntakeGone:
        return gone(request)
    reached = whole(begun.answers).screen_in_trouble() or LAST_SCREEN
    if number > reached:
        return see_other(step_address(token, reached))
    return _page(request, begun, screen=number)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@speaks
def one_page_again(request: HttpRequest, token: str) -> HttpResponse:
    try:
        begun = _begun(request, token)
    except IntakeGone:
        return gone(request)
    return _page(request, begun, screen=WHOLE_PAGE)


@access(anyone)
@require_safe
@private
def change(request: HttpRequest, token: str) -> HttpResponse:
    """The screens as they were answered: the one that is asked for, or the first."""
    try:
        kept_for(request.viewer, token)
    except IntakeGone:
        return gone(request)
    asked = request.GET.get("etape", "")
    number = int(asked) if asked in {str(n) for n in SCREENS} else 1
    return see_other(step_address(token, number))


@access(anyone)
@require_POST
@private
def erase(request: HttpRequest, token: str) -> HttpResponse:
    services.erase_intake(actor=request.viewer, token=token)
    response = see_other(reverse("reception:intake") + "?efface=1")
    words.forget(response, token)
    return response


@access(anyone)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same questions on paper, for counters."""
    context = {
        "form": IntakeForm(),
        "needs": needs_shown(frozenset(), frozenset(), None),
        "intake_hours": settings.INTAKE_HOURS,
        **SECTION,
    }
    return render(request, "reception/intake_sheet.html", context)


def _at_the_start(request: HttpRequest) -> Begun:
    """Only a commune and a mode are taken from an address."""
    given = request.POST if request.method == "POST" else request.GET
    start = {name: given[name].replace("\x00", "")[:120] for name in OF_ADDRESS if name in given}
    if start.get("mode") not in {mode[0] for mode in MODES}:
        start.pop("mode", None)
    return Begun(answers=start)


def _begun(request: HttpRequest, token: str) -> Begun:
    kept = kept_for(request.viewer, token)
    return Begun(
        token=token,
        answers=initial_of(kept.params) if kept.params else kept.answers,
        words=kept.words or words.carried(request, token),
        words_are_kept=bool(kept.words),
        is_whole=kept.params is not None,
    )


def _page(request: HttpRequest, begun: Begun, *, screen: int) -> HttpResponse:
    if request.method == "POST":
        return _answer(request, begun, screen=screen)
    said = {"mots": begun.words, "garder_mots": begun.words_are_kept, **begun.answers}
    filled = {"data": {**UNSAID, **said}} if MENDING in request.GET else {"initial": said}
    form = IntakeForm(**filled, screen=screen, words_read=begun.words)
    return _show(request, form, begun)


def _answer(request: HttpRequest, begun: Begun, *, screen: int) -> HttpResponse:
    """Keep what was said and go where the person asked to go; or say what is to be mended."""
    form = IntakeForm(request.POST, screen=screen, words_read=begun.words)
    going = request.POST.get("vers", "")
    if len(form.words) <= MAX_LETTERS and not words.can_be_carried(form.words):
        message = _("Votre texte a trop de signes rares pour être gardé : raccourcissez-le.")
        form.refuse(UserError(message, field="mots"))
    is_staying = bool(asked_language(request))
    is_leaving = is_staying or going in {BACK, ONE_PAGE}
    if "mots" in form.errors or not (form.is_valid() or is_leaving):
        return _refused(request, begun, form)
    answers = {**begun.answers, **form.said()}
    must_read = form.must_read
    if must_read:
        read = understood_in(request.viewer, form.words)  # type: ignore[attr-defined]
        answers["besoins"] = with_what_is_sure(answers["besoins"], read)
    full = whole(answers)
    next_screen = screen if is_staying else _next(screen, going, full, must_read=must_read)
    if not (begun.token or form.words.strip() or answers["besoins"] or _says_more(answers)):
        return see_other(_start_address(WHOLE_PAGE if going == ONE_PAGE else screen, answers))
    try:
        token = _keep(request, begun, form, full, answers)
    except IntakeGone:
        return gone(request)
    response = see_other(_address(token, next_screen))
    if "mots" in form.fields:
        words.carry(response, token, form.words)
    if OLD_TOKEN.fullmatch(request.POST.get("ancien", "")):
        words.forget(response, request.POST["ancien"])
    return response


def _refused(request: HttpRequest, begun: Begun, form: IntakeForm) -> HttpResponse:
    """Say what is to be mended, with all that was filled.

    A draft is kept as it is and shown again by its address, so that the browser's own buttons
    never ask to send it twice. Answers that already make a plan are left as they were.
    """
    if not begun.token or begun.is_whole or "mots" in form.errors:
        return _show(request, form, begun, status=422)
    answers = {**begun.answers, **form.said()}
    try:
        token = _keep(request, begun, form, whole(answers), answers)
    except IntakeGone:
        return gone(request)
    response = see_other(f"{_address(token, form.screen)}?{MENDING}=1")
    if "mots" in form.fields:
        words.carry(response, token, form.words)
    return response


def _next(screen: int, going: str, full: IntakeForm, *, must_read: bool) -> int:
    if going == ONE_PAGE:
        return WHOLE_PAGE
    if going == BACK:
        return max(screen - 1, 1)
    if must_read:
        return screen
    if going == PLAN or screen in {LAST_SCREEN, WHOLE_PAGE}:
        return full.screen_in_trouble() or AFTER_THE_LAST
    return screen + 1


def _keep(
    request: HttpRequest,
    begun: Begun,
    form: IntakeForm,
    full: IntakeForm,
    answers: dict[str, Any],
) -> str:
    """The token of the answers kept, whole or not. Words are kept only if the person agreed."""
    kept_words = begun.words if begun.words_are_kept else ""
    if "mots" in form.fields:
        kept_words = form.words if form.cleaned_data.get("garder_mots") else ""
    said = answers if full.errors else full.params()
    if begun.token:
        services.keep_answers(
            actor=request.viewer,  # type: ignore[attr-defined]
            token=begun.token,
            said=said,
            words=kept_words,
        )
        return begun.token
    if isinstance(said, dict):
        return services.begin_intake(actor=request.viewer, answers=said, words=kept_words)  # type: ignore[attr-defined]
    return services.open_intake(actor=request.viewer, params=said, words=kept_words)  # type: ignore[attr-defined]


def _address(token: str, screen: int) -> str:
    if screen == AFTER_THE_LAST:
        return reverse("reception:plans", args=[token])
    if screen == WHOLE_PAGE:
        return reverse("reception:one_page_again", args=[token])
    return step_address(token, screen)


def _says_more(answers: dict[str, Any]) -> bool:
    """Whether something was chosen beside what an address holds."""
    chosen = {n: v for n, v in answers.items() if n not in OF_ADDRESS and v != UNSAID.get(n)}
    return any(chosen.values()) or chosen.get("a_distance") is False


def _start_address(screen: int, answers: dict[str, Any]) -> str:
    """The form before anything is kept: what an address may hold is in it."""
    given = {name: answers[name] for name in OF_ADDRESS if answers.get(name)}
    start = reverse("reception:intake" if screen else "reception:one_page")
    return start + (f"?{urlencode(given)}" if given else "")


def _show(
    request: HttpRequest, form: IntakeForm, begun: Begun, *, status: int = 200
) -> HttpResponse:
    said = None
    if form.words.strip() and len(form.words) <= MAX_LETTERS:
        said = understood_in(request.viewer, form.words)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "begun": begun,
        "token": begun.token,
        "needs": needs_shown(form.chosen("besoins"), form.chosen("urgents"), said)
        if "besoins" in form.fields
        else None,
        "screens": SCREENS,
        "erased": "efface" in request.GET,
        "most_letters": MAX_LETTERS,
        **SECTION,
    }
    template = "intake_step" if form.screen else "intake"
    return render(request, f"reception/{template}.html", context, status=status)
