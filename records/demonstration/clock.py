"""Local days and hours of the campaign as UTC instants, right on the days when clocks change."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

Seconds = npt.NDArray[np.int64]

# Share of a day's tips by local hour 0 … 23: few at night, a lunch shoulder, most in the evening.
HOURS = np.array(
    [14, 8, 5, 3, 3, 5, 12, 25, 38, 46, 50, 52, 56, 54, 52, 52, 54, 58, 64, 74, 82, 80, 60, 33], float
)
QUARTER = 900  # the public page keeps a tip's time to the quarter of an hour only


class Clock:
    """The campaign's calendar: day 0 is the launch, day `days` − 1 the last."""

    def __init__(self, launched_on: date, days: int, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)
        self.launched_on = launched_on
        midnights = [self._midnight(launched_on + timedelta(days=n)) for n in range(days + 1)]
        self._starts = np.array(midnights, dtype=np.int64)
        self.dates = [launched_on + timedelta(days=n) for n in range(days)]

    def _midnight(self, day: date) -> int:
        return round(datetime.combine(day, time(), self.zone).timestamp())

    def at(self, day: int, hour: int, minute: int = 0) -> int:
        """The instant of a local wall time, in seconds since 1970 UTC."""
        date_then = self.launched_on + timedelta(days=day)
        return round(datetime.combine(date_then, time(hour, minute), self.zone).timestamp())

    def end(self) -> int:
        """The last minute of the last day: as of when the simulated records are complete."""
        return int(self._starts[-1]) - 60

    def day_of(self, seconds: Seconds) -> Seconds:
        """The local day of each instant (0 = launch; −1 before it, `days` after the end)."""
        return np.searchsorted(self._starts, seconds, side="right") - 1

    def quarters(self, day: int) -> tuple[Seconds, npt.NDArray[np.float64]]:
        """All quarters of one local day and the chance that a tip comes in each: 92, 96 or 100 of them."""
        quarters = np.arange(self._starts[day], self._starts[day + 1], QUARTER)
        hours = np.array([datetime.fromtimestamp(int(q), self.zone).hour for q in quarters[::4]])
        weight = np.repeat(HOURS[hours], 4)[: len(quarters)]
        return quarters, weight / weight.sum()

    def moments(
        self, rng: np.random.Generator, day: int, size: int, not_before: Seconds | None = None
    ) -> Seconds:
        """`size` moments of one day, floored to the quarter and none before `not_before` (one bound each)."""
        quarters, weight = self.quarters(day)
        cumulative = np.concatenate([[0.0], np.cumsum(weight)])
        low = np.zeros(size)
        if not_before is not None:
            low = cumulative[np.minimum(np.searchsorted(quarters, not_before), len(quarters) - 1)]
        chosen = np.searchsorted(cumulative, low + rng.random(size) * (1 - low), side="right") - 1
        moments: Seconds = quarters[np.clip(chosen, 0, len(quarters) - 1)]
        return moments

    def office_hours(self, rng: np.random.Generator, seconds: Seconds) -> Seconds:
        """Each instant moved into office hours (8 to 18, Monday to Friday) of the same or next working day.

        Never earlier than the instant itself, to the minute.
        """
        day = self.day_of(seconds)
        weekday = (day + self.launched_on.weekday()) % 7
        day = day + np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0))
        late = rng.integers(8 * 60, 18 * 60, len(seconds)) * 60
        moved = self._start_of(day) + late
        missed = moved <= seconds
        weekday = (day + self.launched_on.weekday()) % 7
        following = day + np.where(weekday == 4, 3, 1)
        result: Seconds = np.where(missed, self._start_of(following) + late, moved)
        return result

    def _start_of(self, day: Seconds) -> Seconds:
        # Past the last day the exact midnight does not matter: nothing after the end is stored.
        last = len(self._starts) - 1
        start: Seconds = self._starts[np.clip(day, 0, last)] + np.maximum(day - last, 0) * 86_400
        return start


def instants(seconds: Seconds, missing: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.datetime64]:
    """Seconds since 1970 as datetime64[s], which is UTC; NaT where `missing`."""
    result = seconds.astype("datetime64[s]")
    if missing is not None:
        result[missing] = np.datetime64("NaT")
    return result


def utc(seconds: Seconds, missing: npt.NDArray[np.bool_] | None = None) -> "pd.Series[pd.Timestamp]":
    """Seconds since 1970 as a column of aware UTC instants, NaT where `missing`."""
    column: pd.Series[pd.Timestamp] = pd.Series(instants(seconds, missing)).dt.tz_localize("UTC")
    return column
