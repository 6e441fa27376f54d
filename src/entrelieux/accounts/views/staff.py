"""The staff session: power to exploit the site, for a reason and an hour at most."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.forms import StaffForm
from entrelieux.accounts.managing import open_staff_session as session_open
from entrelieux.accounts.services import close_staff_session, open_staff_session
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer


def may_operate(viewer: Viewer) -> bool:
    return viewer.may_operate


@access(may_operate)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    fault: UserError | None = None
    if request.method == "POST":
        try:
            _open(request)
        except AbsentError:
            raise Http404 from None
        except UserError as error:
            fault = error
        else:
            return _back()
    context = {
        "section": "compte",
        "session": session_open(request.viewer),  # type: ignore[attr-defined]
        "said": {
            "raison": request.POST.get("raison", "")[:300],
            "minutes": request.POST.get("minutes", "30")[:4],
        },
        "fault": fault,
    }
    return render(request, "accounts/staff.html", context, status=fault.status if fault else 200)


def _open(request: HttpRequest) -> None:
    form = StaffForm(request.POST)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise RefusedError(str(faults[0]), field=name)
    open_staff_session(
        actor=request.viewer,  # type: ignore[attr-defined]
        reason=form.cleaned_data["raison"],
        minutes=form.cleaned_data["minutes"],
    )


@access(may_operate)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    close_staff_session(actor=request.viewer)  # type: ignore[attr-defined]
    return _back()


def _back() -> HttpResponse:
    return see_other(reverse("accounts:staff"))
