"""Addresses that open something, and what is kept of them: enough to know them again, no more."""

import hashlib
import secrets

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from entrelieux.kernel.viewer import Viewer

REPLY = Signer(salt="passerelles.reponse", sep=".")


def new_ref() -> str:
    return secrets.token_hex(8)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def request_digest(actor: Viewer, request_key: str) -> str:
    """What is kept of a form's key: the same form sent twice by the same actor is known again."""
    return digest_of(f"{actor.user_id}:{request_key}") if request_key else ""


def token_for(actor: Viewer, request_key: str) -> str:
    """The secret address of a follow-up.

    Drawn from the key of the form that opened it, which is kept nowhere, and from the secret of
    the site: the same form sent again finds the same address, and the database alone does not.
    """
    if not request_key:
        return new_token()
    said = f"{actor.user_id}:{request_key}"
    return salted_hmac("passerelles.suivi", said, algorithm="sha256").hexdigest()[:40]


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_reply_token() -> str:
    """Signed for this purpose alone: one that is not ours is refused before any row is read."""
    return REPLY.sign(secrets.token_urlsafe(18))


def reply_digest(token: str) -> str | None:
    """None when the address was never given by this site, or was badly copied."""
    try:
        REPLY.unsign(token)
    except BadSignature:
        return None
    return digest_of(token)
