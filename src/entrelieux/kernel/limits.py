"""Is this too many at once? A count for each process, in memory: a brake, not a wall."""

import threading
import time
from collections import deque
from collections.abc import Callable


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
