"""Arrays of the offer are built while those before go on answering: nobody waits for a country.

See ADR 0013.
"""

import gc
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.db import connections
from django.db.models import TextField
from django.db.models.functions import Cast

LISTS = {
    "mediation": "services_mediation",
    "themes": "thematiques",
    "for_whom": "publics",
    "fees": "frais",
    "modes": "modes_accueil",
}
"""Of a service: lists of codes, under shorter names."""
logger = logging.getLogger(__name__)
_lock = threading.Lock()
_under_way: set[str] = set()


def in_background(name: str, build: Callable[[], object]) -> None:
    """Have ``build`` called in a thread, unless the one of that name still is.

    Its fault is logged, and whoever asks next begins again.
    """
    with _lock:
        if name in _under_way:
            return
        _under_way.add(name)
    threading.Thread(target=_build, args=(name, build), name=name, daemon=True).start()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Millions of small rows are made, and none in a ring: looking for rings is half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def as_text(name: str) -> Cast:
    """A list of codes as it is stored: few differ, so that each is read once only."""
    return Cast(name, TextField())


@lru_cache(maxsize=100_000)
def codes(text: str) -> tuple[str, ...]:
    """The codes of such a list."""
    return tuple(json.loads(text))


def _build(name: str, build: Callable[[], object]) -> None:
    try:
        build()
    except Exception:
        logger.exception("%s: not built; what was there goes on answering", name)
    finally:
        connections.close_all()
        with _lock:
            _under_way.discard(name)
