"""The simulated analysts' rule of thumb: the chance that the next period identifies an object.

A small sibling of the hazard index (Gamma-Poisson rate, exposure worn by novelty and saturation), so that the
history carries plausible numbers. The product's own engine is another and lives elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from records.demonstration.world import Floats, Ints

SHAPE = 0.5  # k of the prior, a_i ~ Gamma(k, k/m_i)
PRIOR = (6.0, 100.0)  # identifications and actionable tips that the analysts go by before there are any
STRENGTH = 30.0  # of what is usual against an object's own failures, in actionable tips
FAILED = 0.85  # of actionable tips, when it did not happen
RIPE = 45  # days from an actionable tip to what it leads to, mostly
ENOUGH = 12  # actionable tips on one object; more of them hardly add to its chance
LAUNCH = 10.0  # ordinary weeks of attention that analysts expect of each week of the launch
UNASSESSED = 15  # days: younger tips are not read yet, and count neither way


@dataclass(frozen=True)
class Scores:
    """One entry an object: chance next period with its 95 % interval, and the ranking index."""

    probability: Floats
    low: Floats
    high: Floats
    index: Floats


def scores(
    actionable: Floats,
    exposure: Floats,
    interest: Floats,
    score: Ints,
    yielded: tuple[int, int],
    weeks: float,
) -> Scores:
    """Score every object.

    `actionable`: assessed actionable tips; `exposure`: effective weeks behind them; `interest`: w·g now;
    `score`: the analyst's 0 … 5 (−1: none); `yielded`: objects identified so far, and the actionable tips
    that have had the time for it; `weeks`: the period ahead.
    """
    mean = (actionable.sum() + 0.75) / (exposure.sum() + 3.0)
    prior = mean * np.exp(np.where(score < 0, 0.0, 0.3 * (score - 2.5)))
    alpha, beta = SHAPE + actionable, SHAPE / prior + exposure
    identified, ripe = yielded
    usual = (identified + PRIOR[0]) / (ripe + PRIOR[1])
    conversion = usual * STRENGTH / (STRENGTH + FAILED * actionable)
    ahead = conversion * interest * weeks
    low, high = (gamma.ppf(q, alpha, scale=1 / beta) for q in (0.025, 0.975))
    return Scores(
        probability=np.asarray(1 - (beta / (beta + ahead)) ** alpha),
        low=np.asarray(1 - np.exp(-ahead * low)),
        high=np.asarray(1 - np.exp(-ahead * high)),
        index=np.asarray(1 - np.exp(-ahead * (alpha + np.sqrt(alpha)) / beta)),
    )
