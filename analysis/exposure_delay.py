"""How late tips are assessed: the distribution of the delay, and the share assessed by a given age."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DAY = 86_400
COLD_MEAN_DAYS = 14.0
ENOUGH = 20.0  # assessed tips, below which the cold start stands


def assessment_delay(waited: Array, assessed: NDArray[np.bool_], count: Array) -> Array:
    """F by whole days 0, 1, …: share of tips assessed within that many days (Kaplan–Meier, in days).

    `waited`: seconds from receipt to assessment, or to now for tips still unassessed (censored); `count`:
    tips in each row. Under 20 assessed tips: exponential with a mean of 14 days.
    """
    if (count * assessed).sum() < ENOUGH:
        return -np.expm1(-np.arange(1.0, 366.0) / COLD_MEAN_DAYS)
    day = np.maximum(waited // DAY, 0).astype(np.int64)
    last = int(day.max()) + 1
    events = np.bincount(day[assessed], count[assessed], last)
    leaving = np.bincount(day, count, last)
    at_risk = np.cumsum(leaving[::-1])[::-1]
    hazard = events / np.maximum(at_risk, 1e-12)
    result: Array = np.asarray(1.0 - np.cumprod(1.0 - hazard), dtype=float)
    return result


def share_assessed(delay: Array, age_days: Array) -> Array:
    """F at an age in days: the share of tips that old which have been assessed, from `assessment_delay`.

    Between whole days it is linear, from 0 at age 0; beyond the last day it keeps the last value.
    """
    days = np.arange(len(delay) + 1, dtype=float)
    result: Array = np.interp(age_days, days, np.r_[0.0, delay])
    return result
