"""The consensus against hand-computed posteriors, a naive second implementation, a brute-force fit and real
sets."""

import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import consensus
from benchmarks import consensus as bench

PRIOR = {"BE": 0.5, "FR": 0.3, "NL": 0.2}
BACKGROUND = {"BE": 0.2, "FR": 0.3, "NL": 0.5}


def votes_frame(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "answer", "n"])


def naive(votes: pd.DataFrame, prior: dict, background: dict, rho: float, icc: float) -> dict:
    """The equation, word by word, in plain Python: {(item, candidate): probability}."""
    result = {}
    for item in votes["item"].unique():
        cast = {}
        for row in votes[votes["item"] == item].itertuples():
            if row.answer == row.answer and row.answer != "unknown":
                cast[row.answer] = cast.get(row.answer, 0) + row.n
        total = sum(cast.values())
        s = 1 / (1 + icc * (total - 1)) if total > 1 else 1
        weight = {}
        for candidate, chance in prior.items():
            if chance > 0:
                n = cast.get(candidate, 0)
                weight[candidate] = chance * (1 + rho / ((1 - rho) * background[candidate])) ** (s * n)
        for candidate, value in weight.items():
            result[item, candidate] = value / sum(weight.values())
    return result


def as_dict(posterior: pd.DataFrame) -> dict:
    return {(row.item, row.answer): row.probability for row in posterior.itertuples()}


def test_posterior_computed_by_hand() -> None:
    # Two votes BE, one FR; ρ = .5, icc = .1: s = 1/1.2. Weights .5·6^(2/1.2), .3·(1+1/.3)^(1/1.2), .2.
    found = as_dict(consensus.combine(votes_frame([("A", "BE", 2), ("A", "FR", 1)]), PRIOR, BACKGROUND))
    weights = {"BE": 0.5 * 6 ** (5 / 3), "FR": 0.3 * (13 / 3) ** (5 / 6), "NL": 0.2}
    for candidate, weight in weights.items():
        assert found["A", candidate] == pytest.approx(weight / sum(weights.values()), rel=1e-12)
    assert found["A", "BE"] == pytest.approx(0.8905, abs=5e-5)


answers = st.sampled_from(["BE", "FR", "NL", "XX", "unknown", None])
rows = st.lists(st.tuples(st.integers(0, 5), answers, st.integers(0, 30)), max_size=25)


@given(rows, st.floats(0, 0.99), st.floats(0, 3), st.permutations(range(25)))
def test_equals_the_naive_implementation_in_any_row_order(
    rows: list, rho: float, icc: float, order: list
) -> None:
    votes = votes_frame(rows)
    found = consensus.combine(votes, PRIOR, BACKGROUND, rho, icc)
    assert as_dict(found) == pytest.approx(naive(votes, PRIOR, BACKGROUND, rho, icc), abs=1e-9)
    assert found.groupby("item")["probability"].sum().to_numpy() == pytest.approx(1)
    shuffled = votes.iloc[[i for i in order if i < len(votes)]]
    assert as_dict(consensus.combine(shuffled, PRIOR, BACKGROUND, rho, icc)) == pytest.approx(as_dict(found))


@given(st.integers(0, 50), st.integers(0, 50))
def test_one_more_vote_never_hurts_its_candidate_without_correlation(be: int, fr: int) -> None:
    fewer, more = (
        as_dict(
            consensus.combine(votes_frame([("A", "BE", n), ("A", "FR", fr)]), PRIOR, BACKGROUND, 0.5, 0.0)
        )
        for n in (be, be + 1)
    )
    assert more["A", "BE"] >= fewer["A", "BE"]


def test_a_vote_for_what_everybody_names_says_less() -> None:
    even = {"rare": 0.5, "common": 0.5}
    found = consensus.combine(
        votes_frame([("A", "rare", 1), ("A", "common", 1)]), even, {"rare": 0.05, "common": 0.95}
    )
    assert found["answer"].tolist() == ["rare", "common"]


