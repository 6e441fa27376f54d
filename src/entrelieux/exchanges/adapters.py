"""Minutes between communes, as the plans of this site find them."""

from collections.abc import Sequence
from math import inf

from entrelieux.directory.reaching import MOST_MINUTES, origin_of, reach_model
from entrelieux.engine.reach import Mode, Targets
from entrelieux.territories.selectors import commune_for, communes_by_code


def minutes_between(code_insee: str, others: Sequence[str]) -> list[float | None]:
    """By car, one way, to each commune; inf beyond ``MOST_MINUTES``, None when one is unknown."""
    here = commune_for(code_insee)
    known = communes_by_code(others)
    codes = [code for code in dict.fromkeys(others) if code in known]
    if here is None or not codes:
        return [None for _code in others]
    there = [origin_of(known[code]) for code in codes]
    targets = Targets.build(
        [one.lon for one in there],
        [one.lat for one in there],
        [one.density for one in there],
        [one.landmass for one in there],
    )
    rows, minutes = reach_model().reachable(origin_of(here), targets, Mode.VOITURE, MOST_MINUTES)
    found = {codes[row]: float(value) for row, value in zip(rows, minutes, strict=True)}
    return [found.get(code, inf) if code in known else None for code in others]
