"""How much attention the campaign gets, day by day: launch, ordinary days, season, changes and press."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from records.demonstration.parameters import Parameters
from records.demonstration.streams import Part, stream

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Press:
    """A report that many people saw: its day and how many times an ordinary day's interest it brought."""

    day: int
    size: float


@dataclass(frozen=True)
class Attention:
    """`tips`: expected tips per day, summing to the campaign's total; `traffic`: visitors per day, mean 1.

    `change_days`: when the board is due for rotation; `press`: the large reports, in order of day.
    """

    tips: Curve
    traffic: Curve
    change_days: tuple[int, ...]
    press: tuple[Press, ...]


def attention(p: Parameters) -> Attention:
    """Draw the attention curve and scale it, piece by piece, to the published points."""
    rng = stream(p.seed, Part.ATTENTION)
    changes = (p.first_change, *range(p.first_change + p.period, p.days - p.period + 1, p.period))
    press = _press(p, rng)
    level = _launch(p) + p.base_level * _ordinary(p, rng) * (
        1 + _small_press(p, rng) + _large_press(p, press)
    )
    level = level * (1 + _echo(p.days, changes, p.change_bump, half_life=2.0)) * _weekdays(p)
    tips = _through(level, p.arrivals) * p.tips
    return Attention(tips=tips, traffic=tips / tips.mean(), change_days=changes, press=press)


def _launch(p: Parameters) -> Curve:
    day = np.arange(p.days, dtype=float)
    first = 0.5 ** (day / p.launch_half_life)
    return np.asarray((1 - p.second_wave) * first + p.second_wave * 0.5 ** (day / p.second_half_life))


def _ordinary(p: Parameters, rng: np.random.Generator) -> Curve:
    """Traffic of ordinary days: a weekly AR(1) on the log scale, and a season with its height in winter."""
    weeks = -(-p.days // 7)
    shocks = rng.normal(0.0, p.traffic_sd, weeks)
    level = np.zeros(weeks)
    for week in range(1, weeks):
        level[week] = p.traffic_ar * level[week - 1] + shocks[week]
    year_day = p.launched_on.timetuple().tm_yday + np.arange(p.days)
    season = 1 + p.season * np.cos(2 * np.pi * (year_day - 20) / 365.25)
    return np.asarray(np.repeat(np.exp(level), 7)[: p.days] * season)


def _press(p: Parameters, rng: np.random.Generator) -> tuple[Press, ...]:
    days = [min(p.days - 1, day + int(rng.integers(-5, 6))) for day in p.press_days]
    sizes = np.array(p.press_size) * np.exp(rng.normal(0.0, 0.15, len(days)))
    return tuple(Press(day, float(size)) for day, size in zip(days, sizes, strict=True))


def _large_press(p: Parameters, press: tuple[Press, ...]) -> Curve:
    total = np.zeros(p.days)
    for report in press:
        total += report.size * _echo(p.days, (report.day,), 1.0, p.press_half_life)
    return total


def _small_press(p: Parameters, rng: np.random.Generator) -> Curve:
    weeks = -(-p.days // 7)
    size = np.where(rng.random(weeks) < p.small_press_weekly, rng.uniform(0.3, 0.9, weeks), 0.0)
    return np.asarray(np.repeat(size, 7)[: p.days])


def _echo(days: int, starts: tuple[int, ...], size: float, half_life: float) -> Curve:
    """`size` on each start, fading by half every `half_life` days."""
    since = np.arange(days)[:, None] - np.array(starts)[None, :]
    return np.asarray(np.where(since >= 0, size * 0.5 ** (since / half_life), 0.0).sum(axis=1))


def _weekdays(p: Parameters) -> Curve:
    weekday = (p.launched_on.weekday() + np.arange(p.days)) % 7
    # The launch keeps its published shape: which day of the week it was must not bend the first days.
    return np.where((weekday >= 5) & (np.arange(p.days) >= p.first_change), p.weekend, 1.0)


def _through(level: Curve, points: tuple[tuple[int, float], ...]) -> Curve:
    """`level` scaled between the points (end day, cumulative share) so that each is met; sums to 1."""
    scaled, start, before = level.copy(), 0, 0.0
    for end, share in points:
        piece = slice(start, end)
        scaled[piece] *= (share - before) / scaled[piece].sum()
        start, before = end, share
    return scaled
