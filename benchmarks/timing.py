"""Durations that can be compared on a busy machine: variants take turns, and ratios are of the same turn."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Work = Callable[[], Any]


def alternated(variants: Mapping[str, Work], rounds: int, warm: int = 1) -> dict[str, list[float]]:
    """Milliseconds of each variant, one a round; whose turn is first moves on from round to round.

    Whatever else the machine does in a round slows all variants alike. `warm` rounds come first, untimed.
    """
    for _ in range(warm):
        for work in variants.values():
            work()
    names = list(variants)
    spent: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    for round_ in range(rounds):
        first = round_ % len(names)
        for name in names[first:] + names[:first]:
            spent[name].append(milliseconds(variants[name]))
    return spent


def milliseconds(work: Work) -> float:
    """How long one run of `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """One ratio a round."""
    return [a / b for a, b in zip(above, below, strict=True)]


def median_and_quartiles(values: Sequence[float]) -> tuple[float, tuple[float, float]]:
    """The median, and the lower and upper quartile as its spread."""
    if len(values) < 2:
        return values[0], (values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, (low, high)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of 100 do not exceed, between neighbours linearly."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
