"""Traffic and bursts of sharing by day, from views, tips and shares; arrays are (object, day)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.exposure_calendar import Calendar

Array = NDArray[np.float64]
WINDOW = 7  # days on display over which shares, and tips standing in for views, are averaged
EVEN = 2.0  # shares a week added to both sides of the burst's ratio, so that small numbers do not burst


def traffic(on_display: Array, tips: Array, views: pd.DataFrame | None, days: Calendar) -> tuple[Array, str]:
    """Traffic by day, mean 1 over days of display, and what it was read from: "views", "tips" or both.

    Views per object on display; on days without views the tips per object, averaged over seven days and
    brought to the scale of views by the days that have both.
    """
    showing = on_display.sum(0)
    by_tips = _moving_mean(_ratio(tips.sum(0), showing))
    if views is None or views.empty:
        return _to_mean_one(by_tips, showing), "tips"
    rows, when = days.rows(views["object_id"]), days.days(views, "day")
    counts = days.spread(rows, when, views["n"].to_numpy(dtype=float))
    by_views = _ratio(counts.sum(0), showing)
    with_views = np.zeros(len(showing), dtype=bool)
    with_views[when[(when >= 0) & (when < len(showing))]] = True
    missing = ~with_views & (showing > 0)
    if not (with_views & (showing > 0)).any():
        return _to_mean_one(by_tips, showing), "tips"
    scale = by_views[with_views].sum() / max(float(by_tips[with_views].sum()), 1e-9)
    filled = np.where(missing, by_tips * scale, by_views)
    return _to_mean_one(filled, showing), "views and tips" if missing.any() else "views"


def burst(on_display: Array, shares: pd.DataFrame | None, days: Calendar) -> Array:
    """B = max(0, shares of the last seven days on display / the object's usual − 1), both plus two a week.

    The usual is the object's median over its days on display. Clicks on a share button are not shares.
    """
    if shares is None or shares.empty:
        return np.zeros(days.shape)
    real = shares[shares["kind"] == "share"]
    counts = days.spread(
        days.rows(real["object_id"]), days.days(real, "shared_at"), real["n"].to_numpy(dtype=float)
    )
    up = on_display > 0
    weekly = WINDOW * _ratio(_trailing(np.where(up, counts, 0.0), up), _trailing(on_display, up))
    usual = _median_where(weekly, up)
    result: Array = np.where(up, np.maximum((weekly + EVEN) / (usual[:, None] + EVEN) - 1.0, 0.0), 0.0)
    return result


def _ratio(over: Array, under: Array) -> Array:
    result: Array = np.divide(over, under, out=np.zeros_like(over), where=under > 0)
    return result


def _moving_mean(values: Array) -> Array:
    """Centred mean over a week, shorter at the ends."""
    kernel = np.ones(WINDOW)
    half = WINDOW // 2
    padded, ones = np.pad(values, half), np.pad(np.ones_like(values), half)
    result: Array = np.convolve(padded, kernel, "valid") / np.convolve(ones, kernel, "valid")
    return result


def _to_mean_one(values: Array, showing: Array) -> Array:
    """Scaled to a mean of 1 over the object-days on display; 1 throughout where nothing was counted."""
    mean = (values * showing).sum() / showing.sum() if showing.sum() > 0 else 0.0
    return values / mean if mean > 0 else np.ones_like(values)


def _trailing(values: Array, up: NDArray[np.bool_]) -> Array:
    """Sum over the last seven days on which the object was up, the day itself included."""
    order = np.argsort(~up, axis=1, kind="stable")
    packed = np.take_along_axis(np.where(up, values, 0.0), order, axis=1)
    running = np.cumsum(packed, axis=1)
    running[:, WINDOW:] -= np.cumsum(packed, axis=1)[:, :-WINDOW].copy()
    result = np.zeros_like(values)
    np.put_along_axis(result, order, running, axis=1)
    return result


def _median_where(values: Array, up: NDArray[np.bool_]) -> Array:
    """Median per object over its days on display; 0 for objects never shown."""
    ranked = np.sort(np.where(up, values, np.inf), axis=1)
    number = up.sum(1)
    low, high = np.maximum(number - 1, 0) // 2, number // 2
    rows = np.arange(len(values))
    high = np.minimum(high, values.shape[1] - 1)
    middle = (ranked[rows, low] + ranked[rows, high]) / 2.0
    result: Array = np.where(number > 0, middle, 0.0)
    return result