def test_order_is_item_of_appearance_then_probability() -> None:
    found = consensus.combine(votes_frame([("Z", "NL", 3), ("A", "FR", 3)]), PRIOR, BACKGROUND)
    assert found["item"].tolist() == ["Z"] * 3 + ["A"] * 3
    assert found["answer"].tolist()[0] == "NL"
    assert found["answer"].tolist()[3] == "FR"
    assert (found.groupby("item", sort=False)["probability"].diff().dropna() <= 0).all()


def test_items_without_votes_get_the_prior() -> None:
    silent = votes_frame([("A", "BE", 0), ("B", None, 4), ("C", "unknown", 7), ("D", "XX", 2)])
    found = as_dict(consensus.combine(silent, PRIOR, BACKGROUND))
    for item in "ABCD":
        for candidate, chance in PRIOR.items():
            assert found[item, candidate] == pytest.approx(chance)


def test_votes_outside_the_support_dilute_but_name_nobody() -> None:
    alone = as_dict(consensus.combine(votes_frame([("A", "BE", 2)]), PRIOR, BACKGROUND))
    diluted = as_dict(consensus.combine(votes_frame([("A", "BE", 2), ("A", "XX", 5)]), PRIOR, BACKGROUND))
    assert set(diluted) == {("A", candidate) for candidate in PRIOR}
    assert PRIOR["BE"] < diluted["A", "BE"] < alone["A", "BE"]


def test_unknown_is_a_candidate_only_where_the_prior_has_it_and_gets_no_votes() -> None:
    prior = {"BE": 0.6, "unknown": 0.4}
    with_votes = votes_frame([("A", "unknown", 50), ("A", "BE", 1)])
    without = votes_frame([("A", "BE", 1)])
    found = as_dict(consensus.combine(with_votes, prior, {"BE": 0.5}))
    assert found == as_dict(consensus.combine(without, prior, {"BE": 0.5}))
    assert found["A", "unknown"] == pytest.approx(0.4 / (0.4 + 0.6 * 3))
    assert ("A", "unknown") not in as_dict(consensus.combine(with_votes, {"BE": 1.0}, {"BE": 0.5}))


def test_a_candidate_of_prior_zero_is_none() -> None:
    found = consensus.combine(votes_frame([("A", "NL", 9)]), {**PRIOR, "NL": 0.0}, BACKGROUND)
    assert set(found["answer"]) == {"BE", "FR"}


def test_defaults_are_the_fit_of_nothing_resolved() -> None:
    votes = votes_frame([("A", "BE", 2), ("A", "FR", 1), ("B", "FR", 3), ("B", "unknown", 3)])
    nothing = pd.DataFrame({"item": [], "answer": []})
    fitted = consensus.fit(votes, nothing)
    assert fitted["prior"] == {"BE": 0.5, "FR": 0.5}
    assert fitted["background"] == {"BE": 3 / 8, "FR": 5 / 8}
    assert (fitted["rho"], fitted["icc"]) == (0.5, 0.1)
    assert as_dict(consensus.combine(votes)) == pytest.approx(as_dict(consensus.combine(votes, **fitted)))


def test_huge_counts_and_extreme_parameters_stay_finite() -> None:
    votes = votes_frame([("A", "BE", 10**6), ("A", "FR", 10**6 - 1)])
    tiny = {"BE": 1e-300, "FR": 1e-300, "NL": 1.0}
    for rho, icc in ((0.999999, 0.0), (1e-12, 0.0), (0.5, 1e6)):
        found = consensus.combine(votes, PRIOR, tiny, rho, icc)
        assert np.isfinite(found["probability"]).all()
        assert found["probability"].sum() == pytest.approx(1)


