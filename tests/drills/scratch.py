"""A database of its own, and processes on it that may be killed at any moment."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
WORK = ("-c", "from entrelieux.site.cli import main; raise SystemExit(main())", "work")
LONG_S = 300


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Its address: PostgreSQL when DATABASE_URL says so, a file of ``folder`` otherwise."""
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if given.scheme not in {"postgres", "postgresql"}:
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    import psycopg

    name = f"drill_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(given.geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield given._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Scratch:
    """What runs on one database: started, listened to, killed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        ours = {k: v for k, v in os.environ.items() if not k.startswith("ENTRELIEUX_")}
        self.environment = ours | {
            "DATABASE_URL": url,
            "ENTRELIEUX_VAR_DIR": str(folder / "var"),
            "ENTRELIEUX_ALLOWED_HOSTS": "127.0.0.1,testserver",
            "PYTHONUNBUFFERED": "1",
        }
        self.running: list[subprocess.Popen] = []

    def run(self, *arguments: str) -> str:
        """Run Python to its end; gives what it wrote."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONG_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def told(self, *arguments: str):
        """The same, read as the JSON of its last line."""
        return json.loads(self.run("-m", "tests.drills.scene", *arguments).splitlines()[-1])

    def start(self, log: str, *arguments: str) -> subprocess.Popen:
        """Start Python, in a session of its own; what it writes is added to a file."""
        with (self.folder / log).open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def size(self, log: str) -> int:
        path = self.folder / log
        return path.stat().st_size if path.exists() else 0

    def lines(self, log: str) -> list[str]:
        path = self.folder / log
        return path.read_text(errors="replace").splitlines() if path.exists() else []

    def end(self) -> None:
        for process in self.running:
            kill_all(process)


def kill_all(process: subprocess.Popen) -> None:
    """``kill -9`` of a process and of all those it started: its session holds nobody else."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_a_child(process: subprocess.Popen) -> bool:
    """``kill -9`` of one process of the server, while its parent lives."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    found = children.read_text().split() if children.exists() else []
    if not found:
        return False
    with suppress(ProcessLookupError):
        os.kill(int(secrets.choice(found)), signal.SIGKILL)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, *, seconds: float = LONG_S) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False
