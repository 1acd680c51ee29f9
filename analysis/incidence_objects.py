"""From objects to what cumulative incidence takes: how long each was observed, and what ended it."""

from datetime import date
from typing import Any

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
_SECOND = np.timedelta64(1, "s")


def observations(objects: pd.DataFrame, until: date, periods: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of `objects` published by `until`, with duration (days) and event (0, or of `CAUSES`) added.

    `objects`: object_id, published_on, identified_on, withdrawn_on (missing where not), thanks_to
    yes|no|unknown; other columns, such as category, are kept. The first of identification and withdrawal
    ends the observation, of both on one day the identification; later than `until` is censored at `until`.
    An end before the publication counts as one on its day.

    The clock is calendar days since publication; with `periods` (object_id, shown_from, shown_until, missing
    while open) it is exposure: days displayed until the end. Zone-aware times are taken in UTC.
    """
    now = np.datetime64(until, "s")
    rows = objects[_naive(objects["published_on"]) <= now]
    published, identified, withdrawn = (
        _naive(rows[column]) for column in ("published_on", "identified_on", "withdrawn_on")
    )
    known, gone = identified <= now, withdrawn <= now  # false where missing
    first = known & ~(gone & (withdrawn < identified))
    cause = np.array(
        [_CAUSE_OF.get(thanks, ATTRIBUTION_UNKNOWN) for thanks in rows["thanks_to"].tolist()], int
    )
    event = np.where(first, cause, np.where(gone, WITHDRAWN, CENSORED))
    end = np.where(first, identified, np.where(gone, withdrawn, now))
    if periods is None:
        duration = (end - published) / _SECOND / _SECONDS_A_DAY
    else:
        duration = displayed_days(rows["object_id"], pd.Series(end, index=rows.index), periods).to_numpy()
    return rows.assign(duration=np.maximum(duration, 0.0), event=event)


def displayed_days(object_id: pd.Series, end: pd.Series, periods: pd.DataFrame) -> pd.Series:
    """By row (index of `object_id`), the days that the object was displayed before `end`."""
    rows = pd.DataFrame({"object_id": object_id, "row": np.arange(len(object_id))})
    shown = periods[["object_id", "shown_from", "shown_until"]].merge(rows, on="object_id")
    until, stop = _naive(shown["shown_until"]), _naive(end)[shown["row"].to_numpy()]
    last = np.where(np.isnat(until), stop, np.minimum(until, stop))
    overlap = np.maximum((last - _naive(shown["shown_from"])) / _SECOND / _SECONDS_A_DAY, 0.0)
    days = np.bincount(shown["row"], overlap, minlength=len(object_id))
    return pd.Series(days, index=object_id.index)


def _naive(times: "pd.Series[Any]") -> np.ndarray:
    """Times without a zone, those with one in UTC."""
    plain = times if times.dtype.kind == "M" else pd.to_datetime(times, utc=True)
    return np.asarray(plain.dt.tz_convert(None) if plain.dt.tz is not None else plain)
