"""The person's own words between two screens: in their browser alone, until they agree to more.

A cookie of the session, signed, out of reach of scripts, sent to the pages of one intake only:
those under its own address, or under that of the visit it belongs to (``path``).
"""

import base64
import binascii
import zlib
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "mots"
MOST_BYTES = 3_500  # a browser takes 4 096 with the name and the attributes
MOST_SIGNS = 20_000  # of what is unpacked: a thousand letters never make more


def sealed(words: str, token: str) -> str:
    """Words packed and signed for the pages of one intake, in ASCII."""
    packed = base64.urlsafe_b64encode(zlib.compress(words.encode(), 9)).decode()
    return _signer(token).sign(packed)


def can_be_carried(words: str) -> bool:
    return len(sealed(words, "")) <= MOST_BYTES


def carried(request: HttpRequest, token: str) -> str:
    """The words this browser carries for an intake; "" when there are none or they are not ours.

    They are read for twice as long as an intake lasts: enough to begin again one that has expired.
    """
    try:
        packed = _signer(token).unsign(
            request.COOKIES.get(COOKIE, ""), max_age=timedelta(hours=2 * settings.INTAKE_HOURS)
        )
        unpacked = zlib.decompressobj().decompress(base64.urlsafe_b64decode(packed), MOST_SIGNS)
        return unpacked.decode()
    except (BadSignature, binascii.Error, zlib.error, UnicodeDecodeError):
        return ""


def carry(response: HttpResponse, token: str, words: str, path: str = "") -> None:
    if not words.strip():
        forget(response, token, path)
        return
    response.set_cookie(
        COOKIE,
        sealed(words, token),
        path=path or _path(token),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, token: str, path: str = "") -> None:
    response.delete_cookie(COOKIE, path=path or _path(token), samesite="Lax")


def _path(token: str) -> str:
    return reverse("reception:plans", args=[token])


def _signer(token: str) -> TimestampSigner:
    return TimestampSigner(salt=f"reception.mots.{token}")
