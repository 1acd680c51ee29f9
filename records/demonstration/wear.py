"""Novelty, saturation and bursts: how the public's interest in each object wears off and comes back."""

import numpy as np
import numpy.typing as npt

from records.demonstration.parameters import Parameters
from records.demonstration.world import Floats, World

Flags = npt.NDArray[np.bool_]


class Wear:
    """One entry an object. Exposure is counted in weeks of ordinary traffic."""

    def __init__(self, p: Parameters, world: World) -> None:
        self._p = p
        self._tau = world.novelty_weeks
        self._lasting = np.zeros(len(world))  # the part of the stock that never recovers
        self._fading = np.zeros(len(world))  # the part that halves off display
        self._seen = np.zeros(len(world))
        self.burst = np.zeros(len(world))

    def novelty(self) -> Floats:
        """w = floor + (1 − floor)·exp(−x/τ)."""
        p, stock = self._p, self._lasting + self._fading
        return np.asarray(p.novelty_floor + (1 - p.novelty_floor) * np.exp(-stock / self._tau))

    def saturation(self) -> Floats:
        """g = exp(−X/20): X never decays."""
        return np.asarray(np.exp(-self._seen / self._p.saturation_weeks))

    def interest(self) -> Floats:
        """w·g, the interest without bursts."""
        return self.novelty() * self.saturation()

    def start_week(self, rng: np.random.Generator) -> None:
        """Draw this week's bursts: rare, with Pareto marks B, on any object that is on display."""
        p, n = self._p, len(self._tau)
        mark = np.minimum(1.0 + rng.pareto(p.burst_shape, n), p.burst_cap)
        self.burst = np.where(rng.random(n) < p.burst_weekly, mark, 0.0)

    def weeks(self, traffic: float) -> float:
        """A day's exposure in weeks of ordinary traffic (`traffic` 1); a crowd counts up to the cap."""
        return min(traffic, self._p.traffic_cap) / 7

    def pass_day(self, shown: Flags, traffic: float) -> None:
        """One day on or off display."""
        p, weeks = self._p, self.weeks(traffic)
        self._lasting += np.where(shown, (1 - p.recovering) * weeks, 0.0)
        fade = 0.5 ** (1 / (7 * p.recovery_weeks))
        self._fading = np.where(shown, self._fading + p.recovering * weeks, self._fading * fade)
        self._seen += np.where(shown, weeks, 0.0)
