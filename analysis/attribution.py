"""Which display a tip belongs to: inside a half-open period, else in the grace after one, else none."""

import numpy as np
import pandas as pd

DISPLAYED, GRACE, UNATTRIBUTED = "displayed", "grace", "unattributed"
GRACE_DAYS = 14
_DAY = 86_400_000_000  # microseconds
_OPEN = int(np.iinfo(np.int64).max)
_ATTRIBUTION = pd.CategoricalDtype([DISPLAYED, GRACE, UNATTRIBUTED])


def attribute(tips: pd.DataFrame, periods: pd.DataFrame, grace_days: float = GRACE_DAYS) -> pd.DataFrame:
    """One row a tip, index and order as in `tips`: period_id (missing where none), attribution.

    `tips`: object_id, received_at. `periods`: period_id, object_id, shown_from, shown_until (missing while
    open); times without a zone are UTC. A tip is "displayed" when a period of its object contains it,
    [shown_from, shown_until); of overlapping ones the period begun last counts if it contains it, else the
    one that ends last. Otherwise it is "grace" within `grace_days` (24 h each, the end excluded) after the
    end of a period, of several the one ended last; otherwise "unattributed", as is a tip without an object.
    Being inside wins over any grace. ValueError for a period without a start or that ends before it, and for
    negative grace days.
    """
    if not grace_days >= 0:
        raise ValueError(f"grace_days must be at least 0, not {grace_days}")
    starts, ends = _instants(periods["shown_from"], None), _instants(periods["shown_until"], _OPEN)
    if bool(np.any(ends < starts)):
        wrong = periods["period_id"].iloc[int(np.argmax(ends < starts))]
        raise ValueError(f"display period {wrong!r} ends before it begins")
    received = _instants(tips["received_at"], -_OPEN)
    begun, longest = _PeriodIndex(periods["object_id"], starts, ends).candidates(tips["object_id"], received)
    ends = np.append(ends, -_OPEN)  # what −1, no period, points to
    inside_begun, inside_longest = received < ends[begun], received < ends[longest]
    inside = inside_begun | inside_longest
    after = received - np.where(longest >= 0, ends[longest], 0)
    in_grace = ~inside & (longest >= 0) & (after < grace_days * _DAY)
    chosen = np.where(inside_begun, begun, np.where(inside | in_grace, longest, -1))
    names = periods["period_id"]
    names = names.astype("Int64") if pd.api.types.is_integer_dtype(names) else names
    return pd.DataFrame(
        {
            "period_id": names.array.take(chosen, allow_fill=True),
            "attribution": pd.Categorical.from_codes(
                np.select([inside, in_grace], [0, 1], 2).astype(np.int8),
                dtype=_ATTRIBUTION,
            ),
        },
        index=tips.index,
    )


def summary(attributed: pd.DataFrame) -> pd.DataFrame:
    """How many tips are displayed, in grace and unattributed: attribution, tips; always all three rows."""
    counts = attributed["attribution"].value_counts().reindex([DISPLAYED, GRACE, UNATTRIBUTED], fill_value=0)
    return counts.rename_axis("attribution").rename("tips").reset_index().astype({"attribution": "str"})


class _PeriodIndex:
    """Periods sorted by (object, start), searched for all tips at once."""

    def __init__(self, objects: pd.Series, starts: np.ndarray, ends: np.ndarray) -> None:
        self.code, self.names = pd.factorize(objects)
        self.instants = np.unique(starts)
        self.order = np.lexsort((ends, starts, self.code))
        self.keys = self._key(self.code, np.searchsorted(self.instants, starts, side="right"))[self.order]
        self.latest_end = self._latest_end(ends[self.order])

    def _key(self, code: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """One whole number that sorts like (object, instant): no tip need be sorted."""
        return np.asarray(code.astype(np.int64) * (len(self.instants) + 1) + rank)

    def _latest_end(self, ends: np.ndarray) -> np.ndarray:
        """By sorted position, the position of the latest end among the object's periods begun so far."""
        position = np.arange(len(ends))
        by_end = np.lexsort((position, ends))
        rank = np.empty(len(ends), dtype=np.int64)
        rank[by_end] = position
        code = self.code[self.order]
        best = np.maximum.accumulate(code * len(ends) + rank) - code * len(ends)
        return np.asarray(by_end[best])

    def candidates(self, objects: pd.Series, received: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """By tip, rows of its object's period begun last and of that with the latest end; −1 without."""
        if not len(self.keys):
            nothing = np.full(len(received), -1)
            return nothing, nothing
        code = pd.Index(self.names).get_indexer(pd.Index(objects))
        rank = np.searchsorted(self.instants, received, side="right")
        at = np.searchsorted(self.keys, self._key(code, rank), side="right") - 1
        known = (code >= 0) & (at >= 0) & (self.code[self.order].take(at, mode="clip") == code)
        begun = np.where(known, self.order.take(at, mode="clip"), -1)
        longest = np.where(known, self.order.take(self.latest_end.take(at, mode="clip"), mode="clip"), -1)
        return begun, longest


def _instants(times: pd.Series, missing: int | None) -> np.ndarray:
    """Microseconds since 1970, UTC; `missing` stands for NaT, or None to refuse it."""
    utc = pd.to_datetime(times, utc=True).dt.as_unit("us")
    absent = utc.isna().to_numpy()
    if missing is None:
        if absent.any():
            raise ValueError("every display period needs shown_from")
        missing = 0
    return np.where(absent, missing, utc.astype("int64").to_numpy())
