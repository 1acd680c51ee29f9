"""Sums of the release's printed numbers: a sum with a hidden number in it is hidden.

Such a sum says nothing new: whoever has the release can add up what it prints.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from layouts.findings.release import ALL

SHOWN, HIDDEN, MISSING = "shown", "suppressed", "missing"


def dimensions_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """The dimensions of a table of the release."""
    return tuple(str(name) for name in frame if name not in ("count", "state"))


def nothing(by: Sequence[str]) -> pd.DataFrame:
    """No table answers, as in a release without a whole month: missing, which is not zero."""
    if by:
        return pd.DataFrame({by[0]: [], "count": pd.array([], dtype="Int64"), "state": []})
    return pd.DataFrame({"count": pd.array([None], dtype="Int64"), "state": [MISSING]})


def summed(frame: pd.DataFrame, chosen: Mapping[str, tuple[str, ...]], by: str | None) -> pd.DataFrame:
    """The table's numbers by one dimension (or one number), summed over the values chosen of the others."""
    dimensions = dimensions_of(frame)
    printed = {
        tuple(row[:-2]): (row[-2], row[-1])
        for row in frame[[*dimensions, "count", "state"]].itertuples(index=False, name=None)
    }
    chosen_of_others = [_or_margin(frame, name, chosen) for name in dimensions if name != by]
    if by is None:
        values: list[Any] = [None]
    else:
        values = [value for value in frame[by].unique() if value != ALL]
        values = [value for value in values if by not in chosen or value in chosen[by]]
        values += [value for value in chosen.get(by, ()) if value not in values]
    found = []
    for value in sorted(values, key=str):
        keys = []
        for others in product(*chosen_of_others):
            left = iter(others)
            keys.append(tuple(value if name == by else next(left) for name in dimensions))
        found.append((value, *total(printed.get(key) for key in keys)))
    rows = pd.DataFrame(found, columns=[by or "all", "count", "state"])
    rows["count"] = rows["count"].astype("Int64")
    return rows if by else rows[["count", "state"]]


def _or_margin(frame: pd.DataFrame, dimension: str, chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The values to be summed; the margin where nothing or everything is chosen."""
    values = chosen.get(dimension)
    every = {value for value in frame[dimension].unique() if value != ALL}
    return (ALL,) if values is None or every <= set(values) else values


def total(cells: Iterable[tuple[Any, str] | None]) -> tuple[int | None, str]:
    """The sum of printed numbers: hidden where one of them is hidden, missing where one is missing. A number
    that the table does not list is zero: zeros are always printed."""
    sum_, states = 0, set()
    for cell in cells:
        if cell is None:
            continue
        count, state = cell
        states.add(state)
        if state == SHOWN:
            sum_ += int(count)
    for state in (HIDDEN, MISSING):
        if state in states:
            return None, state
    return sum_, SHOWN
