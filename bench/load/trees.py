"""A server of ours and its processes: started, waited for, weighed, stopped."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 300.0
STOP_S = 30.0
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Tree:
    pid: int
    origin: str

    def megabytes(self) -> float:
        """Memory of every process, pages that they share counted once (PSS)."""
        return sum(_pss_kb(pid) for pid in _with_children(self.pid)) / 1000

    def seconds(self) -> float:
        """Processor time of every process so far."""
        return sum(_ticks(pid) for pid in _with_children(self.pid)) / TICKS


def seconds_of_machine() -> float:
    """Processor time that every process of the machine took so far."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0]
    user, nice, system, _idle, _iowait, irq, softirq = map(int, first.split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


@contextmanager
def served(command: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[Tree]:
    """The command until the end of the block; it answers on ``port`` when the block begins."""
    process = subprocess.Popen(command, env=environment)
    tree = Tree(process.pid, f"http://127.0.0.1:{port}")
    try:
        _wait_for(process, tree.origin)
        yield tree
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", origin: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{origin}/", timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"the server did not answer within {START_S:.0f} s")


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _with_children(int(child))
    return found


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _ticks(pid: int) -> int:
    """User and system time; what stands after the name of the command, which may hold spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
