"""Addresses by which a place answers: sixteen signs that one can copy from paper.

Made again from the reference and the signing key each time: nobody who reads the table makes one.
"""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # neither i, l, o nor u: read aloud, they are mistaken
LENGTH = 16
_MISREAD = str.maketrans({"i": "1", "l": "1", "o": "0", "-": None, " ": None})


def code_of(ref: str) -> str:
    """« k7qf-3m2x-9abc-d0ef », 80 bits."""
    digest = salted_hmac("entrelieux.directory.confirming", ref, algorithm="sha256").digest()
    number = int.from_bytes(digest[:10])
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def digest_of(code: str) -> str | None:
    """What is kept of a code, however it was copied; None when it cannot be one."""
    if len(code) > 4 * LENGTH:
        return None
    signs = code.lower().translate(_MISREAD)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    return hashlib.sha256(signs.encode()).hexdigest()


def path_of(ref: str) -> str:
    return reverse("confirming:answer", args=[code_of(ref)])


def address_of(ref: str) -> str:
    """Whole, for a mail or a sheet of paper."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path_of(ref)}"
