"""What pages show of hooks: frozen cards, never the secret."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.selectors import network_for
from entrelieux.interchange.hooks.policies import may_know_secret, within
from entrelieux.interchange.hooks.services import hook_for
from entrelieux.interchange.hooks.wording import kind_label, problem_label, stopped_label
from entrelieux.interchange.models import HookDelivery, HookSubscription
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import territories

SHOWN = 50


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """status: 0 when no answer was read. problem: in words, "" when it was taken."""

    at: datetime
    is_test: bool
    count: int
    status: int
    problem: str
    lasted_ms: int


@dataclass(frozen=True, slots=True)
class HookCard:
    """departements: names; none for the whole country. old_secret_until: None when one secret
    signs. stopped: in words, "" while it runs. failing_since: None when the last try was taken."""

    ref: str
    name: str
    url: str
    owner: str
    kinds: tuple[str, ...]
    departements: tuple[str, ...]
    created_at: datetime
    stopped: str
    failures: int
    failing_since: datetime | None
    next_try_at: datetime
    test_asked_at: datetime | None
    secret_round: int
    old_secret_until: datetime | None
    may_know_secret: bool


def hooks_of(viewer: Viewer) -> tuple[HookCard, ...]:
    return tuple(_card(viewer, row) for row in HookSubscription.objects.filter(within(viewer)))


def hook_shown(viewer: Viewer, ref: str) -> tuple[HookCard, tuple[DeliveryCard, ...]]:
    """A hook and its last deliveries, latest first. Raises HookGone."""
    row = hook_for(viewer, ref)
    return _card(viewer, row), tuple(_delivery(one) for one in row.deliveries.all()[:SHOWN])


def _card(viewer: Viewer, row: HookSubscription) -> HookCard:
    names = {one.code: one.nom for one in territories.departements()}
    network = network_for(row.network_ref) if row.network_ref else None
    owner = network.name if network else row.network_ref
    until = row.old_secret_until
    return HookCard(
        ref=row.ref,
        name=row.name,
        url=row.url,
        owner=owner or structure_names([row.organisation_ref])[row.organisation_ref],
        kinds=tuple(kind_label(one) for one in row.kinds),
        departements=tuple(f"{names.get(one, '')} ({one})" for one in row.departements),
        created_at=row.created_at,
        stopped=stopped_label(row.stopped_why) if row.stopped_at else "",
        failures=row.failures,
        failing_since=row.failing_since,
        next_try_at=row.next_try_at,
        test_asked_at=row.test_asked_at,
        secret_round=row.secret_round,
        old_secret_until=until if until and until > timezone.now() else None,
        may_know_secret=may_know_secret(viewer, row),
    )


def _delivery(row: HookDelivery) -> DeliveryCard:
    return DeliveryCard(
        at=row.at,
        is_test=row.is_test,
        count=row.count,
        status=row.status,
        problem=problem_label(row.problem),
        lasted_ms=row.lasted_ms,
    )
