"""Where counts are read from: the smallest rollups that cover the question, else the raw rows.

A question is a source (tips, progress, shares, views), its filters, the dimensions to group by and a grain of
time. Long periods without a finer grain read whole months and their ragged ends by day. Whatever is chosen,
the rows of the answer are the same; only the time it takes differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from queries.filters import Filters
from records.periods import Grain, month_start, next_month_start, period
from records.rollup_tables import (
    CLASS,
    MEASURES,
    SOURCES,
    Rollup,
    dimension,
    measures,
    of_source,
    total,
    with_class,
)
from records.rollup_tables import Grain as Stored

# filter → the dimension that it needs, by source
_NEEDS = {
    "tips": {"country": "origin_country", "channel": "channel"},
    "progress": {"country": "origin_country", "channel": "channel"},
    "shares": {"country": "country", "network": "network"},
    "views": {"country": "country", "network": "network"},
}


@dataclass(frozen=True)
class Question:
    """What to count: rows of `source` within `filters`, by `by` and by periods of `grain`."""

    source: str
    filters: Filters
    by: tuple[str, ...] = ()
    grain: Grain | None = None

    @property
    def needed(self) -> set[str]:
        """The dimensions that a table must have to answer, apart from what objects are."""
        filtered = {name for key, name in _NEEDS[self.source].items() if getattr(self.filters, key)}
        return set(self.by) | filtered


# Building a statement takes longer than running it on a small rollup, and pages ask the same again and again.
@lru_cache(maxsize=512)
def counts(question: Question) -> sa.Select[Any]:
    """One row a combination of `by` (and period) that has any: these columns, then the measures.

    Without any grouping: exactly one row. Rows come ordered by their columns.
    """
    parts = _parts(question)
    if all(table is SOURCES[question.source] for table, _ in parts):
        return raw_counts(question)
    selects = [_part(replace(question, filters=filters), table) for table, filters in parts]
    rows = selects[0].subquery() if len(selects) == 1 else sa.union_all(*selects).subquery()
    keys = [rows.c[name] for name in (*question.by, *([question.grain] if question.grain else []))]
    return _grouped(keys, {name: total(rows.c[name]) for name in MEASURES[question.source]}, rows)


def raw_counts(question: Question) -> sa.Select[Any]:
    """The same answer from the raw rows."""
    table = SOURCES[question.source]
    keys = [dimension(table, name).label(name) for name in question.by] + _period(question, table)
    rows = with_class(table) if question.needed & set(CLASS) else table
    return _grouped(keys, measures(question.source), rows).where(question.filters.where(table))


def covering(question: Question, grain: Stored) -> Rollup | None:
    """The smallest rollup of `grain` that can answer, or None where the raw rows are the better way."""
    about = question.filters
    objects = {"object_id"} if about.objects() is not None else set()
    # One by category and agency has far fewer rows than one by object.
    classes = objects if about.object else {name for name in CLASS if getattr(about, name)}
    *marginal, cube = of_source(question.source)
    for more in (classes, objects):
        for rollup in marginal:
            if grain in rollup.grains and question.needed | more <= set(rollup.dimensions):
                return rollup
    # The cube lies in the order of objects; without any chosen, the raw rows' own indexes are quicker.
    return cube if objects and grain in cube.grains and question.needed <= set(cube.dimensions) else None


def _grouped(
    keys: Sequence[sa.ColumnElement[Any]], sums: dict[str, sa.ColumnElement[int]], rows: sa.FromClause
) -> sa.Select[Any]:
    columns = [sa.func.coalesce(value, 0).label(name) for name, value in sums.items()]
    statement = sa.select(*keys, *columns).select_from(rows)
    if not keys:
        return statement
    inner = [key.element if isinstance(key, sa.Label) else key for key in keys]
    return statement.group_by(*inner).having(sums["n"] > 0).order_by(*inner)


def _part(question: Question, table: sa.Table) -> sa.Select[Any]:
    """The rows of one table that belong to the answer, not yet summed (raw ones are)."""
    if table is SOURCES[question.source]:
        return raw_counts(question).order_by(None)
    keys = [table.c[name] for name in question.by] + _period(question, table)
    sums = (table.c[name] for name in MEASURES[question.source])
    return sa.select(*keys, *sums).where(question.filters.where(table))


def _period(question: Question, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    return [period(question.grain, table.c.day).label(question.grain)] if question.grain else []


def _parts(question: Question) -> list[tuple[sa.Table, Filters]]:
    """Which tables to read, each with the part of the period that it answers for."""
    filters = question.filters
    days = covering(question, "day")
    by_day = days.day_table if days else SOURCES[question.source]
    months = covering(question, "month")
    whole = _whole_months(filters.from_, filters.to)
    if question.grain in ("day", "week") or whole is None or months is None:
        return [(by_day, filters)]
    first, end = whole
    last = end - timedelta(days=1) if end else None
    parts = [(months.month_table, replace(filters, from_=first, to=last))]
    if first and filters.from_ != first:
        parts.append((by_day, replace(filters, to=first - timedelta(days=1))))
    if end and filters.to and filters.to >= end:
        parts.append((by_day, replace(filters, from_=end)))
    return parts


def _whole_months(first: date | None, last: date | None) -> tuple[date | None, date | None] | None:
    """The half-open run of whole months within a period (open ends stay open), or None where it has none."""
    start = first if first is None or first.day == 1 else next_month_start(first)
    end = None if last is None else month_start(last + timedelta(days=1))
    return None if start and end and start >= end else (start, end)
