"""Do groups differ in how soon a cause occurs? The log-rank test, where there is enough to test."""

from typing import NamedTuple

import pandas as pd

MINIMUM_EVENTS = 10


class LogRank(NamedTuple):
    """`statistic` is χ² on `freedom` degrees; the three are None where no test was made.

    `groups`: one row a group: group, objects, events.
    """

    statistic: float | None
    freedom: int | None
    p_value: float | None
    words: str
    groups: pd.DataFrame


def compare(frame: pd.DataFrame, by: str, cause: int) -> LogRank:
    """Log-rank test of the cause-specific hazard between the groups in column `by`; other causes censor.

    Mantel, Cancer Chemotherapy Reports 50 (1966), by statsmodels. Only where at least two groups exist and
    each has 10 events or more; otherwise words say what is missing. Rows without a group are left out.
    """
    rows = frame[frame[by].notna()]
    happened = rows["event"] == cause
    groups = (
        pd.DataFrame({"group": rows[by], "events": happened})
        .groupby("group", observed=True)["events"]
        .agg(objects="size", events="sum")
        .reset_index()
    )
    short = groups[groups["events"] < MINIMUM_EVENTS]
    if len(groups) < 2:
        return LogRank(None, None, None, "There is only one group, so nothing to compare.", groups)
    if len(short):
        return LogRank(None, None, None, _too_few(short), groups)
    from statsmodels.duration.survfunc import survdiff

    code, _ = pd.factorize(rows[by])
    statistic, p_value = survdiff(rows["duration"].to_numpy(dtype=float), happened.to_numpy(dtype=int), code)
    return LogRank(float(statistic), len(groups) - 1, float(p_value), _words(float(p_value)), groups)


def _too_few(short: pd.DataFrame) -> str:
    lacking = ", ".join(f"{row.group} has {row.events}" for row in short.itertuples())
    return f"Too early to compare: each group needs {MINIMUM_EVENTS} events, and {lacking}."


def _words(p_value: float) -> str:
    stated = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    if p_value < 0.05:
        return f"The groups differ by more than chance explains (log-rank, {stated})."
    return f"No clear difference between the groups (log-rank, {stated})."
