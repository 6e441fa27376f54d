"""The duty of the worker: read what changed after each cursor, send it, move on once acknowledged.

A batch is written down before it leaves, and leaves again as it was until a 2xx: killed anywhere,
the worker loses nothing, and sends at most one batch again under the same identifier.
"""

import json
import logging
import random
import secrets
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from entrelieux.directory.following_changes import PlaceChangeSeen, changes_after, cursor_now
from entrelieux.interchange.hooks import sending, stopping
from entrelieux.interchange.hooks.policies import answering_for
from entrelieux.interchange.hooks.signing import EVENT_HEADER, HEADER, secret_of, signature
from entrelieux.interchange.models import HookDelivery, HookSubscription
from entrelieux.kernel.viewer import ANYONE
from entrelieux.kernel.work import duty

EVERY = timedelta(minutes=1)
BATCH = 100
ROUND_S = 60.0
SHARE_S = 20.0
"""Of a round, what one hook may take: a slow machine does not hold the others back."""
LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 20, 60, 180, 360, 720))
"""After each failure in a row; the last one again and again."""
JITTER = 0.2
MOST_FAILURES, FAILING_FOR = 10, timedelta(days=3)
"""Both are needed to stop a hook: many tries, over days."""

logger = logging.getLogger(__name__)


def register() -> None:
    duty("crochets", EVERY, deliver_due)


def deliver_due(_now: datetime) -> int:
    """Serve every hook that has something to send, those that waited most first. How many."""
    end = time.monotonic() + ROUND_S
    keys = _due(cursor_now()).order_by("next_try_at", "pk").values_list("pk", flat=True)
    served = 0
    for key in list(keys):
        if time.monotonic() > end:
            break
        hook = _taken(key)
        if hook is not None:
            served += 1
            _serve(hook)
    return served


def _due(latest: str) -> QuerySet[HookSubscription]:
    """Asked first, so that a round without any change writes nothing."""
    now = timezone.now()
    has_more = ~Q(pending_id="") | ~Q(cursor=latest)
    return HookSubscription.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        ~Q(test_asked_at=None) | (Q(stopped_at=None, next_try_at__lte=now) & has_more),
    )


def _taken(key: int) -> HookSubscription | None:
    now = timezone.now()
    free = HookSubscription.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), pk=key)
    if not free.update(lease_until=now + LEASE):
        return None
    return HookSubscription.objects.filter(pk=key).first()


def _serve(hook: HookSubscription) -> None:
    """A fault of ours with one hook is told in the log and stops no other."""
    row = HookSubscription.objects.filter(pk=hook.pk)
    try:
        if not answering_for(hook):
            stopping.stop(hook, HookSubscription.Stopped.NOBODY)
            row.update(test_asked_at=None)
            return
        if hook.test_asked_at:
            _send_test(hook)
        end = time.monotonic() + SHARE_S
        while time.monotonic() < end and _may_go_on(hook) and _pinned(hook):
            _send(hook)
            hook.refresh_from_db()
    except HookSubscription.DoesNotExist:  # removed meanwhile
        return
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("hook %s could not be served", hook.ref)
        row.update(next_try_at=timezone.now() + WAITS[1])
    finally:
        _freed(row)


def _freed(row: QuerySet[HookSubscription]) -> None:
    row.update(lease_until=None)


def _may_go_on(hook: HookSubscription) -> bool:
    return hook.stopped_at is None and hook.next_try_at <= timezone.now()


def _pinned(hook: HookSubscription) -> bool:
    """Whether there is a batch to send; a new one is written down before it leaves."""
    if hook.pending_id:
        return True
    while True:
        changes, cursor = changes_after(ANYONE, hook.cursor, limit=BATCH)
        if not changes:
            return False
        wanted = tuple(one for one in changes if _is_wanted(hook, one))
        hook.pending_cursor = cursor
        if wanted:
            hook.pending_id = secrets.token_hex(16)
            hook.pending_body = body_of(hook.pending_id, wanted, cursor)
            hook.pending_count = len(wanted)
        else:
            hook.cursor = cursor
        hook.save(
            update_fields=[
                *("cursor", "pending_id", "pending_body", "pending_cursor", "pending_count"),
            ]
        )
        if wanted:
            return True


def _is_wanted(hook: HookSubscription, change: PlaceChangeSeen) -> bool:
    is_here = not hook.departements or change.departement in hook.departements
    return is_here and change.kind in hook.kinds


def body_of(event: str, changes: tuple[PlaceChangeSeen, ...], cursor: str) -> str:
    """As it leaves, in JSON. cursor: what follows, for who reads the changes by the API as well."""
    site = settings.PUBLIC_URL.rstrip("/")
    said = {
        "id": event,
        "test": not changes,
        "cursor": cursor,
        "changes": [
            {
                "ref": one.ref,
                "kind": one.kind,
                "at": one.at.isoformat(),
                "replaced_by": one.replaced_by or None,
                "code_insee": one.code_insee or None,
                "departement": one.departement or None,
                "url": f"{site}{reverse('directory:place', args=[one.ref])}",
            }
            for one in changes
        ],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _send_test(hook: HookSubscription) -> None:
    """Tried once: nothing is lost with it."""
    event = secrets.token_hex(16)
    answer = _posted(hook, event, body_of(event, (), hook.cursor))
    with transaction.atomic():
        if HookSubscription.objects.filter(pk=hook.pk).update(test_asked_at=None):
            _keep(hook, event, answer, count=0, is_test=True)


def _send(hook: HookSubscription) -> None:
    answer = _posted(hook, hook.pending_id, hook.pending_body)
    now = timezone.now()
    with transaction.atomic():
        row = HookSubscription.objects.filter(pk=hook.pk, pending_id=hook.pending_id)
        if answer.is_taken:
            changed = row.update(
                cursor=F("pending_cursor"),
                pending_id="",
                pending_body="",
                failures=0,
                failing_since=None,
                next_try_at=now,
            )
        else:
            changed = row.update(
                failures=hook.failures + 1,
                failing_since=hook.failing_since or now,
                next_try_at=now + _wait(hook.failures),
            )
        if changed:
            _keep(hook, hook.pending_id, answer, count=hook.pending_count)
    if not answer.is_taken and _failed_enough(hook, now):
        stopping.stop(hook, HookSubscription.Stopped.FAILURES)


def _posted(hook: HookSubscription, event: str, text: str) -> sending.Answer:
    now, body = timezone.now(), text.encode()
    rounds = [hook.secret_round]
    if hook.old_secret_until and hook.old_secret_until > now:
        rounds.append(hook.secret_round - 1)
    keys = (secret_of(hook.ref, one) for one in rounds)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "entrelieux",
        EVENT_HEADER: event,
        HEADER: signature(body, at=int(now.timestamp()), secrets=keys),
    }
    return sending.post(hook.url, body, headers)


def _keep(
    hook: HookSubscription, event: str, answer: sending.Answer, *, count: int, is_test: bool = False
) -> None:
    HookDelivery.objects.create(
        hook_id=hook.pk,
        at=timezone.now(),
        event=event,
        is_test=is_test,
        count=count,
        status=answer.status,
        problem=answer.problem,
        lasted_ms=answer.lasted_ms,
    )


def _wait(failures: int) -> timedelta:
    """How long after this many failures before the one that just came."""
    wait = WAITS[min(failures, len(WAITS) - 1)]
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  spreads tries, hides nothing


def _failed_enough(hook: HookSubscription, now: datetime) -> bool:
    since = hook.failing_since or now
    return hook.failures + 1 >= MOST_FAILURES and now - since >= FAILING_FOR
