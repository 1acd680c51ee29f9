"""How coarse a table is: the levels it can be printed at, and which of them prints most."""

import heapq
import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.disclosure_equations import Problem
from analysis.disclosure_frames import ALL, check, counts, numbers, summed
from analysis.disclosure_linked import Protected, protect_together
from analysis.disclosure_system import Key, Nesting

SURELY_BELOW = 0.8  # of the most that may be hidden: what a level must keep to replace yesterday's
SURELY_MORE = 1.25  # times the cells that yesterday's level prints: what it must print to replace it
MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Level:
    """A table at one level. `cells` that are not zero; `hidden` of them, protected by itself (not yet known:
    those under k).
    """

    frame: pd.DataFrame
    by: tuple[str, ...]
    cells: int
    hidden: int

    @property
    def shown(self) -> int:
        return self.cells - self.hidden

    @property
    def share(self) -> float:
        return self.hidden / max(self.cells, 1)


def dimensions(frame: pd.DataFrame, count: str) -> tuple[str, ...]:
    """The dimensions of a table: its columns but `count` and `state`."""
    return tuple(name for name in frame.columns if name not in (count, "state"))


def ladder(tables: Mapping[str, pd.DataFrame], nesting: Nesting) -> dict[tuple[str, str], dict[Any, Any]]:
    """All that is part of something, at every distance: `nesting`, months in quarters, quarters in
    half-years, and what follows.
    """
    steps = {pair: dict(classes) for pair, classes in nesting.items()}
    months = {value for frame in tables.values() if "month" in frame for value in frame["month"]} - {ALL}
    if months:
        steps["month", "quarter"] = {month: quarter(month) for month in months}
        quarters = steps["month", "quarter"].values()
        steps["quarter", "half-year"] = {name: half_year(str(name)) for name in quarters}
    while True:
        further = {
            (fine, coarse): {value: above[middle] for value, middle in classes.items() if middle in above}
            for (fine, via), classes in steps.items()
            for (start, coarse), above in steps.items()
            if via == start and (fine, coarse) not in steps
        }
        if not further:
            return steps
        steps |= further


def quarter(month: Any) -> str:
    """2025-Q1 for "2025-03", a date, a timestamp or a period in it; Problem for anything else."""
    if hasattr(month, "year") and hasattr(month, "month"):
        return f"{month.year}-Q{(month.month + 2) // 3}"
    if found := MONTH.match(str(month)):
        return f"{found[1]}-Q{(int(found[2]) + 2) // 3}"
    raise Problem(f"{month!r} is not a month")


def half_year(name: str) -> str:
    """2025-H1 for 2025-Q1 and 2025-Q2."""
    year, number = name.split("-Q")
    return f"{year}-H{(int(number) + 1) // 2}"


def levels(
    frame: pd.DataFrame, count: str, k: int, steps: Nesting, coarsen: Collection[str] | None = None
) -> list[Level]:
    """The table as it is, and with its dimensions made coarser in every combination; `coarsen`: the coarser
    dimensions it may have (None: any).

    A table of one dimension stays fine: totals are what is asked for first, however many are hidden.
    """
    by = dimensions(frame, count)
    ups = [(fine, up) for fine, up in steps if len(by) > 1 and (coarsen is None or up in coarsen)]
    answer = []
    for chosen in product(*((name, *(up for fine, up in ups if fine == name)) for name in by)):
        coarse = frame
        for fine, up in zip(by, chosen, strict=True):
            if up != fine:
                coarse = coarser(coarse, count, fine, up, steps[fine, up])
        answer.append(_level(coarse, count, k))
    return answer


def _level(frame: pd.DataFrame, count: str, k: int) -> Level:
    by = dimensions(frame, count)
    check(frame, count, by, k)
    cell = (frame[list(by)] != ALL).all(axis=1)
    values = pd.to_numeric(frame.loc[cell, count]).fillna(0)
    return Level(frame, by, int((values > 0).sum()), int(((values > 0) & (values < k)).sum()))


def coarser(
    frame: pd.DataFrame, count: str, fine: str, coarse: str, classes: Mapping[Hashable, Hashable]
) -> pd.DataFrame:
    """The table with dimension `fine` replaced by `coarse`, counts summed; Problem for a value without a
    class.
    """
    values = frame[fine]
    if lost := sorted({str(value) for value in values if value != ALL and value not in classes}):
        raise Problem(f"no {coarse} is given for {fine} {', '.join(lost[:5])}")
    names = [coarse if name == fine else name for name in dimensions(frame, count)]
    mapped = frame.rename(columns={fine: coarse})
    mapped[coarse] = values.map({**classes, ALL: ALL})
    return summed(mapped, count, names)


class Levels:
    """The levels of one table, each protected by itself at most once, and only when its turn comes."""

    def __init__(self, every: Sequence[Level], count: str, k: int) -> None:
        self.every, self.count, self.k = every, count, k
        self._alone: dict[tuple[str, ...], Level] = {}

    def alone(self, level: Level) -> Level:
        """The level, with what is hidden when its table is protected by itself."""
        if level.by not in self._alone:
            table = counts(level.frame, self.count, numbers(level.frame, level.by))
            protected = protect_together({"": table}, {"": level.by}, self.k)
            cells, hidden = cells_hidden(protected, list(table), len(level.by))
            self._alone[level.by] = Level(level.frame, level.by, cells, hidden)
        return self._alone[level.by]

    def best_first(self, most_hidden: float, was: tuple[str, ...] | None = None) -> Iterator[Level]:
        """Levels that hide at most that share of their cells, the one that prints most cells first; in the
        end, for want of these, the one that hides the smallest share.

        `was`: yesterday's dimensions, which come first unless another level is surely better.
        """
        usual = next((self.alone(level) for level in self.every if level.by == was), None)
        if usual is not None and usual.share <= most_hidden:
            yield from self._in_turn(most_hidden * SURELY_BELOW, int(usual.shown * SURELY_MORE) + 1)
            yield usual
        yield from self._in_turn(most_hidden, 0)
        yield min(map(self.alone, self.every), key=lambda level: level.share)

    def _in_turn(self, most_hidden: float, least_shown: int) -> Iterator[Level]:
        """Best first: numbers under k, known at once, bound what a level can print."""
        queue = [(-level.shown, place, level) for place, level in enumerate(self.every)]
        heapq.heapify(queue)
        while queue:
            _, place, level = heapq.heappop(queue)
            if level.share > most_hidden or level.shown < least_shown:
                continue
            if level is self._alone.get(level.by):
                yield level
            else:
                known = self.alone(level)
                heapq.heappush(queue, (-known.shown, place, known))


def cells_hidden(protected: Protected, keys: Sequence[Key], size: int) -> tuple[int, int]:
    """Of a table's cells that are not zero (keys of `size` dimensions), how many there are and how many are
    hidden.
    """
    index = protected.index
    cells = np.array([index[key] for key in keys if len(key) == size], dtype=np.int64)
    cells = cells[protected.system.values[cells] > 0]
    return len(cells), int(protected.hidden[cells].sum())
