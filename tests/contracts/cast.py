"""Who and what the table of routes speaks of: one object of each kind in each scope."""

from dataclasses import dataclass


@dataclass
class Cast:
    """token: of an open intake. place: reference of a place."""

    token: str = ""
    place: str = ""
