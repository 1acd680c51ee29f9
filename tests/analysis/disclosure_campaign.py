"""Small made-up campaigns as the linked tables of a release, for the attacker to try."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from analysis import disclosure

CROSSED = {
    "place_month": ("place", "month"),
    "object_month": ("object", "month"),
    "category_place": ("category", "place"),
    "object_region": ("object", "region"),
    "place": ("place",),
    "month": ("month",),
}
Nesting = Mapping[tuple[str, str], Mapping[Hashable, Hashable]]


def campaign(seed: int, most: int = 150) -> tuple[pd.DataFrame, Nesting]:
    """Tips, one row each (object, category, place, region, month, quarter, half-year, count 1), and what is
    part of what. At most 5 objects, 5 places and 5 months.
    """
    rng = np.random.default_rng(seed)
    objects, places, months = (int(rng.integers(2, 6)) for _ in range(3))
    n = int(rng.integers(10, most))
    drawn = {
        "object": _drawn(rng, [f"o{i}" for i in range(objects)], n),
        "place": _drawn(rng, [f"p{i}" for i in range(places)], n),
        "month": _drawn(rng, [f"2025-{i + 2:02d}" for i in range(months)], n),
    }
    nesting: Nesting = {
        ("object", "category"): {f"o{i}": f"c{rng.integers(2)}" for i in range(objects)},
        ("place", "region"): {f"p{i}": f"r{rng.integers(2)}" for i in range(places)},
        ("month", "quarter"): {f"2025-{m:02d}": f"2025-Q{(m + 2) // 3}" for m in range(1, 13)},
        ("month", "half-year"): {f"2025-{m:02d}": f"2025-H{(m + 5) // 6}" for m in range(1, 13)},
        ("quarter", "half-year"): {f"2025-Q{q}": f"2025-H{(q + 1) // 2}" for q in range(1, 5)},
    }
    tips = pd.DataFrame(drawn).assign(count=1)
    for fine, coarse in nesting:
        tips[coarse] = tips[fine].map(dict(nesting[fine, coarse]))
    return tips, nesting


def _drawn(rng: np.random.Generator, values: list[str], n: int) -> np.ndarray:
    return rng.choice(values, n, p=rng.dirichlet(np.full(len(values), 0.6)))


def tables(tips: pd.DataFrame, names: tuple[str, ...] = tuple(CROSSED)) -> dict[str, pd.DataFrame]:
    """The release's tables with every margin."""
    return {name: disclosure.with_margins(tips, "count", CROSSED[name]) for name in names}


def truth_of(tips: pd.DataFrame, printed: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The exact counts of the rows that were printed, counted anew at the level of each table."""
    exact = {}
    for name, frame in printed.items():
        by = [column for column in frame if column not in ("count", "state")]
        counted = disclosure.with_margins(tips, "count", by)
        exact[name] = frame[by].merge(counted, how="left", on=by).fillna({"count": 0})
    return exact
