"""``entrelieux serve``: the site in one process tree, warm before the first request.

Setting up and serving share one start: libraries are imported once, the index is read once and
the workers inherit both.
"""

from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

THREADS = 4
TIMEOUT_S = 60
GRACEFUL_S = 20


class Server(BaseApplication):  # type: ignore[misc]  gunicorn has no types
    def __init__(self, *, host: str, port: int, workers: int) -> None:
        self.settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_S,
            "graceful_timeout": GRACEFUL_S,
            "preload_app": True,
            "loglevel": "warning",
            "errorlog": "-",
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
        return application


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted. A connection of this process must not reach the workers."""
    connections.close_all()
    Server(host=host, port=port, workers=workers).run()
