"""The address of a message by which one side answers one introduction, without any account."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.models import Introduction
from entrelieux.passerelles.persons import seal_of

ANSWER = TimestampSigner(salt="exchanges.reponse", sep=".")
LASTS = timedelta(days=30)


def answer_address(ref: str, side: str, pk: int) -> str:
    """pk: of the file of this side."""
    path = reverse("entraide:answer", args=[ANSWER.sign(f"{ref}-{side}-{seal_of(pk)}")])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def read_answer(link: str) -> tuple[str, str, str]:
    """(reference, side, seal): see ``is_theirs``.

    Raises:
        Gone: badly copied, never given, or too old.
    """
    try:
        ref, side, seal = ANSWER.unsign(link, max_age=LASTS).split("-")
    except (BadSignature, ValueError) as error:
        raise Gone from error
    return ref, side, seal


def is_theirs(row: Introduction, side: str, seal: str) -> bool:
    """Whether this address still opens it: not one sent before they changed theirs."""
    sides = {"demande": row.request.follow_up_id, "propose": row.offer.follow_up_id}
    return side in sides and seal == seal_of(sides[side])
