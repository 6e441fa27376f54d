"""Counts as everybody may read them: the small ones hidden, and what would give them away."""

from collections.abc import Mapping

from entrelieux.engine.handover.masking import Sum, mask


def shown_counts(counts: Mapping[str, int], least: int) -> tuple[int | None, dict[str, int | None]]:
    """The total and each count, None where hidden: under ``least``, nobody included, and others so
    that no sum gives them. least: under 2, nothing is hidden."""
    values = [sum(counts.values()), *counts.values()]
    if least < 2:
        return values[0], dict(counts)
    # The total is worth more than any of its parts.
    costs = [100.0 + values[0], *(1.0 + value for value in values[1:])]
    parts = Sum(0, tuple(range(1, len(values))))
    hidden = mask(values, [parts], threshold=least, cost=costs).hidden
    shown = [None if away else value for value, away in zip(values, hidden, strict=True)]
    return shown[0], dict(zip(counts, shown[1:], strict=True))
