"""Poisson regression with an effect per object absorbed, standard errors clustered by object.

Given each object's total Yᵢ, its weeks are multinomial with shares softmax(offset + xβ), which is the
Poisson likelihood with every object effect at its optimum (Hausman, Hall & Griliches, Econometrica 52,
1984). Sandwich errors by object times G/(G − 1) as in Wooldridge, Journal of Econometrics 90 (1999).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

Array = np.ndarray

ITERATIONS = 60
LARGEST = 15.0  # a coefficient beyond e^±15 is running away to infinity: separated data
TOLERANCE = 1e-9


class NotEstimableError(ValueError):
    """The data do not determine the asked coefficients; the message says why, in words."""


@dataclass(frozen=True)
class Estimate:
    """Coefficients of the asked columns and their covariance matrix, and the number of objects (clusters)."""

    coefficient: Array
    covariance: Array
    clusters: int


def poisson_within(
    tips: Array, offset: Array, group: Array, design: sparse.csr_array, asked: Array
) -> Estimate:
    """Fit tips ~ Poisson(exp(offset + α_group + xβ)) and return β for the `asked` columns of the design.

    `group`: codes 0 … G − 1, each with at least one tip; other columns may be redundant among themselves and
    with the group effects, the asked ones may not. NotEstimableError when they are, or when the fit does not
    settle.
    """
    model = _Within(tips, offset, group, design)
    seen = _seen(model.information(model.fitted(np.zeros(design.shape[1]))), asked)
    beta = _newton(model, seen)
    if np.abs(beta[asked]).max() > LARGEST:
        raise NotEstimableError("some weeks have tips only together with others, so no ratio can be formed")
    fitted = model.fitted(beta)
    scores = (model.by_group @ design.multiply((tips - fitted)[:, None]).tocsr()).toarray() @ seen
    half = np.linalg.solve(seen.T @ model.information(fitted) @ seen, scores.T)
    clusters = len(model.total)
    covariance = seen @ (half @ half.T) @ seen.T * clusters / (clusters - 1)
    return Estimate(beta[asked], covariance[np.ix_(asked, asked)], clusters)


class _Within:
    """The multinomial likelihood within objects."""

    def __init__(self, tips: Array, offset: Array, group: Array, design: sparse.csr_array) -> None:
        self.tips, self.offset, self.group, self.design = tips, offset, group, design
        rows = np.arange(len(tips))
        self.by_group = sparse.csr_array((np.ones(len(tips)), (group, rows)))
        self.total = self.by_group @ tips

    def _log_share(self, beta: Array) -> Array:
        linear = self.offset + self.design @ beta
        peak = np.full(len(self.total), -np.inf)
        np.maximum.at(peak, self.group, linear)
        shifted = linear - peak[self.group]
        return np.asarray(shifted - np.log(self.by_group @ np.exp(shifted))[self.group])

    def fitted(self, beta: Array) -> Array:
        return np.asarray(self.total[self.group] * np.exp(self._log_share(beta)))

    def log_likelihood(self, beta: Array) -> float:
        return float(self.tips @ self._log_share(beta))

    def information(self, fitted: Array) -> Array:
        """X'diag(μ)X less what the object effects absorb, Σᵢ (Xᵢ'μᵢ)(Xᵢ'μᵢ)'/Yᵢ."""
        weighted = self.design.multiply(fitted[:, None]).tocsr()
        by_group = self.by_group @ weighted
        absorbed = by_group.T @ by_group.multiply((1 / self.total)[:, None]).tocsr()
        return np.asarray((self.design.T @ weighted - absorbed).toarray())

    def improve(self, beta: Array, step: Array, value: float) -> tuple[Array, float]:
        """The Newton step, halved until the likelihood does not fall."""
        for _ in range(30):
            new = self.log_likelihood(beta + step)
            if new >= value - 1e-9 * (1 + abs(value)):
                return beta + step, new
            step = step / 2
        return beta, value


def _newton(model: _Within, seen: Array) -> Array:
    """The coefficients of most likelihood, in the directions that the data see."""
    beta = np.zeros(len(seen))
    value = model.log_likelihood(beta)
    for _ in range(ITERATIONS):
        fitted = model.fitted(beta)
        score = seen.T @ (model.design.T @ (model.tips - fitted))
        try:
            inside = np.linalg.solve(seen.T @ model.information(fitted) @ seen, score)
        except np.linalg.LinAlgError as problem:
            raise NotEstimableError("the fit does not settle on these few tips") from problem
        beta, new = model.improve(beta, seen @ inside, value)
        if score @ inside < TOLERANCE * (1 + abs(value)) and abs(new - value) < TOLERANCE * (1 + abs(value)):
            return beta
        value = new
    raise NotEstimableError("the fit does not settle on these few tips")


def _seen(information: Array, asked: Array) -> Array:
    """Basis of the directions the data see, as columns; no other may move an asked coefficient.

    What is seen depends on which objects have tips in which weeks, not on the coefficients.
    """
    scale = 1 / np.sqrt(np.maximum(np.diag(information), 1e-300))
    values, vectors = np.linalg.eigh(information * np.outer(scale, scale))
    visible = values > 1e-8 * values.max()
    unseen = vectors[:, ~visible]
    if unseen.size and np.abs(unseen[asked]).max() > 1e-5:
        raise NotEstimableError(
            "calendar weeks and weeks since the event cannot be told apart, "
            "as too few objects changed at other times"
        )
    return np.asarray(vectors[:, visible] * scale[:, None])
