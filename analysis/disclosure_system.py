"""What is printed, as a system of equations: numbers, and the totals that tie them together.

A *number* is one printed count, known by the values it is about: `(("month", "2025-03"), ("place", "LU"))`
is a cell, `(("place", "LU"),)` a total, `()` the grand total. The same number may be printed in several
tables; it is one number here. An *equation* says that a total is the sum of its parts.

Reference: M. Fischetti, J. J. Salazar (2001), "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47 (7).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = tuple[tuple[str, Hashable], ...]
Name = tuple[int, str, str]
Nesting = Mapping[tuple[str, str], Mapping[Hashable, Hashable]]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class System:
    """Numbers 0…n−1 and their equations, as triplets (equation, number, sign): +1 for a part, −1 for the
    total.

    `values`: the counts; 0 where `missing`, but a missing total holds the sum of its parts. `free`: missing
    totals, unknown to everybody. `rest`: by equation, what the missing parts amount to (total − known
    parts). `names`: by equation, its total, the dimension summed over, and the coarser dimension within one
    value of which it is summed ("" for all values). `redundant`: by equation, does it follow from others
    (the sum over places, where those over regions, and over the places of each, are there)?
    """

    keys: tuple[Key, ...]
    values: Ints
    missing: Bools
    free: Bools
    equation: Ints
    number: Ints
    sign: Ints
    rest: Ints
    names: tuple[Name, ...]
    redundant: Bools

    @property
    def size(self) -> int:
        return len(self.keys)

    @property
    def equations(self) -> int:
        return len(self.rest)

    def sums(self, weights: NDArray[Any], where: Bools | None = None) -> Floats:
        """By equation, the sum of `weights` (one per triplet), over the triplets `where`."""
        chosen = slice(None) if where is None else where
        return np.asarray(
            np.bincount(self.equation[chosen], weights[chosen], self.equations), dtype=np.float64
        )

    @property
    def total(self) -> Ints:
        """By equation, the number that is its total."""
        return np.array([name[0] for name in self.names], dtype=np.int64)


def cells_under(system: System) -> Ints:
    """By number, how many non-zero numbers of the finest level it sums: 1 for a cell, and the loss if it
    is hidden.
    """
    depth = np.array([len(key) for key in system.keys])
    covered = np.where(system.values > 0, 1, 0).astype(np.int64)
    total_of, totals = system.total, system.sign < 0
    for level in range(int(depth.max(initial=0)) - 1, -1, -1):
        parts = ~totals & (depth[system.number] == level + 1)
        below = system.sums(covered[system.number], parts).astype(np.int64)
        summed = np.zeros(system.size, dtype=np.int64)
        np.maximum.at(summed, total_of, below)
        covered = np.where((depth == level) & (summed > covered), summed, covered)
    return covered


def floors(system: System, least: int) -> Ints:
    """By number, the least value it can have once every non-zero number is at least `least`.

    It is what the printed zeros alone give away: three hidden non-zero cells sum to 3 or more, whatever is
    hidden. Bounds are carried from parts to totals, and from a total to its only non-zero part, until
    nothing changes.
    """
    part = (system.sign > 0) & ~system.missing[system.number] & (system.values[system.number] > 0)
    total = system.total
    lone = system.sums(np.ones_like(system.sign), part)[system.equation] == 1
    fixed = ~system.free[total]
    low = np.where((system.values > 0) & ~system.free, least, 0).astype(np.int64)
    while True:
        before = low.copy()
        below = (system.sums(low[system.number], part) + np.where(fixed, system.rest, 0)).astype(np.int64)
        np.maximum.at(low, total, below)
        above = low[total]
        only = part & lone & fixed[system.equation]
        np.maximum.at(low, system.number[only], (above - system.rest)[system.equation[only]])
        low = np.minimum(low, system.values)
        if np.array_equal(low, before):
            return low
