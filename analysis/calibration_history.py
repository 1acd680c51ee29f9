"""The history that calibration is judged on, from the records: what was recommended, and what came of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.exposure_calendar import instant


def history(
    recommendations: pd.DataFrame,
    rotations: pd.DataFrame,
    tips: pd.DataFrame,
    now: object,
    period_days: int = 7,
) -> pd.DataFrame:
    """One row per published rotation and object that it kept or showed.

    Columns: rotation_id, object_id, at (published), probability, low, high, propensity, identified, known_at.
    `identified`: whether a tip received within `period_days` of `at` identified the object; missing while
    the period runs, or while it has tips unassessed or leads open and none that identified. `known_at`: when
    that was settled: the last assessment or result among those tips, at the earliest the period's end.
    `recommendations`, `rotations`, `tips`: records, as in `analysis.exposure`. Undone rotations are left out.
    """
    done = rotations[rotations["published_at"].notna() & rotations["undone_at"].isna()]
    shown = recommendations[recommendations["action"].isin(["keep", "show"])]
    rows = shown.merge(done[["rotation_id", "published_at"]], on="rotation_id")
    rows["at"] = pd.to_datetime(rows["published_at"], utc=True)
    rows["ends"] = rows["at"] + pd.Timedelta(days=period_days)
    rows = rows.join(_settlement(rows, tips))
    over = rows["ends"] <= instant(now)
    rows["identified"] = rows["found"].astype("boolean").where(rows["found"] | (over & ~rows["open"]))
    rows["known_at"] = rows[["ends", "last"]].max(axis=1)
    columns = ["rotation_id", "object_id", "at", "probability", "low", "high", "propensity", "identified"]
    return rows[[*columns, "known_at"]].sort_values(["at", "object_id"], ignore_index=True)


def _settlement(rows: pd.DataFrame, tips: pd.DataFrame) -> pd.DataFrame:
    """Per row: found (a tip of the period identified), open (one still may), last (time of the last word)."""
    received = pd.to_datetime(tips["received_at"], utc=True)
    words = pd.DataFrame(
        {name: pd.to_datetime(tips[name], utc=True) for name in ("assessed_at", "investigated_at")}
    )
    states = pd.DataFrame(
        {
            "object_id": tips["object_id"],
            "received": received,
            "found": tips["investigation"] == "identified",
            "open": (tips["assessment"] == "pending")
            | ((tips["assessment"] == "actionable") & tips["investigation"].isin(["none", "open"])),
            "last": words.max(axis=1),
        }
    )
    keyed = rows[["object_id", "at", "ends"]].reset_index(names="row").merge(states, on="object_id")
    inside = keyed[(keyed["received"] >= keyed["at"]) & (keyed["received"] < keyed["ends"])]
    found = inside.groupby("row").agg(found=("found", "any"), open=("open", "any"), last=("last", "max"))
    result = found.reindex(rows.index)
    for flag in ("found", "open"):
        result[flag] = np.asarray(result[flag].astype("boolean").fillna(False), dtype=bool)
    return result
