"""Where do départements and communes end? Light outlines that the map of the pages draws.

``FILES`` is served as it is. A file has ``grid`` (degrees), ``rings`` (what surrounds the country
or the département), ``lines`` (what parts its départements or communes), and its most peopled
``towns``, with their ``hundreds`` of inhabitants and where they are (``at``). Lines are texts of
steps on the grid: ``written`` in the script says how. ``index.json``: for each file, west, south,
east, north and bytes once compressed.

**Source:** ``manifest.json`` names the packages and their digests; ``scripts/build_outlines.py``
makes every file. IGN, Licence Ouverte 2.0. Lines moved by 250 m at most in a département, 1.2 km
in the file of the country: an outline to know where one is, never a limit to rely on.
"""

import json
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FILES = FOLDER / "files"
COUNTRY = "france"
CREDIT = "IGN"
LICENCE = "Licence Ouverte 2.0"


def manifest() -> dict[str, object]:
    content: dict[str, object] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return content


@lru_cache(maxsize=1)
def index() -> dict[str, tuple[float, float, float, float, int]]:
    """For each file: west, south, east, north in degrees, and bytes once compressed."""
    read = json.loads((FILES / "index.json").read_text("utf-8"))
    return {name: tuple(line) for name, line in read.items()}
