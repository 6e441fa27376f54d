"""Between a visit, what was said during it and the follow-up opened: addresses kept nowhere."""

from django.utils.crypto import salted_hmac


def token_of(visit_ref: str) -> str:
    """The address of what was said during a visit: drawn from its reference, kept nowhere.

    Whoever reads the database finds no way in: the secret of the site is needed too.
    """
    return salted_hmac("counter.visit", visit_ref, algorithm="sha256").hexdigest()[:40]


def opening_key(visit_ref: str) -> str:
    """The key of the follow-up opened during a visit: asking again finds the same one."""
    return f"visite:{visit_ref}"
