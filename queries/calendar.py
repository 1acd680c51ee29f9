"""Counts by day, week and month without gaps. Weeks begin on Monday (ISO 8601)."""

import pandas as pd

from records.periods import Grain

_STEPS = {"day": "D", "week": "W-MON", "month": "MS"}


def filled(counts: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Counts (one row a period that has any) with a row of zeros for every period between first and last."""
    if len(counts) < 2:
        return counts
    first, last = counts[grain].iloc[0], counts[grain].iloc[-1]
    every = pd.date_range(first, last, freq=_STEPS[grain], unit="s", name=grain)
    return counts.set_index(grain).reindex(every, fill_value=0).reset_index()
