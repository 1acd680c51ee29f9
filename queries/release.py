"""The counts behind the protected release: whole calendar months, every margin as a row with `all`."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import source
from queries.filters import Filters
from queries.frames import frame
from records.tables import objects

ALL = "all"


def whole_months(first: date | None, last: date | None) -> tuple[date, date] | None:
    """First and last day of the whole calendar months within first … last, both included, or None."""
    if first is None or last is None:
        return None
    start = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    tomorrow = last + timedelta(days=1)
    end = tomorrow.replace(day=1) - timedelta(days=1)
    return (start, end) if start < end else None


def tips(db: Connection, first: date, last: date) -> pd.DataFrame:
    """One row an object, country of origin and month with tips: object_id, category, place, month, n."""
    counted = _monthly(db, "tips", ("object_id", "origin_country"), first, last)
    return _with_category(db, counted.rename(columns={"origin_country": "place"}))


def assessments(db: Connection, first: date, last: date) -> pd.DataFrame:
    """One row an assessment: assessment, count; and `all`."""
    filters = Filters(from_=first, to=last)
    row = frame(db, source.counts(source.Question("tips", filters))).to_dict("records")[0]
    kinds = ("actionable", "unusable", "duplicate", "spam", "pending")
    rows = [(kind, int(row[kind])) for kind in kinds] + [(ALL, int(row["n"]))]
    return pd.DataFrame(rows, columns=["assessment", "count"])


def shares(db: Connection, first: date, last: date) -> pd.DataFrame:
    """One row a network, country and month with shares: network, place, month, n."""
    counted = _monthly(db, "shares", ("network", "country"), first, last)
    return counted.rename(columns={"country": "place"})


def _monthly(db: Connection, of: str, by: tuple[str, ...], first: date, last: date) -> pd.DataFrame:
    filters = Filters(from_=first, to=last)
    counted = frame(db, source.counts(source.Question(of, filters, by, "month")))
    counted["month"] = counted["month"].dt.strftime("%Y-%m")
    return counted[[*by, "month", "n"]]


def _with_category(db: Connection, counted: pd.DataFrame) -> pd.DataFrame:
    known = frame(db, sa.select(objects.c.object_id, objects.c.category))
    return counted.merge(known, on="object_id", how="left").assign(
        category=lambda f: f["category"].fillna("unknown")
    )


def margins(counted: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The table crossed `by`, with every margin: the dimensions, then count. No row at all when nothing was
    counted."""
    parts = []
    for size in range(len(by) + 1):
        for kept in combinations(by, size):
            part = counted.groupby(list(kept), as_index=False)["n"].sum() if kept else _total(counted)
            parts.append(part.assign(**{name: ALL for name in by if name not in kept}))
    joined: pd.DataFrame = pd.concat(parts, ignore_index=True).rename(columns={"n": "count"})
    return joined[[*by, "count"]].astype({"count": "int64"})


def _total(counted: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"n": [int(counted["n"].sum())]})
