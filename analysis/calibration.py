"""Were the chances that people were shown right? Judged on history, each chance against what came of it.

A history has one row per object and rotation that showed or kept it: `at` (start of the period),
`probability` as shown then, `identified` (true, false, or missing while tips of the period are still open),
and, for recalibration, `known_at` (when that was settled). Sources: prequential log score, Dawid, JRSS A 147
(1984); calibration slope, Cox, Biometrika 45 (1958); interval of observed/expected, Garwood, Biometrika 28
(1936).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

ENOUGH_EVENTS = 30
FEWEST_EVENTS = 10
SHRINK = 10.0  # identifications as expected that are added to both sides of the factor
LEVEL = 0.95
TINY = 1e-9


class Calibration(NamedTuple):
    """How chances compare with events; intervals are 95 %, NaN where too little is known.

    `log_score` is the mean of −log(chance given to what happened), in nats, smaller is better;
    `reference_score` is that of a forecaster who always says the share so far. `slope` is 1 when high chances
    come true as often as they say; below 1 they are too bold. `unsettled` rows are left out.
    """

    n: int
    events: int
    unsettled: int
    expected: float
    ratio: float
    ratio_low: float
    ratio_high: float
    log_score: float
    reference_score: float
    slope: float
    slope_low: float
    slope_high: float
    sentence: str


def assess(history: pd.DataFrame) -> Calibration:
    """Observed over expected, log score and slope of a history (see the module), over its settled rows."""
    settled = _settled(history)
    chance, event = _chance(settled), settled["identified"].to_numpy(dtype=float)
    events, expected = int(event.sum()), float(chance.sum())
    low, high = _poisson_interval(events)
    slope = _slope(chance, event)
    ratio = events / expected if expected > 0 else np.nan
    return Calibration(
        n=len(settled),
        events=events,
        unsettled=len(history) - len(settled),
        expected=expected,
        ratio=ratio,
        ratio_low=low / expected if expected > 0 else np.nan,
        ratio_high=high / expected if expected > 0 else np.nan,
        log_score=_log_score(chance, event),
        reference_score=_log_score(_share_so_far(settled), event),
        slope=slope[0],
        slope_low=slope[1],
        slope_high=slope[2],
        sentence=_sentence(events, expected, low, high),
    )


def groups(history: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """Reliability: settled rows in `count` equal groups by chance, lowest first.

    Columns: n, expected (mean chance), events, observed (share), low, high (Wilson, 95 %).
    """
    settled = _settled(history)
    chance, event = _chance(settled), settled["identified"].to_numpy(dtype=float)
    rows = []
    for part in np.array_split(np.argsort(chance, kind="stable"), count):
        if not len(part):
            continue
        events = int(event[part].sum())
        limits = stats.binomtest(events, len(part)).proportion_ci(LEVEL, "wilson")
        rows.append((len(part), chance[part].mean(), events, events / len(part), limits.low, limits.high))
    return pd.DataFrame(rows, columns=["n", "expected", "events", "observed", "low", "high"])


def factor(history: pd.DataFrame) -> float:
    """What multiplies every hazard so that expected meets observed; 1 under 30 identifications.

    (events + 10) / (Σ −log(1 − chance) + 10): the estimate of a common factor on hazards, shrunk towards 1.
    """
    settled = _settled(history)
    events = float(settled["identified"].to_numpy(dtype=float).sum())
    if events < ENOUGH_EVENTS:
        return 1.0
    return float((events + SHRINK) / (-np.log1p(-_chance(settled)).sum() + SHRINK))


def recalibrated(probability: Array, by: float) -> Array:
    """Chances with their hazards multiplied: 1 − (1 − p)^by."""
    result: Array = -np.expm1(by * np.log1p(-np.minimum(probability, 1.0 - TINY)))
    return result


def prequential(history: pd.DataFrame) -> pd.DataFrame:
    """The history with `factor` and `recalibrated`: each chance corrected by what was settled before it."""
    result = history.copy()
    result["factor"] = 1.0
    for at in sorted(history["at"].unique()):
        before = history[(history["at"] < at) & (history["known_at"] <= at)]
        result.loc[history["at"] == at, "factor"] = factor(before)
    chance = result["probability"].to_numpy(dtype=float)
    result["recalibrated"] = -np.expm1(
        result["factor"].to_numpy() * np.log1p(-np.minimum(chance, 1.0 - TINY))
    )
    return result


def _settled(history: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in ("at", "probability", "identified") if column not in history.columns]
    if missing:
        raise ValueError(f"The history lacks the column {', '.join(missing)}.")
    settled = history[history["identified"].notna()]
    return settled.sort_values("at", kind="stable")


def _chance(settled: pd.DataFrame) -> Array:
    chance: Array = settled["probability"].to_numpy(dtype=float)
    if ((chance < 0) | (chance > 1) | np.isnan(chance)).any():
        raise ValueError("Every probability must lie between 0 and 1.")
    clipped: Array = np.clip(chance, TINY, 1.0 - TINY)
    return clipped


def _log_score(chance: Array, event: Array) -> float:
    if not len(event):
        return float("nan")
    return -float(np.where(event > 0, np.log(chance), np.log1p(-chance)).mean())


def _share_so_far(settled: pd.DataFrame) -> Array:
    """For each row the share identified in earlier rotations, (events + ½) / (n + 10) to begin with."""
    event = settled["identified"].to_numpy(dtype=float)
    at = settled["at"].to_numpy()
    first = np.searchsorted(at, at, side="left")
    before = np.r_[0.0, np.cumsum(event)][first]
    return np.asarray((before + 0.5) / (first + 10.0), dtype=float)


def _poisson_interval(events: int) -> tuple[float, float]:
    tail = (1.0 - LEVEL) / 2.0
    low = float(stats.gamma.ppf(tail, events)) if events else 0.0
    return low, float(stats.gamma.ppf(1.0 - tail, events + 1))


def _slope(chance: Array, event: Array) -> tuple[float, float, float]:
    """Slope of logit(event) on logit(chance) with its 95 % interval; NaN under 10 events or equal chances."""
    logit = np.log(chance / (1.0 - chance))
    few = min(event.sum(), len(event) - event.sum()) < FEWEST_EVENTS
    if few or np.ptp(logit) < TINY:
        return float("nan"), float("nan"), float("nan")
    # Not statsmodels.api: it loads the whole library, a fifth of a worker's memory, for this one model.
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    fit = GLM(event, np.column_stack([np.ones_like(logit), logit]), family=Binomial()).fit()
    low, high = np.asarray(fit.conf_int(1.0 - LEVEL))[1]
    return float(np.asarray(fit.params)[1]), float(low), float(high)


def _sentence(events: int, expected: float, low: float, high: float) -> str:
    told = f"{events} identified where {expected:.1f} were expected"
    if events < FEWEST_EVENTS and expected < FEWEST_EVENTS:
        return f"Too early to say: {told}."
    if low <= expected <= high:
        return f"The chances fit what happened: {told}."
    return f"The chances were too {'high' if expected > events else 'low'}: {told}."
