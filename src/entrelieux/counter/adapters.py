"""Between a visit and what was said during it: an address that is kept nowhere."""

from django.utils.crypto import salted_hmac


def token_of(visit_ref: str) -> str:
    """The address of what was said during a visit: drawn from its reference, kept nowhere.

    Whoever reads the database finds no way in: the secret of the site is needed too.
    """
    return salted_hmac("counter.visit", visit_ref, algorithm="sha256").hexdigest()[:40]
