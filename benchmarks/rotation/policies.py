"""The rules and policies that the index is measured against, and the index itself.

Each takes the season and returns who is shown next: an array (replication, object). All obey the minimum time
and the world's limit on swaps; only the index also obeys the caps, which costs it a little.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from analysis import rotation_model
from analysis.rotation_plan import decide
from analysis.rotation_rules import Board, Rules
from benchmarks.rotation.season import Policy, Season

NODES = 12  # of the conversion's quadrature; agrees with 64 nodes to eight digits, in a fifth of the time
LAST = -1e9


def choose(season: Season, rank: np.ndarray, swaps: int | None = None) -> np.ndarray:
    """Fill the places by rank: empty places first, then newcomers against the lowest on display.

    The tighter of `swaps` and the world's own limit holds; a tie is no reason to swap.
    """
    slots = season.world.slots
    limits = [limit for limit in (swaps, season.world.maximum_swaps) if limit is not None]
    staying = season.shown & season.eligible
    best = _ordered(np.where(season.eligible & ~staying, rank, -np.inf), 2 * slots)
    worst = _ordered(np.where(staying & ~season.locked, -rank, -np.inf), slots)
    empty = slots - staying.sum(-1, keepdims=True)
    show = staying.copy()
    places = np.arange(2 * slots)
    incoming = np.take_along_axis(rank, best[0], 1)
    _set(show, best[0], best[1] & (places < empty), True)
    at = np.minimum(np.arange(slots)[None, :] + empty, 2 * slots - 1)
    newcomer, fits = np.take_along_axis(best[0], at, 1), np.take_along_axis(best[1], at, 1)
    gains = np.take_along_axis(incoming, at, 1) > np.take_along_axis(rank, worst[0], 1)
    swap = fits & worst[1] & gains & (np.arange(slots) < min(limits, default=slots))
    _set(show, newcomer, swap, True)
    _set(show, worst[0], swap, False)
    return show


def _ordered(value: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Objects by falling value, ties by id, and which of those places are real."""
    count = min(count, value.shape[-1])
    order = np.argsort(-value, axis=-1, kind="stable")[:, :count]
    return order, np.isfinite(np.take_along_axis(value, order, 1))


def _set(show: np.ndarray, at: np.ndarray, where: np.ndarray, value: bool) -> None:
    rows, columns = np.nonzero(where)
    show[rows, at[rows, columns]] = value


def queue(season: Season) -> np.ndarray:
    """Rank of waiting objects first in, first out: those never shown, then those off display longest."""
    never = season.last_shown < 0
    return np.where(never, 1e6 - np.arange(season.shown.shape[-1]), -season.last_shown.astype(float))


def keep_forever(season: Season) -> np.ndarray:
    return choose(season, np.where(season.shown, 1e9, queue(season)))


def fifo(weeks: int, season: Season) -> np.ndarray:
    """Every object leaves after `weeks`, longest shown first."""
    done = season.shown & (season.weeks_shown >= weeks)
    rank = np.where(done, LAST - season.weeks_shown, np.where(season.shown, 1e9, queue(season)))
    return choose(season, rank)


def fifo_minimum(season: Season) -> np.ndarray:
    return fifo(season.world.minimum_weeks, season)


def random_five(season: Season) -> np.ndarray:
    """Five places a week, drawn anew."""
    chance = season.generator.random(season.shown.shape)
    return choose(season, np.where(season.shown, chance - 2, chance), swaps=5)


def fewest_tips(season: Season) -> np.ndarray:
    """Drops the five objects with the fewest tips in the past week."""
    return choose(season, np.where(season.shown, LAST + season.tips_last_week, queue(season)), swaps=5)


def index(season: Season) -> np.ndarray:
    """The project's own index and planner, caps included."""
    terms, exposure = season.terms()
    belief = rotation_model.believe(terms)
    return planned(season, rotation_model.index(belief, exposure, season.shown, NODES))


def index_without_caps(season: Season) -> np.ndarray:
    """The index under the rules of its rivals: no caps."""
    terms, exposure = season.terms()
    belief = rotation_model.believe(terms)
    return choose(season, rotation_model.index(belief, exposure, season.shown, NODES))


def planned(season: Season, rank: np.ndarray) -> np.ndarray:
    """The project's planner, replication by replication, under the default caps."""
    world, draws = season.world, season.draws
    rules = Rules(slots=world.slots, minimum_weeks=world.minimum_weeks, maximum_swaps=world.maximum_swaps)
    show, eligible = np.zeros_like(season.shown), season.eligible
    for row in range(draws.replications):
        at = np.flatnonzero(eligible[row] | season.shown[row])
        count = len(at)
        shown = season.shown[row, at]
        slots = np.where(shown, np.cumsum(shown), 0)
        board = Board(
            category=draws.category[row, at].tolist(),
            agency=draws.agency[row, at].tolist(),
            displayed=shown.tolist(),
            slot=slots.tolist(),
            weeks=season.weeks_shown[row, at].tolist(),
            hold=["none"] * count,
            eligible=eligible[row, at].tolist(),
            rank=rank[row, at].tolist(),
        )
        show[row, at[list(decide(board, rules).place)]] = True
    return show


def thompson(season: Season) -> np.ndarray:
    """Ranks by one draw from the posterior."""
    terms, exposure = season.terms()
    belief = rotation_model.believe(terms)
    rate = season.generator.gamma(belief.alpha) / belief.beta
    conversion = season.generator.beta(0.55, 3.1 + belief.failed)
    return choose(season, _gain(rate, conversion, terms.open_exposure, terms.pending, exposure))


def upper_bound(season: Season) -> np.ndarray:
    """UCB: ranks by the chance at the posterior mean plus one and a half standard deviations of the rate."""
    terms, exposure = season.terms()
    belief = rotation_model.believe(terms)
    rate = (belief.alpha + 1.5 * np.sqrt(belief.alpha)) / belief.beta
    conversion = 0.55 / (3.65 + belief.failed)
    return choose(season, _gain(rate, conversion, terms.open_exposure, terms.pending, exposure))


def fair_oracle(season: Season) -> np.ndarray:
    """Knows every object's parameters, and neither the tips to come nor what the pending ones say."""
    draws = season.draws
    gain = _gain(
        draws.actionable_rate, draws.conversion, season.true_open, season.pending, season.true_weight()
    )
    return choose(season, gain + rotation_model.STAY * season.shown)


def _gain(
    rate: np.ndarray, r: np.ndarray, still: np.ndarray, pending: np.ndarray, ahead: np.ndarray
) -> np.ndarray:
    return (1 - r) ** pending * np.exp(-rate * r * still) * -np.expm1(-rate * r * ahead)


SIMPLE: dict[str, Policy] = {
    "keep forever": keep_forever,
    "FIFO 8 weeks": partial(fifo, 8),
    "FIFO 4 weeks": partial(fifo, 4),
    "FIFO at the minimum": fifo_minimum,
    "random 5 a week": random_five,
    "drop 5 fewest tips": fewest_tips,
}
BANDITS: dict[str, Policy] = {"Thompson": thompson, "UCB": upper_bound}
INDEX, ORACLE = "index", "fair oracle"
POLICIES: dict[str, Policy] = {
    **SIMPLE,
    **BANDITS,
    "index, no caps": index_without_caps,
    INDEX: index,
    ORACLE: fair_oracle,
}
