"""P(θ > θ₀) against the reference values, an independent quadrature and draws; the verdict's every word."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from analysis import benchmark

NEEDS = "; a verdict needs 20 and 90 days."
ELEVEN, THIRTY_FIVE = (11, 50), (35, 50)


def by_quadrature(x: int, n: int, x0: int, n0: int) -> float:
    """P(θ > θ₀) in the arcsine angle φ, θ = sin²φ, where the Jeffreys density is smooth: 2 sin²ˣφ cos²⁽ⁿ⁻ˣ⁾φ
    / B."""
    constant = special.betaln(x + 0.5, n - x + 0.5)

    def integrand(angle: float) -> float:
        log_density = 2 * x * math.log(math.sin(angle)) + 2 * (n - x) * math.log(math.cos(angle)) - constant
        return 2 * math.exp(log_density) * special.betainc(x0 + 0.5, n0 - x0 + 0.5, math.sin(angle) ** 2)

    tails = [1e-9, 1e-4, 0.1, 0.5, 0.9, 1 - 1e-4]
    knots = [math.asin(math.sqrt(special.betaincinv(a + 0.5, b - a + 0.5, q)))
             for a, b in ((x, n), (x0, n0)) for q in tails]  # fmt: skip
    edges = [1e-300, *sorted(knots), math.pi / 2 - 1e-16]
    pieces = itertools.pairwise(edges)
    return sum(integrate.quad(integrand, a, b, epsabs=1e-12, limit=100)[0] for a, b in pieces)


def test_posterior_of_the_declared_benchmark() -> None:
    theta = benchmark.rate(*ELEVEN)
    assert (theta.low, theta.high) == pytest.approx((0.12, 0.35), abs=0.005)
    mean = (11 + 0.5) / (50 + 1)
    assert mean == pytest.approx(0.225, abs=0.001)
    assert theta.low < theta.median < theta.high


@pytest.mark.parametrize(
    ("own", "other", "expected", "tolerance"),
    [((32, 119), ELEVEN, 0.74, 0.005), ((32, 119), THIRTY_FIVE, 0.0, 1e-6), ((7, 9), (7, 9), 0.5, 1e-12)],
)
def test_reference_probabilities(own: tuple, other: tuple, expected: float, tolerance: float) -> None:
    assert benchmark.probability_ahead(*own, *other) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("least", "n", "other"),
    [(19, 50, ELEVEN), (35, 100, ELEVEN), (42, 50, THIRTY_FIVE), (82, 100, THIRTY_FIVE)],
)
def test_least_count_for_95_per_cent(least: int, n: int, other: tuple) -> None:
    # The reference says "about 36 of 100"; 35 of 100 gives .95004.
    assert benchmark.probability_ahead(least, n, *other) >= 0.95
    assert benchmark.probability_ahead(least - 1, n, *other) < 0.95


@pytest.mark.parametrize(
    "counts",
    [
        (0, 0, 11, 50),
        (0, 50, 0, 50),
        (0, 1, 1, 1),
        (50, 50, 11, 50),
        (5, 10, 500, 100_000),
        (500, 100_000, 5, 10),
        (0, 100_000, 0, 10),
        (3, 10**6, 0, 20),
        (300_000, 10**6, 11, 50),
        (11, 50, 300_000, 10**6),
    ],
)
def test_extreme_counts_equal_an_independent_quadrature(counts: tuple[int, int, int, int]) -> None:
    assert benchmark.probability_ahead(*counts) == pytest.approx(by_quadrature(*counts), abs=1e-9)


small = st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=40, deadline=None)
@given(small, small)
def test_any_counts_equal_an_independent_quadrature(own: tuple, other: tuple) -> None:
    found = benchmark.probability_ahead(*own, *other)
    assert found == pytest.approx(by_quadrature(*own, *other), abs=1e-8)
    assert found + benchmark.probability_ahead(*other, *own) == pytest.approx(1, abs=1e-9)


@given(small.filter(lambda c: c[0] < c[1]), small)
def test_one_more_success_never_lowers_it(own: tuple, other: tuple) -> None:
    x, n = own
    before, after = (benchmark.probability_ahead(count, n, *other) for count in (x, x + 1))
    assert after >= before - 1e-12


def test_it_agrees_with_draws() -> None:
    rng = np.random.default_rng(1)
    own, other = rng.beta(32.5, 87.5, 400_000), rng.beta(11.5, 39.5, 400_000)
    assert benchmark.probability_ahead(32, 119, *ELEVEN) == pytest.approx((own > other).mean(), abs=0.003)
    gap = benchmark.difference(32, 119, *ELEVEN)
    assert gap == pytest.approx(np.quantile(own - other, [0.5, 0.025, 0.975]), abs=0.002)


def test_a_thousand_million_items_against_a_handful() -> None:
    found = benchmark.probability_ahead(5 * 10**8, 10**9, *ELEVEN)
    assert found == pytest.approx(special.betainc(11.5, 39.5, 0.5), abs=1e-8)


@pytest.mark.parametrize(
    "counts", [(-1, 5, 1, 2), (6, 5, 1, 2), (1, 5, 3, 2), (0.5, 5, 1, 2), (0, math.nan, 1, 2)]
)
def test_impossible_counts_are_refused(counts: tuple) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        benchmark.probability_ahead(*counts)


@pytest.mark.parametrize(
    ("arguments", "word", "sentence"),
    [
        (
            (32, 119, *ELEVEN, 366),
            "no clear difference yet",
            "No clear difference from its benchmark yet, leaning ahead.",
        ),
        ((22, 100, *ELEVEN, 366), "no clear difference yet", "No clear difference from its benchmark yet."),
        (
            (18, 100, *ELEVEN, 366),
            "no clear difference yet",
            "No clear difference from its benchmark yet, leaning behind.",
        ),
        ((32, 119, *THIRTY_FIVE, 366), "behind", "Behind its benchmark."),
        ((36, 100, *ELEVEN, 366), "ahead", "Ahead of its benchmark."),
        ((2310, 10_000, *ELEVEN, 366), "level", "Level with its benchmark."),
        (
            (9, 14, *ELEVEN, 41),
            "too early to say",
            "Too early to say. 14 objects have been public for 41 days" + NEEDS,
        ),
        (
            (19, 19, *ELEVEN, 900),
            "too early to say",
            "Too early to say. 19 objects have been public for 900 days" + NEEDS,
        ),
        (
            (90, 100, *ELEVEN, 89),
            "too early to say",
            "Too early to say. 100 objects have been public for 89 days" + NEEDS,
        ),
        (
            (1, 1, *ELEVEN, 1),
            "too early to say",
            "Too early to say. 1 object has been public for 1 day" + NEEDS,
        ),
        (
            (0, 0, *ELEVEN, 0),
            "too early to say",
            "Too early to say. No objects have been public for 0 days" + NEEDS,
        ),
        (
            (50, 50, 0, 0, 400),
            "too early to say",
            "Too early to say. The benchmark has no items to compare with.",
        ),
    ],
)
def test_verdict(arguments: tuple, word: str, sentence: str) -> None:
    found = benchmark.verdict(*arguments)
    assert (found.word, found.sentence) == (word, sentence)
    assert found.probability == benchmark.probability_ahead(*arguments[:4])
    assert (found.low, found.high) == benchmark.rate(*arguments[:2])[1:]


@settings(max_examples=40, deadline=None)
@given(small, small, st.integers(0, 3000))
def test_the_word_follows_its_definition(own: tuple, other: tuple, age: int) -> None:
    found = benchmark.verdict(*own, *other, age)
    if own[1] < 20 or age < 90 or other[1] == 0:
        assert found.word == "too early to say"
    elif found.probability >= 0.9:
        assert found.word == "ahead"
    elif found.probability <= 0.1:
        assert found.word == "behind"
    else:
        gap = benchmark.difference(*own, *other, level=0.9)
        within = max(-gap.low, gap.high) <= 0.1
        assert found.word == ("level" if within else "no clear difference yet")


def test_a_benchmark_of_fifty_is_too_small_to_be_level_with_at_seventy_per_cent() -> None:
    # The benchmark's own uncertainty alone exceeds ± 10 points: no amount of our data can give "level".
    assert benchmark.verdict(7 * 10**5, 10**6, *THIRTY_FIVE, 900).word == "no clear difference yet"


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(ValueError, match="age_days"):
        benchmark.verdict(5, 50, *ELEVEN, -1)
