"""Making the dump of what is published now, and the one that the site gives away."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from entrelieux.directory.reading_back import offer_mark, offer_read_back
from entrelieux.interchange.opening.keeping import described, keep
from entrelieux.interchange.opening.making import Dump, made
from entrelieux.kernel.viewer import ANYONE
from entrelieux.kernel.work import duty

EVERY = timedelta(days=1)


def folder_served() -> Path:
    """Where the site finds the files that it gives away; ``work`` and ``serve`` share it."""
    return Path(settings.VAR_DIR) / "donnees"


def dump_to(folder: Path, *, now: datetime) -> tuple[Dump, tuple[Path, ...]]:
    """Everything that is shown to anybody, and may be used again, in files.

    Raises:
        OSError: the folder cannot be written.
    """
    # Read before the offer: what is published meanwhile is then dumped again, never missed.
    mark = offer_mark()
    dump = made(offer_read_back(ANYONE), at=timezone.localtime(now), mark=mark)
    return dump, keep(dump, folder)


def dump_when_published(now: datetime) -> bool:
    """Renew the files of the site if anything was published since. Whether it did."""
    mark = offer_mark()
    last = described(folder_served())
    if not mark or (last is not None and last.get("mark") == mark):
        return False
    dump_to(folder_served(), now=now)
    return True


def register() -> None:
    duty("donnees-ouvertes", EVERY, dump_when_published)
