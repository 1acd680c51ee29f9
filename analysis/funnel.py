"""From published object to safeguarded child: each step on its own denominator, shares with Wilson intervals.

Identified is not located: many identified objects turn out to be sold too widely. A trail eliminated is a
useful result, so it is a step of its own beside located, never a failure. Views and people have no
denominator.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import proportion


class Step(NamedTuple):
    """One row of the funnel; `of` is the key of its denominator, None where a share would mean nothing."""

    key: str
    label: str
    group: str
    of: str | None


STEPS = (
    Step("views", "Page views", "Attention", None),
    Step("tips", "Tips", "Attention", None),
    Step("assessed", "Assessed", "Work on tips", "tips"),
    Step("actionable", "Actionable", "Work on tips", "assessed"),
    Step("published", "Published", "Objects", None),
    Step("identified", "Identified", "Objects", "published"),
    Step("located", "Located", "Objects", "published"),
    Step("eliminated", "Trail eliminated", "Objects", "published"),
    Step("undecided", "Identified, still open", "Objects", "published"),
    Step("cases", "Cases", "Cases and people", None),
    Step("referred", "Referred", "Cases and people", "cases"),
    Step("resolved", "Resolved", "Cases and people", "cases"),
    Step("prosecuted", "Prosecuted", "Cases and people", "cases"),
    Step("children", "Children safeguarded", "Cases and people", None),
)
_NUMBERS = ("share", "low", "high", "per_hundred_views")


def steps(counts: Mapping[str, int | None]) -> pd.DataFrame:
    """One row a step of `STEPS`, in their order: step, label, group, count, of, share, low, high,
    per_hundred_views, too_early.

    `counts`: by step key; one that is absent or None is missing, which is not zero. `count` and `of` (the
    denominator) are nullable whole numbers. `share`, `low`, `high`: fractions, Wilson 95 %; NaN without a
    denominator above 0. `per_hundred_views`: of tips only, without an interval, as all tips are counted and
    come in bursts. `too_early` (under 30 assessed tips or 10 actionable) is about actionable tips only.
    ValueError for an unknown key, a negative count and a count above its denominator.
    """
    unknown = set(counts) - {step.key for step in STEPS}
    if unknown:
        raise ValueError(f"no such step: {', '.join(sorted(unknown))}")
    return pd.DataFrame([_row(step, counts) for step in STEPS]).astype(
        {"count": "Int64", "of": "Int64", **dict.fromkeys(_NUMBERS, "float64")}
    )


def _row(step: Step, counts: Mapping[str, int | None]) -> dict[str, object]:
    count, of = counts.get(step.key), counts.get(step.of) if step.of else None
    if count is not None and count < 0:
        raise ValueError(f"{step.key} must be at least 0, not {count}")
    share, low, high = _share(count, of, step)
    return {
        "step": step.key,
        "label": step.label,
        "group": step.group,
        "count": count,
        "of": of,
        "share": share,
        "low": low,
        "high": high,
        "per_hundred_views": _per_hundred(count, counts.get("views")) if step.key == "tips" else np.nan,
        "too_early": step.key == "actionable" and proportion.too_early(of or 0, count or 0),
    }


def _share(count: int | None, of: int | None, step: Step) -> tuple[float, float, float]:
    if count is None or not of:
        if count and of == 0:
            raise ValueError(f"{step.key} ({count}) cannot exceed {step.of} (0)")
        return np.nan, np.nan, np.nan
    if count > of:
        raise ValueError(f"{step.key} ({count}) cannot exceed {step.of} ({of})")
    return count / of, *proportion.interval(count, of)


def _per_hundred(tips: int | None, views: int | None) -> float:
    return np.nan if tips is None or not views else 100 * tips / views
