"""Ask once what cannot change while a request only reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")
_held: ContextVar[dict[str, Any] | None] = ContextVar("held", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Nothing is written here: what is asked once is not asked again."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(name: str, ask: Callable[[], Found]) -> Found:
    """What ``ask`` gives: kept while reading, asked each time where something may be written."""
    held = _held.get()
    if held is None:
        return ask()
    if name not in held:
        held[name] = ask()
    found: Found = held[name]
    return found
