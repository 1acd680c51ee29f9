"""Unassessed is not zero: how long assessment takes, and which recent weeks are still being assessed.

The delay from receipt to assessment is estimated by the product limit, S(t) = Π (1 − dᵢ/nᵢ) over delays
tᵢ ≤ t (Kaplan & Meier, JASA 53, 1958), tips still pending being right-censored at their age. A week is
immature while under 90 % of its tips are expected to be assessed by now.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

MATURE_SHARE = 0.9
_DELAYS = {
    "delay_days": "int64",
    "share": "float64",
    "low": "float64",
    "high": "float64",
    "at_risk": "int64",
    "assessed": "int64",
}
_WEEKS = {
    "week": "datetime64[us]",
    "tips": "int64",
    "assessed": "int64",
    "share": "float64",
    "expected": "float64",
    "immature": "bool",
}


def daily_counts(tips: pd.DataFrame) -> pd.DataFrame:
    """From tips (day, assessed_at missing while pending) to what this module takes: day, assessed_on, n."""
    assessed_on = pd.to_datetime(tips["assessed_at"], utc=True).dt.tz_localize(None).dt.floor("D")
    days = pd.DataFrame({"day": pd.to_datetime(tips["day"]), "assessed_on": assessed_on})
    return days.groupby(["day", "assessed_on"], dropna=False).size().rename("n").reset_index()


def delays(counts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The assessment delay's distribution: delay_days, share assessed within it (low, high: 95 %, log(−log)
    Greenwood), at_risk (tips pending just before that delay), assessed (tips assessed at that delay).

    `counts`: day of receipt, assessed_on (missing while pending), n tips. Tips received after `as_of` are
    left out, those assessed after it were pending then; an assessment dated before receipt counts as of the
    same day. One row per whole number of days that occurs, as a delay or as an age; empty without tips. The
    share never reaches 1 when the oldest tips are still pending.
    """
    delay, assessed, n = _observed(counts, as_of)
    if not len(delay):
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DELAYS.items()})
    every = np.bincount(delay, n)
    at_risk, events = np.cumsum(every[::-1])[::-1], np.bincount(delay[assessed], n[assessed], len(every))
    days = np.flatnonzero(np.bincount(delay))
    at_risk, events = at_risk[days], events[days]
    pending, low, high = _product_limit(at_risk, events)
    values = (days, 1 - pending, 1 - high, 1 - low, at_risk, events)
    return pd.DataFrame(dict(zip(_DELAYS, values, strict=True))).astype(_DELAYS)


def _product_limit(at_risk: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """S at each step with its 95 % interval exp(−exp(log(−log S) ± z·√V / log S)), V = Σ dᵢ / (nᵢ(nᵢ − dᵢ))
    (Greenwood; log(−log) after Kalbfleisch & Prentice). Where S is 1 or 0 the interval is S itself."""
    survival = np.cumprod(1 - events / at_risk)
    left = at_risk - events
    spread = np.sqrt(np.cumsum(np.divide(events, at_risk * left, out=np.zeros(len(left)), where=left > 0)))
    inside = (survival > 0) & (survival < 1)
    logarithm = np.log(np.where(inside, survival, 0.5))
    width = -special.ndtri(0.025) * spread / logarithm
    low, high = (
        np.where(inside, np.exp(-np.exp(np.log(-logarithm) + sign * width)), survival) for sign in (-1, 1)
    )
    return survival, low, high


def expected_share(distribution: pd.DataFrame, age_days: np.ndarray) -> np.ndarray:
    """Share of tips expected to be assessed at each age in whole days: the last step of `delays` by it."""
    step = np.searchsorted(distribution["delay_days"].to_numpy(), age_days, side="right")
    return np.asarray(np.concatenate([[0.0], distribution["share"].to_numpy()])[step])


def weekly(counts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row a week (Monday) from the first tip's to that of `as_of`, without gaps: week, tips, assessed,
    share (of its tips assessed, NaN without tips), expected, immature.

    `expected`: share of the week's tips expected to be assessed by `as_of`, from each tip's age; in a week
    without tips, from its days up to `as_of`. `immature`: expected under 90 %, and not in fact 90 %
    assessed.
    """
    day, n = _days(counts["day"]), counts["n"].to_numpy()
    now = np.datetime64(as_of, "D")
    known = day <= now
    if not n[known].sum():
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _WEEKS.items()})
    first = np.busday_offset(day[known].min(), 0, roll="backward", weekmask="Mon")
    done = known & (_days(counts["assessed_on"]) <= now)
    days = int((now - first).astype(int)) + 1
    place = (day - first).astype(int)
    tips, assessed = (np.bincount(place[rows], n[rows], days) for rows in (known, done))
    by_day = expected_share(delays(counts, as_of), np.arange(days)[::-1])
    mondays = np.arange(0, days, 7)
    totals = np.add.reduceat([tips, assessed, by_day * tips, by_day, np.ones(days)], mondays, axis=1)
    return _judged(first + mondays, totals)


def _judged(weeks: np.ndarray, totals: np.ndarray) -> pd.DataFrame:
    """The rows of `weekly` from each week's tips, of them assessed, sum of the share expected of each tip,
    sum of that expected of each day, and days."""
    tips, assessed, by_tip, by_day, days = totals
    received = np.where(tips > 0, tips, np.nan)
    share = assessed / received
    expected = np.where(tips > 0, by_tip / received, by_day / days)
    immature = (expected < MATURE_SHARE) & ~(share >= MATURE_SHARE)
    columns = (weeks.astype("datetime64[us]"), tips, assessed, share, expected, immature)
    return pd.DataFrame(dict(zip(_WEEKS, columns, strict=True))).astype(_WEEKS)


def immature_from(counts: pd.DataFrame, as_of: date) -> pd.Timestamp | None:
    """The week (Monday) from which on weeks are to be shaded as still being assessed; None when none is.

    It is the first immature week after the last one that is expected to be mature.
    """
    weeks = weekly(counts, as_of)
    mature = weeks["expected"].to_numpy() >= MATURE_SHARE
    recent = weeks.iloc[int(np.flatnonzero(mature).max(initial=-1)) + 1 :]
    shaded = recent.loc[recent["immature"], "week"]
    return None if shaded.empty else pd.Timestamp(shaded.iloc[0])


def _observed(counts: pd.DataFrame, as_of: date) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(whole days to assessment or to `as_of`, whether assessed, tips), rows without tips left out."""
    now, day, assessed_on = np.datetime64(as_of, "D"), _days(counts["day"]), _days(counts["assessed_on"])
    assessed = assessed_on <= now
    delay = np.maximum((np.where(assessed, assessed_on, now) - day).astype("int64"), 0)
    n = counts["n"].to_numpy()
    kept = (day <= now) & (n > 0)
    return delay[kept], assessed[kept], n[kept]


def _days(days: "pd.Series[Any]") -> np.ndarray:
    """Calendar days; comparisons with a missing one are false."""
    return pd.to_datetime(days).to_numpy().astype("datetime64[D]")
