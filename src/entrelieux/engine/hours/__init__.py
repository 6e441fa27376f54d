"""Opening hours: read as written, compiled once, asked often.

``normalise`` turns what people wrote into OSM syntax; ``compile_week`` turns that into a weekly
bitset with exception dates; « ouvert quand je suis libre » is then an intersection of bits.
"""

from entrelieux.engine.hours.ask import DayHours, next_openings, open_on
from entrelieux.engine.hours.bits import (
    DAY,
    WEEK,
    WEEK_WORDS,
    HoursError,
    bits_from_intervals,
    day_of,
    intervals_of,
    open_at,
    open_when_free,
    overlap_quarters,
    pack,
    unpack,
)
from entrelieux.engine.hours.compile import HORIZON, MAX_LENGTH, WeeklyHours, compile_week
from entrelieux.engine.hours.describe import ENGLISH, FRENCH, Tongue, clock, describe, describe_day
from entrelieux.engine.hours.free import free_time
from entrelieux.engine.hours.held import BY_RULE, Change, State, Stretch, held_on
from entrelieux.engine.hours.normalise import Normalised, from_french_week, normalise

__all__ = [
    "BY_RULE",
    "DAY",
    "ENGLISH",
    "FRENCH",
    "HORIZON",
    "MAX_LENGTH",
    "WEEK",
    "WEEK_WORDS",
    "Change",
    "DayHours",
    "HoursError",
    "Normalised",
    "State",
    "Stretch",
    "Tongue",
    "WeeklyHours",
    "bits_from_intervals",
    "clock",
    "compile_week",
    "day_of",
    "describe",
    "describe_day",
    "free_time",
    "from_french_week",
    "held_on",
    "intervals_of",
    "next_openings",
    "normalise",
    "open_at",
    "open_on",
    "open_when_free",
    "overlap_quarters",
    "pack",
    "unpack",
]
