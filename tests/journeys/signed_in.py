"""Somebody who holds a mandate sits at a browser: signed in by another process, as a day begins.

The pages of signing in, second factor included, are walked in the tests of accounts.
"""

import os
import subprocess
import sys

from tests.journeys.server import SITES
from tests.journeys.walking import Walk

OPEN_A_SESSION = """
import sys
import django
django.setup()
from itertools import count
from django.conf import settings
from entrelieux.accounts.models import User
from entrelieux.directory.models import Organisation
from tests import signing
role, name = sys.argv[1:]
signing._numbers = count(User.objects.count() + 1000)
organisation = Organisation.objects.get(name=name)
signed = signing.mandated(role, organisation=organisation.ref, name="Nadia")
print(settings.SESSION_COOKIE_NAME, signed.client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
TILLEULS = "France services « Les Tilleuls »"


def sign_in(begun: Walk, role: str = "agent", organisation: str = TILLEULS) -> None:
    """Sign the walker in, with a mandate of ``role`` for a structure of the demonstration."""
    settings = {"DJANGO_SETTINGS_MODULE": "entrelieux.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_A_SESSION, role, organisation],
        env=os.environ | SITES[begun.origin] | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    name, value = done.stdout.split()
    begun.context.add_cookies([{"name": name, "value": value, "url": begun.origin}])
