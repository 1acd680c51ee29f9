"""Tips as the rotation index counts them: whose display each belongs to, what is known of it by now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import exposure_calendar, exposure_delay
from analysis.exposure_calendar import Calendar, Periods

Array = NDArray[np.float64]
WORTHLESS = ("spam", "duplicate")


@dataclass(frozen=True)
class Tips:
    """Rows of tips received by now: object, day of the display it belongs to (−1: none), weight, state.

    `delay` is the distribution of the assessment delay by whole days.
    """

    row: NDArray[np.intp]
    day: NDArray[np.int64]
    count: Array
    assessment: NDArray[np.object_]
    investigation: NDArray[np.object_]
    delay: Array

    def by_day(self, days: Calendar) -> Array:
        """Attributed tips per (object, day of display), without known spam and duplicates."""
        counted = ~np.isin(self.assessment, WORTHLESS)
        return days.spread(self.row, np.where(counted, self.day, -1), self.count)

    def evidence(self, objects: int) -> dict[str, Array]:
        """Per object: actionable tips of its displays; failed and pending leads, wherever they came from."""
        actionable = self.assessment == "actionable"
        ended = np.isin(self.investigation, ("no_lead", "identified"))
        chosen = {
            "actionable": actionable & (self.day >= 0),
            "failed": actionable & (self.investigation == "no_lead"),
            "pending": actionable & ~ended,
        }
        known = self.row >= 0
        return {
            name: np.bincount(self.row[which & known], self.count[which & known], objects).astype(float)
            for name, which in chosen.items()
        }

    def identified(self, objects: int) -> NDArray[np.bool_]:
        """Whether a tip of the object ended as identified."""
        found = self.row[(self.row >= 0) & (self.investigation == "identified")]
        return np.bincount(found, minlength=objects) > 0


def read(
    frame: pd.DataFrame, shown: Periods, grace_days: int, days: Calendar, waits: pd.DataFrame | None = None
) -> Tips:
    """The tips as they stood at the calendar's now: what was assessed or investigated later is still open.

    A tip with an assessment but no time of it counts as assessed, and says nothing about the delay. With
    `waits` (day, assessed_at, assessment, n) the delay is read from those rows instead.
    """
    delay = _delay(frame if waits is None else waits, days)
    received = _received(frame, days)
    frame, received = frame[received <= days.now], received[received <= days.now]
    row = days.rows(frame["object_id"])
    assessed, _, _ = _assessed(frame, days)
    return Tips(
        row=row,
        day=exposure_calendar.attributed_day(row, received, shown, grace_days * exposure_delay.DAY, days),
        count=_count(frame),
        assessment=np.where(assessed, frame["assessment"].to_numpy(dtype=object), "pending"),
        investigation=_investigation(frame, days),
        delay=delay,
    )


def _delay(frame: pd.DataFrame, days: Calendar) -> Array:
    received = _received(frame, days)
    frame, received = frame[received <= days.now], received[received <= days.now]
    assessed, timed, assessed_at = _assessed(frame, days)
    waited = (np.minimum(assessed_at, days.now) - received).astype(float)
    return exposure_delay.assessment_delay(waited[timed], assessed[timed], _count(frame)[timed])


def _count(frame: pd.DataFrame) -> Array:
    return frame["n"].to_numpy(dtype=float) if "n" in frame.columns else np.ones(len(frame))


def _assessed(
    frame: pd.DataFrame, days: Calendar
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Which rows were assessed by now, which tell how long that took, and when they were assessed."""
    pending = frame["assessment"].to_numpy(dtype=object) == "pending"
    if "assessed_at" not in frame.columns:
        return ~pending, pending, np.full(len(frame), exposure_calendar.SPAN - 1)
    assessed_at = exposure_calendar.seconds(frame["assessed_at"])
    dated = assessed_at < exposure_calendar.SPAN - 1
    return ~pending & (~dated | (assessed_at <= days.now)), pending | dated, assessed_at


def _received(frame: pd.DataFrame, days: Calendar) -> NDArray[np.int64]:
    """Instants of receipt; where only the local day is stored, its middle."""
    if "received_at" in frame.columns:
        return exposure_calendar.seconds(frame["received_at"])
    noon = pd.to_datetime(frame["day"]) + pd.Timedelta(hours=12)
    return exposure_calendar.seconds(noon.dt.tz_localize(days.zone))


def _investigation(frame: pd.DataFrame, days: Calendar) -> NDArray[np.object_]:
    state = frame["investigation"].to_numpy(dtype=object)
    if "investigated_at" not in frame.columns:
        return state
    when = exposure_calendar.seconds(frame["investigated_at"])
    later = (when > days.now) & (when < exposure_calendar.SPAN - 1)
    return np.where(later & (state != "none"), "open", state)
