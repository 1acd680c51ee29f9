"""The release: the fixed tables that go to people outside the analysis, protected together, once a day.

Tables that are printed side by side are one puzzle: a country's total stands in the table by month and in
the one by category, and what is hidden in one can be worked out from the other. The release takes them all
at once. A table in which too much would be hidden is made coarser first (months to quarters, countries to
regions).
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.disclosure_equations import Problem
from analysis.disclosure_frames import ALL, check, counts, hidden_numbers, numbers, summed, written
from analysis.disclosure_linked import Protected, protect_together
from analysis.disclosure_system import Key, Nesting

MOST_HIDDEN = 0.4  # share of a table's non-zero cells; above it the table is made coarser
SURELY_BELOW = 0.8  # a table that was coarse yesterday is made fine again only well below that
COARSEN = ("month", "place")  # dimensions that may be made coarser, in this order
MONTH = re.compile(r"(\d{4})-(\d{2})")


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
    coarsen: Sequence[str] = COARSEN,
    most_hidden: float = MOST_HIDDEN,
) -> Release:
    """Protect linked tables together: by name, frames of dimensions and `count` with every margin (`all`).

    All columns but `count` and `state` are dimensions, and columns of the same name are the same dimension;
    all tables count the same records. `nesting`, by (fine, coarse) dimension, gives the coarse value of
    each fine one (object → category, place → region); month → quarter is known. It links tables (a region's
    total is the sum of its places') and is the ladder on which dimensions named in `coarsen` climb, while
    more than `most_hidden` of a table's non-zero cells would be hidden. `previous`, the tables of the
    release before, keeps the same numbers hidden and the same dimensions coarse where the data allow.

    Every hidden number under `k` ranges over 1 … k − 1 given everything printed in all tables. ValueError
    as for `disclosure.protect`, and where two tables give different counts for the same number.
    """
    ladder = {**_quarters(tables), **(nesting or {})}
    before = {
        key for frame in (previous or {}).values() for key in hidden_numbers(frame, _dimensions(frame, count))
    }
    chosen: dict[str, pd.DataFrame] = {}
    for name, frame in tables.items():
        earlier = (previous or {}).get(name)
        levels = _levels(frame, count, ladder, coarsen)
        was = None if earlier is None else _dimensions(earlier, count)
        chosen[name] = _fine_enough(levels, count, k, most_hidden, was)
    keys = {name: numbers(frame, _dimensions(frame, count)) for name, frame in chosen.items()}
    printed = {name: counts(frame, count, keys[name]) for name, frame in chosen.items()}
    by = {name: _dimensions(frame, count) for name, frame in chosen.items()}
    protected = protect_together(printed, by, k, ladder, before)
    states = protected.states()
    answer = {name: written(frame, count, keys[name], states) for name, frame in chosen.items()}
    return Release(answer, _summary(tables, chosen, keys, protected, count, k))


def quarter(month: Any) -> str:
    """2025-Q1 for "2025-03", a date, a timestamp or a period in it; Problem for anything else."""
    if hasattr(month, "year") and hasattr(month, "month"):
        return f"{month.year}-Q{(month.month + 2) // 3}"
    if found := MONTH.match(str(month)):
        return f"{found[1]}-Q{(int(found[2]) + 2) // 3}"
    raise Problem(f"{month!r} is not a month")


def _dimensions(frame: pd.DataFrame, count: str) -> tuple[str, ...]:
    return tuple(name for name in frame.columns if name not in (count, "state"))


def _quarters(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], dict[Hashable, Hashable]]:
    months = {
        value for frame in tables.values() if "month" in frame for value in frame["month"] if value != ALL
    }
    return {("month", "quarter"): {month: quarter(month) for month in months}} if months else {}


def _levels(
    frame: pd.DataFrame, count: str, ladder: Nesting, coarsen: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """The table as it is, then coarser and coarser: the first dimension all the way up, then the next as
    well.
    """
    yield frame
    if len(_dimensions(frame, count)) == 1:
        return  # totals are what is asked for first: they stay fine, however many are hidden
    for start in coarsen:
        name = start
        while name in _dimensions(frame, count) and (
            up := [coarse for fine, coarse in ladder if fine == name]
        ):
            frame = coarser(frame, count, name, up[0], ladder[name, up[0]])
            yield frame
            name = up[0]


def coarser(
    frame: pd.DataFrame, count: str, fine: str, coarse: str, classes: Mapping[Hashable, Hashable]
) -> pd.DataFrame:
    """The table with dimension `fine` replaced by `coarse`, counts summed; Problem for a value without a
    class.
    """
    values = frame[fine]
    if lost := sorted({str(value) for value in values if value != ALL and value not in classes}):
        raise Problem(f"no {coarse} is given for {fine} {', '.join(lost[:5])}")
    names = [coarse if name == fine else name for name in _dimensions(frame, count)]
    mapped = frame.rename(columns={fine: coarse})
    mapped[coarse] = values.map({**classes, ALL: ALL})
    return summed(mapped, count, names)


def _fine_enough(
    levels: Iterator[pd.DataFrame], count: str, k: int, most_hidden: float, was: tuple[str, ...] | None
) -> pd.DataFrame:
    """The first level of which few enough cells would be hidden, or else the one with fewest."""
    best: tuple[float, pd.DataFrame] | None = None
    finer_than_before = was is not None
    for frame in levels:
        by = _dimensions(frame, count)
        finer_than_before &= by != was
        check(frame, count, by, k)
        table = counts(frame, count, numbers(frame, by))
        share = _share_hidden(protect_together({"": table}, {"": by}, k), list(table), len(by))
        if share <= most_hidden * (SURELY_BELOW if finer_than_before else 1):
            return frame
        if best is None or share < best[0]:
            best = (share, frame)
    assert best is not None
    return best[1]


def _share_hidden(protected: Protected, keys: Sequence[Key], dimensions: int) -> float:
    index = {key: i for i, key in enumerate(protected.system.keys)}
    cells = np.array([index[key] for key in keys if len(key) == dimensions], dtype=np.int64)
    cells = cells[protected.system.values[cells] > 0]
    return float(protected.hidden[cells].mean()) if len(cells) else 0.0


def _summary(
    tables: Mapping[str, pd.DataFrame],
    chosen: Mapping[str, pd.DataFrame],
    keys: Mapping[str, Sequence[Key]],
    protected: Protected,
    count: str,
    k: int,
) -> pd.DataFrame:
    index = {key: i for i, key in enumerate(protected.system.keys)}
    rows = []
    for name, frame in chosen.items():
        by = _dimensions(frame, count)
        numbers_of = np.array([index[key] for key in keys[name]], dtype=np.int64)
        cell = np.array([len(key) == len(by) for key in keys[name]], dtype=bool)
        values, hidden = protected.system.values[numbers_of], protected.hidden[numbers_of]
        cells, small, dark = ((what & cell & (values > 0)).sum() for what in (values > 0, values < k, hidden))
        coarsened = by != _dimensions(tables[name], count)
        rows.append(
            (
                name,
                " × ".join(by),
                coarsened,
                cells,
                small,
                dark,
                dark / max(cells, 1),
                (hidden & ~cell).sum(),
            )
        )
    columns = ["table", "dimensions", "coarsened", "cells", "small", "hidden", "share", "margins_hidden"]
    return pd.DataFrame(rows, columns=columns)
