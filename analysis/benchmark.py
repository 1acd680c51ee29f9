"""Is the campaign ahead of its benchmark? Two rates, both uncertain, compared by numerical integration.

Model (Jeffreys prior): θ | x, n ~ Beta(x + ½, n − x + ½) for the campaign, and the same for the benchmark's
own sample, θ₀ | x₀, n₀; the two are independent. Declared benchmark: EU Most Wanted, 35 of 50 found, 11 of
them thanks to the public (BBC, June 2017).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from scipy import special

Word = Literal["ahead", "behind", "level", "no clear difference yet", "too early to say"]
Array = np.ndarray

AHEAD, BEHIND = 0.9, 0.1
LEVEL_MARGIN, LEVEL_MASS = 0.10, 0.90
MINIMUM_OBJECTS, MINIMUM_DAYS = 20, 90
LEANING = 2 / 3  # odds of two to one, below which a lean would be read into noise


class Rate(NamedTuple):
    """Posterior of one rate: its median and the ends of its central interval, as fractions."""

    median: float
    low: float
    high: float


class Verdict(NamedTuple):
    """`probability` is P(θ > θ₀); `low` and `high` are the central 95 % interval of our own rate θ."""

    word: Word
    sentence: str
    probability: float
    low: float
    high: float


def rate(x: int, n: int, level: float = 0.95) -> Rate:
    """Median and central interval of Beta(x + ½, n − x + ½), as fractions; with n = 0 the prior itself."""
    _check(x, n)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    tail = (1 - level) / 2
    low, median, high = special.betaincinv(x + 0.5, n - x + 0.5, [tail, 0.5, 1 - tail])
    return Rate(float(median), float(low), float(high))


@lru_cache(maxsize=256)
def probability_ahead(x: int, n: int, x0: int, n0: int) -> float:
    """P(θ > θ₀) given x of n in the campaign and x0 of n0 in the benchmark.

    ∫ F₀(F⁻¹(u)) du, taken over the narrower of the two posteriors so that the integrand is smooth, with
    u = Φ(z) and the trapezoidal rule in z (error below 1e-8 for counts from 0 to 10⁹). ValueError for
    impossible counts.
    """
    return 1.0 - _difference_cdf(x, n, x0, n0)(0.0)


@lru_cache(maxsize=256)
def difference_within(margin: float, x: int, n: int, x0: int, n0: int, mass: float = LEVEL_MASS) -> bool:
    """Whether the central `mass` interval of θ − θ₀ lies within ± margin (a fraction)."""
    tail = (1 - mass) / 2
    below = _difference_cdf(x, n, x0, n0)
    return below(-margin) <= tail and 1 - below(margin) <= tail


@lru_cache(maxsize=256)
def difference(x: int, n: int, x0: int, n0: int, level: float = 0.95) -> Rate:
    """Median and central interval of θ − θ₀, in fractions (−1 to 1)."""
    from scipy.optimize import brentq

    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    tail = (1 - level) / 2
    below = _difference_cdf(x, n, x0, n0)

    def quantile(mass: float) -> float:
        return float(brentq(lambda d: below(d) - mass, -1.0, 1.0, xtol=1e-9))

    return Rate(quantile(0.5), quantile(tail), quantile(1 - tail))


def verdict(x: int, n: int, x0: int, n0: int, age_days: int) -> Verdict:
    """The word and headline sentence for x of n published objects, age_days after launch.

    "ahead" P(θ > θ₀) ≥ .9 · "behind" P ≤ .1 · "level" only if the 90 % interval of θ − θ₀ lies within ± .10
    · else "no clear difference yet" · before all of these "too early to say" under 20 objects or 90 days, or
    when the benchmark has no items. ValueError for impossible counts and a negative age.
    """
    probability = probability_ahead(x, n, x0, n0)
    if age_days < 0:
        raise ValueError(f"age_days must be at least 0, not {age_days}")
    _, low, high = rate(x, n)
    word, sentence = _judge(probability, x, n, x0, n0, age_days)
    return Verdict(word, sentence, probability, low, high)


def _judge(probability: float, x: int, n: int, x0: int, n0: int, age_days: int) -> tuple[Word, str]:
    if n < MINIMUM_OBJECTS or age_days < MINIMUM_DAYS:
        return "too early to say", _too_early_sentence(n, age_days)
    if n0 == 0:
        return "too early to say", "Too early to say. The benchmark has no items to compare with."
    if probability >= AHEAD:
        return "ahead", "Ahead of its benchmark."
    if probability <= BEHIND:
        return "behind", "Behind its benchmark."
    if difference_within(LEVEL_MARGIN, x, n, x0, n0):
        return "level", "Level with its benchmark."
    return "no clear difference yet", f"No clear difference from its benchmark yet{_lean(probability)}."


def _too_early_sentence(n: int, age_days: int) -> str:
    subject = "1 object has" if n == 1 else f"{n or 'No'} objects have"
    days = "1 day" if age_days == 1 else f"{age_days} days"
    return (
        f"Too early to say. {subject} been public for {days}; "
        f"a verdict needs {MINIMUM_OBJECTS} and {MINIMUM_DAYS} days."
    )


def _lean(probability: float) -> str:
    if probability >= LEANING:
        return ", leaning ahead"
    return ", leaning behind" if probability <= 1 - LEANING else ""


def _difference_cdf(x: int, n: int, x0: int, n0: int) -> Callable[[float], float]:
    """The function d ↦ P(θ − θ₀ ≤ d); the quadrature runs over the narrower posterior."""
    _check(x, n)
    _check(x0, n0)
    own, other = (x + 0.5, n - x + 0.5), (x0 + 0.5, n0 - x0 + 0.5)
    own_is_narrower = _variance(*own) < _variance(*other)
    theta, weight = _quadrature(*(own if own_is_narrower else other))

    def below(d: float) -> float:
        if own_is_narrower:
            inner = special.betaincc(*other, np.clip(theta - d, 0.0, 1.0))
        else:
            inner = special.betainc(*own, np.clip(theta + d, 0.0, 1.0))
        return float(np.clip(weight @ inner, 0.0, 1.0))

    return below


def _quadrature(a: float, b: float) -> tuple[Array, Array]:
    """Nodes θ(z) and weights for expectations under Beta(a, b): the trapezoid in z converges geometrically.

    Quantiles are asked from the nearer tail, so that neither end loses its digits.
    """
    z = np.linspace(-8.5, 8.5, 681)
    weight = np.exp(-(z**2) / 2)
    tail = special.ndtr(-np.abs(z))
    theta = np.where(z < 0, special.betaincinv(a, b, tail), special.betainccinv(a, b, tail))
    return theta, weight / weight.sum()


def _variance(a: float, b: float) -> float:
    return a * b / ((a + b) ** 2 * (a + b + 1))


def _check(x: int, n: int) -> None:
    if not (0 <= x <= n and float(x).is_integer() and float(n).is_integer()):
        raise ValueError(f"counts must be whole numbers with 0 ≤ x ≤ n, not {x} of {n}")
