"""Records of a small campaign for the tests of exposure, in the columns of the record tables."""

from typing import Any

import numpy as np
import pandas as pd

DAY = pd.Timedelta(days=1)
LAUNCH = pd.Timestamp("2026-01-05T00:00Z")


def objects(*names: str, **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"object_id": list(names), "case_id": "C1", "category": "toys"})
    frame["available_from"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    frame["available_until"] = frame["available_from"]
    return frame.assign(**columns)


def periods(*rows: tuple[str, float, float | None], slot: int = 1) -> pd.DataFrame:
    """(object, first day, last day or None while open), in days since launch."""
    return pd.DataFrame(
        {
            "object_id": [name for name, _, _ in rows],
            "slot": slot,
            "shown_from": pd.to_datetime([LAUNCH + begins * DAY for _, begins, _ in rows], utc=True),
            "shown_until": pd.to_datetime(
                [pd.NaT if ends is None else LAUNCH + ends * DAY for _, _, ends in rows], utc=True
            ),
        }
    )


def tips(*rows: tuple[str, float, str, float | None, str]) -> pd.DataFrame:
    """(object, day received, assessment, day assessed or None, investigation), in days since launch."""
    return pd.DataFrame(
        {
            "object_id": pd.Series([row[0] for row in rows], dtype="str"),
            "received_at": pd.to_datetime([LAUNCH + row[1] * DAY for row in rows], utc=True),
            "assessment": pd.Series([row[2] for row in rows], dtype="str"),
            "assessed_at": pd.to_datetime(
                [pd.NaT if row[3] is None else LAUNCH + row[3] * DAY for row in rows], utc=True
            ),
            "investigation": pd.Series([row[4] for row in rows], dtype="str"),
        }
    )


def simulated(seed: int, count: int = 12, days: int = 60) -> dict[str, pd.DataFrame]:
    """A random campaign of records: periods with gaps, tips in and out of them, views, shares."""
    g = np.random.default_rng(seed)
    names = [f"OBJ-{i:02d}" for i in range(count)]
    spans: list[tuple[str, float, float | None]] = []
    for name in names[: count - 2]:
        begins = g.uniform(0, days / 2)
        ends = begins + g.uniform(3, 25)
        spans.append((name, begins, ends if ends < days else None))
        if g.random() < 0.5 and ends + 6 < days:
            spans.append((name, ends + g.uniform(0, 5), None))
    rows = []
    for _ in range(400):
        name, received = str(g.choice(names)), g.uniform(0, days)
        assessment = str(g.choice(["pending", "spam", "duplicate", "unusable", "actionable", "actionable"]))
        assessed = None if assessment == "pending" else received + g.exponential(10)
        ended = assessment == "actionable" and g.random() < 0.5
        rows.append((name, received, assessment, assessed, "no_lead" if ended else "none"))
    local = pd.date_range("2026-01-05", periods=days + 1)
    views = pd.DataFrame({"day": np.repeat(local, 2), "object_id": g.choice(names, 2 * len(local))})
    shares = pd.DataFrame({"day": g.choice(local, 300), "object_id": g.choice(names, 300)})
    return {
        "objects": objects(*names),
        "display_periods": periods(*spans),
        "tips": tips(*rows),
        "views": views.assign(n=g.integers(0, 50, len(views))),
        "shares": shares.assign(kind=g.choice(["share", "share", "click"], 300), n=g.integers(1, 6, 300)),
    }
