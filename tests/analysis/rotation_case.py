"""Tables of objects for the tests of the rotation index."""

from typing import Any

import numpy as np
import pandas as pd

NOW = pd.Timestamp("2026-06-01T08:00Z")


def table(count: int, displayed: int = 0, **columns: Any) -> pd.DataFrame:
    """`count` fresh objects OBJ-0000 …, the first `displayed` of them on display for five weeks."""
    on = np.arange(count) < displayed
    frame = pd.DataFrame(
        {
            "object_id": [f"OBJ-{i:04d}" for i in range(count)],
            "category": [f"category {i % 5}" for i in range(count)],
            "agency": [f"agency {i % 4}" for i in range(count)],
            "displayed": on,
            "slot": np.where(on, np.arange(count) + 1.0, np.nan),
            "weeks_displayed_now": np.where(on, 5.0, 0.0),
            "hold": "none",
            "eligible": True,
            "actionable": 0.0,
            "failed": 0.0,
            "pending": 0.0,
            "exposure": np.where(on, 4.0, 0.0),
            "open_exposure": np.where(on, 0.5, 0.0),
            "tips": np.where(on, 20.0, 0.0),
            "tip_exposure": np.where(on, 4.0, 0.0),
            "next_exposure": np.where(on, 0.3, 1.0),
            "identifiability": np.nan,
        }
    )
    return frame.assign(**columns)


def campaign(seed: int, count: int = 60, displayed: int = 20) -> pd.DataFrame:
    """A random but possible campaign, half way through."""
    g = np.random.default_rng(seed)
    on = np.arange(count) < displayed
    exposure = np.where(on | (g.random(count) < 0.5), g.gamma(2.0, 1.0, count), 0.0)
    rate = 0.25 * np.exp(1.3 * g.normal(size=count) - 0.845)
    actionable = g.poisson(rate * exposure * 0.7)
    failed = g.binomial(actionable, 0.4)
    return table(
        count,
        displayed,
        category=g.choice(["clothing", "toys", "interior", "packaging"], count),
        agency=g.choice(["north", "south", "east"], count),
        slot=np.r_[g.permutation(displayed) + 1.0, np.full(count - displayed, np.nan)],
        weeks_displayed_now=np.where(on, g.integers(0, 6, count).astype(float), 0.0),
        hold=g.choice(["none", "none", "none", "none", "keep", "withhold"], count),
        eligible=g.random(count) < 0.9,
        actionable=actionable.astype(float),
        failed=failed.astype(float),
        pending=g.binomial(actionable - failed, 0.5).astype(float),
        exposure=exposure,
        open_exposure=exposure * g.random(count) * 0.6,
        tips=g.poisson(5 * exposure).astype(float),
        tip_exposure=exposure,
        next_exposure=g.uniform(0.1, 1.1, count),
        identifiability=np.where(g.random(count) < 0.4, g.integers(0, 6, count), np.nan),
    )
