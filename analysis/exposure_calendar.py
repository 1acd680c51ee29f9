"""Records on the campaign's local days: who was on display for what part of a day, and which tip is whose.

Arrays are (object, day). Days run from the first display to the day of `now`, in the campaign's zone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDING = 1e-9  # of a day, left over from adding and taking away fractions
SPAN = 1 << 40  # seconds; more than any clock reads, so that object and instant make one sortable number


@dataclass(frozen=True)
class Calendar:
    """Objects and local days; `starts` are UTC seconds of the days' beginnings and of the last one's end."""

    objects: pd.Index
    starts: NDArray[np.int64]
    first: pd.Timestamp
    zone: str
    now: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.objects), len(self.starts) - 1

    def elapsed(self) -> Array:
        """Fraction of each day that is over by now: 1 but for the last."""
        passed = (self.now - self.starts[:-1]) / (self.starts[1:] - self.starts[:-1])
        return np.clip(passed, 0.0, 1.0)

    def rows(self, identifiers: pd.Series) -> NDArray[np.intp]:
        """Row of each object, −1 for one that is not in the catalogue."""
        return self.objects.get_indexer(pd.Index(identifiers.astype(object)))

    def days(self, frame: pd.DataFrame, instant: str) -> NDArray[np.int64]:
        """Column of each row's stored local `day`, or of its `instant` where no day is stored."""
        if "day" in frame.columns:
            dates = pd.to_datetime(frame["day"]).dt.tz_localize(None)
            return np.asarray((dates - self.first).dt.days, dtype=np.int64)
        return np.searchsorted(self.starts, seconds(frame[instant]), side="right") - 1

    def spread(self, rows: NDArray[np.intp], days: NDArray[np.int64], values: Array) -> Array:
        """Sums of `values` per (object, day); what lies outside the calendar is left out."""
        inside = (rows >= 0) & (days >= 0) & (days < self.shape[1])
        flat = rows[inside] * self.shape[1] + days[inside]
        sums: Array = np.bincount(flat, values[inside], self.shape[0] * self.shape[1]).astype(float)
        return sums.reshape(self.shape)


def seconds(instants: pd.Series) -> NDArray[np.int64]:
    """UTC seconds of text, naive (taken as UTC) and zoned instants; missing ones become the far future."""
    known = pd.to_datetime(instants, utc=True, format="ISO8601" if instants.dtype.kind == "O" else None)
    stamps = known.dt.as_unit("s").astype("int64").to_numpy()
    return np.where(known.isna(), SPAN - 1, stamps)


def instant(moment: object) -> pd.Timestamp:
    """A moment as a UTC instant; naive ones are taken as UTC."""
    stamp = pd.Timestamp(moment)  # type: ignore[arg-type]
    return stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")


def calendar(objects: pd.Series, periods: pd.DataFrame, zone: str, now: pd.Timestamp) -> Calendar:
    """The campaign's days. Days are the zone's own: 23 or 25 hours long when its clocks change."""
    begun = pd.to_datetime(periods["shown_from"], utc=True)
    earliest = min([now, *begun[begun <= now]])
    first, last = (moment.tz_convert(zone).tz_localize(None).normalize() for moment in (earliest, now))
    dates = pd.date_range(first, last + pd.Timedelta(days=1))
    starts = dates.tz_localize(zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    return Calendar(
        pd.Index(objects.astype(object)), starts.as_unit("s").asi8, first, zone, int(now.timestamp())
    )


@dataclass(frozen=True)
class Periods:
    """Display periods begun by now, sorted by object and beginning; times in UTC seconds."""

    row: NDArray[np.intp]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    slot: NDArray[np.float64]


def periods(frame: pd.DataFrame, days: Calendar) -> Periods:
    """The periods of catalogued objects; an open one ends in the far future."""
    row, begins, ends = (
        days.rows(frame["object_id"]),
        seconds(frame["shown_from"]),
        seconds(frame["shown_until"]),
    )
    valid = (row >= 0) & (begins <= days.now) & (ends > begins)
    order = np.lexsort((begins[valid], row[valid]))
    slot = pd.to_numeric(frame["slot"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    chosen = np.flatnonzero(valid)[order]
    return Periods(row[chosen], begins[chosen], ends[chosen], slot[chosen])


def on_display(shown: Periods, days: Calendar) -> Array:
    """Fraction of each local day, up to now, that each object was on display."""
    ends = np.minimum(shown.ends, days.now)
    fraction = np.zeros((days.shape[0], days.shape[1] + 1))
    for when, sign in ((shown.begins, 1.0), (ends, -1.0)):
        day = np.searchsorted(days.starts, when, side="right") - 1
        part = (when - days.starts[day]) / (
            days.starts[np.minimum(day + 1, days.shape[1])] - days.starts[day]
        )
        np.add.at(fraction, (shown.row, day), sign * (1.0 - part))
        np.add.at(fraction, (shown.row, np.minimum(day + 1, days.shape[1])), sign * part)
    result = np.clip(np.cumsum(fraction, axis=1)[:, :-1], 0.0, 1.0)
    return np.where(result > ROUNDING, result, 0.0)


def attributed_day(
    rows: NDArray[np.intp], received: NDArray[np.int64], shown: Periods, grace: int, days: Calendar
) -> NDArray[np.int64]:
    """Day of display that each tip belongs to: its own, or the period's last within `grace` seconds; else −1.

    A tip belongs to the last period that began before it, half-open [shown_from, shown_until + grace).
    """
    if not len(shown.row):
        return np.full(len(rows), -1)
    keys = shown.row * SPAN + shown.begins
    place = np.searchsorted(keys, rows * SPAN + received, side="right") - 1
    safe = np.maximum(place, 0)
    ours = (place >= 0) & (rows >= 0) & (shown.row[safe] == rows) & (received < shown.ends[safe] + grace)
    when = np.minimum(received, shown.ends[safe] - 1)
    return np.where(ours, np.searchsorted(days.starts, when, side="right") - 1, -1)
