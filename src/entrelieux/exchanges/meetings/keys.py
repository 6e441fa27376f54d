"""The secret address of a seat: drawn from the key of its form, which is kept as a digest alone."""

from django.utils.crypto import salted_hmac

from entrelieux.exchanges.models import Seat
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.keys import digest_of, new_ref, new_token, request_digest

__all__ = ["address_digest", "digest_of", "new_ref", "request_digest", "seat_token"]


def seat_token(actor: Viewer, meeting_ref: str, request_key: str) -> str:
    """The same form sent again finds the same address, and the database alone does not."""
    if not request_key:
        return new_token()
    said = f"{actor.user_id}:{meeting_ref}:{request_key}"
    return salted_hmac("exchanges.place", said, algorithm="sha256").hexdigest()[:40]


def address_digest(seat: Seat) -> str:
    """One for each mailbox or telephone, however it is written; only this site can make it."""
    local, _at, domain = seat.contact.casefold().rpartition("@")
    said = f"{local.split('+')[0]}@{domain}" if domain and local else _digits(seat.contact)
    return salted_hmac("exchanges.adresse", said, algorithm="sha256").hexdigest()[:32]


def _digits(contact: str) -> str:
    return "".join(letter for letter in contact if letter.isdigit())[-9:]
