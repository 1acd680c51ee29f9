"""Intervals against scipy and published tables, the too-early rule, and change between equal periods."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson_2indep

from analysis import proportion


def test_wilson_equals_published_example() -> None:
    # Newcombe 1998 (Stat Med 17:857), table I, score method: 81/263 and 15/148.
    assert proportion.interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert proportion.interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_wilson_of_the_published_funnel() -> None:
    # 32 of 119 objects located in the first year, from the formula with z = 1.959964 worked by hand.
    z, n, p = 1.959964, 119, 32 / 119
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert proportion.interval(32, 119) == pytest.approx((centre - half, centre + half), abs=1e-7)


counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_equals_scipy(case: tuple[int, int], level: float) -> None:
    x, n = case
    low, high = proportion.interval(x, n, level=level)
    if n == 0:
        assert (low, high) == (0.0, 1.0)
    else:
        expected = stats.binomtest(x, n).proportion_ci(level, method="wilson")
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)
        assert 0 <= low <= x / n <= high <= 1


@given(counts.filter(lambda case: case[1] > 0))
def test_jeffreys_is_the_central_posterior_interval(case: tuple[int, int]) -> None:
    x, n = case
    low, high = proportion.interval(x, n, "jeffreys", 0.9)
    posterior = stats.beta(x + 0.5, n - x + 0.5)
    assert posterior.cdf(low) == pytest.approx(0.05, abs=1e-8)
    assert posterior.sf(high) == pytest.approx(0.05, abs=1e-8)


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_nothing_observed_means_nothing_known(method: proportion.Method) -> None:
    assert proportion.interval(0, 0, method) == (0.0, 1.0)


def test_wilson_ends_are_exact() -> None:
    assert proportion.interval(0, 17)[0] == 0.0
    assert proportion.interval(17, 17)[1] == 1.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1, 10), "successes must be a whole number"),
        ((1, -10), "n must be a whole number"),
        ((11, 10), "cannot exceed"),
        ((0.5, 10), "whole number"),
        ((1, math.nan), "whole number"),
        ((1, math.inf), "whole number"),
        ((1, 10, "wald"), "wilson, jeffreys"),
        ((1, 10, "wilson", 1.0), "level"),
        ((1, 10, "wilson", 0.0), "level"),
    ],
)
def test_bad_input_is_refused_in_words(arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        proportion.interval(*arguments)


def test_shares_add_columns_row_by_row() -> None:
    frame = pd.DataFrame({"group": ["a", "b", "c"], "actionable": [40, 3, 0], "assessed": [200, 29, 0]})
    result = proportion.shares(frame, "actionable", "assessed")
    for row in result.itertuples():
        assert (row.low, row.high) == proportion.interval(row.actionable, row.assessed)
    assert result["share"].tolist()[:2] == [0.2, 3 / 29]
    assert math.isnan(result["share"].iloc[2])
    assert result["too_early"].tolist() == [False, True, True]
    assert list(frame.columns) == ["group", "actionable", "assessed"]


def test_shares_of_an_empty_frame_have_their_columns() -> None:
    empty = pd.DataFrame({"x": pd.Series(dtype="int64"), "n": pd.Series(dtype="int64")})
    result = proportion.shares(empty, "x", "n")
    assert list(result.columns) == ["x", "n", "share", "low", "high", "too_early"]
    assert result.dtypes[["share", "low", "high", "too_early"]].astype(str).tolist() == ["float64"] * 3 + [
        "bool"
    ]


@pytest.mark.parametrize("row", [(3, 2), (-1, 2), (1, math.nan)])
def test_shares_refuse_impossible_rows(row: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="every row"):
        proportion.shares(pd.DataFrame([row], columns=["x", "n"]), "x", "n")


@pytest.mark.parametrize(
    ("assessed", "events", "expected"), [(29, 29, True), (30, 9, True), (30, 10, False), (3000, 9, True)]
)
def test_too_early_under_30_assessed_or_10_events(assessed: int, events: int, expected: bool) -> None:
    assert proportion.too_early(assessed, events) is expected


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_change_is_the_score_interval_of_a_ratio_of_poisson_rates(now: int, before: int) -> None:
    found = proportion.change(now, before)
    low, high = confint_poisson_2indep(now, 1, before, 1, method="score", compare="ratio")
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-3)  # its root search stops early
    assert found.low <= found.estimate <= found.high


def test_change_in_words() -> None:
    assert proportion.change(4, 5).words == "4, before: 5"
    assert proportion.change(40, 9).words == "40, before: 9"
    assert proportion.change(9, 0).words == "9, before: 0"
    assert proportion.change(102, 100).words == "no clear change"
    assert proportion.change(2160, 2000).words == "+8\u202f%"
    assert proportion.change(1000, 2000).words == "−50\u202f%"


def test_change_from_nothing_and_to_nothing() -> None:
    nothing = proportion.change(0, 0)
    assert math.isnan(nothing.estimate)
    assert (nothing.low, nothing.high) == (0.0, math.inf)
    assert proportion.change(12, 0).high == math.inf
    assert proportion.change(0, 12).low == 0.0


def test_bursts_widen_the_interval() -> None:
    even = proportion.change_of_series([540] * 4, [500] * 4)
    bursts = proportion.change_of_series([1500, 300, 200, 160], [200, 1300, 300, 200])
    assert even.estimate == bursts.estimate == 1.08
    assert even.words == "+8\u202f%"
    assert bursts.words == "no clear change"


def test_dispersion_is_the_hand_computed_chi_square_over_its_freedom() -> None:
    # Means 20 and 10: χ² = (100 + 100)/20 + (25 + 25)/10 = 15 on 2 degrees of freedom.
    expected = proportion.change(40, 20, dispersion=7.5)
    assert proportion.change_of_series([30, 10], [5, 15]) == expected


def test_false_alarms_stay_near_their_level_for_bursty_counts() -> None:
    rng = np.random.default_rng(5)
    weeks = rng.negative_binomial(5, 5 / 105, size=(600, 8))  # mean 100, variance 21 × the mean
    naive = [proportion.change(int(w[:4].sum()), int(w[4:].sum())).words for w in weeks]
    honest = [proportion.change_of_series(w[:4].tolist(), w[4:].tolist()).words for w in weeks]
    assert 1 - honest.count("no clear change") / 600 < 0.13
    assert 1 - naive.count("no clear change") / 600 > 0.4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: proportion.change(-1, 5), "whole number"),
        (lambda: proportion.change(1, 5, dispersion=0.5), "dispersion"),
        (lambda: proportion.change_of_series([1, 2], [1]), "same length"),
        (lambda: proportion.change_of_series([], []), "same length"),
        (lambda: proportion.share_change((3, 2), (1, 2)), "cannot exceed"),
    ],
)
def test_bad_periods_are_refused_in_words(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_share_change_equals_newcombe_published_example() -> None:
    # Newcombe 1998 (Stat Med 17:873), table II, contrast (a), method 10: 56/70 − 48/80.
    found = proportion.share_change((56, 70), (48, 80))
    assert (found.estimate, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.words == "+20 points"


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts, st.sampled_from([0.8, 0.95]))
def test_share_change_equals_statsmodels(now: tuple, before: tuple, level: float) -> None:
    found = proportion.share_change(now, before, level)
    wanted = confint_proportions_2indep(*now, *before, method="newcomb", compare="diff", alpha=1 - level)
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-12)


@given(counts, st.sampled_from(proportion.METHODS), st.sampled_from([0.8, 0.95]))
def test_interval_equals_statsmodels(case: tuple, method: proportion.Method, level: float) -> None:
    wanted = np.clip(proportion_confint(*case, alpha=1 - level, method=method), 0, 1)
    assert proportion.interval(*case, method, level) == pytest.approx(wanted, abs=1e-12)


def test_share_change_in_words() -> None:
    assert proportion.share_change((50, 100), (52, 100)).words == "no clear change"
    assert proportion.share_change((9, 100), (52, 100)).words == "too early to say"
    assert proportion.share_change((5, 5), (0, 0)).words == "too early to say"
    assert proportion.share_change((48, 80), (56, 70)).words == "−20 points"
