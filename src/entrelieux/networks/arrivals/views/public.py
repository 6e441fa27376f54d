"""What everybody reads of the waiting: the figures, the rule and how it changed."""

from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.networks.arrivals import rules
from entrelieux.networks.arrivals.adapters import label, meaning
from entrelieux.networks.arrivals.asking import is_shut
from entrelieux.networks.arrivals.figures import published
from entrelieux.networks.arrivals.rules import MOST_DAYS, rules_now
from entrelieux.networks.arrivals.views.common import absent_is_404
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.finding import network_in_sight
from entrelieux.networks.policies import may_animate
from entrelieux.packs.fr import networks as pack


@access(anyone)
@require_safe
@absent_is_404
def waiting(request: HttpRequest, ref: str) -> HttpResponse:
    network = network_in_sight(ref)
    context = {
        "network": network,
        "found": published(network, timezone.now()),
        "rules": [(label(pack.kinds(), kind), n) for kind, n in rules_now(network).days.items()],
        "is_shut": is_shut(network),
    }
    return render(request, "networks/arrivals/waiting.html", context)


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@absent_is_404
def written_rules(request: HttpRequest, ref: str) -> HttpResponse:
    """Every version, and what each changed; an animator posts another one."""
    viewer, network, error = viewer_of(request), network_in_sight(ref), None
    animated = may_animate(viewer, network.ref)
    if request.method == "POST" and not animated:
        raise Http404
    if request.method == "POST":
        shuts = request.POST.get("faire") == "fermer"
        try:
            rules.write_rules(
                actor=viewer,
                network=network,
                days={} if shuts else {kind: _days(request, kind) for kind in pack.kinds()},
                why=request.POST.get("pourquoi", "").replace("\x00", "")[:500],
                on=_whole(request.POST.get("sur", "")),
            )
        except NetworkGone:
            raise
        except UserError as found:
            error = found
        else:
            return see_other(reverse("arrivals:rules", args=[ref]), fait="ecrite")
    every = rules.versions(network)
    now = every[-1]
    before = {one.code: one.days for one in pack.kinds().values()} | dict(now.days)
    context = {
        "network": network,
        "now": now,
        "lines": [
            (
                one.code,
                label(pack.kinds(), one.code),
                meaning(one),
                now.days.get(one.code),
                request.POST.get(f"jours-{one.code}", "")[:4] if error else before[one.code],
            )
            for one in pack.kinds().values()
        ],
        "versions": [
            (
                one,
                [(label(pack.kinds(), c.kind), c.before, c.after) for c in rules.changes(old, one)],
            )
            for old, one in reversed(list(pairwise(every)))
        ],
        "animates": animated,
        "most_days": MOST_DAYS,
        "why": request.POST.get("pourquoi", "")[:500],
        "done": request.GET.get("fait", ""),
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "networks/arrivals/rules.html", context, status=status)


def _days(request: HttpRequest, kind: str) -> int:
    return _whole(request.POST.get(f"jours-{kind}", ""))


def _whole(said: str) -> int:
    """-1 for what is no number: no rule and no version has it."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
