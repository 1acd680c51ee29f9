"""Columns of many rows as plain arrays, day by day; tables only once for many days."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Columns = dict[str, npt.NDArray[Any]]  # by name, all of one length; instants as datetime64 in UTC


def length(columns: Columns) -> int:
    """How many rows the columns hold."""
    return len(next(iter(columns.values())))


def table(parts: Sequence[Columns]) -> pd.DataFrame:
    """The rows of all parts, in order. `day` stays a date; other datetime64 become aware UTC instants."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame({name: _column(name, values) for name, values in joined.items()})


def only(where: npt.NDArray[np.bool_], values: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The values where the condition holds, None elsewhere."""
    kept = np.full(len(values), None, dtype=object)
    kept[where] = values[where]
    return kept


def _column(name: str, values: npt.NDArray[Any]) -> "npt.NDArray[Any] | pd.Series[Any]":
    if values.dtype.kind == "M" and name != "day":
        return pd.Series(values).dt.tz_localize("UTC")
    return values
