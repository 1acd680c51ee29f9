"""The hazard model against numerical integration, naive loops, scipy's distributions and simulated truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import gammaln

from analysis import rotation_frame, rotation_model
from tests.analysis.rotation_case import campaign, table


def belief(alpha: float, beta: float, failed: float = 0, pending: float = 0, still: float = 0):
    one = np.array([1.0])
    return rotation_model.Belief(
        one, one, one, alpha * one, beta * one, failed * one, pending * one, still * one
    )


def by_integration(alpha, beta, failed, pending, still, ahead):
    """E over r of the chance, by adaptive quadrature with the end point's singularity substituted away."""
    density = stats.beta(0.55, 3.1 + failed)

    def integrand(t):
        r = t ** (1 / 0.55)
        weight = (
            density.pdf(r) * r ** (1 - 0.55) / 0.55 if r > 0 else density.pdf(1e-300) * 1e-300**0.45 / 0.55
        )
        unsolved = (1 - r) ** pending * (beta / (beta + r * still)) ** alpha
        return weight * (unsolved - (1 - r) ** pending * (beta / (beta + r * (still + ahead))) ** alpha)

    return integrate.quad(integrand, 0, 1, epsabs=1e-12, limit=400)[0]


@given(
    alpha=st.floats(0.15, 40),
    beta=st.floats(0.3, 30),
    failed=st.integers(0, 15),
    pending=st.integers(0, 6),
    still=st.floats(0, 8),
    ahead=st.floats(0.01, 3),
)
def test_chance_is_the_integral_over_conversion(alpha, beta, failed, pending, still, ahead):
    shown = rotation_model.chance(belief(alpha, beta, failed, pending, still), np.array([ahead]))
    assert shown[0] == pytest.approx(by_integration(alpha, beta, failed, pending, still, ahead), abs=1e-8)


def test_chance_of_a_fresh_object_by_hand():
    """α = .5, β = 2, one effective week: E_r[1 − (2 / (2 + r))^.5], expanded to third order in r."""
    moment = [0.55 / 3.65, 0.55 * 1.55 / (3.65 * 4.65), 0.55 * 1.55 * 2.55 / (3.65 * 4.65 * 5.65)]
    by_hand = moment[0] / 4 - 3 / 32 * moment[1] + 5 / 128 * moment[2]
    assert rotation_model.chance(belief(0.5, 2.0), np.array([1.0]))[0] == pytest.approx(by_hand, abs=2e-4)


@pytest.mark.parametrize("failed", [0.0, 40.0, 890.0])
def test_nodes_without_the_constant_are_those_with_it(failed):
    a, b = rotation_model.CONVERSION[0], rotation_model.CONVERSION[1] + failed
    r, weight = rotation_model._beta_nodes(a, b, 64)
    expected_r, expected_weight = rotation_model._conversion_nodes(failed, 64)
    np.testing.assert_allclose(r, expected_r, atol=1e-12)
    np.testing.assert_allclose(weight, expected_weight, atol=1e-11)


@pytest.mark.parametrize("failed", [899.0, 2_000.0, 50_000.0])
def test_thousands_of_failed_leads_leave_a_chance(failed):
    """scipy's own normalising constant overflows at about a thousand."""
    r, weight = rotation_model.conversion(np.array([failed]))
    a, b = rotation_model.CONVERSION[0], rotation_model.CONVERSION[1] + failed
    mean, square = (float((weight * r**power).sum()) for power in (1, 2))
    assert weight.sum() == pytest.approx(1.0)
    assert mean == pytest.approx(a / (a + b), rel=1e-6)
    assert square == pytest.approx(a * (a + 1) / ((a + b) * (a + b + 1)), rel=1e-6)


def test_plugging_in_the_mean_conversion_overstates_the_chance():
    plugged = 1 - (2.0 / (2.0 + 0.55 / 3.65 * 3)) ** 6.0
    assert rotation_model.chance(belief(6.0, 2.0), np.array([3.0]))[0] < 0.8 * plugged


def test_few_nodes_agree_with_many():
    terms = rotation_frame.read(campaign(3, 400)).terms
    held, ahead = rotation_model.believe(terms), np.linspace(0.1, 2, 400)
    exact = rotation_model.chance(held, ahead, nodes=160)
    assert rotation_model.chance(held, ahead) == pytest.approx(exact, rel=1e-10)
    assert rotation_model.chance(held, ahead, nodes=12) == pytest.approx(exact, rel=1e-7)


