"""The address of a message by which one side answers one introduction, without any account."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from entrelieux.exchanges.errors import Gone

ANSWER = TimestampSigner(salt="exchanges.reponse", sep=".")
LASTS = timedelta(days=30)


def answer_address(ref: str, side: str) -> str:
    path = reverse("entraide:answer", args=[ANSWER.sign(f"{ref}-{side}")])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def read_answer(link: str) -> tuple[str, str]:
    """(reference, side).

    Raises:
        Gone: badly copied, never given, or too old.
    """
    try:
        ref, _sep, side = ANSWER.unsign(link, max_age=LASTS).partition("-")
    except BadSignature as error:
        raise Gone from error
    return ref, side
