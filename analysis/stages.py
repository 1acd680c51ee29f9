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
_NEVER = np.datetime64("NaT", "s")


def stage_time(
    begun: pd.Series, reached: pd.Series, until: pd.Timestamp, lost: pd.Series | None = None
) -> pd.DataFrame:
    """What `incidence.cumulative_incidence` takes, a row per item begun by `until`: duration (days), event.

    begun, reached, lost: local days, missing where not (yet). Event 1: reached; 2: lost to it before, which
    competes; 0: still on its way at `until`. A stage dated before its beginning counts as of the same day.
    """
    start, end = begun.to_numpy(), reached.to_numpy()
    left = np.full(len(start), _NEVER) if lost is None else lost.to_numpy()
    now = until.to_datetime64().astype("datetime64[s]")
    known = start <= now  # comparisons with a missing day are false
    start, end, left = start[known], end[known], left[known]
    got = (end <= now) & ~(left < end)
    lost_first = ~got & (left <= now)
    stop = np.where(got, end, np.where(lost_first, left, now))
    days = (stop - start) / np.timedelta64(1, "s") / 86_400
    event = np.select([got, lost_first], [_REACHED, _OTHER], 0)
    return pd.DataFrame({"duration": np.maximum(days, 0.0), "event": event}, index=begun.index[known])


def summary(frame: pd.DataFrame, horizons: Sequence[int] = HORIZONS) -> dict[str, float]:
    """One stage in figures: n, reached, median, lower, upper, and within_H, low_H, high_H of each horizon H.

    `frame`: as `stage_time` gives it. median, lower and upper are quartiles of the days of those that
    reached it, NaN under proportion.MINIMUM_EVENTS of them. within_H is the share that reached it within H
    days with its 95 % interval, NaN where nobody was observed for that long.
    """
    duration, event = frame["duration"].to_numpy(dtype=float), frame["event"].to_numpy()
    took = duration[event == _REACHED]
    enough = len(took) >= proportion.MINIMUM_EVENTS
    quartiles = np.quantile(took, (0.25, 0.5, 0.75)) if enough else [np.nan] * 3
    found = {"n": float(len(frame)), "reached": float(len(took))}
    found.update(zip(("lower", "median", "upper"), map(float, quartiles), strict=True))
    if not len(duration):
        return found | {name: np.nan for horizon in horizons for name in _names(horizon)}
    time, estimate, _, low, high, _ = incidence.curve(duration, event, _REACHED)
    for horizon in horizons:
        at = int(np.searchsorted(time, horizon, side="right")) - 1
        known = time[-1] >= horizon
        values = (float(of[at]) if known else np.nan for of in (estimate, low, high))
        found.update(zip(_names(horizon), values, strict=True))
    return found


def _names(horizon: int) -> tuple[str, str, str]:
    return f"within_{horizon}", f"low_{horizon}", f"high_{horizon}"
