"""``entrelieux serve``: the site in one process tree, warm before the first request.

Setting up and serving share one start: libraries are imported once, the index is read once and
the workers inherit both.
"""

import gc
from collections.abc import Callable, Iterable
from threading import Lock, Thread
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from entrelieux.directory.selectors import DirectoryParams, place_list
from entrelieux.kernel.viewer import ANYONE

THREADS = 4
TIMEOUT_S = 60
GRACEFUL_S = 20
KEEPALIVE_S = 75
"""Longer than visitors and proxies keep a connection: a request sent as it closes would be lost."""
GARBAGE = (5_000, 20, 20)
"""A page makes thousands of objects and few cycles: the interpreter's own thresholds look for
garbage several times a page."""


class Server(BaseApplication):  # type: ignore[misc]  gunicorn has no types
    def __init__(self, *, host: str, port: int, workers: int) -> None:
        self.settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_S,
            "graceful_timeout": GRACEFUL_S,
            "keepalive": KEEPALIVE_S,
            "preload_app": True,
            "loglevel": "warning",
            "errorlog": "-",
            "post_worker_init": lambda _: Thread(target=_warm_list, daemon=True).start(),
            "when_ready": lambda _: print(
                f"Entrelieux : http://{host}:{port}/  (Ctrl-C pour arrêter)", flush=True
            ),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = get_wsgi_application()
        connections.close_all()
        gc.set_threshold(*GARBAGE)
        _keep_for_good()
        return OneReadingAtATime(application)


class OneReadingAtATime:
    """A WSGI application where one page is computed at a time in each process.

    Threads that compute together all end late: each waits for the others at every turn of the
    interpreter. One after the other, the same pages end sooner, and the last one no later
    (measured by ``bench.pages``). Only what is read waits for its turn: a form that is slow to
    arrive, or that waits for the database to write, delays nobody. Lines and files are sent
    outside of it.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.application(environ, start_response)
        with self.turn:
            return self.application(environ, start_response)


def _warm_list() -> None:
    """The table of places takes seconds on a whole country: it is made while pages are served."""
    try:
        place_list(ANYONE, DirectoryParams())
        _keep_for_good()
    finally:
        connections.close_all()


def _keep_for_good() -> None:
    """What stands now is never garbage: to walk the country at each collection stops every page."""
    gc.collect()
    gc.freeze()


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted. A connection of this process must not reach the workers."""
    connections.close_all()
    Server(host=host, port=port, workers=workers).run()
