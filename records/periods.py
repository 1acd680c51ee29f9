"""The week or month that contains a local day, in SQL alike on SQLite and PostgreSQL."""

from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

Grain = Literal["day", "week", "month"]


class first_day_of(GenericFunction[date]):  # noqa: N801 -- reads as the SQL function it is
    """`first_day_of('week' | 'month', day)`: the Monday, or the first, of the period that contains a day."""

    type = sa.Date()
    inherit_cache = True


@compiles(first_day_of, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    grain, day = element.clauses
    column = compiler.process(day, **options)
    return f"CAST(date_trunc('{grain.name}', CAST({column} AS timestamp)) AS date)"


@compiles(first_day_of, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    grain, day = element.clauses
    # A Monday is the first Monday on or after six days before.
    steps = {"week": "'-6 days', 'weekday 1'", "month": "'start of month'"}[grain.name]
    return f"date({compiler.process(day, **options)}, {steps})"


def period(grain: Grain, day: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The period of `grain` that contains a day, named by its first day. Weeks begin on Monday (ISO 8601)."""
    return day if grain == "day" else first_day_of(sa.literal_column(grain, sa.Text), day)


def month_start(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def next_month_start(day: date) -> date:
    """The first of the following month."""
    return month_start(month_start(day) + timedelta(days=31))
