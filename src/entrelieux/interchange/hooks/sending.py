"""One POST to somebody else's machine, which may answer anything, slowly, or never.

Only its status is read: at most ``MOST_READ`` bytes, no redirection, no proxy of the environment.
"""

import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException

from entrelieux.interchange.hooks.addresses import (
    AddressError,
    Resolve,
    Target,
    is_public,
    resolved,
    target_of,
)

TIMEOUT_S = 10.0
CONNECT_S = 4.0
MOST_READ = 4096
STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
HEAD_END = re.compile(rb"\r?\n\r?\n")


class Problem(StrEnum):
    """Why nothing was acknowledged; said in `wording`. A status other than 2xx is ``STATUS``."""

    ADDRESS = "adresse"
    NAME = "nom"
    PRIVATE = "privee"
    CONNECTION = "connexion"
    TLS = "certificat"
    TIME = "delai"
    ANSWER = "reponse"
    REDIRECTED = "redirection"
    STATUS = "refus"


@dataclass(frozen=True, slots=True)
class Answer:
    """status: 0 when none was read. problem: "" when it was taken (2xx). lasted_ms: whole."""

    status: int
    problem: str
    lasted_ms: int

    @property
    def is_taken(self) -> bool:
        return not self.problem


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolve: Resolve = resolved,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Hand ``body`` over. Raises nothing: what went wrong is in the answer."""
    began = time.monotonic()
    status, problem = 0, ""
    try:
        status = _posted(url, body, headers, resolve, began + timeout_s)
        problem = _problem_of(status)
    except _RefusedError as error:
        problem = error.problem
    except AddressError:
        problem = Problem.ADDRESS
    except TimeoutError:
        problem = Problem.TIME
    except ssl.SSLError:
        problem = Problem.TLS
    except (OSError, HTTPException):
        problem = Problem.CONNECTION
    return Answer(status, str(problem), round(1000 * (time.monotonic() - began)))


def _posted(
    url: str, body: bytes, headers: Mapping[str, str], resolve: Resolve, deadline: float
) -> int:
    target = target_of(url)
    addresses = _checked(target, resolve)
    with _connected(addresses, target.port, deadline) as plain:
        plain.settimeout(_left(deadline))
        context = ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=target.host) as line:
            http = HTTPConnection(target.authority)
            http.sock = line
            line.settimeout(_left(deadline))
            http.request("POST", target.path, body, {**headers, "Connection": "close"})
            return _status(line, deadline)


def _checked(target: Target, resolve: Resolve) -> tuple[str, ...]:
    """The addresses of a name, asked once; one that is not public refuses them all."""
    try:
        addresses = resolve(target.host, target.port)
    except (OSError, UnicodeError):
        raise _RefusedError(Problem.NAME) from None
    if not addresses:
        raise _RefusedError(Problem.NAME)
    if not all(is_public(one) for one in addresses):
        raise _RefusedError(Problem.PRIVATE)
    return addresses


def _connected(addresses: tuple[str, ...], port: int, deadline: float) -> socket.socket:
    """A line to the first address that answers: a number, so that nothing is resolved again."""
    failed: OSError = TimeoutError()
    for address in addresses:
        try:
            return socket.create_connection((address, port), min(CONNECT_S, _left(deadline)))
        except OSError as error:
            failed = error
    raise failed


def _status(line: ssl.SSLSocket, deadline: float) -> int:
    """The final status; the interim ones (1xx) are passed over."""
    read = b""
    while len(read) < MOST_READ:
        line.settimeout(_left(deadline))
        part = line.recv(MOST_READ - len(read))
        if not part:
            break
        read += part
        while found := STATUS.match(read):
            if int(found[1]) >= 200:
                return int(found[1])
            end = HEAD_END.search(read)
            if end is None:
                break
            read = read[end.end() :]
    raise _RefusedError(Problem.ANSWER)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _problem_of(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return Problem.REDIRECTED if 300 <= status < 400 else Problem.STATUS
