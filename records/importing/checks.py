"""Rules that one row must keep: sizes, order of times, what belongs together."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from records.importing.columns import Circumstances
from records.importing.findings import Findings
from records.importing.targets import Target

# The least that a count may be, by table and column; the database holds the same rules.
_LEAST = {
    ("shares", "n"): 1,
    ("views", "n"): 0,
    ("outcomes", "people"): 0,
    ("display_periods", "slot"): 1,
    ("benchmarks", "age_days"): 0,
    ("benchmarks", "n"): 0,
    ("benchmarks", "x"): 0,
}


def check(frame: pd.DataFrame, target: Target, circumstances: Circumstances, findings: Findings) -> None:
    """Reject the rows of `frame` (one a row of the chunk) that break a rule of their table."""
    for name in frame.columns:
        least = _LEAST.get((target.name, str(name)))
        if least is not None:
            _reject(findings, frame, frame[name] < least, str(name), f"less than {least}")
    for first, then in target.ordered:
        if {first, then} <= set(frame.columns):
            _reject(findings, frame, frame[then] < frame[first], then, f"before {first}")
    own = _OWN.get(target.name)
    if own is not None:
        own(frame, circumstances, findings)


def _reject(findings: Findings, frame: pd.DataFrame, wrong: Any, name: str, reason: str) -> None:
    for at in np.flatnonzero(pd.Series(wrong).fillna(False).to_numpy(dtype=bool)):
        findings.reject(int(at), name, _text(frame[name].iloc[at]), reason)


def _text(value: Any) -> Any:
    return value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else value


def _check_tips(frame: pd.DataFrame, _circumstances: Circumstances, findings: Findings) -> None:
    if not {"assessment", "assessed_at"} <= set(frame.columns):
        return
    early = (frame["assessment"] == "pending") & frame["assessed_at"].notna()
    for at in np.flatnonzero(early):
        findings.warn(
            int(at), "assessed_at", None, "the tip is pending: the time of assessment is not stored"
        )
    frame.loc[early, "assessed_at"] = pd.NaT


def _check_outcomes(frame: pd.DataFrame, _circumstances: Circumstances, findings: Findings) -> None:
    absent = pd.Series(True, index=frame.index)
    for name in ("case_id", "object_id"):
        if name in frame.columns:
            absent &= frame[name].isna()
    open_ = np.flatnonzero(absent & ~findings.rejected)
    findings.reject_all([int(at) for at in open_], "case_id", "neither a case nor an object is named")


def _check_periods(frame: pd.DataFrame, circumstances: Circumstances, findings: Findings) -> None:
    same = frame["shown_from"] == frame["shown_until"] if "shown_until" in frame.columns else False
    if same is not False:
        _reject(findings, frame, same, "shown_until", "the same as shown_from: the period has no length")
    reason = f"the campaign has {circumstances.slots} slots"
    _reject(findings, frame, frame["slot"] > circumstances.slots, "slot", reason)
    if "propensity" in frame.columns:
        outside = (frame["propensity"] <= 0) | (frame["propensity"] > 1)
        _reject(findings, frame, outside, "propensity", "a probability above 0 and at most 1")


def _check_benchmarks(frame: pd.DataFrame, _circumstances: Circumstances, findings: Findings) -> None:
    _reject(
        findings, frame, frame["x"] > frame["n"], "x", "more than n: an outcome of more items than there are"
    )


_OWN: dict[str, Callable[[pd.DataFrame, Circumstances, Findings], None]] = {
    "tips": _check_tips,
    "outcomes": _check_outcomes,
    "display_periods": _check_periods,
    "benchmarks": _check_benchmarks,
}