def test_cold_start_is_the_prior():
    held = rotation_model.believe(rotation_frame.read(table(8)).terms)
    assert held.mean == pytest.approx(0.25)
    assert held.alpha == pytest.approx(0.5)
    assert held.beta == pytest.approx(2.0)


def naive_believe(terms):
    """The same estimates, object by object, in plain loops (no scores)."""
    n = len(terms.tips)
    assessed = [max(terms.exposure[i] - terms.open_exposure[i], 0) for i in range(n)]
    rate = sum(terms.tips) / sum(terms.tip_exposure)
    raw = [
        min(max((terms.tips[i] + 2) / (terms.tip_exposure[i] * rate + 2), 0.1), 10) ** 0.3 for i in range(n)
    ]
    shown = [i for i in range(n) if terms.tip_exposure[i] > 0]
    mean_raw = sum(raw[i] for i in shown) / len(shown)
    relative = [raw[i] / mean_raw if i in shown else 1.0 for i in range(n)]
    weight = [1.0] * n
    for _ in range(rotation_model.ROUNDS):
        tips = sum(weight[i] * terms.actionable[i] for i in range(n))
        weeks = sum(weight[i] * assessed[i] * relative[i] for i in range(n))
        overall = (tips + 0.75) / (weeks + 3)
        groups = [[j for j in range(n) if terms.category[j] == c] for c in range(max(terms.category) + 1)]
        a = [sum(weight[j] * terms.actionable[j] for j in group) for group in groups]
        e = [sum(weight[j] * assessed[j] * relative[j] for j in group) for group in groups]
        odds, means = [], []
        for s in (4, 8, 16, 32, 80, 300):
            odds.append(np.exp(-0.5 * (np.log(s / 20) / 1.5) ** 2))
            for count, weeks_ in zip(a, e, strict=True):
                if weeks_ > 0:  # negative binomial, but for the factorial of a count that is not whole
                    share = overall * weeks_ / (s + overall * weeks_)
                    rising = np.exp(gammaln(s + count) - gammaln(s))
                    odds[-1] *= rising * (1 - share) ** s * share**count
            means.append([(count + s) / (weeks_ + s / overall) for count, weeks_ in zip(a, e, strict=True)])
        category = np.average(means, axis=0, weights=odds)
        mean = [category[terms.category[i]] * relative[i] for i in range(n)]
        best = -np.inf
        for shape in (0.15, 0.25, 0.4, 0.7, 1.2, 2.5):
            likelihood = stats.norm.logpdf(np.log(shape), np.log(0.5), 0.7)
            for i in range(n):
                if assessed[i] > 0:
                    p = shape / (shape + mean[i] * assessed[i])
                    likelihood += stats.nbinom.logpmf(terms.actionable[i], shape, p)
            if likelihood > best:
                best, k = likelihood, shape
        weight = [k / (k + mean[i] * assessed[i]) for i in range(n)]
    return [k + terms.actionable[i] for i in range(n)], [k / mean[i] + assessed[i] for i in range(n)]


@pytest.mark.parametrize("seed", range(6))
def test_believe_equals_a_naive_loop(seed):
    terms = rotation_frame.read(campaign(seed, 40).assign(identifiability=np.nan)).terms
    held = rotation_model.believe(terms)
    alpha, beta = naive_believe(terms)
    assert held.alpha == pytest.approx(alpha)
    assert held.beta == pytest.approx(beta)


def test_many_campaigns_at_once_equal_each_alone():
    alone = [rotation_frame.read(campaign(seed, 30).assign(category="one")).terms for seed in range(4)]
    together = rotation_model.Terms(
        **{name: np.stack([vars(terms)[name] for terms in alone]) for name in vars(alone[0])}
    )
    held = rotation_model.believe(together)
    for row, terms in enumerate(alone):
        one = rotation_model.believe(terms)
        assert held.alpha[row] == pytest.approx(one.alpha)
        assert held.beta[row] == pytest.approx(one.beta)


