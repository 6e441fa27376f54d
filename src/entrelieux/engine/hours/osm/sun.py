"""When the sun rises and sets at a place, to the minute.

**Source:** solar calculations of the NOAA Global Monitoring Laboratory (read 2024), after Meeus,
*Astronomical Algorithms*: the sun's upper edge at the horizon with refraction (-0.833°), civil
twilight at -6°.
"""

from datetime import UTC, date, datetime, timedelta
from math import acos, asin, cos, degrees, radians, sin, tan
from zoneinfo import ZoneInfo

from entrelieux.engine.hours.osm.times import DAY, USUAL_SUN, Sun

_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_RISING, _SETTING = -1, 1
_EVENTS = ((-6.0, _RISING), (-0.833, _RISING), (-0.833, _SETTING), (-6.0, _SETTING))


def sun_at(lat: float, lon: float, zone: ZoneInfo) -> Sun:
    """Local minutes of dawn, sunrise, sunset and dusk, by date.

    Args:
        lat: degrees north. lon: degrees east. zone: whose clock is read.

    Where the sun does not cross the horizon that day, the usual minutes are given.
    """

    def events(day: date) -> tuple[int, int, int, int]:
        found = [_crossing(day, lat, lon, height, side) for height, side in _EVENTS]
        minutes = [_local_minutes(when, zone) for when in found if when is not None]
        if len(minutes) < len(_EVENTS):
            return USUAL_SUN
        return minutes[0], minutes[1], minutes[2], minutes[3]

    return events


def _crossing(day: date, lat: float, lon: float, height: float, side: int) -> datetime | None:
    """When the sun passes a height, in degrees, on one side of noon; None if it does not."""
    place = radians(lat)
    midday = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    when = midday
    for _ in range(3):
        declination, equation = _sun(when)
        cosine = sin(radians(height)) / (cos(place) * cos(declination)) - tan(place) * tan(
            declination
        )
        if not -1 <= cosine <= 1:
            return None
        angle = side * degrees(acos(cosine))
        when = midday + timedelta(minutes=4 * (angle - lon) - equation)
    return when


def _sun(when: datetime) -> tuple[float, float]:
    """Declination of the sun, in radians, and equation of time, in minutes."""
    century = (when - _EPOCH) / timedelta(days=36_525)
    mean = radians(280.46646 + 36_000.76983 * century)
    anomaly = radians(357.52911 + 35_999.05029 * century)
    centre = (
        (1.914602 - 0.004817 * century) * sin(anomaly)
        + 0.019993 * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1_934.136 * century)
    longitude = mean + radians(centre - 0.00569 - 0.00478 * sin(node))
    tilt = radians(23.43929 - 0.01300 * century + 0.00256 * cos(node))
    eccentricity = 0.016708634 - 0.000042037 * century
    y = tan(tilt / 2) ** 2
    equation = (
        y * sin(2 * mean)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean)
        - y * y / 2 * sin(4 * mean)
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return asin(sin(tilt) * sin(longitude)), 4 * degrees(equation)


def _local_minutes(when: datetime, zone: ZoneInfo) -> int:
    local = when.astimezone(zone)
    return (local.hour * 60 + local.minute) % DAY
