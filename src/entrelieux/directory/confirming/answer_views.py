"""Where a place says, without an account, whether its sheet is right. GET writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrelieux.directory import selectors
from entrelieux.directory.confirming import answering, links, mails, reading
from entrelieux.directory.confirming.following import proposed_lines, said_lines
from entrelieux.directory.models import Asked
from entrelieux.directory.stating import StatementError
from entrelieux.engine.hours.describe import LONG_DAYS
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class SheetForm:
    """values: as typed. errors: by field."""

    values: Mapping[str, str]
    errors: Mapping[str, str]

    def needs_words(self) -> bool:
        """Whether the table says nothing: hours that are there are of another kind."""
        return not any(self.values[day] for day in LONG_DAYS)

    def days(self) -> tuple[tuple[str, str, str], ...]:
        """(name of the field, the day in words, what is typed)."""
        names = (
            *(_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi")),
            *(_("samedi"), _("dimanche")),
        )
        return tuple(
            (day, name, self.values[day]) for day, name in zip(LONG_DAYS, names, strict=True)
        )


def secret(view: View) -> View:
    """Kept by no cache, found by no search engine."""

    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return hidden


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
def answer(request: HttpRequest, code: str) -> HttpResponse:
    try:
        asked = answering.asked_behind(code)
        if request.method == "POST":
            return _act(request, code, asked)
        return _shown(request, asked)
    except (answering.LinkGone, answering.LinkOver) as error:
        context = {"error": error, "is_over": isinstance(error, answering.LinkOver)}
        return render(request, "directory/confirming_gone.html", context, status=error.status)
    except answering.AnsweredAlready as error:
        return _answered(request, answering.asked_behind(code), error)
    except answering.AnsweredTooOften as error:
        form = SheetForm(_typed(request, asked), {"corriger": error.message})
        return _asking(request, asked, form, error.status)


def _act(request: HttpRequest, code: str, asked: Asked) -> HttpResponse:
    what = request.POST.get("faire", "")
    if what == "revenir":
        answering.take_back_by(actor=_viewer(request), code=code)
        return _back(asked)
    if asked.answered_at is not None:
        raise answering.AnsweredAlready(_("Vous avez déjà répondu. Merci !"))
    today = timezone.localdate()
    values = _typed(request, asked)
    match what:
        case "juste":
            return _kept(request, code, asked, answering.RIGHT)
        case "pas_nous":
            return _kept(request, code, asked, answering.NOT_US)
        case "ferme":
            try:
                given = answering.closed_since(reading.closing_day(values, today))
            except ValueError as error:
                return _asking(request, asked, SheetForm(values, {"ferme_le": str(error)}), 422)
            return _kept(request, code, asked, given)
        case "relire" | "garder":
            return _mend(request, code, asked, values, keeps=what == "garder")
        case _:
            return _asking(request, asked, SheetForm(values, {}))


def _typed(request: HttpRequest, asked: Asked) -> dict[str, str]:
    return reading.typed(request.POST, reading.shown_first(asked.place, timezone.localdate()))


def _mend(
    request: HttpRequest, code: str, asked: Asked, values: dict[str, str], *, keeps: bool
) -> HttpResponse:
    """Show what was understood; keep it once it was read again."""
    found = reading.read(asked.place, values, timezone.localdate())
    if found.errors:
        return _asking(request, asked, SheetForm(values, found.errors), 422)
    if not found.values:
        said = _("Vous n'avez rien changé. Si tout est juste, dites-le d'un seul bouton, en haut.")
        return _asking(request, asked, SheetForm(values, {"corriger": said}), 422)
    given = answering.mended(found.values)
    if keeps:
        try:
            return _kept(request, code, asked, given)
        except StatementError as error:
            return _asking(request, asked, SheetForm(values, {error.field: error.message}), 422)
    context = _about(asked) | {
        "lines": found.lines,
        "typed": tuple(values.items()),
        "waits": bool(given.proposed),
    }
    return render(request, "directory/confirming_read.html", context)


def _kept(request: HttpRequest, code: str, asked: Asked, given: answering.Answer) -> HttpResponse:
    answering.answer(actor=_viewer(request), code=code, given=given)
    return _back(asked)


def _shown(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.answered_at is not None:
        return _answered(request, asked)
    first = reading.shown_first(asked.place, timezone.localdate())
    return _asking(request, asked, SheetForm(reading.typed({}, first), {}))


def _asking(request: HttpRequest, asked: Asked, form: SheetForm, status: int = 200) -> HttpResponse:
    try:
        sheet = selectors.place_for(_viewer(request), asked.place.ref)
    except selectors.PlaceGone:
        raise answering.LinkGone(_("Cette adresse n'ouvre rien.")) from None
    context = _about(asked) | {"sheet": sheet, "card": sheet.card, "form": form}
    return render(request, "directory/confirming_answer.html", context, status=status)


def _answered(request: HttpRequest, asked: Asked, error: UserError | None = None) -> HttpResponse:
    context = _about(asked) | {
        "error": error,
        "said": said_lines(asked),
        "proposed": proposed_lines(asked),
    }
    status = error.status if error else 200
    return render(request, "directory/confirming_answered.html", context, status=status)


def _about(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "place": asked.place,
        "asker": mails.asker(asked.campaign),
        "until": timezone.localdate(asked.expires_at),
        "section": "lieux",
    }


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def _back(asked: Asked) -> HttpResponse:
    response = HttpResponseRedirect(links.path_of(asked.ref))
    response.status_code = 303
    return response
