"""Time to identification with competing events: cumulative incidence by the Aalen–Johansen estimator.

Objects still open are right-censored. 1 − Kaplan–Meier per cause would count an object withdrawn as if it
could still be identified. lifelines' fitter breaks ties between causes by random jitter, and days are full
of ties; so the textbook estimator stands here, exact with ties, and tests hold it to lifelines on data
without ties.

Sources: Aalen & Johansen, Scand. J. Statist. 5 (1978); variance: Marubini & Valsecchi, Analysing Survival
Data from Clinical Trials (1995), eq. 10.12, in its multinomial (Greenwood) form, which holds with ties;
log(−log) interval: Coviello & Boggess, Stata Journal 4 (2004).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import special

Array = np.ndarray

CENSORED = 0
COLUMNS = {
    "cause": "int64",
    "time": "float64",
    "estimate": "float64",
    "variance": "float64",
    "low": "float64",
    "high": "float64",
    "at_risk": "int64",
}


def cumulative_incidence(
    frame: pd.DataFrame, causes: Iterable[int] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """One row per (cause, time): cause, time, estimate, variance, low, high, at_risk.

    `frame`: duration (at least 0, any unit), event (0 censored, 1, 2, … causes), a row per object. Times are
    0 and every duration that occurs. `estimate` is the probability that this cause has occurred by `time`,
    the causes competing; `at_risk` counts objects under observation just before `time`; of equal durations
    events come before censorings. `causes` asks for causes that may not have occurred; otherwise those in
    the frame are given, and a frame without any event has no rows. ValueError for a missing, negative or
    infinite duration and for an event that is not a whole number of at least 0.

    The interval is pointwise, within [0, 1]. Where the estimate is 0 its upper end is that of nothing seen
    in `at_risk` objects, 1 − (α/2)^(1/at_risk), and 0 at time 0; where it is 1 its lower end is that of the
    time before.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    duration, event = _checked(frame)
    wanted = sorted(set(causes) if causes is not None else set(event[event > 0].tolist()))
    if not len(duration) or not wanted:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
    curves = [(cause, *curve(duration, event, cause, level)) for cause in wanted]
    steps = len(curves[0][1])
    columns = [
        np.repeat(wanted, steps),
        *(np.concatenate(part) for part in list(zip(*curves, strict=True))[1:]),
    ]
    # Made of whole columns at once: a frame a cause, glued together, costs more than the estimator.
    typed = (
        column.astype(dtype, copy=False) for column, dtype in zip(columns, COLUMNS.values(), strict=True)
    )
    return pd.DataFrame(dict(zip(COLUMNS, typed, strict=True)), copy=False)


def curve(duration: Array, event: Array, cause: int, level: float = 0.95) -> tuple[Array, ...]:
    """One cause of `cumulative_incidence` as arrays: time, estimate, variance, low, high, at_risk."""
    times, at_risk, occurred = life_table(duration, event)
    of_cause = np.bincount(np.searchsorted(times, duration[event == cause]), minlength=len(times))
    estimate, variance = _estimate(at_risk, occurred, of_cause)
    low, high = _interval(times, estimate, variance, at_risk, level)
    return times, estimate, variance, low, high, at_risk


def life_table(duration: Array, event: Array) -> tuple[Array, Array, Array]:
    """(times, at risk just before each, events of any cause at each); times: 0 and every duration."""
    times = np.unique(np.append(duration, 0.0))
    at_risk = len(duration) - np.searchsorted(np.sort(duration), times, side="left")
    occurred = np.bincount(np.searchsorted(times, duration[event > 0]), minlength=len(times))
    return times, at_risk, occurred


def numbers_at_risk(frame: pd.DataFrame, times: Iterable[float]) -> pd.DataFrame:
    """For the line under the plot: time, at_risk (objects under observation just before `time`)."""
    duration, _ = _checked(frame)
    wanted = np.asarray(list(times), dtype=float)
    at_risk = len(duration) - np.searchsorted(np.sort(duration), wanted, side="left")
    return pd.DataFrame({"time": wanted, "at_risk": at_risk.astype("int64")})


def _estimate(at_risk: Array, occurred: Array, of_cause: Array) -> tuple[Array, Array]:
    """F(t) = Σ S(tᵢ₋)·dₖᵢ/nᵢ and its variance, at every time.

    Given the past, what happens at tᵢ is multinomial: this cause (the object ends in F), survival (it ends
    in F with chance h = (F(t) − F(tᵢ))/S(tᵢ)), another cause. With pₖ = dₖᵢ/nᵢ and p₀ = 1 − dᵢ/nᵢ, Var F(t)
    = Σᵢ S(tᵢ₋)²/nᵢ · [pₖ + p₀h² − (pₖ + p₀h)²]: three running sums, as h is linear in F(t).
    """
    n = np.maximum(at_risk, 1).astype(float)
    hazard, survive = of_cause / n, 1 - occurred / n
    survival = np.cumprod(survive)
    before = np.concatenate([[1.0], survival[:-1]])
    estimate = np.cumsum(before * hazard)
    # S(tᵢ₋)·p₀·h = F(t) − F(tᵢ) =: g. Var = Σ [S₋²·pₖ(1 − pₖ) + g²·(1/p₀ − 1) − 2·S₋·pₖ·g] / n
    curvature = np.divide(1 - survive, survive * n, out=np.zeros(len(n)), where=survive > 0)
    slope = before * hazard / n
    level = before**2 * hazard * (1 - hazard) / n
    variance = (
        np.cumsum(level)
        + estimate**2 * np.cumsum(curvature)
        - 2 * estimate * np.cumsum(curvature * estimate)
        + np.cumsum(curvature * estimate**2)
        - 2 * (estimate * np.cumsum(slope) - np.cumsum(slope * estimate))
    )
    return np.clip(estimate, 0.0, 1.0), np.maximum(variance, 0.0)


def _interval(
    times: Array, estimate: Array, variance: Array, at_risk: Array, level: float
) -> tuple[Array, Array]:
    """F^exp(±z·√V / (F·|log F|)) inside (0, 1); at the ends as `cumulative_incidence` says."""
    never, certain = estimate <= 0, estimate >= 1 - 1e-12
    safe = np.where(never | certain, 0.5, estimate)
    spread = special.ndtri(0.5 + level / 2) * np.sqrt(variance) / (safe * -np.log(safe))
    with np.errstate(over="ignore", under="ignore"):  # a huge spread means the whole of [0, 1]
        low, high = safe ** np.exp(spread), safe ** np.exp(-spread)
    nothing_seen = np.where(times > 0, 1 - ((1 - level) / 2) ** (1 / np.maximum(at_risk, 1)), 0.0)
    low[never], high[never], high[certain] = 0.0, nothing_seen[never], 1.0
    low[certain] = np.max(low[~certain], initial=0.0)
    return low, high


def _checked(frame: pd.DataFrame) -> tuple[Array, Array]:
    duration = frame["duration"].to_numpy(dtype=float, na_value=np.nan)
    event = frame["event"].to_numpy(dtype=float, na_value=np.nan)
    if not bool(np.all((duration >= 0) & np.isfinite(duration))):
        raise ValueError("duration must be a number of at least 0 in every row")
    if not bool(np.all((event >= 0) & (event == np.floor(event)) & np.isfinite(event))):
        raise ValueError("event must be 0 (censored) or the whole number of a cause in every row")
    return duration, event.astype(np.int64)
