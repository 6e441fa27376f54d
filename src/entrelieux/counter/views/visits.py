"""One visit: what is said becomes needs, needs become one plan, worked with the person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.counter import services
from entrelieux.counter.adapters import token_of
from entrelieux.counter.cards import VisitCard, WorkedPlans
from entrelieux.counter.errors import VisitGone
from entrelieux.counter.following import follow_up_of_visit, step_lines
from entrelieux.counter.forms import CounterWords, fresh_key, reasons
from entrelieux.counter.policies import receives
from entrelieux.counter.selectors import plans_of_visit, said_in
from entrelieux.counter.views.common import (
    SECTION,
    address_of,
    expired,
    private,
    visit_or_404,
    words_of,
)
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.reception.errors import IntakeGone
from entrelieux.reception.forms import UNSAID, IntakeForm, initial_of, whole
from entrelieux.reception.kept import Kept
from entrelieux.reception.needs_shown import needs_shown
from entrelieux.reception.understanding import MAX_LETTERS, understood_in, with_what_is_sure
from entrelieux.reception.views import words


@access(receives)
@require_http_methods(["GET", "HEAD", "POST"])
@private
def visit(request: HttpRequest, ref: str) -> HttpResponse:
    """Needs and plan on one screen; posting changes what was said."""
    card = visit_or_404(request, ref)
    try:
        kept = said_in(viewer_of(request), card.token)
        if request.method == "POST":
            return _answer(request, card, kept)
        return _show(request, card, kept, _form_of(request, card, kept))
    except IntakeGone:
        return expired(request, card)


def _form_of(request: HttpRequest, card: VisitCard, kept: Kept) -> CounterWords:
    said = words_of(request, card)
    answers = initial_of(kept.params) if kept.params else {**UNSAID, **kept.answers}
    return CounterWords(initial={**answers, "mots": said}, words_read=said)


def _answer(request: HttpRequest, card: VisitCard, kept: Kept) -> HttpResponse:
    viewer = viewer_of(request)
    form = CounterWords(request.POST, words_read=words_of(request, card))
    if not form.is_valid():
        return _show(request, card, kept, form, status=422)
    answers = form.said()
    if form.words.strip() and form.words != form.words_read:
        said = understood_in(viewer, form.words)
        answers["besoins"] = with_what_is_sure(answers["besoins"], said)
    full = whole(answers)
    services.answer_visit(
        actor=viewer,
        visit_ref=card.ref,
        said=answers if full.errors else full.params(),
    )
    response = see_other(address_of(card.ref, "parcours"))
    words.carry(response, card.token, form.words, address_of(card.ref))
    return response


def _show(
    request: HttpRequest, card: VisitCard, kept: Kept, form: IntakeForm, *, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    has_words = form.words.strip() and len(form.words) <= MAX_LETTERS
    said = understood_in(viewer, form.words) if has_words else None
    found, trouble = (None, None) if kept.params is None else _plans(request, card)
    follow_up = follow_up_of_visit(viewer, card)
    steps = found.worked.plan.steps if found and found.worked else ()
    context = {
        "visit": card,
        "form": form,
        "follow_up": follow_up,
        "lines": step_lines(steps, card, follow_up),
        "reasons": reasons(),
        "key": fresh_key(),
        "needs": needs_shown(
            form.chosen("besoins"), form.chosen("urgents"), said, ticked_first=True
        ),
        "found": found,
        "trouble": trouble,
        "most_letters": MAX_LETTERS,
        **SECTION,
    }
    return render(request, "counter/visit.html", context, status=status)


def _plans(request: HttpRequest, card: VisitCard) -> tuple[WorkedPlans | None, UserError | None]:
    try:
        return plans_of_visit(viewer_of(request), card), None
    except IntakeGone:
        raise
    except UserError as error:
        return None, error


@access(receives)
@require_POST
@private
def work(request: HttpRequest, ref: str) -> HttpResponse:
    """One change of the plan: another plan, a step up, down, out or back, all as proposed."""
    card = visit_or_404(request, ref)
    try:
        anchor = _worked(request, card)
    except (IntakeGone, VisitGone):
        return expired(request, card)
    return see_other(address_of(ref, anchor))


def _worked(request: HttpRequest, card: VisitCard) -> str:
    asked: dict[str, Any] = {name: str(value)[:40] for name, value in request.POST.items()}
    about: dict[str, Any] = {"actor": viewer_of(request), "visit_ref": card.ref}
    if (number := asked.get("parcours", "")).isascii() and number.isdigit():
        services.choose_plan(**about, number=min(int(number), 99))
    elif step := asked.get("retirer"):
        services.set_step_aside(**about, step=step)
    elif step := asked.get("remettre"):
        services.put_step_back(**about, step=step)
    elif step := asked.get("monter") or asked.get("descendre"):
        services.move_step(**about, step=step, by=-1 if "monter" in asked else 1)
        return f"etape-{step}"
    elif "retablir" in asked:
        services.plan_as_proposed(**about)
    return "parcours"


@access(receives)
@require_POST
@private
def erase(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything said is erased, and the desk is ready for the next person."""
    try:
        services.close_visit(actor=viewer_of(request), visit_ref=ref)
    except VisitGone as gone:
        raise Http404 from gone
    response = see_other(reverse("counter:desk") + "?efface=1")
    words.forget(response, token_of(ref), address_of(ref))
    return response
