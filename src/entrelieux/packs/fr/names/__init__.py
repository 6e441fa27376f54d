"""How names are written in French: which words stay small, which stay in capitals."""

from functools import cache
from importlib.resources import files

SMALL = frozenset(
    (
        *("à", "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès"),
        *("ou", "par", "pour", "sous", "sur", "un", "une"),
    )
)


@cache
def acronyms() -> frozenset[str]:
    lines = files(__name__).joinpath("sigles.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
