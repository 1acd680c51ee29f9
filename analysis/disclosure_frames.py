"""Tables with their margins as frames: read into numbers and counts, and written back protected."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.disclosure_equations import Problem, describe
from analysis.disclosure_system import Key

ALL = "all"
Counts = dict[Key, int | None]


def numbers(frame: pd.DataFrame, by: Sequence[str]) -> list[Key]:
    """By row, the number it prints: its dimensions and their values, without those it sums over."""
    dimensions = sorted(by)
    columns = [frame[name].tolist() for name in dimensions]
    return [
        tuple((name, value) for name, value in zip(dimensions, row, strict=True) if value != ALL)
        for row in zip(*columns, strict=True)
    ]


def counts(frame: pd.DataFrame, count: str, keys: Sequence[Key]) -> Counts:
    """The count of each number, None where missing; Problem where a row is given twice or a count is no
    count.
    """
    table: Counts = {}
    for key, value in zip(keys, frame[count].tolist(), strict=True):
        if key in table:
            raise Problem(f"two rows for {describe(key)}")
        table[key] = whole(value)
    return table


def hidden_numbers(protected: pd.DataFrame, by: Sequence[str]) -> set[Key]:
    """The numbers that an earlier result hides."""
    return set(numbers(protected[protected["state"] == "suppressed"], by))


def written(frame: pd.DataFrame, count: str, keys: Sequence[Key], states: Mapping[Key, str]) -> pd.DataFrame:
    """The `frame` with the given states; a number that was hidden before it came here is still called
    hidden.
    """
    state = pd.Series([states[key] for key in keys], index=frame.index, dtype="str")
    if "state" in frame:
        state = state.mask((state == "missing") & (frame["state"] == "suppressed"), "suppressed")
    printed = pd.array([whole(value) for value in frame[count].tolist()], dtype="Int64")
    printed[(state != "shown").to_numpy()] = pd.NA
    answer = frame.copy()
    answer[count] = printed
    answer["state"] = state
    return answer


def with_margins(frame: pd.DataFrame, count: str, by: Sequence[str]) -> pd.DataFrame:
    """Every combination of the values of `by`, zero where `frame` has no row, and every margin.

    One row for each cell and margin, columns `by` and `count` (Int64); a sum over nothing known is empty.
    """
    names = list(by)
    cells = frame.groupby(names, observed=True)[count].sum(min_count=1)
    values = [sorted(frame[name].unique(), key=str) for name in names]
    every = pd.MultiIndex.from_product(values, names=names)
    known = cells if len(names) > 1 else cells.set_axis(pd.MultiIndex.from_arrays([cells.index], names=names))
    full = known.reindex(every)
    full[~every.isin(known.index)] = 0
    table = full.astype("Int64").rename(count).reset_index().astype(dict.fromkeys(names, object))
    for name in names:
        others = [other for other in names if other != name]
        table = pd.concat([table, summed(table, count, others).assign(**{name: ALL})], ignore_index=True)
    return table[[*names, count]]


def summed(table: pd.DataFrame, count: str, names: Sequence[str]) -> pd.DataFrame:
    """`count` summed by `names` (over everything if there are none), in order of first appearance."""
    if not names:
        return pd.DataFrame({count: pd.array([table[count].sum(min_count=1)], dtype="Int64")})
    grouped = table.groupby(list(names), observed=True, sort=False)[count]
    return grouped.sum(min_count=1).astype("Int64").reset_index()


def check(frame: pd.DataFrame, count: str, by: Sequence[str], k: int) -> None:
    """Problem, in words, for a threshold, columns or values that make no table."""
    check_threshold(k)
    if not by or len(set(by)) != len(by) or count in by:
        raise Problem(f"crossed dimensions must be one or more different columns, none the count: {list(by)}")
    if absent := [name for name in (*by, count) if name not in frame]:
        raise Problem(f"the table has no column {', '.join(map(str, absent))}")
    if empty := [name for name in by if frame[name].isna().any()]:
        raise Problem(f"a row has no value for {', '.join(empty)}; say 'unknown', or 'all' for a margin")


def check_threshold(k: int) -> None:
    if isinstance(k, bool) or int(k) != k or k < 2:
        raise Problem(f"the threshold k is {k}; it must be a whole number of 2 or more")


def whole(count: Any) -> int | None:
    """The count as a whole number, None where there is none."""
    if count is None or pd.isna(count):
        return None
    if isinstance(count, str | bool | np.bool_) or not float(count).is_integer() or count < 0:
        raise Problem(f"a count must be a whole number of 0 or more, not {count!r}")
    return int(count)
