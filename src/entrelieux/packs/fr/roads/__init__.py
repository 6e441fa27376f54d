"""How fast people go on the roads of France, as plain data: ``vitesses.toml``, each figure with
its source. ``interchange.roads`` reads OpenStreetMap with it.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load() -> dict[str, Any]:
    """Speeds, limits, slopes and barriers, as the file says them. Read-only by agreement."""
    return tomllib.loads(files(__name__).joinpath("vitesses.toml").read_text(encoding="utf-8"))
