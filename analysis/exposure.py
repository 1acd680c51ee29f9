"""From records to the table that the rotation index reads: one row per object, exposure in effective weeks.

Tables in (column names of the records, as the queries return them), one table out. A tip counts for the
display period that contains it or ended at most `grace_days` before; others are left out of the rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import exposure_calendar, exposure_delay, exposure_model, exposure_objects, exposure_tips
from analysis.exposure_calendar import Calendar
from analysis.exposure_traffic import burst, traffic

__all__ = ["Campaign", "aggregate"]

Array = NDArray[np.float64]
STEP = 1.0 / 7.0  # weeks in a day


@dataclass(frozen=True)
class Campaign:
    """Settings of the campaign: its zone, the grace after a display (days), the length of a period (days)."""

    timezone: str = "UTC"
    grace_days: int = 14
    period_days: int = 7


@dataclass(frozen=True)
class _Seen:
    """What each object was seen: (object, day) exposure but for novelty, the stock that wears it, its end.

    `traffic`: of the days on which anything was on display.
    """

    base: Array
    worn: Array
    stock: exposure_model.Stock
    traffic: Array


def aggregate(
    objects: pd.DataFrame,
    display_periods: pd.DataFrame,
    tips: pd.DataFrame,
    now: date | pd.Timestamp,
    *,
    waits: pd.DataFrame | None = None,
    views: pd.DataFrame | None = None,
    shares: pd.DataFrame | None = None,
    holds: pd.DataFrame | None = None,
    scores: pd.DataFrame | None = None,
    cases: pd.DataFrame | None = None,
    outcomes: pd.DataFrame | None = None,
    campaign: Campaign | None = None,
) -> pd.DataFrame:
    """One row per object, in the columns that `rotation.recommend` reads, plus `novelty` (0–1).

    `objects`: object_id, category, case_id (or agency), available_from, available_until. `display_periods`:
    object_id, slot, shown_from, shown_until. `tips`: object_id, received_at (or day), assessment,
    assessed_at, investigation; with a column `n` a row stands for that many tips. `waits`: day, assessed_at,
    assessment, n of the same tips, for the delay of assessment; then `tips` may be summed over assessed_at,
    where all of it was by now. `views`: day, object_id, n; without them traffic is read from the tips.
    `shares`: object_id, day, kind, n. `holds`: object_id, kind, from_at, until_at. `scores`: object_id,
    scored_at, identifiability. `cases`: case_id, agency, status. `outcomes`: object_id, kind, occurred_at.
    Only what happened by `now` counts.

    Exposure, open and next exposure are in effective weeks; the next period has campaign.period_days.
    `attrs`: tau_weeks (the chosen decay of novelty), traffic (what it was read from). Raises ValueError for
    an object_id that is missing or repeated.
    """
    setting, moment = campaign or Campaign(), exposure_calendar.instant(now)
    if objects["object_id"].isna().any() or objects["object_id"].duplicated().any():
        raise ValueError("Each object needs an object_id of its own.")
    days = exposure_calendar.calendar(objects["object_id"], display_periods, setting.timezone, moment)
    shown = exposure_calendar.periods(display_periods, days)
    known = exposure_tips.read(tips, shown, setting.grace_days, days, waits)
    on_display, counts = exposure_calendar.on_display(shown, days), known.by_day(days)
    daily_traffic, source = traffic(on_display, counts, views, days)
    seen = _seen(on_display, daily_traffic, burst(on_display, shares, days), days.elapsed())
    tau = _choose_tau(seen, counts)
    frame = exposure_objects.catalogue(objects, cases)
    frame = frame.assign(**exposure_objects.display(shown, days), **known.evidence(len(frame)))
    frame["hold"] = exposure_objects.holds(holds, days)
    solved = exposure_objects.identified(outcomes, days) | known.identified(len(frame))
    frame["eligible"] = exposure_objects.available(objects, cases, days) & ~solved
    frame = frame.assign(**_exposures(seen, tau, known.delay, days), **_next(seen, tau, setting.period_days))
    frame["tips"], frame["tip_exposure"] = counts.sum(1), frame["exposure"]
    frame["identifiability"] = exposure_objects.latest_scores(scores, days)
    frame.attrs = {"tau_weeks": tau, "traffic": source}
    return frame


def _seen(on_display: Array, daily_traffic: Array, bursts: Array, elapsed: Array) -> _Seen:
    """Walk the days: each adds to the stock of what is shown, and lets what is not shown recover."""
    stock = exposure_model.Stock.fresh((len(on_display),))
    worn, total = np.empty_like(on_display), np.empty_like(on_display)
    seen = on_display * daily_traffic * STEP
    for day in range(on_display.shape[1]):
        worn[:, day], total[:, day] = stock.novelty_stock, stock.shown
        stock.advance(seen[:, day], STEP * (elapsed[day] - on_display[:, day]))
    base = seen * exposure_model.saturation(total) * exposure_model.lift(bursts)
    showing = on_display.sum(0) > 0
    return _Seen(base, worn, stock, daily_traffic[showing])


def _choose_tau(seen: _Seen, counts: Array) -> float:
    """τ in weeks, by quasi-likelihood of the daily tips; three weeks before there are any."""
    tips, fits, spread = counts.sum(1), [], np.ones(())
    for tau in exposure_model.TAUS:
        each = seen.base * exposure_model.novelty(seen.worn, tau)
        log_exposure = np.log(np.maximum(each, exposure_model.TINY))
        felt = np.where(each > 0, counts, 0.0)
        fits.append(exposure_model.tau_fit((felt * log_exposure).sum(1), felt.sum(1), each.sum(1)))
        if tau == exposure_model.COLD_TAU:
            squared = np.divide(felt**2, each, out=np.zeros_like(each), where=each > 0).sum(1)
            spread = exposure_model.dispersion(tips, each.sum(1), squared, (each > 0).sum(1).astype(float))
    return exposure_model.TAUS[int(exposure_model.choose_tau(np.asarray(fits), spread))]


def _exposures(seen: _Seen, tau: float, delay: Array, days: Calendar) -> dict[str, Array]:
    """Exposure so far, and the part of it whose tips are not assessed yet, by the delay's distribution."""
    each = seen.base * exposure_model.novelty(seen.worn, tau)
    ends = np.minimum(days.starts[1:], days.now)
    age = (days.now - (days.starts[:-1] + ends) / 2.0) / exposure_delay.DAY
    waiting = 1.0 - exposure_delay.share_assessed(delay, age)
    return {"exposure": each.sum(1), "open_exposure": each @ waiting}


def _next(seen: _Seen, tau: float, period_days: int) -> dict[str, Array]:
    """Exposure of the coming period if shown throughout, unshared, at forecast traffic; and novelty now."""
    level = float(exposure_model.forecast_traffic(seen.traffic, STEP))
    ahead = level * STEP * np.arange(period_days)[:, None]
    daily = exposure_model.novelty(seen.stock.novelty_stock + ahead, tau)
    daily = daily * exposure_model.saturation(seen.stock.shown + ahead) * level * STEP
    return {
        "next_exposure": daily.sum(0),
        "novelty": exposure_model.novelty(seen.stock.novelty_stock, tau),
    }
