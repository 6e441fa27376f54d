"""Which communes have figures of their own, and which are counted with their neighbours?

It depends on inhabitants alone: were it to depend on what is counted, a line that appears would
say that somebody is there.
"""

from collections.abc import Sequence


def roll_up(
    population: Sequence[int], group: Sequence[int], *, floor: int
) -> tuple[tuple[int, ...], ...]:
    """Communes large enough to be shown by themselves, group by group, in the order of groups.

    Those under ``floor`` inhabitants, or of unknown population, are counted with the others of
    their group. The others together must reach the floor too: otherwise the smallest of the large
    ones joins them, until they do or all have joined. Depends on no count.

    Args:
        population: inhabitants of each commune. group: number of its group, from 0, without gap.

    Returns:
        For each group, the rows of the communes shown alone, ascending.
    """
    shown: list[tuple[int, ...]] = []
    for number in range(max(group, default=-1) + 1):
        inside = [row for row, one in enumerate(group) if one == number]
        large = sorted(
            (row for row in inside if population[row] >= floor),
            key=lambda row: (-population[row], row),
        )
        rest = [row for row in inside if population[row] < floor]
        while large and rest and sum(population[row] for row in rest) < floor:
            rest.append(large.pop())
        shown.append(tuple(sorted(large)))
    return tuple(shown)
