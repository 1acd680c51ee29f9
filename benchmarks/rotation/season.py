"""Plays one policy through the weeks of a simulated campaign, many replications at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from analysis import exposure_model
from analysis.rotation_model import Terms
from benchmarks.rotation.world import TIPS_DRAWN, Draws, World

SUMMED = 30.0  # mean up to which a Poisson quantile is found by summing terms
Policy = Callable[["Season"], np.ndarray]


@dataclass(frozen=True)
class Result:
    """Per replication: objects identified by a tip of these weeks, all tips, swaps."""

    identified: np.ndarray
    tips: np.ndarray
    swaps: np.ndarray


@dataclass
class Observed:
    """Exposure as the campaign can know it, under each τ of TAUS: arrays (τ, replication, object)."""

    exposure: np.ndarray
    open_exposure: np.ndarray
    tips_log_exposure: np.ndarray
    tips_squared: np.ndarray
    steps: np.ndarray


class Season:
    """The state of all replications at the start of `week`; policies read it and return who is shown."""

    def __init__(self, world: World, draws: Draws, seed: int = 0) -> None:
        self.world, self.draws, self.week = world, draws, 0
        shape = draws.category.shape
        self.generator = np.random.default_rng([seed, 77])
        self.shown = np.zeros(shape, dtype=bool)
        self.weeks_shown = np.zeros(shape)
        self.last_shown = np.full(shape, -1)
        self.actionable, self.failed, self.pending = (np.zeros(shape) for _ in range(3))
        self.tips, self.tips_last_week, self.tips_this_stay = (np.zeros(shape) for _ in range(3))
        self.solved, self.confirmed = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.true_open = np.zeros(shape)
        self.stock = exposure_model.Stock.fresh(shape)
        levels = (len(exposure_model.TAUS), *shape)
        self.observed = Observed(*(np.zeros(levels) for _ in range(4)), np.zeros(shape))
        self._hazard, self._arrived = np.zeros(shape), np.zeros(shape, dtype=int)
        calendar = (world.weeks + 1, *shape)
        self._assessed_in = np.zeros(calendar, dtype=np.int16)
        self._failed_in = np.zeros(calendar, dtype=np.int16)
        self._confirmed_in = np.zeros(calendar, dtype=bool)

    # What a policy may know -------------------------------------------------------------------------------

    @property
    def eligible(self) -> np.ndarray:
        return (self.draws.available_from <= self.week) & ~self.confirmed

    @property
    def locked(self) -> np.ndarray:
        """On display, and under the minimum time."""
        return self.shown & self.eligible & (self.weeks_shown < self.world.minimum_weeks)

    def tau_place(self) -> np.ndarray:
        """Chosen τ of each replication, as a place in TAUS."""
        seen = self.observed
        fit = exposure_model.tau_fit(seen.tips_log_exposure, self.tips, seen.exposure)
        spread = exposure_model.dispersion(self.tips, seen.exposure[1], seen.tips_squared[1], seen.steps)
        return exposure_model.choose_tau(fit, spread)

    def terms(self) -> tuple[Terms, np.ndarray]:
        """The model's terms, and the exposure that a show would bring in the coming week."""
        place, rows = self.tau_place(), np.arange(self.draws.replications)
        exposure = self.observed.exposure[place, rows]
        terms = Terms(
            category=self.draws.category,
            actionable=self.actionable,
            failed=self.failed,
            pending=self.pending,
            exposure=exposure,
            open_exposure=self.observed.open_exposure[place, rows],
            tips=self.tips,
            tip_exposure=exposure,
            identifiability=np.where(self.draws.available_from <= self.week, self.draws.score, np.nan),
        )
        tau = np.asarray(exposure_model.TAUS)[place][:, None]
        return terms, self.forecast(tau)

    def forecast(self, tau: np.ndarray) -> np.ndarray:
        """Exposure of the coming week if shown, as the campaign forecasts it."""
        stock = self.stock
        seen = exposure_model.novelty(stock.novelty_stock, tau) * exposure_model.saturation(stock.shown)
        return seen * exposure_model.forecast_traffic(self.draws.traffic[:, : self.week], 1.0)[:, None]

    # What happens -----------------------------------------------------------------------------------------

    def play_week(self, show: np.ndarray) -> np.ndarray:
        """Show these objects for a week; returns the true exposure of each."""
        went = self.shown & ~show
        self.weeks_shown = np.where(show, np.where(self.shown, self.weeks_shown, 0) + 1, 0)
        self.tips_this_stay[went | ~show] = 0
        self.last_shown[show] = self.week
        self.shown = show
        lift = (1 + self.draws.burst[..., self.week]) ** self.world.burst_power
        exposure = self._true_exposure(lift)
        new_tips = self._raw_tips(exposure) + self._actionable_tips(exposure)
        self._observe(lift, new_tips)
        self.tips += new_tips
        self.tips_this_stay += new_tips
        self.tips_last_week = new_tips
        unassessed = 1 - 1 / (1 + self.world.assessment_delay)
        self.true_open = (self.true_open + exposure) * unassessed
        seen = np.where(show, self.draws.traffic[:, self.week, None], 0.0)
        self.stock.advance(seen, 1.0 - show)
        self.week += 1
        self._hear()
        return exposure

    def true_weight(self) -> np.ndarray:
        """The attention that the coming week would give at mean traffic, with the object's own τ."""
        world, stock = self.world, self.stock
        w = world.floor + (1 - world.floor) * np.exp(-stock.novelty_stock / self.draws.tau)
        return w * np.exp(-stock.shown / world.saturation)

    def _true_exposure(self, lift: np.ndarray) -> np.ndarray:
        """Under fixed attention the page shares out one total, whatever the novelty of what it shows."""
        weight = np.where(self.shown, self.true_weight() * lift, 0.0)
        if self.world.fixed_attention:
            everyone = np.maximum(weight.sum(-1, keepdims=True), 1e-9)
            weight = weight / everyone * (0.6 * self.world.slots)
        return weight * self.draws.traffic[:, self.week, None]

    def _raw_tips(self, exposure: np.ndarray) -> np.ndarray:
        """Tips that are not actionable: Poisson by inversion, and now and then a flood of junk."""
        tips, on = np.zeros(self.shown.shape), np.nonzero(self.shown)
        mean = np.maximum(self.draws.tip_rate[on] * exposure[on], 1e-9)
        tips[on] = poisson_quantile(self.draws.tip_quantile[(*on, self.week)], mean)
        return tips + np.where(self.shown, self.draws.junk[..., self.week], 0.0)

    def _actionable_tips(self, exposure: np.ndarray) -> np.ndarray:
        """Actionable tips of this week, entered in the calendars of their assessment and investigation."""
        self._hazard += self.draws.actionable_rate * exposure
        tips, waiting = np.zeros(self.shown.shape), np.nonzero(self.shown)
        while len(waiting[0]):
            place = self._arrived[waiting] % TIPS_DRAWN
            rounds = self._arrived[waiting] // TIPS_DRAWN * self.draws.threshold[(*waiting, TIPS_DRAWN - 1)]
            hit = self.draws.threshold[(*waiting, place)] + rounds <= self._hazard[waiting]
            waiting = (waiting[0][hit], waiting[1][hit])
            self._enter(waiting, place[hit])
            tips[waiting] += 1
            self._arrived[waiting] += 1
        return tips

    def _enter(self, at: tuple[np.ndarray, np.ndarray], tip: np.ndarray) -> None:
        assessed = self.week + 1 + self.draws.assessed_after[(*at, tip)]
        known = assessed + self.draws.investigated_after[(*at, tip)]
        first = self.draws.identifies[(*at, tip)] & ~self.solved[at]
        for calendar, when, what in (
            (self._assessed_in, assessed, np.ones(len(tip), dtype=bool)),
            (self._failed_in, known, ~first),
            (self._confirmed_in, known, first),
        ):
            due = what & (when <= self.world.weeks)
            calendar[when[due], at[0][due], at[1][due]] += np.ones(due.sum(), dtype=calendar.dtype)
        self.solved[at[0][first], at[1][first]] = True

    def _observe(self, lift: np.ndarray, new_tips: np.ndarray) -> None:
        """Book the exposure that the campaign believes in, under every τ."""
        seen, unassessed = self.observed, 1 - 1 / (1 + self.world.assessment_delay)
        base = exposure_model.saturation(self.stock.shown) * self.draws.traffic[:, self.week, None] * lift
        stock = self.stock.novelty_stock
        for place, tau in enumerate(exposure_model.TAUS):
            each = np.where(self.shown, base * exposure_model.novelty(stock, tau), 0.0)
            seen.exposure[place] += each
            seen.open_exposure[place] = (seen.open_exposure[place] + each) * unassessed
            safe = np.maximum(each, exposure_model.TINY)
            seen.tips_log_exposure[place] += np.where(self.shown, new_tips * np.log(safe), 0.0)
            seen.tips_squared[place] += np.where(self.shown, new_tips**2 / safe, 0.0)
        seen.steps += self.shown

    def _hear(self) -> None:
        """Assessments and results of investigations that are known by the start of the new week."""
        assessed, failed = self._assessed_in[self.week], self._failed_in[self.week]
        confirmed = self._confirmed_in[self.week]
        self.actionable += assessed
        self.failed += failed
        self.pending += assessed - failed - confirmed.astype(float)
        self.confirmed |= confirmed


def poisson_quantile(probability: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Smallest n with P(N ≤ n) ≥ probability: summed up for small means, scipy's search for large ones."""
    result, large = np.zeros(len(mean)), mean > SUMMED
    term = np.exp(-np.minimum(mean, SUMMED))
    below = term.copy()
    step = 0
    while (open_ := ~large & (below < probability) & (term > 0)).any():
        step += 1
        term = term * mean / step
        below = below + term
        result[open_] = step
    result[large] = poisson.ppf(probability[large], mean[large])
    return result


def play(world: World, draws: Draws, policy: Policy) -> Result:
    """One policy through all weeks of `world`."""
    season = Season(world, draws)
    swaps = np.zeros(draws.replications)
    for _ in range(world.weeks):
        show = policy(season)
        swaps += (season.shown & season.eligible & ~show).sum(-1)
        season.play_week(show)
    return Result(season.solved.sum(-1), season.tips.sum(-1), swaps)
