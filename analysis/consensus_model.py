"""The equation of the consensus on arrays: votes counted per item and candidate, and the posterior they give.

`analysis.consensus` has the equation, its source and the functions for use; this module is its engine.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

Answer = Hashable
Array = np.ndarray

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tally:
    """Votes by item and answer.

    `items`: every item in order of appearance. `answers`: every answer named, sorted, without "unknown".
    `counts`: items × answers, votes.
    """

    items: pd.Index
    answers: list[Answer]
    counts: Array

    @property
    def votes(self) -> Array:
        """By item, the votes in all."""
        return np.asarray(self.counts.sum(axis=1))

    def on(self, candidates: Sequence[Answer]) -> Array:
        """Items × candidates: the votes each candidate has; 0 for one that nobody named."""
        column = {answer: position for position, answer in enumerate(self.answers)}
        padded = np.column_stack([self.counts, np.zeros(len(self.items))])
        return np.asarray(padded[:, [column.get(candidate, -1) for candidate in candidates]])


def count(votes: pd.DataFrame) -> Tally:
    """The tally of a frame with item, answer and n; a missing answer and "unknown" are no vote."""
    _require(votes, ("item", "answer", "n"), "votes")
    n = pd.to_numeric(votes["n"]).to_numpy(dtype=float, na_value=np.nan)
    if not bool(np.all((n >= 0) & np.isfinite(n))):
        raise ValueError("votes: n must be a number of at least 0 in every row")
    if votes["item"].isna().any():
        raise ValueError("votes: item is missing in some row")
    row, items = pd.factorize(votes["item"])
    named = (votes["answer"].notna() & ~votes["answer"].isin([UNKNOWN])).to_numpy(dtype=bool)
    answers = ordered(votes["answer"][named].unique().tolist())
    column = pd.Index(answers, dtype=object).get_indexer(pd.Index(votes["answer"][named], dtype=object))
    shape = (len(items), len(answers))
    flat = np.bincount(row[named] * len(answers) + column, n[named], minlength=shape[0] * shape[1])
    return Tally(pd.Index(items), answers, flat.reshape(shape))


def resolved(truth: pd.DataFrame) -> pd.Series:
    """The true answer by item, unresolved items left out; ValueError where an item has two."""
    _require(truth, ("item", "answer"), "truth")
    rows = truth[truth["answer"].notna()]
    if rows["item"].duplicated().any():
        raise ValueError(
            f"truth: item {rows['item'][rows['item'].duplicated()].iloc[0]!r} has more than one row"
        )
    return pd.Series(rows["answer"].tolist(), index=pd.Index(rows["item"]), dtype=object)


def ordered(answers: Sequence[Answer]) -> list[Answer]:
    """Answers in a fixed order that does not depend on the order of the rows: by type, then by value."""
    return sorted(set(answers), key=lambda answer: (type(answer).__name__, answer))


def smoothed(counts: Array, pseudo_count: float) -> Array:
    """(count + a) / (total + aK): the prior with a = 2, the background with a = 1; sums to 1."""
    return np.asarray((counts + pseudo_count) / (counts.sum() + pseudo_count * max(len(counts), 1)))


def log_posterior(
    counts: Array, votes: Array, log_prior: Array, background: Array, rho: float, icc: float
) -> Array:
    """Items × candidates: log P(c), normalised over each item's candidates.

    `counts`: items × candidates. `votes`: by item, n in all. `background`: by candidate, positive wherever
    there are votes. log(1 + ρ/((1 − ρ)q)) is taken by log1p, so that no ratio overflows for q down to
    1e-300.
    """
    odds = np.divide(rho / (1 - rho), background, out=np.zeros(len(background)), where=background > 0)
    discount = 1 / (1 + icc * np.maximum(votes - 1, 0))
    logits = log_prior + discount[:, None] * counts * np.log1p(odds)
    return np.asarray(logits - special.logsumexp(logits, axis=1, keepdims=True))


def aligned(background: Mapping[Answer, float], candidates: Sequence[Answer], counts: Array) -> Array:
    """The background of each candidate; one that received no votes may be left out (its value has no
    effect)."""
    frequency = np.array([float(background.get(candidate, 0.0)) for candidate in candidates])
    lacking = (counts.sum(axis=0) > 0) & ~(frequency > 0)
    if lacking.any():
        raise ValueError(
            f"background: {candidates[int(lacking.argmax())]!r} has votes but no positive frequency"
        )
    if not bool(np.all((frequency >= 0) & np.isfinite(frequency))):
        raise ValueError("background: frequencies must be numbers of at least 0")
    return frequency


def _require(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{name}: column {', '.join(missing)} is missing")
