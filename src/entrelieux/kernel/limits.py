"""Is this too many at once? Of everybody together, or of one visitor: a brake, not a wall."""

import threading
import time
from collections import deque
from collections.abc import Callable

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from entrelieux.kernel.viewer import Viewer


class VisitorBrake:
    """At most `most` passages of one visitor in any `seconds`, whichever process answers them.

    Counted beside the database, by account, or by the address they come from, of which a digest is
    kept for that time and nothing else. When nobody says which address, all pass: one count for
    everybody would let anybody stop everybody.
    """

    def __init__(self, name: str, *, most: int, seconds: float) -> None:
        self.name = name
        self.most = most
        self.seconds = seconds

    def lets_through(self, request: HttpRequest) -> bool:
        """Whether this visitor may pass once more now; if so, it is counted."""
        key = self._key(request)
        if not key:
            return True
        now = time.time()
        passed = [at for at in cache.get(key, ()) if now - at < self.seconds]
        if len(passed) >= self.most:
            return False
        cache.set(key, [*passed, now], self.seconds)
        return True

    def _key(self, request: HttpRequest) -> str:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        try:
            who = get_ip(request) if viewer.is_anonymous else f"compte:{viewer.user_id}"
        except PermissionDenied:
            return ""
        return f"frein:{self.name}:{salted_hmac('entrelieux.freins', who).hexdigest()}"


class Brake:
    """At most `most` passages in any `seconds`; the next ones are refused.

    Each process of the server has its own, so the site as a whole lets through as many times
    more; a restart forgets. Nothing is known of who passes: no address, no token.
    """

    def __init__(
        self, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most = most
        self.seconds = seconds
        self._clock = clock
        self._passed: deque[float] = deque()
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether one more may pass now; if so, it is counted."""
        with self._lock:
            now = self._clock()
            while self._passed and now - self._passed[0] >= self.seconds:
                self._passed.popleft()
            if len(self._passed) >= self.most:
                return False
            self._passed.append(now)
            return True

    def forget(self) -> None:
        with self._lock:
            self._passed.clear()
