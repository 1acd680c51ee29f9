"""A simulated campaign: every parameter in one dataclass, every chance event drawn before any policy acts.

All policies meet the same draws (common random numbers): an object's tips come when its cumulated exposure
passes thresholds drawn beforehand, so that two policies differ only by what they show, and when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TIPS_DRAWN = 64  # actionable tips drawn for one object; the rare one that draws more goes through them again


@dataclass(frozen=True)
class World:
    """Parameters of a campaign. Rates per effective week, times in weeks, sd on the log scale."""

    weeks: int = 52
    slots: int = 20
    pool: int = 300
    new_per_week: int = 2
    minimum_weeks: int = 2
    maximum_swaps: int | None = None
    actionable_mean: float = 0.25
    actionable_sd: float = 1.3
    category_sd: float = 0.4  # the part of actionable_sd that lies between categories
    tips_mean: float = 5.0
    tips_sd: float = 1.0
    tips_correlation: float = 0.35
    solvable: float = 0.6
    conversion: tuple[float, float] = (2.0, 6.0)
    tau: float = 3.0
    tau_sd: float = 0.4
    floor: float = 0.12
    recovers: float = 0.7
    half_life: float = 8.0
    saturation: float = 20.0
    burst_chance: float = 0.03
    burst_shape: float = 1.5
    burst_power: float = 0.6
    traffic: float = 1.0
    traffic_memory: float = 0.18
    traffic_sd: float = 0.22
    season: float = 0.25
    press_chance: float = 0.10
    press_mean: float = 1.0
    assessment_delay: float = 2.0
    confirmation_delay: float = 4.0
    fixed_attention: bool = False
    junk_chance: float = 0.0
    junk_size: float = 0.0
    scored: float = 0.0
    score_correlation: float = 0.0
    categories: int = 8
    agencies: int = 10

    @property
    def objects(self) -> int:
        """Objects that are ever available."""
        return self.pool + self.new_per_week * self.weeks


@dataclass(frozen=True)
class Draws:
    """All that chance decides, for a number of replications; arrays (replication, object[, tip or week])."""

    category: np.ndarray
    agency: np.ndarray
    available_from: np.ndarray
    actionable_rate: np.ndarray
    tip_rate: np.ndarray
    conversion: np.ndarray
    tau: np.ndarray
    score: np.ndarray
    burst: np.ndarray
    tip_quantile: np.ndarray
    junk: np.ndarray
    traffic: np.ndarray
    threshold: np.ndarray
    identifies: np.ndarray
    assessed_after: np.ndarray
    investigated_after: np.ndarray

    @property
    def replications(self) -> int:
        return len(self.traffic)


def draw(world: World, replications: int, seed: int | list[int]) -> Draws:
    """The chance events of `replications` campaigns in `world`; the same seed gives the same events."""
    g = np.random.default_rng(seed)
    shape = (replications, world.objects)
    weekly, each = (*shape, world.weeks), (*shape, TIPS_DRAWN)
    category = g.integers(0, world.categories, shape)
    quality, rates = _rates(world, g, category)
    conversion = np.where(g.random(shape) < world.solvable, g.beta(*world.conversion, shape), 0.0)
    born = np.r_[np.zeros(world.pool), np.repeat(np.arange(world.weeks), world.new_per_week)]
    return Draws(
        category=category,
        agency=g.integers(0, world.agencies, shape),
        available_from=np.broadcast_to(born, shape),
        actionable_rate=rates[0],
        tip_rate=rates[1],
        conversion=conversion,
        tau=world.tau * np.exp(world.tau_sd * g.normal(size=shape)),
        score=_scores(world, g, quality),
        burst=np.where(g.random(weekly) < world.burst_chance, g.pareto(world.burst_shape, weekly), 0.0),
        tip_quantile=g.random(weekly),
        junk=(g.random(weekly) < world.junk_chance) * world.junk_size,
        traffic=_traffic(world, g, replications),
        threshold=np.cumsum(g.standard_exponential(each, dtype=np.float32), axis=-1),
        identifies=g.random(each, dtype=np.float32) < conversion[..., None],
        assessed_after=(g.geometric(1 / (1 + world.assessment_delay), each) - 1).astype(np.int16),
        investigated_after=g.geometric(1 / (1 + world.confirmation_delay), each).astype(np.int16),
    )


def _rates(world: World, g: np.random.Generator, category: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Standardised log quality of each object, and its rates of actionable and of all other tips."""
    between = world.category_sd * g.normal(size=(len(category), world.categories))
    within = np.sqrt(world.actionable_sd**2 - world.category_sd**2) * g.normal(size=category.shape)
    log_rate = np.take_along_axis(between, category, axis=1) + within
    quality = log_rate / world.actionable_sd
    rho = world.tips_correlation
    appeal = rho * quality + np.sqrt(1 - rho**2) * g.normal(size=category.shape)
    actionable = world.actionable_mean * np.exp(log_rate - world.actionable_sd**2 / 2)
    tips = world.tips_mean * np.exp(world.tips_sd * appeal - world.tips_sd**2 / 2)
    return quality, [actionable, np.maximum(tips - actionable, 0.02)]


def _scores(world: World, g: np.random.Generator, quality: np.ndarray) -> np.ndarray:
    """Analysts' scores 0–5, correlated with quality; NaN where an object was not scored."""
    rho = world.score_correlation
    seen = rho * quality + np.sqrt(1 - rho**2) * g.normal(size=quality.shape)
    scores = np.clip(np.round(2.5 + 1.2 * seen), 0, 5)
    return np.where(g.random(quality.shape) < world.scored, scores, np.nan)


def _traffic(world: World, g: np.random.Generator, replications: int) -> np.ndarray:
    """Weekly traffic with mean world.traffic: log AR(1), season, and press weeks with an exponential jump."""
    shape = (replications, world.weeks)
    noise, level = world.traffic_sd * g.normal(size=shape), np.zeros(replications)
    wave = np.empty(shape)
    for week in range(world.weeks):
        level = world.traffic_memory * level + noise[:, week]
        wave[:, week] = np.exp(level)
    phase = 2 * np.pi * (np.arange(world.weeks) / 52 + g.random((replications, 1)))
    jump = np.where(g.random(shape) < world.press_chance, 1 + g.exponential(world.press_mean, shape), 1.0)
    mean = np.exp(world.traffic_sd**2 / (1 - world.traffic_memory**2) / 2) * (
        1 + world.press_chance * world.press_mean
    )
    return world.traffic * wave * (1 + world.season * np.sin(phase)) * jump / mean
