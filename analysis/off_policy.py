"""What another way of choosing would have brought, from the places that were drawn at random.

Only randomised places tell: there an object was shown with a known chance, its propensity, whatever its
merits. Each such display stands for target / propensity displays under the other policy (self-normalised
importance weights; Swaminathan & Joachims, NeurIPS 2015). Where the weights rest on too few displays, the
answer is a refusal in words and no figure to rank by.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

ENOUGH_EFFECTIVE = 30.0
ENOUGH_EVENTS = 10
LEVEL = 0.95


class Estimate(NamedTuple):
    """Mean outcome per display under a policy, with its 95 % interval.

    `n`: randomised displays that the policy would also make; `events`: those with an outcome above 0;
    `effective`: effective sample size, (Σw)² / Σw². `reliable` is False where `sentence` refuses; value and
    interval are then NaN.
    """

    value: float
    low: float
    high: float
    n: int
    events: int
    effective: float
    reliable: bool
    sentence: str


class Comparison(NamedTuple):
    """Difference (first − second) of the mean outcome per display; `ranks`: whether it tells them apart."""

    difference: float
    low: float
    high: float
    ranks: bool
    sentence: str


def estimate(log: pd.DataFrame, target: str = "target", outcome: str = "outcome") -> Estimate:
    """Value of the policy whose chances of showing are in column `target`.

    `log`: one row per display: propensity (chance with which it was shown; 1 or missing: not randomised),
    `target` (chance under the other policy) and `outcome` (1 identified, 0 not; or a count; missing while
    unsettled). ValueError for chances outside [0, 1].
    """
    used = _randomised(log, target, outcome)
    weight = used[target].to_numpy(dtype=float) / used["propensity"].to_numpy(dtype=float)
    result = used[outcome].to_numpy(dtype=float)
    touched = weight > 0
    n, events = int(touched.sum()), int((result[touched] > 0).sum())
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if n else 0.0
    refusal = _refusal(len(used), effective, events)
    if refusal:
        return Estimate(np.nan, np.nan, np.nan, n, events, effective, False, refusal)
    value, error = _mean_and_error(weight, result)
    z = float(stats.norm.ppf((1.0 + LEVEL) / 2.0))
    words = f"{value:.3g} per display, from {n} randomised displays worth {effective:.0f} equal ones."
    return Estimate(value, max(value - z * error, 0.0), value + z * error, n, events, effective, True, words)


def compare(log: pd.DataFrame, first: str, second: str, outcome: str = "outcome") -> Comparison:
    """Whether the randomised displays tell two policies apart; `first` and `second`: columns of chances."""
    log = log[log[first].notna() & log[second].notna()]
    ours, theirs = estimate(log, first, outcome), estimate(log, second, outcome)
    for name, side in ((first, ours), (second, theirs)):
        if not side.reliable:
            return Comparison(
                np.nan, np.nan, np.nan, False, f"Cannot rank {first} and {second}. {name}: {side.sentence}"
            )
    used = _randomised(log, first, outcome)
    influence = _influence(used, first, outcome) - _influence(used, second, outcome)
    difference = ours.value - theirs.value
    reach = float(stats.norm.ppf((1.0 + LEVEL) / 2.0) * np.sqrt((influence**2).sum()))
    low, high = difference - reach, difference + reach
    if low <= 0.0 <= high:
        words = (
            f"Cannot rank {first} and {second}: the difference may be {low:.3g} to {high:.3g} per display."
        )
        return Comparison(difference, low, high, False, words)
    better, other = (first, second) if difference > 0 else (second, first)
    words = f"{better} brings more than {other}: {abs(difference):.3g} per display."
    return Comparison(difference, low, high, True, words)


def _randomised(log: pd.DataFrame, target: str, outcome: str) -> pd.DataFrame:
    missing = [column for column in ("propensity", target, outcome) if column not in log.columns]
    if missing:
        raise ValueError(f"The log lacks the column {', '.join(missing)}.")
    for column in ("propensity", target):
        value = log[column].to_numpy(dtype=float, na_value=np.nan)
        if ((value < 0) | (value > 1)).any():
            raise ValueError(f"{column} must lie between 0 and 1.")
    drawn = (log["propensity"] > 0) & (log["propensity"] < 1)
    return log[drawn & log[outcome].notna() & log[target].notna()]


def _refusal(rows: int, effective: float, events: int) -> str:
    if rows == 0:
        return "No display was randomised: what was shown by rank says nothing of what else could have been."
    if effective < ENOUGH_EFFECTIVE:
        worth = f"The {rows} randomised displays are worth {effective:.0f} equal ones here"
        return f"{worth}; {ENOUGH_EFFECTIVE:.0f} are needed."
    if events < ENOUGH_EVENTS:
        return f"Only {events} of these displays had a result; {ENOUGH_EVENTS} are needed."
    return ""


def _mean_and_error(weight: Array, result: Array) -> tuple[float, float]:
    """Self-normalised mean and its standard error by linearisation."""
    value = float((weight * result).sum() / weight.sum())
    return value, float(np.sqrt((weight**2 * (result - value) ** 2).sum()) / weight.sum())


def _influence(used: pd.DataFrame, target: str, outcome: str) -> Array:
    weight = used[target].to_numpy(dtype=float) / used["propensity"].to_numpy(dtype=float)
    result = used[outcome].to_numpy(dtype=float)
    value, _ = _mean_and_error(weight, result)
    scaled: Array = weight * (result - value) / weight.sum()
    return scaled
