"""What time is it where a place stands?

Names of the IANA time zone database by département or overseas collectivity; whatever the table
does not name keeps the time of Paris. The Marquesas and the Gambier islands, half an hour and an
hour away from Tahiti, share its code: their places are read at the time of Tahiti.

**Source:** IANA time zone database, file ``zone1970.tab`` and its links; décret n° 79-896 du
17 octobre 1979 for the time of the territory.
"""

import csv
from functools import cache
from importlib.resources import files

HOME = "Europe/Paris"


def time_zone(departement: str) -> str:
    """Name of the zone of a département; that of Paris when it is unknown or empty."""
    return _zones().get(departement, HOME)


@cache
def _zones() -> dict[str, str]:
    text = files(__name__).joinpath("fuseaux.csv").read_text(encoding="utf-8")
    return {row["departement"]: row["fuseau"] for row in csv.DictReader(text.splitlines())}
