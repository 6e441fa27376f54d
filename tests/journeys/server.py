"""One site of its own for a run: the fictional network, a scratch database, a free port."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

START_S = 300  # a first start compiles the kernels, maybe twice at once
STOP_S = 30
COMMAND = "from entrelieux.site.cli import main; raise SystemExit(main())"
OPTIONS = ("--workers", "1", "--port")
DEMO = ("--demo",)
SITES: dict[str, dict[str, str]] = {}
"""By origin, what another process needs to speak to the same database with the same secret."""


@contextmanager
def served(folder: Path, *, is_demo: bool = True) -> Iterator[str]:
    """The origin of a site that serves the fictional network until the end of the block.

    is_demo: False for a site that offers nothing yet.

    The database is PostgreSQL when DATABASE_URL says so, a file of ``folder`` otherwise.
    """
    with _database(folder) as url, (folder / "log").open("w+b") as log:
        port = _free_port()
        own = {"DATABASE_URL": url, "ENTRELIEUX_VAR_DIR": str(folder / "var")}
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                COMMAND,
                "serve",
                *(DEMO if is_demo else ()),
                *OPTIONS,
                str(port),
            ],
            env=os.environ | own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _await(process, port, folder / "log")
            SITES[f"http://127.0.0.1:{port}"] = own
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(process)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if given.scheme not in {"postgres", "postgresql"}:
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    import psycopg

    name = f"journeys_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(given.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield given._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(given.geturl(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the site did not start (exit {process.poll()}):\n{log.read_text()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: nobody else is in it
        process.wait()
