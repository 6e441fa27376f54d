"""How the site is served: few threads, a warm index before the first request."""

from typing import Any

worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(_worker: Any) -> None:
    """A worker answers its first person as fast as the next ones."""
    from entrelieux.site.commands import warm_search

    warm_search()
