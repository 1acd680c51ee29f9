"""Off-policy estimates: by hand, unbiased on simulated draws, and refusals where they cannot rank."""

import numpy as np
import pandas as pd
import pytest

from analysis import off_policy


def drawn(seed: int, n: int = 4000, useful: float = 0.3) -> pd.DataFrame:
    """Randomised displays: half of the objects are good (`useful`), half bring one in twenty."""
    g = np.random.default_rng(seed)
    good = g.random(n) < 0.5
    return pd.DataFrame(
        {
            "propensity": 0.1,
            "good only": np.where(good, 0.2, 0.0),
            "all alike": 0.1,
            "bad only": np.where(good, 0.0, 0.2),
            "outcome": (g.random(n) < np.where(good, useful, 0.05)).astype(float),
        }
    )


def test_by_hand():
    log = pd.DataFrame(
        {"propensity": [0.5, 0.25] * 40, "target": [0.5, 0.5] * 40, "outcome": [1.0, 0.0] * 40}
    )
    told = off_policy.estimate(log)
    assert told.value == pytest.approx(1 / 3)
    assert told.effective == pytest.approx(120**2 / (40 + 160))
    error = np.sqrt(40 * (2 / 3) ** 2 + 40 * 4 * (1 / 3) ** 2) / 120
    assert told.high - told.value == pytest.approx(1.959964 * error)
    assert told.reliable


def test_the_interval_holds_the_truth():
    inside = 0
    for seed in range(60):
        told = off_policy.estimate(drawn(seed, 800), "good only")
        inside += told.low <= 0.3 <= told.high
    assert 52 <= inside <= 60


def test_policies_are_ranked_where_they_differ():
    told = off_policy.compare(drawn(1), "good only", "bad only")
    assert told.ranks
    assert told.low <= 0.25 <= told.high
    assert told.sentence.startswith("good only brings more than bad only")
    back = off_policy.compare(drawn(1), "bad only", "good only")
    assert back.sentence.startswith("good only brings more than bad only")
    assert back.difference == pytest.approx(-told.difference)


def test_policies_that_do_not_differ_are_not_ranked():
    every = [off_policy.compare(drawn(s, 600, 0.05), "good only", "all alike") for s in range(40)]
    assert sum(each.ranks for each in every) <= 5
    told = next(each for each in every if not each.ranks)
    assert told.sentence.startswith("Cannot rank good only and all alike: the difference may be")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(propensity=1.0), "No display was randomised"),
        (lambda f: f.assign(propensity=np.nan), "No display was randomised"),
        (lambda f: f.iloc[:20], "randomised displays are worth"),
        (lambda f: f.assign(outcome=0.0), "Only 0 of these displays had a result"),
        (lambda f: f.assign(outcome=np.nan), "No display was randomised"),
        (lambda f: f.assign(**{"all alike": 0.0}), "are worth 0 equal ones"),
    ],
)
def test_too_little_is_refused_in_words(change, words):
    log = change(drawn(2, 400))
    told = off_policy.estimate(log, "all alike")
    assert not told.reliable
    assert np.isnan([told.value, told.low, told.high]).all()
    assert words in told.sentence
    both = off_policy.compare(log, "all alike", "good only")
    assert not both.ranks
    assert both.sentence.startswith("Cannot rank all alike and good only.")


def test_uneven_weights_cost_effective_size():
    log = drawn(4, 500)
    log["rare"] = np.where(np.arange(500) < 5, 1.0, 0.001)
    told = off_policy.estimate(log, "rare")
    assert told.effective < 7
    assert not told.reliable


def test_impossible_chances_are_refused():
    with pytest.raises(ValueError, match="propensity must lie between 0 and 1"):
        off_policy.estimate(drawn(1).assign(propensity=1.5), "all alike")
    with pytest.raises(ValueError, match="lacks the column target"):
        off_policy.estimate(drawn(1))
