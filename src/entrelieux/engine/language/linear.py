"""Which need does a group of words speak of, by a linear model whose reasons can be read?

Multinomial logistic regression over words, pairs of words and pieces of words, fitted by full
gradient steps, so that the same phrases always give the same weights.

**Source:** Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x; step sizes: Kingma and Ba 2015,
arXiv:1412.6980.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
STEPS = 120
RATE = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Sparse rows. feature: columns of every row one after the other. start: shape (rows + 1,)."""

    feature: NDArray[np.int32]
    value: Floats
    start: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[int, float]]]) -> "Rows":
        return cls(
            feature=np.array([f for row in rows for f, _v in row], np.int32),
            value=np.array([v for row in rows for _f, v in row], np.float32),
            start=np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64),
        )

    @classmethod
    def dense(cls, matrix: Floats) -> "Rows":
        count, width = matrix.shape
        return cls(
            feature=np.tile(np.arange(width, dtype=np.int32), count),
            value=np.ascontiguousarray(matrix, np.float32).ravel(),
            start=np.arange(count + 1, dtype=np.int64) * width,
        )


def fit(
    rows: Rows, labels: Floats, weight: Floats, *, features: int, ridge: float, steps: int = STEPS
) -> tuple[Floats, Floats]:
    """Weights, shape (features, classes), and biases, shape (classes,).

    Args:
        labels: shape (rows, classes), each row summing to 1.
        weight: shape (rows,), how much each row counts; at least 0.
        ridge: penalty on squared weights, per unit of mean weight; more than 0.
    """
    w = np.zeros((features + 1, labels.shape[1]), np.float32)
    first, second, slope = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)
    share = (weight / weight.sum()).astype(np.float32)
    for step in range(1, steps + 1):
        _add_slope(rows.feature, rows.value, rows.start, labels, share, w, slope)
        rate = RATE * (1.0 - (step - 1) / steps) ** 0.5
        _go_down(w, slope, first, second, ridge, rate, 1.0 - 0.9**step, 1.0 - 0.99**step)
    return w[:-1], w[-1]


def softmax(scores: Floats) -> Floats:
    """Shares of each row, summing to 1; shape kept."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return found


@numba.njit(cache=True, fastmath=True)
def _go_down(w, slope, first, second, ridge, rate, warm1, warm2):  # type: ignore[no-untyped-def]
    """One step of Adam in place; the ridge spares the biases, in the last row. Slopes go to 0."""
    last = w.shape[0] - 1
    for f in range(w.shape[0]):
        pull = np.float32(0.0 if f == last else ridge)
        for k in range(w.shape[1]):
            g = slope[f, k] + pull * w[f, k]
            slope[f, k] = 0.0
            first[f, k] += np.float32(0.1) * (g - first[f, k])
            second[f, k] += np.float32(0.01) * (g * g - second[f, k])
            along = first[f, k] / np.float32(warm1)
            w[f, k] -= (
                np.float32(rate)
                * along
                / (np.sqrt(second[f, k] / np.float32(warm2)) + np.float32(1e-8))
            )


@numba.njit(cache=True, fastmath=True)
def _add_slope(feature, value, start, labels, share, w, slope):  # type: ignore[no-untyped-def]
    classes = labels.shape[1]
    bias = w.shape[0] - 1
    score = np.empty(classes, np.float32)
    for row in range(len(start) - 1):
        score[:] = w[bias]
        for at in range(start[row], start[row + 1]):
            f, v = feature[at], value[at]
            for k in range(classes):
                score[k] += v * w[f, k]
        top = score.max()
        total = np.float32(0.0)
        for k in range(classes):
            score[k] = np.exp(score[k] - top)
            total += score[k]
        for k in range(classes):
            score[k] = (score[k] / total - labels[row, k]) * share[row]
            slope[bias, k] += score[k]
        for at in range(start[row], start[row + 1]):
            f, v = feature[at], value[at]
            for k in range(classes):
                slope[f, k] += v * score[k]
