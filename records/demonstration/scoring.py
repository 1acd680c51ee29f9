"""The simulated analysts' rule of thumb: the chance that the next period identifies an object.

A small sibling of the hazard index (Gamma-Poisson rate, exposure worn by novelty and saturation), so that the
history carries plausible numbers. The product's own engine is another and lives elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from records.demonstration.world import Floats, Ints

SHAPE = 0.5  # k of the prior, a_i ~ Gamma(k, k/m_i)
STRENGTH = 12.0  # of the prior of an object's conversion, in actionable tips
FAILED = 0.85  # of actionable tips, when it did not happen
UNASSESSED = 15  # days: younger tips are not read yet, and count neither way


@dataclass(frozen=True)
class Scores:
    """One entry an object: chance next period with its 95 % interval, and the ranking index."""

    probability: Floats
    low: Floats
    high: Floats
    index: Floats


def scores(
    actionable: Floats, exposure: Floats, interest: Floats, score: Ints, identified: int, weeks: float
) -> Scores:
    """Score every object.

    `actionable`: assessed actionable tips; `exposure`: effective weeks behind them; `interest`: w·g now;
    `score`: the analyst's 0 … 5 (−1: none); `identified`: objects so far; `weeks`: the period ahead.
    """
    mean = (actionable.sum() + 0.75) / (exposure.sum() + 3.0)
    prior = mean * np.exp(np.where(score < 0, 0.0, 0.3 * (score - 2.5)))
    alpha, beta = SHAPE + actionable, SHAPE / prior + exposure
    usual = (identified + 1) / (actionable.sum() + 15)
    conversion = usual * STRENGTH / (STRENGTH + FAILED * actionable)
    ahead = conversion * interest * weeks
    low, high = (gamma.ppf(q, alpha, scale=1 / beta) for q in (0.025, 0.975))
    return Scores(
        probability=np.asarray(1 - (beta / (beta + ahead)) ** alpha),
        low=np.asarray(1 - np.exp(-ahead * low)),
        high=np.asarray(1 - np.exp(-ahead * high)),
        index=np.asarray(1 - np.exp(-ahead * (alpha + np.sqrt(alpha)) / beta)),
    )
