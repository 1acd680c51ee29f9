"""Shares and their intervals, the rule for too little data, and change between equal periods.

Sources: Wilson and Jeffreys intervals as in Brown, Cai & DasGupta, "Interval estimation for a binomial
proportion", Statistical Science 16 (2001), eq. 4 and section 4.1.2; the ratio of two counts by conditioning
on their sum (Przyborowski & Wilenski, Biometrika 31, 1940).
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

Method = Literal["wilson", "jeffreys"]
METHODS = ("wilson", "jeffreys")

MINIMUM_ASSESSED = 30
MINIMUM_EVENTS = 10
SMALL_COUNT = 10
TOO_EARLY = "too early to say"
NO_CLEAR_CHANGE = "no clear change"
NARROW_SPACE = "\u202f"


class Change(NamedTuple):
    """Change from one period to the next of equal length.

    `estimate`, `low` and `high` are a ratio (1 = unchanged) for counts, a difference (0 = unchanged) for
    shares, NaN where nothing can be said; `words` is what a tile prints.
    """

    estimate: float
    low: float
    high: float
    words: str


def interval(
    successes: float, n: float, method: Method = "wilson", level: float = 0.95
) -> tuple[float, float]:
    """Interval (low, high) of the share successes / n, both within [0, 1].

    Wilson inverts the score test; Jeffreys is the equal-tailed interval of Beta(successes + ½, n − successes
    + ½). With n = 0 nothing is known and the interval is (0, 1). ValueError for counts that are negative,
    not whole or larger than n, for an unknown method, and for a level outside (0, 1).
    """
    _check_counts(successes, n)
    _check_level(level)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    low, high = _intervals(np.array([successes]), np.array([n]), method, level)
    return float(low[0]), float(high[0])


def shares(
    frame: pd.DataFrame, successes: str, n: str, method: Method = "wilson", level: float = 0.95
) -> pd.DataFrame:
    """The frame with share, low, high (fractions) and too_early (by `too_early`) added, row by row.

    `successes` and `n` name whole-number columns. Where n is 0 the share is NaN and the interval (0, 1).
    """
    x, total = frame[successes].to_numpy(dtype=float), frame[n].to_numpy(dtype=float)
    if not bool(np.all((x >= 0) & (x <= total) & np.isfinite(total))):
        raise ValueError(f"{successes} must lie between 0 and {n} in every row")
    _check_level(level)
    low, high = _intervals(x, total, method, level)
    share = np.divide(x, total, out=np.full(len(x), np.nan), where=total > 0)
    return frame.assign(
        share=share, low=low, high=high, too_early=(total < MINIMUM_ASSESSED) | (x < MINIMUM_EVENTS)
    )


def too_early(assessed: int, events: int) -> bool:
    """True under 30 assessed tips or 10 events: show the interval and "too early to say", and do not rank."""
    return assessed < MINIMUM_ASSESSED or events < MINIMUM_EVENTS


def change(now: int, before: int, dispersion: float = 1.0, level: float = 0.95) -> Change:
    """Ratio of two counts from periods of equal length, with its interval and words.

    Given their sum, `now` is binomial with share p = ratio / (1 + ratio); the Wilson interval of p gives
    that of the ratio (equal to the score interval of `statsmodels.stats.rates`). `dispersion` is variance
    over mean: tips come in bursts, and a Poisson interval (1) would promise too much; see
    `change_of_series`. Words: "4, before: 5" when either count is under 10, "no clear change" when the
    interval covers 1.
    """
    _check_counts(now, now)
    _check_counts(before, before)
    if not (math.isfinite(dispersion) and dispersion >= 1):
        raise ValueError(f"dispersion must be a number of at least 1, not {dispersion}")
    _check_level(level)
    total = now + before
    low, high = _intervals(np.array([now / dispersion]), np.array([total / dispersion]), "wilson", level)
    ratio = now / before if before else math.nan
    bounds = _odds(float(low[0])), _odds(float(high[0]))
    return Change(ratio, *bounds, _words_of_change(now, before, ratio, bounds))


def change_of_series(now: Sequence[int], before: Sequence[int], level: float = 0.95) -> Change:
    """`change` of the sums of two equally long series (say four weeks against four), honest about bursts.

    The dispersion is Pearson's χ² of the counts around their own period's mean over its degrees of freedom
    (McCullagh & Nelder 1989, eq. 4.23), never taken below 1. Words as in `change`.
    """
    if len(now) != len(before) or not len(now):
        raise ValueError("both series must have the same length, of at least one count")
    return change(int(sum(now)), int(sum(before)), _dispersion([now, before]), level)


def share_change(now: tuple[int, int], before: tuple[int, int], level: float = 0.95) -> Change:
    """Difference of two shares (successes, n), in fractions, with Newcombe's hybrid score interval.

    With Wilson's ends l, u of each share: d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²)
    (Newcombe, Statistics in Medicine 17, 1998, method 10). Words: "too early to say"
    when either period has too little data, "no clear change" when the interval covers 0, else points of a
    per cent.
    """
    for successes, n in (now, before):
        _check_counts(successes, n)
    _check_level(level)
    if not (now[1] and before[1]):
        return Change(math.nan, -1.0, 1.0, TOO_EARLY)
    x, total = (np.array(counts, dtype=float) for counts in zip(now, before, strict=True))
    share, (lower, upper) = x / total, _intervals(x, total, "wilson", level)
    difference = float(share[0] - share[1])
    low = difference - math.hypot(share[0] - lower[0], upper[1] - share[1])
    high = difference + math.hypot(upper[0] - share[0], share[1] - lower[1])
    if too_early(now[1], now[0]) or too_early(before[1], before[0]):
        words = TOO_EARLY
    elif low <= 0 <= high:
        words = NO_CLEAR_CHANGE
    else:
        words = f"{difference * 100:+.0f} points".replace("-", "−")
    return Change(difference, float(low), float(high), words)


def _words_of_change(now: int, before: int, ratio: float, bounds: tuple[float, float]) -> str:
    if min(now, before) < SMALL_COUNT:
        return f"{now}, before: {before}"
    if bounds[0] <= 1 <= bounds[1]:
        return NO_CLEAR_CHANGE
    return f"{(ratio - 1) * 100:+.0f}{NARROW_SPACE}%".replace("-", "−")


def _dispersion(periods: Sequence[Sequence[int]]) -> float:
    chi_square, freedom = 0.0, 0
    for period in periods:
        counts = np.asarray(period, dtype=float)
        mean = counts.mean()
        if mean > 0:
            chi_square += float(((counts - mean) ** 2 / mean).sum())
            freedom += len(counts) - 1
    return max(1.0, chi_square / freedom) if freedom else 1.0


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _intervals(
    successes: np.ndarray, n: np.ndarray, method: Method, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends for each row, within [0, 1]; (0, 1) where n is 0.

    Wilson, with z the normal quantile: (x + z²/2 ± z·√(x(n − x)/n + z²/4)) / (n + z²); Jeffreys: quantiles of
    Beta(x + ½, n − x + ½), by scipy.special, which is what the distribution objects call after much else.
    """
    tail = (1 - level) / 2
    if method == "jeffreys":
        ends = special.betaincinv(successes + 0.5, n - successes + 0.5, np.array([[tail], [1 - tail]]))
    else:
        z, total = -special.ndtri(tail), np.maximum(n, np.finfo(float).tiny)
        half = z * np.sqrt(successes * (n - successes) / total + z * z / 4)
        ends = (successes + z * z / 2 + np.array([[-1.0], [1.0]]) * half) / (n + z * z)
    known = n > 0
    low, high = np.where(known, np.clip(ends, 0.0, 1.0), np.array([[0.0], [1.0]]))
    if method == "wilson":  # exact at the ends, where rounding leaves 1e-18
        low[successes == 0] = 0.0
        high[successes == n] = 1.0
    return low, high


def _check_counts(successes: float, n: float) -> None:
    for name, value in (("successes", successes), ("n", n)):
        if not math.isfinite(value) or value < 0 or value != int(value):
            raise ValueError(f"{name} must be a whole number of at least 0, not {value}")
    if successes > n:
        raise ValueError(f"successes ({successes}) cannot exceed n ({n})")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
