"""Somebody who holds a mandate sits at a browser: signed in by another process, as a day begins.

The pages of signing in, second factor included, are walked in the tests of accounts.
"""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

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


PLAY = """
import json
import django
django.setup()
from django.conf import settings
from tests.journeys.scene import play
print(json.dumps(play() | {"cookie": settings.SESSION_COOKIE_NAME}))
"""


def sign_in(begun: Walk, role: str = "agent", organisation: str = TILLEULS) -> None:
    """Sign the walker in, with a mandate of ``role`` for a structure of the demonstration."""
    name, value = beside(begun.origin, OPEN_A_SESSION, role, organisation).split()
    begun.context.add_cookies([{"name": name, "value": value, "url": begun.origin}])


def become(begun: Walk, who: str) -> None:
    """Sign the walker in as somebody of the scene: the same account in every walk."""
    scene = scene_of(begun.origin)
    cookie = {"name": scene["cookie"], "value": scene["cookies"][who], "url": begun.origin}
    begun.context.add_cookies([cookie])


@cache
def scene_of(origin: str) -> dict[str, Any]:
    """What ``scene.play`` says, played at its first use."""
    return json.loads(beside(origin, PLAY).splitlines()[-1])


def beside(origin: str, script: str, *arguments: str) -> str:
    """What a script prints that speaks to the database of this site."""
    settings = {"DJANGO_SETTINGS_MODULE": "entrelieux.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | SITES[origin] | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
