"""More people call than can be called back: in which order, by whom, and after how long?

``in_order`` says who comes first and why nobody is overtaken for ever, ``shared_out`` gives the
requests to those who answer so that nobody carries more weeks of work than they must,
``expected_wait`` tells somebody who joins how long it may last, ``measured_wait`` says how long it
lasted. Nothing here decides who deserves an answer: everybody has one. Method:
``docs/methods/attente.md``.
"""

from entrelieux.engine.waiting.line import in_order, latest
from entrelieux.engine.waiting.measuring import Wait, WaitingError, measured_wait, reached
from entrelieux.engine.waiting.sharing import shared_out
from entrelieux.engine.waiting.telling import expected_wait

__all__ = [
    "Wait",
    "WaitingError",
    "expected_wait",
    "in_order",
    "latest",
    "measured_wait",
    "reached",
    "shared_out",
]
