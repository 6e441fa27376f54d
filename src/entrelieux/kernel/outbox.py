"""What must leave by mail or SMS, written in the transaction of its cause: both happen, or none.

``entrelieux work`` sends it (`kernel.sending`). A key names the cause: told twice, written once.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import Message


class NoRecipientError(UserError):
    """Nothing is ever written to nobody: whoever calls has to tell somebody else."""

    code = "sans-destinataire"
    status = 422


class OutsideTransactionError(RuntimeError):
    """A message written apart from its cause could leave while its cause is undone."""


def post(
    *,
    key: str,
    channel: str,
    recipient: str,
    subject: str,
    body: str,
    not_before: datetime | None = None,
) -> None:
    """Write a message that will leave once the transaction is kept, not before ``not_before``.

    key: of the cause, opaque (references, never a name); the same key again changes nothing, even
    after the message has left. channel: a value of ``Message.Channel``.

    Raises:
        NoRecipientError: nobody to write to.
        OutsideTransactionError: no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(key)
    to = recipient.strip()
    if not to or "\n" in to or "\r" in to:
        raise NoRecipientError(
            _("Ce message n'a pas de destinataire. Choisissez un autre moyen de la prévenir.")
        )
    now = timezone.now()
    message = Message(
        key=key,
        channel=Message.Channel(channel),
        recipient=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        written_at=now,
        not_before=not_before or now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def take_back(*, keys: str) -> int:
    """Erase the messages not gone yet whose key begins with ``keys``: agreement was withdrawn.

    One that a worker holds right now may still leave; it is emptied all the same.
    """
    if not keys:
        return 0
    waiting = Message.objects.filter(key__startswith=keys, sent_at=None)
    return waiting.delete()[0]


def written_since(moment: datetime, *, keys: str) -> int:
    """How many messages whose key begins with ``keys`` were written since, gone or not."""
    return Message.objects.filter(key__startswith=keys, written_at__gte=moment).count()


def has_left(*, keys: str) -> bool:
    """Whether a message whose key begins with ``keys`` has left."""
    return Message.objects.filter(key__startswith=keys, sent_at__isnull=False).exists()


def may_arrive(*, keys: str) -> bool:
    """Whether a message whose key begins with ``keys`` left, or still may."""
    return Message.objects.filter(key__startswith=keys, given_up_at=None).exists()
