"""Data quality, always visible: what share of the records is late, incomplete, doubled or out of place."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import proportion


class Check(NamedTuple):
    """One line: `key` of `of`, both keys of the counts; `label` reads after "how many are"."""

    key: str
    of: str
    label: str


CHECKS = (
    Check("pending", "tips", "waiting for assessment"),
    Check("unlocated", "tips", "without a country of origin"),
    Check("duplicate", "tips", "duplicates"),
    Check("spam", "tips", "spam"),
    Check("outside", "tips", "outside any display period"),
    Check("out_of_order", "tips", "with timestamps out of order"),
    Check("late", "tips", "revised after their day was reported"),
    Check("clicks", "shares", "share clicks, which are not shares"),
    Check("rejected", "read", "rows rejected on import"),
)


def checks(counts: Mapping[str, int | None]) -> pd.DataFrame:
    """One row a check whose count is known: check, label, count, of, share, low, high (Wilson 95 %).

    `counts`: by the keys of `CHECKS`; what is absent or None was not looked at and has no row. Share, low
    and high are NaN where there is nothing to be a share of. ValueError where a count exceeds what it is of.
    """
    rows = []
    for check in CHECKS:
        count, of = counts.get(check.key), counts.get(check.of)
        if count is not None and of is not None:
            rows.append({"check": check.key, "label": check.label, "count": count, "of": of})
    frame = pd.DataFrame(rows, columns=["check", "label", "count", "of"])
    frame = frame.astype({"check": "str", "label": "str", "count": "int64", "of": "int64"})
    measured = proportion.shares(frame, "count", "of").drop(columns="too_early")
    measured.loc[measured["of"] == 0, ["low", "high"]] = np.nan
    return measured
