"""The release: the fixed tables that go to people outside the analysis, protected together, once a day.

Tables that are printed side by side are one puzzle: a country's total stands in the table by month and in
the one by category, and what is hidden in one can be worked out from the other. The release takes them all
at once. A table in which too much would be hidden is made coarser first (months to quarters, countries to
regions): of the levels that hide few enough of their cells, the one that prints most.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.disclosure_frames import counts, hidden_numbers, numbers, written
from analysis.disclosure_levels import Level, Levels, cells_hidden, dimensions, ladder, levels
from analysis.disclosure_linked import Protected, protect_together
from analysis.disclosure_system import Key, Nesting

MUCH = 1.2  # times what a table hides that hides too much even if it stands alone
MOST_HIDDEN = 0.4  # share of a table's non-zero cells; above it the table is made coarser


@dataclass(frozen=True)
class Release:
    """`tables`: by name, a frame of its dimensions, `count` (Int64, empty where not shown) and `state`.

    `summary`: one row a table: table, dimensions (as printed, after coarsening), coarsened (was it?), cells
    (not zero), small (under k), hidden, share (hidden of cells), margins_hidden.
    """

    tables: dict[str, pd.DataFrame]
    summary: pd.DataFrame


def release(
    tables: Mapping[str, pd.DataFrame],
    k: int = 5,
    previous: Mapping[str, pd.DataFrame] | None = None,
    *,
    count: str = "count",
    nesting: Nesting | None = None,
    coarsen: Mapping[str, Collection[str]] | None = None,
    most_hidden: float = MOST_HIDDEN,
) -> Release:
    """Protect linked tables together: by name, frames of dimensions and `count` with every margin (`all`).

    All columns but `count` and `state` are dimensions, and columns of the same name are the same dimension;
    all tables count the same records. `nesting`, by (fine, coarse) dimension, gives the coarse value of
    each fine one (object → category, place → region); month → quarter → half-year is known, and so is what
    follows from two steps. It links tables (a region's total is the sum of its places') and is the ladder on
    which dimensions climb where more than `most_hidden` of a crossed table's non-zero cells would be hidden
    (totals stay as they are).
    `coarsen`: by table, the coarser dimensions it may have (a table not named: any). `previous`, the tables
    of the release before, keeps the same numbers hidden and the same dimensions coarse where the data allow.

    Every hidden number under `k` ranges over 1 … k − 1 given everything printed in all tables. ValueError
    as for `disclosure.protect`, and where two tables give different counts for the same number.
    """
    steps = ladder(tables, nesting or {})
    earlier = {name: frame for name, frame in (previous or {}).items() if name in tables}
    before = {key for frame in earlier.values() for key in hidden_numbers(frame, dimensions(frame, count))}
    was = {name: dimensions(frame, count) for name, frame in earlier.items()}
    every = {
        name: Levels(levels(frame, count, k, steps, (coarsen or {}).get(name)), count, k)
        for name, frame in tables.items()
    }
    if _same_values(tables, earlier, count) and (usual := _levels_of(every, was)):
        made = _together(usual, k, count, steps, before)
        if not made.too_hidden(most_hidden):
            return Release(made.written(count), made.summary(tables, count, k))
    turns = {name: one.best_first(most_hidden, was.get(name)) for name, one in every.items()}
    chosen = {name: next(turn) for name, turn in turns.items()}
    while True:
        made = _together(chosen, k, count, steps, before)
        coarser = _coarser(made.too_hidden(most_hidden), turns, chosen, steps)
        if not coarser:
            return Release(made.written(count), made.summary(tables, count, k))
        chosen |= coarser


def _same_values(tables: Mapping[str, pd.DataFrame], earlier: Mapping[str, pd.DataFrame], count: str) -> bool:
    """Do the tables that never get coarser list what they listed before? Then levels are not chosen anew."""
    totals = [name for name, frame in tables.items() if len(dimensions(frame, count)) == 1]
    return tables.keys() == earlier.keys() and all(
        set(numbers(tables[name], dimensions(tables[name], count)))
        == set(numbers(earlier[name], dimensions(earlier[name], count)))
        for name in totals
    )


def _levels_of(every: Mapping[str, Levels], was: Mapping[str, tuple[str, ...]]) -> dict[str, Level] | None:
    """The levels with these dimensions, by table; None where a table has none such."""
    found = {
        name: [one.alone(level) for level in one.every if level.by == was[name]]
        for name, one in every.items()
    }
    return {name: level for name, [level] in found.items()} if all(found.values()) else None


def _coarser(
    worse: Sequence[str], turns: Mapping[str, Iterator[Level]], chosen: Mapping[str, Level], steps: Nesting
) -> dict[str, Level]:
    """Coarser levels for the tables that hide too much; for one that has none, for those that print the
    finest sums of its numbers, which give them away.
    """
    answer: dict[str, Level] = {}
    for name in worse:
        printed = {dimension for level in chosen.values() for dimension in level.by}
        above = [pair for pair in sorted(steps) if pair[0] in chosen[name].by and pair[1] in printed]
        finest = max(above, key=lambda pair: len(set(steps[pair].values())), default=("", ""))[1]
        sums = [other for other, level in chosen.items() if finest in level.by]
        for group in ([name], sums):
            found = {one: level for one in group if (level := _less_hidden(turns[one], chosen[one]))}
            answer |= found
            if found:
                break
    return answer


def _less_hidden(turn: Iterator[Level], now: Level) -> Level | None:
    """The next level that, by itself, hides a smaller share."""
    return next((level for level in turn if level.share < now.share), None)


@dataclass(frozen=True)
class _Made:
    """Tables at their levels, protected together, with the numbers that the rows of each print."""

    chosen: dict[str, Level]
    keys: dict[str, list[Key]]
    protected: Protected

    def too_hidden(self, most_hidden: float) -> list[str]:
        """Tables of which more is hidden than may be; where that is so even of the table alone, much more."""
        return [
            name
            for name, level in self.chosen.items()
            for cells, hidden in [cells_hidden(self.protected, self.keys[name], len(level.by))]
            if hidden > cells * (most_hidden if level.share <= most_hidden else MUCH * level.share)
        ]

    def written(self, count: str) -> dict[str, pd.DataFrame]:
        states = self.protected.states()
        return {
            name: written(level.frame, count, self.keys[name], states) for name, level in self.chosen.items()
        }

    def summary(self, tables: Mapping[str, pd.DataFrame], count: str, k: int) -> pd.DataFrame:
        index, values, hidden = self.protected.index, self.protected.system.values, self.protected.hidden
        rows = []
        for name, level in self.chosen.items():
            keys, size = self.keys[name], len(level.by)
            cells, dark = cells_hidden(self.protected, keys, size)
            small = sum(0 < values[index[key]] < k for key in keys if len(key) == size)
            margins = sum(bool(hidden[index[key]]) for key in keys if len(key) < size)
            coarsened = level.by != dimensions(tables[name], count)
            share = dark / max(cells, 1)
            rows.append((name, " × ".join(level.by), coarsened, cells, small, dark, share, margins))
        columns = ["table", "dimensions", "coarsened", "cells", "small", "hidden", "share", "margins_hidden"]
        return pd.DataFrame(rows, columns=columns)


def _together(chosen: dict[str, Level], k: int, count: str, steps: Nesting, hidden_before: set[Key]) -> _Made:
    keys = {name: numbers(level.frame, level.by) for name, level in chosen.items()}
    printed = {name: counts(level.frame, count, keys[name]) for name, level in chosen.items()}
    by = {name: level.by for name, level in chosen.items()}
    return _Made(dict(chosen), keys, protect_together(printed, by, k, steps, hidden_before))
