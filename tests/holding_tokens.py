"""Tokens really made, for people of ``tests.signing``."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from entrelieux.accounts.models import ApiToken
from entrelieux.accounts.tokens.writing import digest_of, draw, prefix_of


def token_of(user, *scopes, days=365, revoked=False):
    """A token written as it is kept, whatever the holder may do: gives what is shown once."""
    secret, now = draw(), timezone.now()
    ApiToken.objects.create(
        ref=digest_of(secret)[:32],
        user=user,
        name="essai",
        prefix=prefix_of(secret),
        digest=digest_of(secret),
        scopes=list(scopes),
        created_at=now,
        expires_on=timezone.localdate() + timedelta(days=days),
        revoked_at=now if revoked else None,
    )
    return secret


def program(secret):
    """What asks the API with a token, and holds no cookie."""
    return Client(headers={"authorization": f"Bearer {secret}"})
