"""Fifty answers to one request at the same instant; run by itself on a database of its own.

python -m tests.passerelles.at_once  →  what came of it, as one line of JSON.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

AT_ONCE = 50


def race(world):
    """25 by the link, 25 by accounts, all waiting for the same signal."""
    from django.db import connection

    from entrelieux.kernel.errors import UserError
    from entrelieux.kernel.models import JournalEntry, Message
    from entrelieux.passerelles import services
    from entrelieux.passerelles.models import PasserelleMove
    from tests.passerelles.conftest import link_to

    handed = world.hand(world.open())
    link, viewer = link_to("agence@exemple.test"), world.adviser.viewer
    lines = JournalEntry.objects.count()
    ready = Barrier(AT_ONCE)

    def answer(number):
        try:
            ready.wait()
            if number % 2:
                services.accept(link=link)
            else:
                services.accept(actor=viewer, ref=handed.ref)
        except UserError as error:
            return error.code
        except Exception as error:
            return repr(error)
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(answer, range(AT_ONCE)))
    row = world.row(handed)
    return {
        "answers": sorted(set(answers)),
        "state": row.state,
        "acceptances": PasserelleMove.objects.filter(event="acceptation").count(),
        "lines": JournalEntry.objects.count() - lines,
        "to the person": Message.objects.filter(key__startswith="nouvelle:").count(),
        "to the sender": Message.objects.filter(key__startswith="retour:").count(),
    }


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from entrelieux.territories.services import load_territories
    from tests.factories import Network
    from tests.passerelles.conftest import make_world

    settings.ALLOWED_HOSTS = ["testserver"]
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        # Who waits is served, however busy the machine that tries this.
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 120
    call_command("migrate", verbosity=0)
    load_territories()
    print(json.dumps(race(make_world(Network()))))  # noqa: T201


if __name__ == "__main__":
    main()
