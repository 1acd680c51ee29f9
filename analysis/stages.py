"""How long stages take: time to reach each, with those that have not got there yet counted as what they are.

The share that reached a stage within a number of days is the cumulative incidence (analysis.incidence), so
objects observed for less time than that weigh what they were observed for. The median of those that got
there answers another question, "how long did it take where it happened", and is short by construction while
others are still on their way: both are given, with how many each rests on.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis import incidence, proportion

HORIZONS = (90, 180, 365)
_REACHED, _OTHER = 1, 2


def stage_time(
    begun: pd.Series, reached: pd.Series, until: pd.Timestamp, lost: pd.Series | None = None
) -> pd.DataFrame:
    """What `incidence.cumulative_incidence` takes, a row per item begun by `until`: duration (days), event.

    begun, reached, lost: local days, missing where not (yet). Event 1: reached; 2: lost to it before, which
    competes; 0: still on its way at `until`. A stage dated before its beginning counts as of the same day.
    """
    gone = pd.Series(pd.NaT, index=begun.index, dtype="datetime64[s]") if lost is None else lost
    known = begun.notna() & (begun <= until)
    start, end, left = begun[known], reached[known], gone[known]
    got = (end <= until) & ~(left < end)
    lost_first = ~got & (left <= until)
    stop = end.where(got, left.where(lost_first, until))
    days = (stop - start).dt.total_seconds() / 86_400
    event = np.select([got, lost_first], [_REACHED, _OTHER], 0)
    return pd.DataFrame({"duration": days.clip(lower=0.0).astype("float64"), "event": event})


def summary(frame: pd.DataFrame, horizons: Sequence[int] = HORIZONS) -> dict[str, float]:
    """One stage in figures: n, reached, median, lower, upper, and within_H, low_H, high_H of each horizon H.

    `frame`: as `stage_time` gives it. median, lower and upper are quartiles of the days of those that
    reached it, NaN under proportion.MINIMUM_EVENTS of them. within_H is the share that reached it within H
    days with its 95 % interval, NaN where nobody was observed for that long.
    """
    took = frame.loc[frame["event"] == _REACHED, "duration"].to_numpy(dtype=float)
    enough = len(took) >= proportion.MINIMUM_EVENTS
    quartiles = np.quantile(took, (0.25, 0.5, 0.75)) if enough else [np.nan] * 3
    found = {"n": float(len(frame)), "reached": float(len(took))}
    found.update(zip(("lower", "median", "upper"), map(float, quartiles), strict=True))
    curve = incidence.cumulative_incidence(frame, causes=(_REACHED,))
    longest = float(frame["duration"].max()) if len(frame) else 0.0
    for horizon in horizons:
        found.update(_within(curve, horizon, known=longest >= horizon))
    return found


def _within(curve: pd.DataFrame, horizon: int, *, known: bool) -> dict[str, float]:
    names = {"estimate": f"within_{horizon}", "low": f"low_{horizon}", "high": f"high_{horizon}"}
    if not known or curve.empty:
        return dict.fromkeys(names.values(), float("nan"))
    row = curve[curve["time"] <= horizon].iloc[-1]
    return {name: float(row[column]) for column, name in names.items()}
