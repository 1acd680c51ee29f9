"""Object-weeks for the event study: when each object was on display, and its tips and views week by week."""

import itertools
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

Around = Literal["start", "end"]

_MONDAY = pd.Timestamp("1970-01-05")
_OPEN = np.iinfo(np.int64).max // 2


def object_weeks(
    periods: pd.DataFrame,
    tips: pd.DataFrame,
    until: date,
    around: Around,
    views: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row an object and week (Monday) from its first display to the week of `until`: object_id, week,
    tips, exposure, event_time.

    `periods`: object_id, shown_from, shown_until (missing while open). `tips`, `views`: object_id, day, n.
    Exposure is views where they are given. Without views it is 1: the proxy, all tips of the campaign in
    that week, is the same for every object and so part of the week effect.

    `event_time`, around the start: weeks since the start while displayed, minus weeks to the next start
    otherwise (missing without a next). Around the end: weeks since the end, negative while displayed,
    missing in a display that is still open. Week 0 is the week in which the start or end falls.
    """
    last = int(_week(pd.Series([pd.Timestamp(until)])).iloc[0])
    shown = pd.DataFrame(
        {
            "object_id": periods["object_id"],
            "start": _week(periods["shown_from"]),
            "end": _week(periods["shown_until"]).fillna(_OPEN),
            # An end on Monday at midnight leaves that week without display.
            "last": _week(_instant(periods["shown_until"]) - pd.Timedelta(microseconds=1)).fillna(_OPEN),
        }
    ).sort_values(["object_id", "start", "end"])
    frame = _weeks(shown[shown["start"] <= last], last, around)
    frame["tips"] = _counted(frame, tips).astype("int64")
    frame["exposure"] = 1.0 if views is None else _counted(frame, views).astype("float64")
    frame["week"] = _MONDAY + pd.to_timedelta(frame["week"] * 7, unit="D")
    return frame[["object_id", "week", "tips", "exposure", "event_time"]]


def _weeks(shown: pd.DataFrame, last: int, around: Around) -> pd.DataFrame:
    """object_id, week (number), event_time: each object's weeks from its first display on."""
    code, names = pd.factorize(shown["object_id"])  # sorted, so an object's displays stand together
    bounds = np.searchsorted(code, np.arange(len(names) + 1))
    numbers = shown[["start", "end", "last"]].to_numpy(dtype=np.int64)
    parts = [_event_times(numbers[a:b], last, around) for a, b in itertools.pairwise(bounds)]
    week = np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)])
    since = np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)])
    known = np.concatenate([np.empty(0, bool), *(part[2] for part in parts)])
    objects = pd.Index(names).repeat([len(part[0]) for part in parts])
    event_time = pd.Series(since, dtype="Int64").where(pd.Series(known))
    return pd.DataFrame({"object_id": objects, "week": week, "event_time": event_time})


def _event_times(
    displays: np.ndarray, last: int, around: Around
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One object's displays (start, end, last week): its weeks, weeks since the event, if there is one."""
    start, end, shown = displays.T
    week = np.arange(start[0], last + 1)
    at = np.searchsorted(start, week, side="right") - 1
    if around == "end":
        return week, week - end[at], end[at] != _OPEN
    following = np.append(start, _OPEN)[at + 1]
    displayed = week <= shown[at]
    return week, np.where(displayed, week - start[at], week - following), displayed | (following != _OPEN)


def _counted(frame: pd.DataFrame, counts: pd.DataFrame) -> np.ndarray:
    weekly = counts.assign(week=_week(counts["day"])).groupby(["object_id", "week"])["n"].sum()
    wanted = pd.MultiIndex.from_frame(frame[["object_id", "week"]])
    return np.asarray(weekly.reindex(wanted).fillna(0).to_numpy())


def _instant(times: pd.Series) -> pd.Series:
    return pd.to_datetime(times, utc=True).dt.tz_localize(None)


def _week(times: pd.Series) -> pd.Series:
    """Weeks since the first Monday of 1970; missing stays missing."""
    return ((_instant(times) - _MONDAY).dt.days // 7).astype("Int64")
