"""OSM opening hours, read and evaluated here: rules, their dates, their minutes."""

from entrelieux.engine.hours.osm.cursor import OsmError
from entrelieux.engine.hours.osm.dates import Holidays, Span
from entrelieux.engine.hours.osm.evaluate import (
    Evaluator,
    Minutes,
    Stretch,
    painted,
    repeats_weekly,
)
from entrelieux.engine.hours.osm.sun import sun_at
from entrelieux.engine.hours.osm.syntax import MONTHS, WEEKDAYS, Rule, State, parse
from entrelieux.engine.hours.osm.times import Sun

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Evaluator",
    "Holidays",
    "Minutes",
    "OsmError",
    "Rule",
    "Span",
    "State",
    "Stretch",
    "Sun",
    "painted",
    "parse",
    "repeats_weekly",
    "sun_at",
]
