"""How many functions does a place really hold together, since when, and what broke or appeared?

A place of 30 h of counter and 1 h of workshop is hardly two functions. The effective number is the
count of equally held functions that would be as varied: Hill's number of order 1, the exponential
of Shannon's entropy of the shares of hours. It describes one place over time; it ranks nothing.

Functions whose hours nobody gave are counted apart: the number is of the others, never a guess.

**Source:** C. E. Shannon, 1948, doi:10.1002/j.1538-7305.1948.tb01338.x; M. O. Hill, 1973,
doi:10.2307/1934352; L. Jost, 2006, doi:10.1111/j.2006.0030-1299.14714.x.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, fsum, log

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """One function between two dates. hours: a week, above 0; None unknown.

    starts: None when nobody knows: held since before anything was written. ends: its last day,
    None when it is still held. emergent: None when its origin is unknown.
    """

    code: str
    hours: float | None = None
    starts: date | None = None
    ends: date | None = None
    emergent: bool | None = None

    def is_held(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends
        )


@dataclass(frozen=True, slots=True)
class Mix:
    """The functions of one day.

    hours: a week, by code, of those known. unknown: codes without hours. entropy: in nats;
    effective: from 1 to the count of known ones; specialisation: the largest share of the hours.
    These three are None when no hours are known.
    """

    hours: Mapping[str, float]
    unknown: tuple[str, ...]
    entropy: float | None
    effective: float | None
    specialisation: float | None


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which the mix changed. appeared, ended: codes; of those that appeared, which
    emerged from use."""

    day: date
    mix: Mix
    appeared: tuple[str, ...]
    emerged: tuple[str, ...]
    ended: tuple[str, ...]


def shares_entropy(hours: Iterable[float]) -> float:
    """−Σ p ln p of the shares, in nats; 0 of nothing. Hours: at least 0."""
    given = [value for value in hours if value > 0]
    total = fsum(given)
    return max(0.0, -fsum(value / total * log(value / total) for value in given))


def mix_on(held: Iterable[Held], day: date) -> Mix:
    """What is held on a day. Rows of one function add up; one of them unknown, so is the sum."""
    found: dict[str, list[float | None]] = {}
    for one in held:
        if one.is_held(day):
            found.setdefault(one.code, []).append(one.hours)
    known: dict[str, float] = {}
    for code in sorted(found):
        given = [value for value in found[code] if value is not None]
        if len(given) == len(found[code]):
            known[code] = fsum(given)
    unknown = tuple(code for code in sorted(found) if code not in known)
    if not known:
        return Mix(known, unknown, None, None, None)
    entropy = shares_entropy(known.values())
    return Mix(
        hours=known,
        unknown=unknown,
        entropy=entropy,
        effective=min(exp(entropy), float(len(known))),
        specialisation=max(known.values()) / fsum(known.values()),
    )


def breaks(held: Sequence[Held], until: date) -> tuple[Break, ...]:
    """Every day of change up to ``until``, that day included, in order.

    A function that ends is gone on the day after its last one.
    """
    days = {one.starts for one in held if one.starts is not None}
    days |= {one.ends + _DAY for one in held if one.ends is not None and one.ends < date.max}
    return tuple(_break(held, day) for day in sorted(days) if day <= until)


def _break(held: Sequence[Held], day: date) -> Break:
    before = set() if day == date.min else _codes(held, day - _DAY)
    now = _codes(held, day)
    emerged = {one.code for one in held if one.starts == day and one.emergent}
    return Break(
        day=day,
        mix=mix_on(held, day),
        appeared=tuple(sorted(now - before)),
        emerged=tuple(sorted((now - before) & emerged)),
        ended=tuple(sorted(before - now)),
    )


def _codes(held: Iterable[Held], day: date) -> set[str]:
    return {one.code for one in held if one.is_held(day)}