def test_the_mean_is_not_promised_from_the_longest_shown():
    """Objects that look good are shown longer; the prior of the others must not rise for it."""
    g = np.random.default_rng(5)
    found = []
    for _ in range(40):
        rate = g.gamma(0.5, 0.5, 300)
        exposure = np.full(300, 1.5)
        tips = g.poisson(rate * exposure)
        longer = tips >= 2
        exposure[longer] += 6
        tips[longer] += g.poisson(rate[longer] * 6)
        frame = table(301, actionable=np.r_[tips, 0], exposure=np.r_[exposure, 0], category="one")
        found.append(rotation_model.believe(rotation_frame.read(frame).terms).mean[-1])
    assert np.mean(found) == pytest.approx(0.25, rel=0.1)


def test_categories_are_told_apart_as_far_as_they_differ():
    g = np.random.default_rng(3)
    kind = np.arange(800) % 8
    spread = {}
    for name, factor in (("alike", np.ones(8)), ("different", np.exp(0.9 * g.normal(size=8)))):
        tips = g.poisson(0.5 * factor[kind] * g.gamma(0.5, 2, 800))
        frame = table(800, exposure=2.0, actionable=tips, category=[f"kind {c}" for c in kind])
        means = rotation_model.believe(rotation_frame.read(frame).terms).category_mean[:8]
        spread[name] = np.log(means).std()
        if name == "different":
            assert np.corrcoef(np.log(means), np.log(factor))[0, 1] > 0.9
    assert spread["alike"] < 0.1
    assert spread["different"] > 0.5


def test_scores_move_nothing_once_they_have_proved_idle():
    g = np.random.default_rng(8)
    score, exposure = g.integers(0, 6, 2000).astype(float), np.full(2000, 3.0)
    idle = table(2000, exposure=exposure, actionable=g.poisson(0.75, 2000), identifiability=score)
    telling = idle.assign(actionable=g.poisson(0.75 * np.exp(0.4 * (score - 2.5))))
    factors = [
        rotation_model.believe(rotation_frame.read(frame).terms).score_factor for frame in (idle, telling)
    ]
    assert np.abs(np.log(factors[0])).max() < 0.15
    assert np.log(factors[1][score == 5]).mean() == pytest.approx(1.0, abs=0.15)


def test_unscored_objects_keep_their_prior():
    score = np.array([5.0, 0.0, np.nan, np.nan])
    held = rotation_model.believe(rotation_frame.read(table(4, identifiability=score, category="one")).terms)
    assert held.mean[2:] == pytest.approx(0.25)
    assert held.mean[0] > held.mean[2] > held.mean[1]


@given(
    alpha=st.floats(0.15, 40),
    beta=st.floats(0.3, 30),
    failed=st.integers(0, 8),
    pending=st.integers(0, 5),
    still=st.floats(0, 5),
    ahead=st.floats(0, 3),
)
def test_interval_holds_the_chance(alpha, beta, failed, pending, still, ahead):
    held, exposure = belief(alpha, beta, failed, pending, still), np.array([ahead])
    expected = rotation_model.chance(held, exposure)
    low, high = rotation_model.interval(held, exposure, expected)
    assert 0 <= low[0] <= expected[0] <= high[0] <= 1


def test_interval_covers_chances_drawn_from_the_belief():
    g = np.random.default_rng(2)
    alpha, beta, failed, pending, still, ahead = 3.0, 4.0, 1, 1, 1.0, 1.5
    rate, r = g.gamma(alpha, 1 / beta, 40_000), g.beta(0.55, 3.1 + failed, 40_000)
    solved = g.random(40_000) > (1 - r) ** pending * np.exp(-rate * r * still)
    truth = np.where(solved, 0, 1 - np.exp(-rate * r * ahead))
    held, exposure = belief(alpha, beta, failed, pending, still), np.array([ahead])
    low, high = rotation_model.interval(held, exposure, rotation_model.chance(held, exposure))
    assert rotation_model.chance(held, exposure)[0] == pytest.approx(truth.mean(), rel=0.03)
    assert rotation_model.unsolved(held)[0] == pytest.approx(1 - solved.mean(), rel=0.02)
    assert 0.88 < ((truth >= low) & (truth <= high)).mean() < 0.97


def test_the_index_rewards_what_is_little_known():
    known, unknown = belief(25.0, 100.0), belief(0.5, 2.0)
    exposure, off = np.array([1.0]), np.array([False])
    gain = [
        rotation_model.index(held, exposure, off) / rotation_model.chance(held, exposure)
        for held in (known, unknown)
    ]
    assert gain[1] > 1.5 * gain[0]
