"""The rules of a network: reminders, quiet hours, masked counts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.forms import NetworkForm
from entrelieux.accounts.managing import network_managed
from entrelieux.accounts.services import set_network
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer


def animates_something(viewer: Viewer) -> bool:
    return viewer.is_operator or bool(viewer.networks())


@access(animates_something)
@require_http_methods(["GET", "HEAD", "POST"])
def settings_of(request: HttpRequest, ref: str) -> HttpResponse:
    card = network_managed(request.viewer, ref)  # type: ignore[attr-defined]
    if card is None:
        raise Http404
    fault: UserError | None = None
    if request.method == "POST":
        try:
            _set(request, ref)
        except AbsentError:
            raise Http404 from None
        except UserError as error:
            fault = error
        else:
            return see_other(reverse("accounts:network", args=[ref]))
    conflict = fault is not None and fault.status == 409
    said = _of_card(card)
    if fault is not None and not conflict:
        said |= {name: request.POST.get(name, "")[:80] for name in said}
    context = {
        "section": "compte",
        "network": card,
        "said": said,
        "fault": fault,
        "conflict": conflict,
        "typed": {name: request.POST.get(name, "")[:80] for name in said} if conflict else None,
    }
    return render(request, "accounts/network.html", context, status=fault.status if fault else 200)


def _set(request: HttpRequest, ref: str) -> None:
    form = NetworkForm(request.POST)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise RefusedError(str(faults[0]), field=name)
    set_network(
        actor=request.viewer,  # type: ignore[attr-defined]
        ref=ref,
        version=form.cleaned_data["version"],
        rules=form.rules(),
    )


def _of_card(card: Any) -> dict[str, str]:
    return {
        "relances": ", ".join(str(days) for days in card.reminder_days),
        "silence_de": card.quiet_from.strftime("%H:%M"),
        "silence_a": card.quiet_until.strftime("%H:%M"),
        "seuil": str(card.small_count),
        "version": str(card.version),
    }
