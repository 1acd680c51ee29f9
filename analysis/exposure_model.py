"""How much attention a display is worth: novelty, saturation, sharing bursts and traffic, in effective weeks.

One effective week = one week of an object never shown before, at the campaign's mean traffic, unshared. The
exposure of one step is e = T · step · w(x) · g(X) · (1 + B)^.6 (docs/rotation.md); T is traffic with mean 1.
Arrays may have any leading axes; time is in weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FLOOR = 0.12  # novelty that never wears off
RECOVERS, HALF_LIFE = 0.7, 8.0  # share of the stock that halves every so many weeks off display
SATURATION = 20.0  # weeks at mean traffic after which the public that will ever look is down to 1 / e
BURST_POWER = 0.6
TAUS = (1.5, 3.0, 6.0, 12.0, np.inf)  # weeks; what novelty's decay is chosen from
COLD_TAU = 3.0
TAU_SPREAD, ENDLESS = 0.8, 24.0  # prior log sd around the cold start; where ∞ stands on that scale
FORECAST_HALF_LIFE = 4.0  # weeks
TINY = 1e-12


def novelty(stock: Array, tau: float | Array) -> Array:
    """w(x) = .12 + .88 exp(−x / τ), the share of a fresh object's attention; x in weeks at mean traffic."""
    return FLOOR + (1.0 - FLOOR) * np.exp(-stock / tau)


def saturation(shown: Array) -> Array:
    """g(X) = exp(−X / 20); `shown` X: all weeks on display, at mean traffic."""
    result: Array = np.exp(-shown / SATURATION)
    return result


def lift(burst: Array) -> Array:
    """(1 + B)^.6; `burst` B = max(0, shares / the object's usual shares − 1)."""
    result: Array = (1.0 + burst) ** BURST_POWER
    return result


@dataclass
class Stock:
    """What each object has been seen: a lasting and a recovering part of the novelty stock, and all of it."""

    lasting: Array
    recovering: Array
    shown: Array

    @classmethod
    def fresh(cls, shape: tuple[int, ...]) -> Stock:
        """Objects never shown."""
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(shape))

    @property
    def novelty_stock(self) -> Array:
        """x, weeks at mean traffic."""
        return self.lasting + self.recovering

    def advance(self, seen: Array, off_display: Array) -> None:
        """One step: `seen` (traffic × weeks on display) is added; `off_display` weeks let it recover."""
        rest = 0.5 ** (off_display / HALF_LIFE)
        self.lasting = self.lasting + (1.0 - RECOVERS) * seen
        self.recovering = self.recovering * rest + RECOVERS * seen
        self.shown = self.shown + seen


def tau_fit(tips_log_exposure: Array, tips: Array, exposure: Array) -> Array:
    """Poisson log-likelihood of raw tips given each object's total, per τ: Σ n log(e / E); shape (τ, …).

    Given its total, an object's own rate drops out, so that only the decay over time speaks.
    `tips_log_exposure`: Σ n log e per τ and object; `tips`: Σ n; `exposure`: Σ e per τ. Object axis last.
    """
    total: Array = (tips_log_exposure - tips * np.log(np.maximum(exposure, TINY))).sum(-1)
    return total


def dispersion(tips: Array, exposure: Array, tips_squared_over_exposure: Array, steps: Array) -> Array:
    """Pearson's X² / degrees of freedom within objects, at least 1: what Poisson understates. Shape (…)."""
    each = exposure * tips_squared_over_exposure / np.maximum(tips, 1.0) - tips
    freedom = np.where(tips > 0, np.maximum(steps - 1.0, 0.0), 0.0).sum(-1)
    result: Array = np.maximum(1.0, np.where(tips > 0, each, 0.0).sum(-1) / np.maximum(freedom, 1.0))
    return result


def choose_tau(fit: Array, overdispersion: Array) -> NDArray[np.intp]:
    """Place in TAUS of the best quasi-likelihood, with a log-normal prior around three weeks. Shape (…)."""
    taus = np.where(np.isinf(TAUS), ENDLESS, TAUS)
    prior = -0.5 * (np.log(taus / COLD_TAU) / TAU_SPREAD) ** 2
    quasi = fit / overdispersion + prior.reshape(-1, *[1] * (fit.ndim - 1))
    best: NDArray[np.intp] = np.argmax(quasi, axis=0)
    return best


def forecast_traffic(traffic: Array, weeks: float) -> Array:
    """Traffic of the coming steps: mean of the past ones (last axis), halving in weight every four weeks.

    `weeks` is the length of a step. One week at the mean so far is added as a prior; without a past it is 1.
    """
    if traffic.shape[-1] == 0:
        return np.ones(traffic.shape[:-1])
    age = weeks * np.arange(traffic.shape[-1])[::-1]
    weight = weeks * 0.5 ** (age / FORECAST_HALF_LIFE)
    result: Array = ((traffic * weight).sum(-1) + traffic.mean(-1)) / (weight.sum() + 1.0)
    return result
