"""Forty people for five seats at the same instant, while others give theirs back.

python -m tests.exchanges.meetings.at_once  →  what came of it, as one line of JSON.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

AT_ONCE, SEATS, LEAVING = 40, 5, 3


def race(village):
    from django.db import connection

    from entrelieux.exchanges.meetings import services
    from entrelieux.exchanges.models import Seat
    from entrelieux.kernel.viewer import ANYONE

    ref = village.open(seats=SEATS)
    first = [village.sign_up(ref, f"Premier {n}") for n in range(SEATS)]
    ready = Barrier(AT_ONCE + LEAVING)

    def act(number):
        try:
            ready.wait()
            if number < LEAVING:
                services.give_back(actor=ANYONE, token=first[number].token)
            else:
                # At a counter: by the public page, the queue itself has an end.
                village.sign_up(
                    ref,
                    f"Personne {number}",
                    actor=village.agent.viewer,
                    manner="guichet",
                    request_key=f"foule-{number:020}",
                )
        except Exception as error:
            return repr(error)
        finally:
            connection.close()
        return "fait"

    with ThreadPoolExecutor(AT_ONCE + LEAVING) as pool:
        answers = list(pool.map(act, range(AT_ONCE + LEAVING)))
    seats = Seat.objects.filter(meeting__ref=ref)
    seated = seats.filter(state="inscrit").order_by("taken_at", "pk")
    waiting = seats.filter(state="attente").order_by("taken_at", "pk")
    last, head = seated.last(), waiting.first()
    return {
        "answers": sorted(set(answers)),
        "seated": seated.count(),
        "waiting": waiting.count(),
        "in order": (last.taken_at, last.pk) <= (head.taken_at, head.pk),
    }


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from entrelieux.territories.services import load_territories
    from tests.exchanges.meetings.conftest import Village
    from tests.factories import Network
    from tests.passerelles.conftest import make_world

    settings.ALLOWED_HOSTS = ["testserver"]
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        # Who waits is served, however busy the machine that tries this.
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 120
    call_command("migrate", verbosity=0)
    load_territories()
    village = Village(make_world(Network()), None)
    village.day = timezone.localdate() + timedelta(days=20)
    print(json.dumps(race(village)))  # noqa: T201


if __name__ == "__main__":
    main()
