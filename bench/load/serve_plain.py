"""``python -m bench.load.serve_plain PORT WORKERS``: the yardstick, by the server of the site."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.load.plain_settings"


def main(port: int, workers: int) -> None:
    import django

    django.setup()
    from entrelieux.site.serving import Server

    server = Server(host="127.0.0.1", port=port, workers=workers)
    server.cfg.set("post_worker_init", lambda _: None)
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
