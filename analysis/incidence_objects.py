"""From objects to what cumulative incidence takes: how long each was observed, and what ended it."""

from datetime import date

import numpy as np
import pandas as pd

CENSORED, THANKS_TO_TIP, OTHERWISE, WITHDRAWN, ATTRIBUTION_UNKNOWN = range(5)
CAUSES = {
    THANKS_TO_TIP: "identified thanks to a tip",
    OTHERWISE: "identified otherwise",
    WITHDRAWN: "withdrawn",
    ATTRIBUTION_UNKNOWN: "identified, attribution unknown",  # a class of its own, never folded into another
}
_CAUSE_OF = {"yes": THANKS_TO_TIP, "no": OTHERWISE}
_SECONDS_A_DAY = 86_400


def observations(objects: pd.DataFrame, until: date, periods: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of `objects` published by `until`, with duration (days) and event (0, or of `CAUSES`) added.

    `objects`: object_id, published_on, identified_on, withdrawn_on (missing where not), thanks_to
    yes|no|unknown; other columns, such as category, are kept. The first of identification and withdrawal
    ends the observation, of both on one day the identification; later than `until` is censored at `until`.
    An end before the publication counts as one on its day.

    The clock is calendar days since publication; with `periods` (object_id, shown_from, shown_until, missing
    while open) it is exposure: days displayed until the end. Zone-aware times are taken in UTC.
    """
    now = pd.Timestamp(until)
    rows = objects[_naive(objects["published_on"]) <= now].copy()
    published, identified, withdrawn = (
        _naive(rows[column]) for column in ("published_on", "identified_on", "withdrawn_on")
    )
    known, gone = identified <= now, withdrawn <= now
    first = known & ~(gone & (withdrawn < identified))
    cause = rows["thanks_to"].map(_CAUSE_OF).fillna(ATTRIBUTION_UNKNOWN).astype("int64")
    event = np.where(first, cause, np.where(gone, WITHDRAWN, CENSORED))
    end = identified.where(first, withdrawn.where(gone, now))
    if periods is None:
        duration = (end - published).dt.total_seconds() / _SECONDS_A_DAY
    else:
        duration = displayed_days(rows["object_id"], end, periods)
    return rows.assign(duration=duration.clip(lower=0.0).astype("float64"), event=event.astype("int64"))


def displayed_days(object_id: pd.Series, end: pd.Series, periods: pd.DataFrame) -> pd.Series:
    """By row (index of `object_id`), the days that the object was displayed before `end`."""
    ends = pd.DataFrame({"object_id": object_id, "end": _naive(end), "row": np.arange(len(object_id))})
    shown = periods[["object_id", "shown_from", "shown_until"]].merge(ends, on="object_id")
    until = _naive(shown["shown_until"]).fillna(pd.Timestamp.max.as_unit("s"))
    overlap = np.minimum(until, shown["end"]) - _naive(shown["shown_from"])
    days = np.bincount(
        shown["row"], (overlap.dt.total_seconds() / _SECONDS_A_DAY).clip(lower=0.0), minlength=len(object_id)
    )
    return pd.Series(days, index=object_id.index)


def _naive(times: pd.Series) -> pd.Series:
    return pd.to_datetime(times, utc=True).dt.tz_localize(None)
