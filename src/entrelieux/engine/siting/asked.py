"""From an instance to what is left to decide: people, candidates, and what exists already."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.siting.model import Instance, nearest_open
from entrelieux.engine.siting.problem import Floats, Longs, Sum


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Demand points with people and at least one site within the limit, candidates alone.

    people: (d',). already: (d',) minutes to the nearest existing site, +inf without one.
    row, site, minutes: pairs by rising row; site counts among ``candidates``.
    candidates: (c',) indices in the instance. everybody: people of the instance; helpless: those
    whom no site, existing or candidate, is within the limit of.
    """

    people: Floats
    already: Floats
    row: NDArray[np.int32]
    site: NDArray[np.int32]
    minutes: Floats
    candidates: Longs
    everybody: float
    helpless: float

    @classmethod
    def of(cls, instance: Instance, limit: float = np.inf) -> "Asked":
        pairs = instance.pairs
        candidates = instance.candidates
        rename = np.full(pairs.sites, -1, np.int32)
        rename[candidates] = np.arange(candidates.size, dtype=np.int32)
        already = np.full(instance.weights.size, np.inf)
        if instance.existing.size:
            is_open = np.zeros(pairs.sites, bool)
            is_open[instance.existing] = True
            already = nearest_open(instance, is_open)[1]
            already[already > limit] = np.inf
        row, site, minutes = pairs.rows, rename[pairs.site], pairs.minutes
        kept = (site >= 0) & (minutes <= limit) & (instance.weights[row] > 0)
        if not kept.all():
            row, site, minutes = row[kept], site[kept], minutes[kept]
        helped = np.isfinite(already) & (instance.weights > 0)
        helped[row] = True
        renumber = np.cumsum(helped, dtype=np.int32) - 1
        return cls(
            instance.weights[helped],
            already[helped],
            renumber[row],
            site,
            minutes,
            candidates,
            float(instance.weights.sum()),
            float(instance.weights[~helped].sum()),
        )

    def cover(self, limit: float = np.inf) -> Sum:
        """The sum of people left without a site within the limit."""
        base = np.where(np.isfinite(self.already) & (self.already <= limit), 0.0, self.people)
        kept = self.minutes <= limit
        row, site = (self.row, self.site) if kept.all() else (self.row[kept], self.site[kept])
        return Sum.of(row, site, np.zeros(row.size), base, self.candidates.size)

    def minutes_sum(self, beyond: Floats | float) -> Sum:
        """The sum of minutes × people, ``beyond`` minutes counting for who has no open site."""
        base = self.people * np.where(np.isfinite(self.already), self.already, beyond)
        return Sum.of(
            self.row,
            self.site,
            self.people[self.row] * self.minutes,
            base,
            self.candidates.size,
        )

    @property
    def full(self) -> NDArray[np.bool_]:
        """(d',) whether any choice of one candidate or more serves this point."""
        count = np.bincount(self.row, minlength=self.people.size)
        return np.isfinite(self.already) | (count == self.candidates.size)
