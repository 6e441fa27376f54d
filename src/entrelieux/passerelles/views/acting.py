"""One hand-over for those who hold a mandate: read it, answer it, move it on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from entrelieux.engine.handover.machine import Event, State
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import services
from entrelieux.passerelles.cards import LineCard, PasserelleCard
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone, PasserelleGone
from entrelieux.passerelles.forms import ClosingForm, ReplyForm, new_key
from entrelieux.passerelles.policies import helps_anybody
from entrelieux.passerelles.reminding import reminders_of
from entrelieux.passerelles.selectors import (
    file_beside,
    lines_for,
    others_instead_of,
    passerelle_for,
)
from entrelieux.passerelles.services import Agreement, Receiver
from entrelieux.passerelles.telling import (
    Eyes,
    left_unsaid,
    lines_for_others,
    named_others,
    story_of,
)
from entrelieux.passerelles.views.answers import moved
from entrelieux.passerelles.views.replying import answer_with

CONFLICT = 409
ANSWERS = frozenset({Event.ACCEPT.value, Event.DECLINE.value, Event.ANNOUNCE.value})


@dataclass(frozen=True, slots=True)
class ActPage:
    """must_answer: this viewer's structure was asked. may_phone: « j'ai appelé » can be said."""

    must_answer: bool
    may_phone: bool
    today: date
    said: str
    lines: tuple[LineCard, ...]


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """What is asked, what happened; posting ``faire`` does one thing."""
    card = _card(request, ref)
    if request.method != "POST":
        return _page(request, card)
    what = request.POST.get("faire", "")
    if what == "repondre":
        return _answer(request, card)
    if what == "cloture":
        return _close(request, card)
    if what not in _ACTS:
        return see_other(reverse("passerelles:one", args=[ref]))
    try:
        _ACTS[what](request, ref)
    except (PasserelleGone, FollowUpGone):
        raise Http404 from None
    except UserError as error:
        return _refused(request, ref, error)
    return _done(ref, what)


def _card(request: HttpRequest, ref: str) -> PasserelleCard:
    try:
        return passerelle_for(_viewer(request), ref)
    except PasserelleGone:
        raise Http404 from None


def _page(
    request: HttpRequest,
    card: PasserelleCard,
    *,
    form: ReplyForm | None = None,
    closing: ClosingForm | None = None,
    error: UserError | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    page = ActPage(
        must_answer=bool(ANSWERS & card.can),
        may_phone=bool(card.follow_up_ref) and card.state.code in _PHONED,
        today=today,
        said=_just_done(request.GET.get("fait", "")),
        lines=_lines(request, card),
    )
    context = {
        "card": card,
        "asked": lines_for_others(card.carried),
        "unsaid": left_unsaid(card) if card.follow_up_ref else (),
        "story": story_of(card, _eyes(card), reminders_of([card.ref]).get(card.ref)),
        "page": page,
        "file": _file(request, card),
        "form": form or _reply_form(card),
        "closing": closing or ClosingForm(),
        "error": error,
        "typed": {"retour": request.POST.get("retour", ""), "jour": ""},
        "section": "passerelles",
    }
    return render(request, "passerelles/one.html", context, status=status)


def _file(request: HttpRequest, card: PasserelleCard) -> str:
    if card.follow_up_ref:
        return card.follow_up_ref if card.needs else ""
    return file_beside(_viewer(request), card.ref)


_PHONED = frozenset({"consentie", "envoyee", "silencieuse"})


def _lines(request: HttpRequest, card: PasserelleCard) -> tuple[LineCard, ...]:
    """What the person may agree to beside the agent; nothing once they have."""
    if Event.CONSENT.value not in card.can:
        return ()
    try:
        found = lines_for(
            _viewer(request),
            [need.code for need in card.needs],
            mode=card.mode.code,
            reason=card.reason,
            follow_up=card.follow_up_ref,
        )
    except FollowUpGone:
        return ()
    return tuple(line for line in found if not line.is_set)


def _reply_form(card: PasserelleCard, data: QueryDict | None = None) -> ReplyForm:
    given = "accepter" if card.state.code == State.ACCEPTED else ""
    return ReplyForm(data, today=timezone.localdate(), given=given)


def _answer(request: HttpRequest, card: PasserelleCard) -> HttpResponse:
    form = _reply_form(card, request.POST)
    if not form.is_valid():
        return _page(request, card, form=form, status=422)
    try:
        answer_with(form, actor=_viewer(request), ref=card.ref, version=_version(request))
    except (PasserelleGone, FollowUpGone):
        raise Http404 from None
    except UserError as error:
        if error.status == CONFLICT:
            return _refused(request, card.ref, error)
        form.refuse(error)
        return _page(request, card, form=form, status=error.status)
    return _done(card.ref, form.cleaned_data["reponse"])


def _close(request: HttpRequest, card: PasserelleCard) -> HttpResponse:
    closing = ClosingForm(request.POST)
    if not closing.is_valid():
        return _page(request, card, closing=closing, status=422)
    try:
        services.close(
            actor=_viewer(request),
            ref=card.ref,
            outcome=closing.cleaned_data["issue"],
            useful=closing.is_useful,
        )
    except PasserelleGone:
        raise Http404 from None
    except UserError as error:
        return _refused(request, card.ref, error)
    return _done(card.ref, "cloture")


def _met(request: HttpRequest, ref: str) -> None:
    services.met(actor=_viewer(request), ref=ref, on=_day(request.POST.get("jour_rencontre", "")))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise AskedWrongly(_("Ce jour n'existe pas. Exemple : 23/11/2026."), field="jour_rencontre")
    return found


def _come_back(request: HttpRequest, ref: str) -> None:
    text = request.POST.get("retour", "").replace("\r\n", "\n").replace("\x00", "")
    services.come_back(actor=_viewer(request), ref=ref, text=text)


def _phone(request: HttpRequest, ref: str) -> None:
    services.agreed_by_phone(actor=_viewer(request), ref=ref, version=_version(request))


def _send(request: HttpRequest, ref: str) -> None:
    services.send(actor=_viewer(request), ref=ref, version=_version(request))


def _agree(request: HttpRequest, ref: str) -> None:
    """The person says yes beside the agent: what leaves was read to them."""
    with override("fr"):  # what leaves is read by the structure
        services.consent(actor=_viewer(request), ref=ref, items=request.POST.getlist("lignes")[:60])
        services.send(actor=_viewer(request), ref=ref)


def _told(request: HttpRequest, ref: str) -> None:  # noqa: ARG001  a task names its hand-over
    services.told(actor=_viewer(request), task=request.POST.get("tache", "")[:40])


def _without_news(request: HttpRequest, ref: str) -> None:
    services.close_without_news(actor=_viewer(request), ref=ref)


def _withdraw(request: HttpRequest, ref: str) -> None:
    services.withdraw(actor=_viewer(request), ref=ref)


_ACTS: dict[str, Callable[[HttpRequest, str], None]] = {
    "accord": _agree,
    "envoi": _send,
    "telephone": _phone,
    "rencontre": _met,
    "retour": _come_back,
    "prevenu": _told,
    "sans_nouvelles": _without_news,
    "retrait": _withdraw,
}


def _refused(request: HttpRequest, ref: str, error: UserError) -> HttpResponse:
    """Somebody else moved it meanwhile: what is there now, what was typed. Else: what to mend."""
    card = _card(request, ref)
    if error.status != CONFLICT:
        return _page(request, card, error=error, status=error.status)
    kept = {name: request.POST.get(name, "").strip() for name in ("plutot", "retour")}
    back = reverse("passerelles:one", args=[ref])
    return moved(request, error, back=back, kept=kept, story=story_of(card, _eyes(card)))


def _done(ref: str, what: str) -> HttpResponse:
    return see_other(f"{reverse('passerelles:one', args=[ref])}?fait={what}")


def _just_done(what: str) -> str:
    said = {
        "accepter": _("C'est accepté. La personne et qui a confié sont prévenues."),
        "autre_jour": _("C'est noté. Personne ne vous relance avant ce jour."),
        "decliner": _("C'est décliné. Merci d'avoir dit pourquoi."),
        "accord": _("L'accord est noté."),
        "envoi": _("C'est noté."),
        "telephone": _("C'est noté : d'accord, par téléphone."),
        "rencontre": _("La rencontre est notée."),
        "retour": _("Vos nouvelles sont envoyées."),
        "prevenu": _("C'est noté : la personne le sait."),
        "cloture": _("C'est clos, avec la réponse de la personne."),
        "sans_nouvelles": _("C'est clos, sans nouvelles."),
        "retrait": _("L'accord est retiré. La structure ne voit plus rien."),
        "ailleurs": _("C'est confié à cette structure."),
    }
    return said.get(what, "")


def _eyes(card: PasserelleCard) -> Eyes:
    """A receiver is not told of which file it is."""
    return Eyes.SENDER if card.follow_up_ref else Eyes.RECEIVER


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@access(helps_anybody)
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom else to hand it over to; posting ``a`` does, with a fresh agreement of the person."""
    card = _card(request, ref)
    if Event.REASSIGN.value not in card.can:
        raise Http404
    if request.method != "POST":
        return _proposals(request, card)
    if not request.POST.get("a"):
        return _proposals(request, card, AskedWrongly(_("Choisissez une structure."), field="a"))
    if not request.POST.get("accord"):
        message = _("Demandez d'abord à la personne si elle est d'accord, puis cochez la case.")
        error = AskedWrongly(message, field="accord")
        return _proposals(request, card, error)
    organisation, _sep, place = request.POST.get("a", "")[:90].partition("|")
    try:
        with override("fr"):  # what leaves is read by the structure
            handed = services.reassign(
                actor=_viewer(request),
                ref=ref,
                to=Receiver(organisation, place),
                agreement=Agreement(tuple(line.item for line in card.carried if not line.is_set)),
                request_key=request.POST.get("cle", "")[:64],
            )
    except (PasserelleGone, FollowUpGone):
        raise Http404 from None
    except UserError as error:
        if error.status == CONFLICT:
            return _refused(request, ref, error)
        return _proposals(request, card, error)
    return _done(handed.ref, "ailleurs")


def _proposals(
    request: HttpRequest, card: PasserelleCard, error: UserError | None = None
) -> HttpResponse:
    context = {
        "card": card,
        "others": named_others(card, others_instead_of(_viewer(request), card.ref)),
        "chosen": request.POST.get("a", ""),
        "key": new_key(),
        "error": error,
        "lines": lines_for_others(card.carried),
        "section": "passerelles",
    }
    status = error.status if error else 200
    return render(request, "passerelles/elsewhere.html", context, status=status)
