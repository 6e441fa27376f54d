"""Two hooks that have lived: one whose machine comes and goes, one that was stopped."""

from datetime import timedelta

from django.utils import timezone

from entrelieux.interchange.hooks import services
from entrelieux.interchange.models import HookDelivery, HookSubscription
from tests import signing

LIVED = ((0, "refus", 503, 812), (1, "", 204, 96), (26, "privee", 0, 4), (27, "", 200, 1240))


def hooks(administrator: signing.Signed, desk: str, animator: signing.Signed, network: str):
    """{name: reference}."""
    works = _opened(administrator, f"structure:{desk}", "Le site de la communauté de communes")
    stops = _opened(animator, f"reseau:{network}", "L’annuaire d’à côté")
    now = timezone.now()
    HookSubscription.objects.filter(ref=works).update(
        failures=1, failing_since=now, next_try_at=now + timedelta(minutes=1)
    )
    HookSubscription.objects.filter(ref=stops).update(
        stopped_at=now, stopped_why=HookSubscription.Stopped.FAILURES
    )
    for hook in HookSubscription.objects.filter(ref__in=(works, stops)):
        for hours, problem, status, lasted_ms in LIVED:
            HookDelivery.objects.create(
                hook=hook,
                at=now - timedelta(hours=hours),
                event="e",
                is_test=hours == 27,
                count=0 if hours == 27 else 3 + hours,
                status=status,
                problem=problem,
                lasted_ms=lasted_ms,
            )
    return {"hook": works, "hook_stopped": stops}


def _opened(who: signing.Signed, owner: str, name: str) -> str:
    url = (
        "https://recepteur.exemple.test/entrelieux/changements?cle=une-cle-assez-longue-pour-passer"
    )
    wish = services.Wish(name, url, owner)
    return services.open_hook(actor=who.viewer, wish=wish).ref
