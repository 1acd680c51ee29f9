"""The hazard model behind the rotation index: beliefs about each object, and what showing it is worth.

Every array has the objects on its last axis; leading axes, if any, are independent campaigns (the simulator
runs many at once). Unit of exposure: effective week, one week of a fresh object at mean traffic.

Equations: the index of docs/rotation.md. Actionable tips A ~ Poisson(a E), a ~ Gamma(k, k/m); each actionable
tip identifies the object with chance r ~ Beta(.55, 3.1 + failed leads).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.special import gammaincinv, gammaln, roots_jacobi

Array = NDArray[np.float64]

CONVERSION = (0.55, 3.1)  # Beta prior of r: the first two moments of "60 % solvable, then Beta(2, 6)"
SHAPES = np.array([0.15, 0.25, 0.4, 0.7, 1.2, 2.5])
COLD_SHAPE = 0.5
SHRINKAGE = (4.0, 8.0, 16.0, 32.0, 80.0, 300.0)  # tips of the campaign's rate added to each category
MOST_BETA = 900.0  # a + b up to which the weights of r come from scipy; at 1023 its constant overflows
NODES = 64
ROUNDS = 3  # of rates, scores, shape and weights; more change no chance by over 2 %
STAY = 0.0005  # what a swap must gain at least: an object on display is not exchanged for its equal
SCORE_PRIOR = (
    0.1,
    0.2,
)  # mean and sd of the log rate ratio per point of the analysts' score, before any evidence
LEVEL = 0.9
NIL = 1e-4  # a lower limit under one in ten thousand is given as nought


@dataclass(frozen=True)
class Terms:
    """What is known of each object; arrays of one shape (…, objects). `category` holds codes from 0."""

    category: NDArray[np.int64]
    actionable: Array
    failed: Array
    pending: Array
    exposure: Array
    open_exposure: Array
    tips: Array
    tip_exposure: Array
    identifiability: Array

    @property
    def assessed_exposure(self) -> Array:
        """Exposure whose tips have been assessed, effective weeks."""
        return np.maximum(self.exposure - self.open_exposure, 0.0)


@dataclass(frozen=True)
class Belief:
    """Posterior of each object: a ~ Gamma(alpha, beta) per effective week, r ~ Beta(.55, 3.1 + failed)."""

    mean: Array
    category_mean: Array
    score_factor: Array
    alpha: Array
    beta: Array
    failed: Array
    pending: Array
    open_exposure: Array


def believe(terms: Terms) -> Belief:
    """The posterior of every object, its prior learned from all objects of the campaign (empirical Bayes).

    Rates are means weighted by 1 / (1 + m E / k), the weights of the negative binomial: the objects shown
    longest are those that looked best, and an unweighted mean would promise their rate for every object.
    """
    assessed, relative = terms.assessed_exposure, _relative_tips(terms)
    weight, factor = np.ones_like(assessed), np.ones_like(assessed)
    log_rising = _log_rising(terms.actionable)
    for _ in range(ROUNDS):
        category_mean = _category_mean(terms, weight, assessed * relative * factor)
        factor = _score_factor(terms, category_mean * relative * assessed)
        mean = category_mean * relative * factor
        k = _shape(terms.actionable, mean * assessed, log_rising)[..., None]
        weight = k / (k + mean * assessed)
    alpha, beta = k + terms.actionable, k / mean + assessed
    return Belief(mean, category_mean, factor, alpha, beta, terms.failed, terms.pending, terms.open_exposure)


def _category_mean(terms: Terms, weight: Array, exposure: Array) -> Array:
    """Actionable tips per effective week in the object's category, shrunk towards the campaign.

    (A_c + s) / (E_c + s / m̄) for every strength s of SHRINKAGE, averaged by how likely each makes the
    categories' counts: alike categories are pooled, different ones told apart. log s ~ N(log 20, 1.5).
    """
    tips, weeks = weight * terms.actionable, weight * exposure
    overall = ((tips.sum(-1) + 0.75) / (weeks.sum(-1) + 3.0))[..., None]
    found, shown = _by_category(terms.category, tips), _by_category(terms.category, weeks)
    expected = np.where(shown > 0, overall * shown, 1.0)
    fit, means = [], []
    for s in SHRINKAGE:
        each = gammaln(s + found) - gammaln(s) + s * np.log(s) - (s + found) * np.log(s + expected)
        each = np.where(shown > 0, each + found * np.log(expected), 0.0)
        fit.append(each.sum(-1) - 0.5 * (np.log(s / 20.0) / 1.5) ** 2)
        means.append((found + s) / (shown + s / overall))
    odds = np.exp(np.stack(fit) - np.max(fit, axis=0))
    mean = (odds[..., None] * np.stack(means)).sum(0) / odds.sum(0)[..., None]
    result: Array = np.take_along_axis(mean, terms.category, axis=-1)
    return result


def _by_category(category: NDArray[np.int64], values: Array) -> Array:
    """Sums of `values` per category code, shape (…, categories)."""
    count = int(category.max(initial=-1)) + 1
    rows = category.reshape(math.prod(category.shape[:-1]), category.shape[-1])
    flat = (rows + count * np.arange(len(rows))[:, None]).ravel()
    sums: Array = np.bincount(flat, values.ravel(), count * len(rows)).astype(float)
    return sums.reshape(*category.shape[:-1], count)


def _relative_tips(terms: Terms) -> Array:
    """(All tips over those expected at the campaign's rate)^.3, shrunk by two tips; mean 1 where shown."""
    weeks = terms.tip_exposure.sum(-1, keepdims=True)
    rate = np.divide(terms.tips.sum(-1, keepdims=True), weeks, out=np.zeros_like(weeks), where=weeks > 0)
    relative = np.clip((terms.tips + 2.0) / (terms.tip_exposure * rate + 2.0), 0.1, 10.0) ** 0.3
    shown = terms.tip_exposure > 0
    mean = np.where(shown, relative, 0.0).sum(-1, keepdims=True) / np.maximum(shown.sum(-1, keepdims=True), 1)
    result: Array = np.where(shown & (mean > 0), relative / np.where(mean > 0, mean, 1.0), 1.0)
    return result


def _score_factor(terms: Terms, expected: Array) -> Array:
    """exp(θ (score − mean score)); θ is the posterior mode under a negative binomial with k = .5.

    Unscored objects have 1. Scores that predicted nothing so far have θ → 0, so they move nothing.
    """
    scored = np.isfinite(terms.identifiability)
    if not scored.any():
        return np.ones_like(expected)
    score = np.where(scored, terms.identifiability, 0.0)
    centre = score.sum(-1, keepdims=True) / np.maximum(scored.sum(-1, keepdims=True), 1)
    x = np.where(scored, score - centre, 0.0)
    prior, precision = SCORE_PRIOR[0], SCORE_PRIOR[1] ** -2
    theta = np.full((*expected.shape[:-1], 1), prior)
    for _ in range(8):  # Fisher scoring; one parameter, log link
        mu = expected * np.exp(np.clip(theta * x, -3.0, 3.0))
        weight = COLD_SHAPE / (COLD_SHAPE + mu)
        slope = (x * weight * (terms.actionable - mu)).sum(-1, keepdims=True) - precision * (theta - prior)
        theta = theta + slope / ((x**2 * weight * mu).sum(-1, keepdims=True) + precision)
    result: Array = np.exp(np.clip(theta * x, -3.0, 3.0))
    return result


def _log_rising(tips: Array) -> Array:
    """log Γ(k + A) − log Γ(k) for every k of SHAPES, shape (k, …); equal counts are worked out once."""
    levels, place = np.unique(tips, return_inverse=True)
    table = gammaln(SHAPES[:, None] + levels) - gammaln(SHAPES)[:, None]
    result: Array = table[:, place.reshape(tips.shape)]
    return result


def _shape(tips: Array, expected: Array, log_rising: Array) -> Array:
    """Gamma shape k by negative-binomial marginal likelihood over SHAPES, with log k ~ N(log .5, .7)."""
    known = expected > 0
    mu, counts = np.where(known, expected, 1.0), np.where(known, tips, 0.0)
    log_mu, fit = np.log(mu), []
    for k, rising in zip(SHAPES, log_rising, strict=True):
        each = np.where(known, rising, 0.0) + k * np.log(k) - (k + counts) * np.log(k + mu) + counts * log_mu
        prior = -0.5 * (np.log(k / COLD_SHAPE) / 0.7) ** 2
        fit.append(np.where(known, each, 0.0).sum(-1) + prior)
    best = SHAPES[np.argmax(np.stack(fit), axis=0)]
    result: Array = np.where(known.any(-1), best, COLD_SHAPE)
    return result


@lru_cache(maxsize=512)
def _conversion_nodes(failed: float, nodes: int) -> tuple[Array, Array]:
    """Gauss–Jacobi nodes and weights (summing to 1) of r ~ Beta(.55, 3.1 + failed)."""
    a, b = CONVERSION[0], CONVERSION[1] + failed
    if a + b < MOST_BETA:
        x, weight = roots_jacobi(nodes, b - 1.0, a - 1.0)
        return (x + 1.0) / 2.0, weight / weight.sum()
    return _beta_nodes(a, b, nodes)


def _beta_nodes(a: float, b: float, nodes: int) -> tuple[Array, Array]:
    """The same of r ~ Beta(a, b) without the constant that overflows (Golub and Welsch 1969).

    Eigenvalues of the Jacobi polynomials' recurrence on (0, 1) are nodes, squared first components weights.
    """
    k = np.arange(nodes, dtype=float)
    s = 2.0 * k + a + b
    # At k = 0 with a + b = 2 this would divide by nought; here a + b is large.
    centre = (1.0 + ((a - 1.0) ** 2 - (b - 1.0) ** 2) / ((s - 2.0) * s)) / 2.0
    j, t = k[1:], s[1:] - 2.0
    beside = np.sqrt(j * (j + b - 1.0) * (j + a - 1.0) * (j + a + b - 2.0) / ((t + 1.0) * (t - 1.0))) / t
    r, vectors = eigh_tridiagonal(centre, beside)
    return r, vectors[0] ** 2


def conversion(failed: Array, nodes: int = NODES) -> tuple[Array, Array]:
    """Nodes r and weights for every object, shape (…, objects, nodes)."""
    levels, place = np.unique(failed, return_inverse=True)
    tables = [_conversion_nodes(float(level), nodes) for level in levels]
    r = np.array([table[0] for table in tables]).reshape(-1, nodes)
    weight = np.array([table[1] for table in tables]).reshape(-1, nodes)
    place = place.reshape(failed.shape)
    return r[place], weight[place]


def chance(belief: Belief, exposure: Array, stretch: Array | float = 1.0, nodes: int = NODES) -> Array:
    """Expected chance that `exposure` more effective weeks bring the tip that identifies the object.

    p = E_r[(1 − r)^pending ((β / (β + rU))^α − (β / (β + r(U + ε)))^α)]. `stretch` multiplies ε (optimism).
    """
    r, weight = conversion(belief.failed, nodes)
    alpha, beta = belief.alpha[..., None], belief.beta[..., None]
    still = belief.open_exposure[..., None]
    ahead = still + np.asarray(exposure * stretch)[..., None]
    unseen = np.exp(belief.pending[..., None] * np.log1p(-r))
    gain = np.exp(-alpha * np.log1p(r * still / beta)) - np.exp(-alpha * np.log1p(r * ahead / beta))
    result: Array = (weight * unseen * gain).sum(-1)
    return result


def unsolved(belief: Belief, nodes: int = NODES) -> Array:
    """Chance that no tip received so far identifies the object: u = E_r[(1 − r)^pending (β / (β + rU))^α]."""
    r, weight = conversion(belief.failed, nodes)
    result: Array = (weight * _silence(belief, r)).sum(-1)
    return result


def _silence(belief: Belief, r: Array) -> Array:
    """Chance, given r, that neither a pending nor an unassessed tip identifies; shape of r."""
    alpha, beta = belief.alpha[..., None], belief.beta[..., None]
    log_silence = -alpha * np.log1p(r * belief.open_exposure[..., None] / beta)
    result: Array = np.exp(log_silence + belief.pending[..., None] * np.log1p(-r))
    return result


def index(belief: Belief, exposure: Array, displayed: NDArray[np.bool_], nodes: int = NODES) -> Array:
    """Rank of each object: its chance at an exposure stretched by (α + √α) / α, + .0005 while displayed.

    The stretch is one posterior standard deviation of the rate: what is little known is worth a look.
    """
    optimism = 1.0 + 1.0 / np.sqrt(belief.alpha)
    return chance(belief, exposure, optimism, nodes) + STAY * displayed


def interval(belief: Belief, exposure: Array, expected: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """Limits of the object's own chance at `exposure`: 1 − exp(−hε), h = a r matched to a Gamma by moments.

    With chance 1 − u the object is solved already and its chance nought; the limits are quantiles of that
    mixture, widened where needed to hold the `expected` chance (of `chance`).
    """
    r, weight = conversion(belief.failed)
    weight = weight * _silence(belief, r)
    u = weight.sum(-1)
    rate = r / (belief.beta[..., None] + r * belief.open_exposure[..., None])
    first = (weight * rate).sum(-1) / u * belief.alpha
    second = (weight * rate**2).sum(-1) / u * belief.alpha * (belief.alpha + 1.0)
    shape = first**2 / (second - first**2)
    tail = (1.0 - level) / 2.0
    limits = []
    for quantile in (tail, 1.0 - tail):
        inside = np.clip((quantile - (1.0 - u)) / u, 0.0, 1.0)
        hazard = gammaincinv(shape, inside) * first / shape
        limits.append(-np.expm1(-hazard * exposure))
    low = np.where(limits[0] < NIL, 0.0, limits[0])
    return np.minimum(low, expected), np.maximum(limits[1], expected)
