"""Pages where an animator or an operator says of two sheets that they are one place, or two."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entrelieux.directory.doubles import selectors, services
from entrelieux.directory.doubles.cards import PairCard, SheetCard, VerdictCard
from entrelieux.directory.doubles.forms import APART, SAME, Word, page_of, word_of
from entrelieux.directory.doubles.policies import judges
from entrelieux.directory.doubles.services import DoubleConflict, DoubleGone, Said
from entrelieux.directory.doubles.wording import distance
from entrelieux.kernel import sketch
from entrelieux.kernel.access import access
from entrelieux.kernel.viewer import Viewer

SECTION = {"section": "doublons"}
LEAST_KM = 0.1


@dataclass(frozen=True, slots=True)
class _Stop:
    number: int
    lon: float | None
    lat: float | None
    is_approximate: bool


@access(judges)
@never_cache
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("departement", "")
    found = selectors.proposals(_viewer(request), asked, page_of(request.GET))
    return render(request, "directory/doubles_list.html", {"page": found, **SECTION})


@access(judges)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Compare two sheets, and say what they are."""
    viewer, word = _viewer(request), word_of(request.POST or request.GET)
    found = _pair(viewer, one, other, word.kept)
    if request.method != "POST":
        return _shown(request, found, word)
    if not word.says:
        message = _("Choisissez : le même lieu, ou deux lieux.")
        return _shown(request, found, word, message=message, status=422)
    try:
        said = _say(viewer, found, word, one, other)
    except DoubleGone:
        raise Http404 from None
    except DoubleConflict as error:
        found = _pair(viewer, one, other, word.kept)
        return _shown(request, found, word, message=error.message, status=error.status)
    again = "" if said.is_new else "?deja=1"
    return _see(reverse("doubles:verdict", args=[said.ref]) + again)


@access(judges)
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    found = selectors.history(_viewer(request), page_of(request.GET))
    return render(request, "directory/doubles_history.html", {"page": found, **SECTION})


@access(judges)
@never_cache
@require_safe
def verdict(request: HttpRequest, ref: str) -> HttpResponse:
    context = {
        "verdict": _verdict(_viewer(request), ref),
        "was_there": request.GET.get("deja") == "1",
        "was_undone": request.GET.get("annule") == "1",
        **SECTION,
    }
    return render(request, "directory/doubles_verdict.html", context)


@access(judges)
@never_cache
@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        services.take_back(actor=_viewer(request), ref=ref)
    except DoubleGone:
        raise Http404 from None
    return _see(reverse("doubles:verdict", args=[ref]) + "?annule=1")


def _say(viewer: Viewer, found: PairCard, word: Word, one: str, other: str) -> Said:
    kept, second = found.proposal.kept.ref, found.proposal.other.ref
    if found.verdict is not None and found.verdict.is_same:
        kept, second = one, other
    score = found.proposal.score / 100
    if word.says == APART:
        return services.say_apart(actor=viewer, one_ref=kept, other_ref=second, score=score)
    return services.say_same(
        actor=viewer,
        kept_ref=kept,
        other_ref=second,
        chosen=word.chosen,
        as_seen=word.as_seen,
        score=score,
    )


def _shown(
    request: HttpRequest, found: PairCard, word: Word, *, message: str = "", status: int = 200
) -> HttpResponse:
    chosen = word.chosen or {}
    lines = tuple(
        (one, chosen.get(one.code, one.from_other) if one.is_asked else one.from_other)
        for one in found.compared
    )
    context = {
        "pair": found,
        "kept": found.proposal.kept,
        "other": found.proposal.other,
        "asked": tuple((one, from_other) for one, from_other in lines if one.is_asked),
        "alone": tuple(one for one, _from in lines if not one.is_asked and one.kept != one.other),
        "alike": tuple(one for one, _from in lines if not one.is_asked and one.kept == one.other),
        "distance": distance(found.metres),
        "drawing": _drawing(found.proposal.kept, found.proposal.other),
        "message": message,
        "same": SAME,
        "apart": APART,
        **SECTION,
    }
    return render(request, "directory/doubles_pair.html", context, status=status)


def _drawing(kept: SheetCard, other: SheetCard) -> SafeString:
    stops = [
        _Stop(number, one.lon, one.lat, one.is_approximate)
        for number, one in enumerate((kept, other), 1)
    ]
    title = _("Les points des deux fiches : 1, %(kept)s ; 2, %(other)s")
    said = {"kept": kept.name, "other": other.name}
    return sketch.points_map(stops, title=title % said, ref="points", least_km=LEAST_KM)


def _pair(viewer: Viewer, one: str, other: str, kept: str) -> PairCard:
    try:
        return selectors.pair_for(viewer, one, other, kept)
    except selectors.PairGone:
        raise Http404 from None


def _verdict(viewer: Viewer, ref: str) -> VerdictCard:
    try:
        return selectors.verdict_for(viewer, ref)
    except selectors.PairGone:
        raise Http404 from None


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
