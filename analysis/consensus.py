"""Where an object comes from: what anonymous tips suggest, combined into a probability per country.

For candidate c with n_c de-duplicated votes of n in all (statistics reference, section 5):

    log P(c) = log π_c + s · n_c · log(1 + ρ / ((1 − ρ) q_c)) + const,    s = 1 / (1 + icc · (n − 1))

A tip knows the answer with chance ρ and otherwise names c with the background frequency q_c, so a vote for a
country that everybody names says little; s is the design effect (Kish 1965, Survey Sampling, section 5.4)
that discounts votes on one object for being alike. Tips are anonymous, so no model of single tippers
applies.
"""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np
import pandas as pd
from scipy import special

from analysis import consensus_model as model
from analysis.consensus_model import UNKNOWN, Answer
from analysis.consensus_votes import cluster_votes

__all__ = ["UNKNOWN", "Fit", "cluster_votes", "combine", "decide", "fit"]

DEFAULT_RHO, DEFAULT_ICC = 0.5, 0.1
MINIMUM_RESOLVED = 50
MINIMUM_CLUSTERS = 3
MINIMUM_PROBABILITY = 0.5


class Fit(TypedDict):
    """What `fit` learns and `combine` takes: `combine(votes, **fit(votes, truth))`."""

    prior: dict[Answer, float]
    background: dict[Answer, float]
    rho: float
    icc: float


def combine(
    votes: pd.DataFrame,
    prior: Mapping[Answer, float] | None = None,
    background: Mapping[Answer, float] | None = None,
    rho: float = DEFAULT_RHO,
    icc: float = DEFAULT_ICC,
) -> pd.DataFrame:
    """Posterior over the candidates: one row per (item, candidate): item, answer, probability.

    `votes`: item, answer, n (de-duplicated votes, at least 0); rows of one item and answer add up. An item
    whose votes are 0, missing, "unknown" or for no candidate gets the prior. Items come in order of
    appearance, an item's candidates from the most probable down (ties by answer); its probabilities sum to
    1.

    Candidates are the support of `prior`: answers with a probability above 0. Without a prior it is uniform
    over the answers voted for, which is the fitted prior before anything is resolved. Votes for other
    answers support no candidate but count in n: they show that tips disagree. "unknown" is a candidate only
    where the prior has it, and receives no votes. Without a background it is estimated from the votes given,
    as `fit` does. ValueError for a missing column, a negative n, ρ outside [0, 1), a negative icc, a prior
    without support, or a candidate that has votes but no positive background.
    """
    if not (0 <= rho < 1 and 0 <= icc < np.inf):
        raise ValueError(f"rho must lie in [0, 1) and icc be at least 0, not {rho} and {icc}")
    tally = model.count(votes)
    weights = dict.fromkeys(tally.answers, 1.0) if prior is None else _checked(prior)
    candidates = model.ordered([answer for answer, weight in weights.items() if weight > 0])
    if not candidates and prior is not None and len(tally.items):
        raise ValueError("prior: no answer has a probability above 0")
    counts = tally.on(candidates)
    log_prior = np.log([weights[candidate] for candidate in candidates])
    if background is None:
        frequency = model.smoothed(counts.sum(axis=0), 1)
    else:
        frequency = model.aligned(background, candidates, counts)
    posterior = model.log_posterior(counts, tally.votes, log_prior, frequency, rho, icc)
    return _long(tally.items, candidates, np.exp(posterior))


def fit(votes: pd.DataFrame, truth: pd.DataFrame) -> Fit:
    """Prior, background, ρ and icc from resolved items.

    `votes` as in `combine`; it may hold unresolved items: their answers become candidates and count in the
    background. `truth`: item, answer, one row per resolved item; rows with a missing answer are not
    resolved. Over the K candidates (answers voted for or true) π_c = (resolved with c + 2) / (N + 2K) and
    q_c = (votes for c + 1) / (votes + K). From 50 resolved items on, ρ and icc are fitted (`consensus_fit`);
    before that they are ρ = .5, icc = .1. With neither votes nor truth, prior and background are empty.
    """
    from analysis.consensus_fit import dependence

    tally, truths = model.count(votes), model.resolved(truth)
    candidates = model.ordered([*tally.answers, *truths.tolist()])
    counts = tally.on(candidates)
    correct = pd.Index(candidates, dtype=object).get_indexer(pd.Index(truths, dtype=object))
    prior = model.smoothed(np.bincount(correct, minlength=len(candidates)), 2)
    background = model.smoothed(counts.sum(axis=0), 1)
    rho, icc = DEFAULT_RHO, DEFAULT_ICC
    if len(truths) >= MINIMUM_RESOLVED:
        row = tally.items.get_indexer(truths.index)
        voted = row >= 0
        row = row[voted]
        rho, icc = dependence(counts[row], tally.votes[row], correct[voted], np.log(prior), background)
    return Fit(
        prior=dict(zip(candidates, prior.tolist(), strict=True)),
        background=dict(zip(candidates, background.tolist(), strict=True)),
        rho=rho,
        icc=icc,
    )


def decide(posterior: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """One row per item of `posterior`: item, answer, probability, entropy, clusters, contested, words.

    `answer` and `probability` are the leading candidate and its posterior; `entropy` that of the posterior
    in bits (0 = certain); `clusters` the votes counted, "unknown" left out. `contested` when the best is
    under .5, leads together with another, or there are fewer than 3 clusters: then no winner may be named,
    and `words` says why.
    """
    tally = model.count(votes)
    by_item = posterior.groupby("item", sort=False)["probability"]
    best = posterior.loc[by_item.idxmax().to_numpy()].reset_index(drop=True)
    rank = posterior["probability"] == by_item.transform("max")
    tied = rank.groupby(posterior["item"], sort=False).sum().to_numpy() > 1
    counted = pd.Series(tally.votes, index=tally.items).reindex(best["item"]).fillna(0.0).to_numpy()
    few, weak = counted < MINIMUM_CLUSTERS, best["probability"].to_numpy() < MINIMUM_PROBABILITY
    entropy = special.entr(posterior["probability"]).groupby(posterior["item"], sort=False).sum() / np.log(2)
    words = np.select(
        [few, weak | tied],
        [f"under {MINIMUM_CLUSTERS} independent tips", "no country has more than half of the probability"],
        "",
    )
    return best.assign(
        entropy=np.maximum(entropy.to_numpy(), 0.0),
        clusters=counted,
        contested=few | weak | tied,
        words=pd.Series(words, dtype="str"),
    )


def _checked(prior: Mapping[Answer, float]) -> dict[Answer, float]:
    weights = {answer: float(weight) for answer, weight in prior.items()}
    if not all(0 <= weight < np.inf for weight in weights.values()):
        raise ValueError("prior: probabilities must be numbers of at least 0")
    return weights


def _long(items: pd.Index, candidates: list[Answer], posterior: np.ndarray) -> pd.DataFrame:
    """Items × candidates as rows, the most probable first; a stable sort keeps ties in the candidates'
    order."""
    order = np.argsort(-posterior, axis=1, kind="stable")
    answers = pd.Index(candidates).take(order.ravel())
    return pd.DataFrame(
        {
            "item": items.repeat(len(candidates)),
            "answer": answers,
            "probability": np.take_along_axis(posterior, order, axis=1).ravel(),
        }
    )
