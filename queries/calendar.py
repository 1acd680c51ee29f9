"""Counts by day, week and month without gaps. Weeks begin on Monday (ISO 8601)."""

import numpy as np
import pandas as pd

from records.periods import Grain

# numpy's unit of each grain, and how many of it are a step: weeks count from the first one's own Monday.
_STEPS = {"day": ("D", 1), "week": ("D", 7), "month": ("M", 1)}


def filled(counts: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Counts (one row a period that has any) with a row of zeros for every period between first and last."""
    if len(counts) < 2:
        return counts
    unit, step = _STEPS[grain]
    known = counts[grain].to_numpy().astype(f"datetime64[{unit}]").astype("int64")
    every = np.arange(known[0], known[-1] + 1, step)
    place = (known - known[0]) // step
    columns: dict[str, np.ndarray] = {grain: every.astype(f"datetime64[{unit}]").astype("datetime64[s]")}
    for name in counts.columns.drop(grain):
        values = counts[name].to_numpy()
        columns[name] = np.zeros(len(every), dtype=values.dtype)
        columns[name][place] = values
    return pd.DataFrame(columns, copy=False)
