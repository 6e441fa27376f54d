"""Work out beforehand which counts are hidden, so that nobody waits for it in front of a page."""

import time
from datetime import datetime, timedelta

from django.utils import timezone

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel.work import duty
from entrelieux.passerelles.board.counting import units
from entrelieux.passerelles.board.periods import SHOWN, published
from entrelieux.passerelles.board.zones import active_departements, departement

LONGEST_S = 480.0
"""Less than a duty may last: what is done is kept, and the next round goes on from there."""


def register() -> None:
    duty("tableaux-sans-reponse", timedelta(hours=6), get_ready)


def get_ready(now: datetime, *, quarters: int = SHOWN) -> int:
    """Each département, the last quarters first. How many were read, whether known or not."""
    fiction, today = offer_is_fiction(), timezone.localdate(now)
    stops, done = time.monotonic() + LONGEST_S, 0
    for quarter in list(reversed(published(today, fiction=fiction)))[:quarters]:
        for code in active_departements(fiction=fiction):
            if time.monotonic() > stops:
                return done
            if (place := departement(code)) is not None:
                done += len(units((place,), (quarter,), fiction=fiction, today=today))
    return done
