"""Unassessed is not zero: how long assessment takes, and which recent weeks are still being assessed.

The delay from receipt to assessment is estimated by Kaplan–Meier (Kaplan & Meier, JASA 53, 1958; lifelines),
tips still pending being right-censored at their age. A week is immature while under 90 % of its tips are
expected to be assessed by now.
"""

from datetime import date

import numpy as np
import pandas as pd

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
    from lifelines import KaplanMeierFitter

    fitter = KaplanMeierFitter().fit(delay, assessed, weights=n)
    table = fitter.event_table.loc[np.unique(delay)]
    pending = fitter.survival_function_.loc[table.index].iloc[:, 0].to_numpy()
    bounds = fitter.confidence_interval_survival_function_.loc[table.index].to_numpy()
    bounds = np.where(np.isfinite(bounds), bounds, pending[:, None])
    columns = (
        table.index,
        1 - pending,
        1 - bounds.max(axis=1),
        1 - bounds.min(axis=1),
        _at_risk(delay, n, table.index.to_numpy()),
        table["observed"],
    )
    values = (np.asarray(column) for column in columns)
    return pd.DataFrame(dict(zip(_DELAYS, values, strict=True))).astype(_DELAYS)


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
    known = counts[pd.to_datetime(counts["day"]) <= pd.Timestamp(as_of)]
    if not known["n"].sum():
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _WEEKS.items()})
    day = pd.to_datetime(known["day"])
    days = pd.date_range(_monday(day.min()), pd.Timestamp(as_of), unit="us")
    done = (pd.to_datetime(known["assessed_on"]) <= pd.Timestamp(as_of)).to_numpy()
    daily = pd.DataFrame(
        {"tips": known["n"].to_numpy(), "assessed": known["n"].to_numpy() * done, "day": day}
    )
    daily = daily.groupby("day").sum().reindex(days, fill_value=0)
    age = (pd.Timestamp(as_of) - days).days.to_numpy()
    daily["by_day"] = expected_share(delays(counts, as_of), age)
    daily["by_tip"] = daily["by_day"] * daily["tips"]
    weeks = daily.groupby(days - pd.to_timedelta(days.day_of_week, unit="D"))
    total = weeks[["tips", "assessed", "by_tip"]].sum()
    received = total["tips"].where(total["tips"] > 0)
    share = total["assessed"] / received
    expected = (total["by_tip"] / received).fillna(weeks["by_day"].mean())
    immature = (expected < MATURE_SHARE) & ~(share >= MATURE_SHARE)
    result = total[["tips", "assessed"]].assign(share=share, expected=expected, immature=immature)
    return result.rename_axis("week").reset_index().astype(_WEEKS)


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
    now, day = pd.Timestamp(as_of), pd.to_datetime(counts["day"])
    assessed_on = pd.to_datetime(counts["assessed_on"])
    assessed = (assessed_on <= now).to_numpy()
    delay = (assessed_on.where(assessed, now) - day).dt.days.clip(lower=0)
    kept = ((day <= now) & (counts["n"] > 0)).to_numpy()
    return delay.to_numpy()[kept], assessed[kept], counts["n"].to_numpy()[kept]


def _at_risk(delay: np.ndarray, n: np.ndarray, at: np.ndarray) -> np.ndarray:
    order = np.argsort(delay)
    gone = np.concatenate([[0], np.cumsum(n[order])])
    return np.asarray(n.sum() - gone[np.searchsorted(delay[order], at, side="left")])


def _monday(day: pd.Timestamp) -> pd.Timestamp:
    return day - pd.Timedelta(days=day.weekday())
