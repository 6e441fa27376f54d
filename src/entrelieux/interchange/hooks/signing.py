"""What proves that a batch comes from here, and was neither changed nor kept for later."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

HEADER = "Entrelieux-Signature"
EVENT_HEADER = "Entrelieux-Event"
REPLAY_S = 300
"""After how long a receiver should refuse a signature; each try is signed anew."""


def secret_of(ref: str, secret_round: int) -> str:
    """Made again from the signing key each time: nobody who reads the table makes one."""
    salt = "entrelieux.interchange.hooks"
    digest = salted_hmac(salt, f"{ref}:{secret_round}", algorithm="sha256").digest()
    return f"crochet_{urlsafe_b64encode(digest).decode().rstrip('=')}"


def signature(body: bytes, *, at: int, secrets: Iterable[str]) -> str:
    """``t=…,v1=…``, with one ``v1`` for each secret in force. at: seconds since 1970."""
    said = b"%d." % at + body
    marks = (hmac.new(one.encode(), said, hashlib.sha256).hexdigest() for one in secrets)
    return ",".join((f"t={at}", *(f"v1={mark}" for mark in marks)))
