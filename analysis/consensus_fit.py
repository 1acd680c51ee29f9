"""How much a tip knows (ρ) and how alike tips on one object are (icc): penalised maximum likelihood.

Penalties (statistics reference, section 5): logit ρ ~ N(0, variance 2), log icc ~ N(−2, variance .75). They
hold the estimates where 50 resolved objects say little, and make the optimum unique in practice.
"""

import numpy as np
from scipy import optimize, special

from analysis.consensus_model import Array, log_posterior

LOGIT_RHO_VARIANCE = 2.0
LOG_ICC_MEAN, LOG_ICC_VARIANCE = -2.0, 0.75
BOUNDS = ((-8.0, 8.0), (-8.0, 4.0))  # beyond them the penalties alone exceed 16 and 24


def dependence(
    counts: Array, votes: Array, correct: Array, log_prior: Array, background: Array
) -> tuple[float, float]:
    """(ρ, icc) that maximise the penalised log-likelihood of the true candidates.

    `counts`: items × candidates; `votes`: by item, n in all; `correct`: by item, position of its true
    candidate. The best point of a coarse grid starts a bounded quasi-Newton search, so that the result does
    not depend on a lucky start. Items without votes may be left out: they do not depend on ρ and icc.
    """

    def loss(point: Array) -> float:
        rho, icc = float(special.expit(point[0])), float(np.exp(point[1]))
        posterior = log_posterior(counts, votes, log_prior, background, rho, icc)
        return _penalty(point) - float(posterior[np.arange(len(correct)), correct].sum())

    grid = [np.array([a, b]) for a in np.linspace(-3, 3, 7) for b in np.linspace(-4, 0, 5)]
    found = optimize.minimize(loss, min(grid, key=loss), method="L-BFGS-B", bounds=BOUNDS)
    return float(special.expit(found.x[0])), float(np.exp(found.x[1]))


def _penalty(point: Array) -> float:
    rho_part = point[0] ** 2 / (2 * LOGIT_RHO_VARIANCE)
    icc_part = (point[1] - LOG_ICC_MEAN) ** 2 / (2 * LOG_ICC_VARIANCE)
    return float(rho_part + icc_part)
