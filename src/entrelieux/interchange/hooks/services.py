"""Opening, pausing, removing a hook, and changing its secret."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.following_changes import cursor_now
from entrelieux.interchange.hooks.addresses import target_of
from entrelieux.interchange.hooks.policies import (
    NETWORK,
    STRUCTURE,
    may_know_secret,
    owners,
    within,
)
from entrelieux.interchange.hooks.signing import secret_of
from entrelieux.interchange.mending import storable
from entrelieux.interchange.models import HookSubscription
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import territories

KINDS = ("created", "changed", "withdrawn")
MOST_HOOKS = 10
OVERLAP = timedelta(days=7)
LONGEST_NAME = 80
_BETWEEN = re.compile(r"[\s,;]+")


class HookError(UserError):
    code = "crochet-impossible"
    status = 422


class HookGone(UserError):  # noqa: N818  named by what is so
    code = "absent"
    status = 404


@dataclass(frozen=True, slots=True)
class Wish:
    """As a form says it. owner: a key of `policies.owners`. departements: codes, "" for all."""

    name: str
    url: str
    owner: str
    kinds: tuple[str, ...] = KINDS
    departements: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """secret: to be shown once, and never again."""

    ref: str
    secret: str


@transaction.atomic
def open_hook(*, actor: Viewer, wish: Wish, request_key: str = "") -> Opened:
    """Tell an address of what changes from now on. The same key, the same hook.

    Raises:
        HookError, AddressError: what is not right; ``field`` says where.
        HookGone: this key opened one that they answer for no more.
    """
    if wish.owner not in owners(actor):
        raise HookError(_("Dites pour qui : une structure ou un réseau."), field="pour")
    kind, _colon, owner = wish.owner.partition(":")
    name = " ".join(str(storable(wish.name)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise HookError(
            _("Donnez un nom, de %(most)d signes au plus.") % {"most": LONGEST_NAME}, field="nom"
        )
    target_of(wish.url)
    chosen = [one for one in KINDS if one in wish.kinds]
    if not chosen:
        raise HookError(_("Choisissez au moins un changement."), field="quoi")
    held = {
        "organisation_ref": owner if kind == STRUCTURE else "",
        "network_ref": owner if kind == NETWORK else "",
    }
    source = f"{actor.user_id}:{request_key}" if request_key else secrets.token_hex(16)
    ref = hashlib.sha256(source.encode()).hexdigest()[:32]
    is_new = not HookSubscription.objects.filter(ref=ref).exists()
    if is_new and HookSubscription.objects.filter(**held).count() >= MOST_HOOKS:
        raise HookError(_("Il y en a déjà %(most)d. Retirez-en un d’abord.") % {"most": MOST_HOOKS})
    now = timezone.now()
    hook, is_new = HookSubscription.objects.get_or_create(
        ref=ref,
        defaults={
            **held,
            "name": name,
            "url": wish.url.strip(),
            "kinds": chosen,
            "departements": _departements(wish.departements),
            "holder_id": actor.user_id or None,
            "created_at": now,
            "next_try_at": now,
            "cursor": cursor_now(),
        },
    )
    if is_new:
        journal.record(actor, "crochet.ouvert", f"crochet:{ref}")
    elif not may_know_secret(actor, hook):  # they opened it, and answer for it no more
        raise HookGone(_("Ce crochet n’existe pas, ou n’est pas à vous."))
    return Opened(ref, secret_of(ref, hook.secret_round))


def hook_for(viewer: Viewer, ref: str) -> HookSubscription:
    """Raises HookGone: absent, or not theirs."""
    if "\x00" not in ref:  # one of the databases refuses to be asked for it
        found = HookSubscription.objects.filter(within(viewer), ref=ref).first()
        if found is not None:
            return found
    raise HookGone(_("Ce crochet n’existe pas, ou n’est pas à vous."))


@transaction.atomic
def ask_test(*, actor: Viewer, ref: str) -> None:
    """Have an empty batch sent by the worker, once, even to a hook that is stopped."""
    hook = hook_for(actor, ref)
    if hook.test_asked_at is None:
        HookSubscription.objects.filter(pk=hook.pk).update(test_asked_at=timezone.now())
        journal.record(actor, "crochet.essayé", f"crochet:{ref}")


@transaction.atomic
def pause(*, actor: Viewer, ref: str) -> None:
    """Nothing leaves any more; what changes meanwhile is kept for later."""
    hook = hook_for(actor, ref)
    if HookSubscription.objects.filter(pk=hook.pk, stopped_at=None).update(
        stopped_at=timezone.now(), stopped_why=HookSubscription.Stopped.PAUSE
    ):
        journal.record(actor, "crochet.suspendu", f"crochet:{ref}")


@transaction.atomic
def resume(*, actor: Viewer, ref: str) -> None:
    """Go on from where it stopped."""
    hook = hook_for(actor, ref)
    stopped = HookSubscription.objects.filter(pk=hook.pk).exclude(stopped_at=None)
    now = timezone.now()
    if stopped.update(
        stopped_at=None, stopped_why="", failures=0, failing_since=None, next_try_at=now
    ):
        journal.record(actor, "crochet.repris", f"crochet:{ref}")


@transaction.atomic
def change_secret(*, actor: Viewer, ref: str, secret_round: int) -> Opened:
    """A new secret; the old one signs too for ``OVERLAP``. secret_round: of the one to replace.

    Raises:
        HookGone: absent, or not theirs; HookError: it was replaced already.
    """
    hook = hook_for(actor, ref)
    if not may_know_secret(actor, hook):
        raise HookGone(_("Ce crochet n’existe pas, ou n’est pas à vous."))
    if not HookSubscription.objects.filter(pk=hook.pk, secret_round=secret_round).update(
        secret_round=secret_round + 1, old_secret_until=timezone.now() + OVERLAP
    ):
        raise HookError(_("Le secret a déjà été changé. Il ne se montre qu’une fois."))
    journal.record(actor, "crochet.secret", f"crochet:{ref}", round=secret_round + 1)
    return Opened(ref, secret_of(ref, secret_round + 1))


@transaction.atomic
def remove(*, actor: Viewer, ref: str) -> None:
    """For good, with its list of deliveries."""
    hook_for(actor, ref).delete()
    journal.record(actor, "crochet.retiré", f"crochet:{ref}")


def _departements(text: str) -> list[str]:
    codes = {one.code for one in territories.departements()}
    asked: Iterable[str] = (one.upper() for one in _BETWEEN.split(text.strip()) if one)
    chosen = sorted(set(asked))
    if unknown := [one for one in chosen if one not in codes]:
        raise HookError(
            _("« %(code)s » n’est pas un code de département. Attendu : 48, 2A, 971…")
            % {"code": unknown[0][:20]},
            field="departements",
        )
    return chosen