def test_numbers_and_text_keep_their_type() -> None:
    found = consensus.combine(votes_frame([(7, 0, 2), (7, 1, 1)]))
    assert found.dtypes.astype(str).tolist() == ["int64", "int64", "float64"]
    text = consensus.combine(votes_frame([("A", "BE", 2)]))
    assert text.dtypes.astype(str).tolist() == ["str", "str", "float64"]


def test_empty_votes_give_an_empty_frame() -> None:
    for prior in (None, PRIOR, {}):
        found = consensus.combine(votes_frame([]), prior)
        assert list(found.columns) == ["item", "answer", "probability"]
        assert found.empty
    assert consensus.decide(found, votes_frame([])).empty


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda v: consensus.combine(v, rho=1.0), "rho"),
        (lambda v: consensus.combine(v, rho=-0.1), "rho"),
        (lambda v: consensus.combine(v, icc=-1), "icc"),
        (lambda v: consensus.combine(v.assign(n=-1)), "n must be"),
        (lambda v: consensus.combine(v.assign(n=None)), "n must be"),
        (lambda v: consensus.combine(v.assign(item=None)), "item is missing"),
        (lambda v: consensus.combine(v.drop(columns="n")), "column n is missing"),
        (lambda v: consensus.combine(v, {"BE": 0.0}), "no answer"),
        (lambda v: consensus.combine(v, {"BE": -1.0}), "prior"),
        (lambda v: consensus.combine(v, PRIOR, {"FR": 1.0}), "'BE' has votes but no positive"),
        (
            lambda v: consensus.fit(v, pd.DataFrame({"item": [1, 1], "answer": ["A", "B"]})),
            "more than one row",
        ),
    ],
)
def test_bad_input_is_refused_in_words(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call(votes_frame([("A", "BE", 2)]))


def test_prior_and_background_of_the_fit_by_hand() -> None:
    votes = votes_frame([(1, "BE", 3), (1, "FR", 1), (2, "FR", 2), (3, "IT", 1), (3, "unknown", 9)])
    truth = pd.DataFrame({"item": [1, 2, 4], "answer": ["BE", "unknown", None]})
    fitted = consensus.fit(votes, truth)
    # Candidates BE, FR, IT, unknown (K = 4); N = 2 resolved; 7 votes.
    assert fitted["prior"] == {"BE": 3 / 10, "FR": 2 / 10, "IT": 2 / 10, "unknown": 3 / 10}
    assert fitted["background"] == {"BE": 4 / 11, "FR": 4 / 11, "IT": 2 / 11, "unknown": 1 / 11}


def world(
    seed: int, accuracy: float, share: list[float], hard: float = 0.1, items: int = 500
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulated crowd: tippers of varied skill, confusions of their own, and hard items with one popular
    error."""
    rng = np.random.default_rng(seed)
    k = len(share)
    truth = rng.choice(k, items, p=np.array(share) / sum(share))
    confusion = rng.dirichlet(np.ones(k) * 2, size=k)
    skill = np.clip(rng.beta(accuracy * 8, (1 - accuracy) * 8, 40), 0.02, 0.98)
    rows = []
    for item in range(items):
        lure = rng.integers(k) if rng.random() < hard else None
        for worker in rng.choice(40, bench.LABELS, replace=False):
            if lure is not None and rng.random() < 0.7:
                answer = lure
            elif rng.random() < skill[worker]:
                answer = truth[item]
            else:
                answer = rng.choice(k, p=confusion[truth[item]])
            rows.append((item, answer))
    return pd.DataFrame(rows, columns=["item", "answer"]), pd.DataFrame(
        {"item": range(items), "answer": truth}
    )


WORLDS = {
    "easy binary": (0.9, [1, 1], 0.0),
    "hard binary": (0.65, [0.55, 0.45], 0.15),
    "skewed binary": (0.8, [0.85, 0.15], 0.1),
    "four even": (0.75, [1, 1, 1, 1], 0.15),
    "five": (0.6, [0.3, 0.25, 0.2, 0.15, 0.1], 0.1),
    "five skewed": (0.7, [0.6, 0.2, 0.1, 0.06, 0.04], 0.1),
    "three": (0.6, [0.3, 0.4, 0.3], 0.1),
    "adversarial": (0.42, [1, 1, 1, 1], 0.3),
}


def test_the_fit_is_the_penalised_optimum_found_by_brute_force() -> None:
    answers_frame, truth = world(1, 0.6, [0.3, 0.25, 0.2, 0.15, 0.1])
    votes = bench.votes_of(answers_frame, 3, np.random.default_rng(1))
    known = truth.head(60)
    fitted = consensus.fit(votes, known)
    mine = votes[votes["item"].isin(known["item"])]
    correct = dict(zip(known["item"], known["answer"], strict=True))

    def loss(logit: float, log_icc: float) -> float:
        rho, icc = 1 / (1 + math.exp(-logit)), math.exp(log_icc)
        posterior = naive(mine, fitted["prior"], fitted["background"], rho, icc)
        likelihood = sum(math.log(posterior[item, answer]) for item, answer in correct.items())
        return -likelihood + logit**2 / 4 + (log_icc + 2) ** 2 / 1.5

    at = (math.log(fitted["rho"] / (1 - fitted["rho"])), math.log(fitted["icc"]))
    best = loss(*at)
    draws = random.Random(2)
    around = [(at[0] + dx, at[1] + dy) for dx in (-0.05, 0, 0.05) for dy in (-0.05, 0, 0.05)]
    anywhere = [(draws.uniform(-4, 4), draws.uniform(-5, 1)) for _ in range(40)]
    assert all(loss(*point) >= best - 1e-7 for point in [*around, *anywhere])


def test_under_50_resolved_nothing_is_fitted() -> None:
    answers_frame, truth = world(3, 0.9, [1, 1])
    votes = bench.votes_of(answers_frame, 3, np.random.default_rng(1))
    assert consensus.fit(votes, truth.head(49))["rho"] == 0.5
    assert consensus.fit(votes, truth.head(50))["rho"] > 0.6


def test_resolved_items_without_votes_do_not_move_rho() -> None:
    answers_frame, truth = world(3, 0.9, [1, 1])
    votes = bench.votes_of(answers_frame, 3, np.random.default_rng(1))
    silent = pd.DataFrame({"item": range(9000, 9040), "answer": [0, 1] * 20})
    alone, more = (
        consensus.fit(votes, truth.head(60)),
        consensus.fit(votes, pd.concat([truth.head(60), silent])),
    )
    assert more["rho"] == pytest.approx(alone["rho"], abs=0.02)
    nothing = consensus.fit(votes.head(0), truth.head(60))
    assert nothing["rho"] == pytest.approx(0.5, abs=1e-4)
    assert nothing["icc"] == pytest.approx(math.exp(-2), abs=1e-4)


def test_copied_tips_are_fitted_as_correlated() -> None:
    rng = np.random.default_rng(4)
    truth = pd.DataFrame({"item": range(400), "answer": rng.integers(0, 3, 400)})

    def one_tip() -> pd.DataFrame:
        known = rng.random(400) < 0.6
        return truth.assign(answer=np.where(known, truth["answer"], rng.integers(0, 3, 400)), n=1)

    busy = np.arange(400) % 2 == 1  # every other object has six tips: six voices, or one voice copied
    independent = pd.concat([one_tip(), *[one_tip()[busy] for _ in range(5)]])
    copied = one_tip().assign(n=np.where(busy, 6, 1))
    assert consensus.fit(independent, truth)["icc"] < 0.15
    assert consensus.fit(copied, truth)["icc"] > 0.6


def test_it_generalises_to_simulated_sets_it_was_not_built_on() -> None:
    scores = []
    for seed, settings_of_world in enumerate(WORLDS.values()):
        found = bench.one_round(*world(seed, *settings_of_world), seed)
        assert found["consensus"]["log_loss"] < found["vote share"]["log_loss"]
        scores.append(found["consensus"])
    assert np.mean([s["log_loss"] for s in scores]) <= 0.66
    assert np.mean([s["calibration"] for s in scores]) <= 0.08


@pytest.mark.parametrize(("name", "seeds"), [("crowd_web", 6), ("crowd_bluebird", 30)])
def test_public_sets_reach_the_reference(name: str, seeds: int) -> None:
    if name not in bench.available():
        pytest.skip(f"{name} is not in ../shared/real-input beside the repository")
    table = bench.measure(seeds, [name]).set_index("method")
    reference = bench.REFERENCE[name]
    assert table.loc["consensus", "log_loss"] < reference["log_loss"] + 0.03
    assert table.loc["consensus", "calibration"] < reference["calibration"] + 0.02
    assert table.loc["vote share", "log_loss"] > table.loc["consensus", "log_loss"] + 0.5


def test_calibration_error_by_hand() -> None:
    # Bin .9–1: mean .95, right 1 of 2 → gap .45; bin .5–.6: mean .55, right 2 of 2 → gap .45.
    best, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([True, False, True, True])
    assert bench.calibration_error(best, right) == pytest.approx(0.45)


def test_decide_names_a_winner_only_with_half_the_probability_and_three_votes() -> None:
    votes = votes_frame([
        ("clear", "BE", 3), ("two votes", "BE", 2), ("two votes", "unknown", 9), ("split", "BE", 2),
        ("split", "FR", 2), ("split", "NL", 2), ("silent", None, 0),
    ])  # fmt: skip
    even = dict.fromkeys(PRIOR, 1 / 3)
    decided = consensus.decide(consensus.combine(votes, even, even), votes).set_index("item")
    assert decided["contested"].to_dict() == {
        "clear": False,
        "two votes": True,
        "split": True,
        "silent": True,
    }
    assert decided["clusters"].to_dict() == {"clear": 3, "two votes": 2, "split": 6, "silent": 0}
    assert decided.loc["clear", "answer"] == "BE"
    assert decided.loc["clear", "words"] == ""
    assert decided.loc["two votes", "words"] == "under 3 independent tips"
    assert decided.loc["split", "words"] == "no country has more than half of the probability"
    assert decided.loc["silent", "entropy"] == pytest.approx(math.log2(3))


def test_entropy_is_in_bits_and_a_tie_is_contested() -> None:
    posterior = pd.DataFrame(
        {"item": ["A", "A", "B"], "answer": ["BE", "FR", "BE"], "probability": [0.5, 0.5, 1.0]}
    )
    votes = votes_frame([("A", "BE", 5), ("A", "FR", 5), ("B", "BE", 5)])
    decided = consensus.decide(posterior, votes)
    assert decided["entropy"].tolist() == [1.0, 0.0]
    assert decided["contested"].tolist() == [True, False]


@settings(max_examples=30)
@given(rows)
def test_decide_equals_a_naive_reading(rows: list) -> None:
    votes = votes_frame(rows)
    posterior = consensus.combine(votes, PRIOR, BACKGROUND)
    decided = consensus.decide(posterior, votes)
    assert decided["item"].tolist() == votes["item"].drop_duplicates().tolist()
    for row in decided.itertuples():
        chances = posterior[posterior["item"] == row.item]["probability"].tolist()
        cast = votes[(votes["item"] == row.item) & votes["answer"].notna() & (votes["answer"] != "unknown")]
        assert row.probability == max(chances)
        assert row.entropy == pytest.approx(-sum(p * math.log2(p) for p in chances if p > 0))
        assert row.clusters == cast["n"].sum()
        assert row.contested == (row.clusters < 3 or row.probability < 0.5 or chances.count(max(chances)) > 1)
