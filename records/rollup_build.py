"""Filling rollups: wholly, or again for the keys of some days and objects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import bulk
from records.periods import Grain, month_start, next_month_start, period
from records.rollup_tables import CLASS, ROLLUPS, SOURCES, Rollup, dimension, measures, with_class

_WINDOWS = sa.Table(
    "stale",
    sa.MetaData(),
    sa.Column("object_id", sa.Text),
    sa.Column("first", sa.Date),
    sa.Column("next", sa.Date),
)


@dataclass(frozen=True)
class _Stale:
    """Temporary tables of half-open windows of days, of each object and of all objects together."""

    by_object: sa.Table
    by_day: sa.Table

    def of(self, table: sa.FromClause) -> sa.Table:
        return self.by_object if "object_id" in table.c else self.by_day


def fill_all(db: Connection, rollup: Rollup) -> None:
    """Fill both tables of an emptied rollup; those wider than it must be filled already."""
    db.execute(_insert(rollup, rollup.day_table, _rows(rollup, whole=True)))
    db.execute(_insert(rollup, rollup.month_table, rollup.day_table))


def widest_first(source: str) -> list[Rollup]:
    """The rollups of a source in the order in which they can be summed from each other."""
    return [rollup for rollup in reversed(ROLLUPS) if rollup.source == source]


def recompute(db: Connection, source: str, keys: Collection[tuple[date, str]]) -> None:
    """Recompute exactly the cells that count the (day, object) keys, in every rollup of `source`."""
    days = [(object_id, day, day + timedelta(days=1)) for day, object_id in keys]
    months = {(object_id, month_start(day), next_month_start(day)) for day, object_id in keys}
    stale_days = _stage(db, "day", days)
    stale_months = _stage(db, "month", months)
    for rollup in widest_first(source):
        _again(db, rollup, rollup.day_table, _rows(rollup, whole=False), stale_days)
        _again(db, rollup, rollup.month_table, rollup.day_table, stale_months)


def _stage(db: Connection, grain: Grain, windows: Collection[tuple[str, date, date]]) -> _Stale:
    frame = pd.DataFrame(sorted(windows), columns=["object_id", "first", "next"])
    whole = frame[["first", "next"]].drop_duplicates().sort_values("first")
    return _Stale(
        bulk.staging(db, _WINDOWS, frame, f"stale_{grain}_object"),
        bulk.staging(db, _WINDOWS, whole, f"stale_{grain}"),
    )


def _again(db: Connection, rollup: Rollup, target: sa.Table, rows: sa.Table, stale: _Stale) -> None:
    windows = stale.of(target).c
    if "object_id" in target.c:
        pairs = sa.select(windows.object_id, windows.first)
        db.execute(sa.delete(target).where(sa.tuple_(target.c.object_id, target.c.day).in_(pairs)))
    else:
        db.execute(sa.delete(target).where(target.c.day.in_(sa.select(windows.first))))
    db.execute(_insert(rollup, target, rows, stale.of(target)))


def _rows(rollup: Rollup, *, whole: bool) -> sa.Table:
    wider = rollup.wider(whole=whole)
    return wider.day_table if wider else SOURCES[rollup.source]


def _insert(rollup: Rollup, target: sa.Table, rows: sa.Table, windows: sa.Table | None = None) -> sa.Insert:
    """INSERT of the sums over `rows` (raw, or a day table) in key order: of all, or of those in `windows`."""
    grain: Grain = "month" if target is rollup.month_table else "day"
    return target.insert().from_select(
        [*rollup.key, *rollup.measures],
        summed(rollup, rows, grain, windows).order_by(*_keys(rollup, rows, grain)),
    )


def summed(rollup: Rollup, rows: sa.Table, grain: Grain, windows: sa.Table | None = None) -> sa.Select[Any]:
    """What the rollup should hold at `grain`, computed from raw rows or from a day table."""
    raw = rows is SOURCES[rollup.source]
    sums = measures(rollup.source) if raw else {name: total(rows.c[name]) for name in rollup.measures}
    keys = _keys(rollup, rows, grain)
    joined: sa.FromClause = rows
    if windows is not None:
        joined = windows.join(rows, _within(rows, windows, grain))
    if any(name in CLASS and name not in rows.c for name in rollup.dimensions):
        joined = with_class(joined, rows)
    columns = [key.label(name) for name, key in zip(rollup.key, keys, strict=True)]
    columns += [sums[name].label(name) for name in rollup.measures]
    return sa.select(*columns).select_from(joined).group_by(*keys)


def _keys(rollup: Rollup, rows: sa.Table, grain: Grain) -> list[sa.ColumnElement[Any]]:
    return [period(grain, rows.c.day) if name == "day" else dimension(rows, name) for name in rollup.key]


def _within(rows: sa.Table, windows: sa.Table, grain: Grain) -> sa.ColumnElement[bool]:
    """Whether a row lies in a window: compared by equality where that says it, for the planner's sake."""
    conditions = [rows.c.object_id == windows.c.object_id] if "object_id" in windows.c else []
    if grain == "day":
        conditions.append(rows.c.day == windows.c.first)
    else:
        conditions += [rows.c.day >= windows.c.first, rows.c.day < windows.c.next]
    return sa.and_(*conditions)


def total(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """A sum that stays a whole number (PostgreSQL's sum of bigint is numeric)."""
    return sa.cast(sa.func.sum(column), sa.BigInteger)
