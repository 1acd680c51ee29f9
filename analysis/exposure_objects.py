"""What the records say of each object now: place, holds, scores, and whether it may be shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.exposure_calendar import SPAN, Calendar, Periods, seconds

SOLVED = ("object_identified", "origin_located", "trail_eliminated")
WEEK = 7 * 86_400


def catalogue(objects: pd.DataFrame, cases: pd.DataFrame | None) -> pd.DataFrame:
    """object_id, category and agency, in the order given; the agency is the case's."""
    frame = pd.DataFrame({"object_id": objects["object_id"].to_numpy(dtype=object)})
    frame["category"] = objects["category"].to_numpy(dtype=object)
    if cases is None:
        own = objects["agency"].to_numpy(dtype=object) if "agency" in objects.columns else None
        return frame.assign(agency=own)
    agency = cases.set_index("case_id")["agency"]
    return frame.assign(agency=objects["case_id"].map(agency).to_numpy(dtype=object))


def display(shown: Periods, days: Calendar) -> dict[str, Any]:
    """displayed, slot and weeks_displayed_now; a change of slot without a gap goes on counting."""
    count = days.shape[0]
    displayed, slot, weeks = np.zeros(count, dtype=bool), np.full(count, np.nan), np.zeros(count)
    since: dict[int, tuple[int, int]] = {}
    for row, begins, ends, place in zip(shown.row, shown.begins, shown.ends, shown.slot, strict=True):
        last = since.get(int(row))
        start = last[0] if last is not None and last[1] >= begins else int(begins)
        since[int(row)] = (start, int(ends))
        if ends > days.now:
            displayed[row], slot[row], weeks[row] = True, place, (days.now - start) / WEEK
    return {"displayed": displayed, "slot": slot, "weeks_displayed_now": weeks}


def holds(frame: pd.DataFrame | None, days: Calendar) -> NDArray[np.object_]:
    """none, keep or withhold in force now; where both are, withhold."""
    result = np.full(days.shape[0], "none", dtype=object)
    if frame is None:
        return result
    in_force = (seconds(frame["from_at"]) <= days.now) & (seconds(frame["until_at"]) > days.now)
    rows, kinds = days.rows(frame["object_id"]), frame["kind"].to_numpy(dtype=object)
    for kind in ("keep", "withhold"):
        result[rows[in_force & (rows >= 0) & (kinds == kind)]] = kind
    return result


def identified(outcomes: pd.DataFrame | None, days: Calendar) -> NDArray[np.bool_]:
    """Whether an outcome by now says that the object was identified, located or its trail eliminated."""
    if outcomes is None:
        return np.zeros(days.shape[0], dtype=bool)
    rows = days.rows(outcomes["object_id"])
    found = (rows >= 0) & outcomes["kind"].isin(SOLVED).to_numpy()
    if "occurred_at" in outcomes.columns:
        when = seconds(outcomes["occurred_at"])
        found &= (when <= days.now) | (when == SPAN - 1)
    return np.bincount(rows[found], minlength=days.shape[0]) > 0


def available(objects: pd.DataFrame, cases: pd.DataFrame | None, days: Calendar) -> NDArray[np.bool_]:
    """Released for display by now, not retired, and of a case that is not closed."""
    begins = seconds(objects["available_from"])
    begun = (begins <= days.now) | (begins == SPAN - 1)  # no date: from the outset
    may: NDArray[np.bool_] = begun & (seconds(objects["available_until"]) > days.now)
    if cases is not None:
        status = objects["case_id"].map(cases.set_index("case_id")["status"])
        may = may & (status != "closed").to_numpy()
    return may


def latest_scores(scores: pd.DataFrame | None, days: Calendar) -> NDArray[np.float64]:
    """The analysts' latest score by now, 0–5; NaN where there is none."""
    result = np.full(days.shape[0], np.nan)
    if scores is None or scores.empty:
        return result
    when = seconds(scores["scored_at"])
    rows, values = days.rows(scores["object_id"]), scores["identifiability"].to_numpy(dtype=float)
    for place in np.argsort(when, kind="stable"):
        if rows[place] >= 0 and when[place] <= days.now:
            result[rows[place]] = values[place]
    return result
