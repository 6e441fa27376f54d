"""How a token is written: ``elx_``, 52 signs of 32 random bytes, 7 of a checksum of all of it.

The 32 signs leave out « i », « l », « o » and « u », which a hand mistakes. The checksum tells a
slip from a token that is worth nothing, without asking the database; with ``elx_`` it lets those
who look for secrets left in files know one for sure. It proves nothing else.
"""

import hashlib
import re
import secrets
from zlib import crc32

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
START = "elx_"
SECRET_BYTES = 32
SECRET_SIGNS, SUM_SIGNS, SHOWN_SIGNS = 52, 7, 8
WRITTEN = re.compile(rf"{START}[{SIGNS}]{{{SECRET_SIGNS + SUM_SIGNS}}}")


def draw() -> str:
    return written(secrets.token_bytes(SECRET_BYTES))


def written(secret: bytes) -> str:
    body = START + _in_signs(int.from_bytes(secret), SECRET_SIGNS)
    return body + _sum_of(body)


def is_sound(token: str) -> bool:
    """Whether it could be one of ours: right form, right checksum."""
    found = WRITTEN.fullmatch(token)
    return found is not None and token.endswith(_sum_of(token[:-SUM_SIGNS]))


def prefix_of(token: str) -> str:
    """What is shown of it: enough to tell one's tokens apart, 40 of its 256 bits."""
    return token[: len(START) + SHOWN_SIGNS]


def digest_of(token: str) -> str:
    """All that is kept: 256 random bits need no slow digest."""
    return hashlib.sha256(token.encode()).hexdigest()


def _sum_of(body: str) -> str:
    return _in_signs(crc32(body.encode()), SUM_SIGNS)


def _in_signs(number: int, count: int) -> str:
    return "".join(SIGNS[number >> 5 * rank & 31] for rank in reversed(range(count)))
