"""The secret address of a seat: drawn from the key of its form, which is kept as a digest alone."""

from django.utils.crypto import salted_hmac

from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.keys import digest_of, new_ref, new_token, request_digest

__all__ = ["digest_of", "new_ref", "request_digest", "seat_token"]


def seat_token(actor: Viewer, meeting_ref: str, request_key: str) -> str:
    """The same form sent again finds the same address, and the database alone does not."""
    if not request_key:
        return new_token()
    said = f"{actor.user_id}:{meeting_ref}:{request_key}"
    return salted_hmac("exchanges.place", said, algorithm="sha256").hexdigest()[:40]
