"""Where counts are read from: the smallest rollup that covers the question, else the raw rows.

A question is a source (tips, shares, views), its filters, the dimensions to group by and a grain of time.
Long periods without a finer grain read whole months and their ragged ends by day. Whatever is chosen, the
rows of the answer are the same; only the time it takes differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from queries.filters import Filters
from records.periods import Grain, month_start, next_month_start, period
from records.rollup_tables import CLASS, ROLLUPS, SOURCES, Rollup, dimension, measures

# filter → the dimension that it needs, by source
_NEEDS = {
    "tips": {"country": "origin_country", "channel": "channel"},
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


# Building a statement takes longer than running it on a small rollup, and pages ask the same again and again.
@lru_cache(maxsize=512)
def counts(question: Question) -> sa.Select[Any]:
    """One row a combination of `by` (and period) that has any: these columns, then the measures.

    Without any grouping: exactly one row. Rows come ordered by their columns.
    """
    rollup = covering(question)
    return raw_counts(question) if rollup is None else _rolled_up(question, rollup)


def covering(question: Question) -> Rollup | None:
    """The smallest rollup that can answer, or None where only the raw rows can."""
    needed, about = set(question.by) | _filtered(question), question.filters
    objects = {"object_id"} if about.objects() is not None else set()
    # One by category and agency has far fewer rows than one by object.
    classes = {name for name in CLASS if getattr(about, name)} if not about.object else objects
    for more in (classes, objects):
        for rollup in ROLLUPS:
            if rollup.source == question.source and needed | more <= set(rollup.dimensions):
                return rollup
    return None


def raw_counts(question: Question) -> sa.Select[Any]:
    """The same answer from the raw rows."""
    table, source = SOURCES[question.source], question.source
    keys: list[sa.ColumnElement[Any]] = [dimension(table, name).label(name) for name in question.by]
    if question.grain:
        keys.append(period(question.grain, table.c.day).label(question.grain))
    sums = [sa.func.coalesce(value, 0).label(name) for name, value in measures(source).items()]
    return _grouped(keys, sums, table).where(question.filters.where(table))


def _filtered(question: Question) -> set[str]:
    return {name for key, name in _NEEDS[question.source].items() if getattr(question.filters, key)}


def _rolled_up(question: Question, rollup: Rollup) -> sa.Select[Any]:
    parts = [_part(question, rollup, table, window) for table, window in _tables(question, rollup)]
    rows = parts[0].subquery() if len(parts) == 1 else sa.union_all(*parts).subquery()
    keys = [rows.c[name] for name in (*question.by, *([question.grain] if question.grain else []))]
    sums = [
        sa.func.coalesce(sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger), 0).label(name)
        for name in rollup.measures
    ]
    return _grouped(keys, sums, rows)


def _grouped(
    keys: Sequence[sa.ColumnElement[Any]], sums: Sequence[sa.ColumnElement[Any]], rows: sa.FromClause
) -> sa.Select[Any]:
    statement = sa.select(*keys, *sums).select_from(rows)
    if not keys:
        return statement
    inner = [key.element if isinstance(key, sa.Label) else key for key in keys]
    return statement.group_by(*inner).order_by(*inner)


def _part(question: Question, rollup: Rollup, table: sa.Table, filters: Filters) -> sa.Select[Any]:
    keys: list[sa.ColumnElement[Any]] = [table.c[name] for name in question.by]
    if question.grain:
        keys.append(period(question.grain, table.c.day).label(question.grain))
    return sa.select(*keys, *(table.c[name] for name in rollup.measures)).where(filters.where(table))


def _tables(question: Question, rollup: Rollup) -> list[tuple[sa.Table, Filters]]:
    """Which tables to read, each with the part of the period that it answers for."""
    filters = question.filters
    months = _whole_months(filters.from_, filters.to)
    if question.grain in ("day", "week") or months is None:
        return [(rollup.day_table, filters)]
    first, end = months
    last = end - timedelta(days=1) if end else None
    parts = [(rollup.month_table, replace(filters, from_=first, to=last))]
    if first and filters.from_ != first:
        parts.append((rollup.day_table, replace(filters, to=first - timedelta(days=1))))
    if end and filters.to and filters.to >= end:
        parts.append((rollup.day_table, replace(filters, from_=end)))
    return parts


def _whole_months(first: date | None, last: date | None) -> tuple[date | None, date | None] | None:
    """The half-open run of whole months within a period (open ends stay open), or None where it has none."""
    start = first if first is None or first.day == 1 else next_month_start(first)
    end = None if last is None else month_start(last + timedelta(days=1))
    return None if start and end and start >= end else (start, end)
