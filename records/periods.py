"""The week or month that contains a local day, in SQL alike on SQLite and PostgreSQL."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from records.columns import Instant

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


class utc_day(GenericFunction[date]):  # noqa: N801
    """`utc_day(instant)`: the UTC day that contains an instant."""

    type = sa.Date()
    inherit_cache = True


class utc_hour(GenericFunction[str]):  # noqa: N801
    """`utc_hour(instant)`: the UTC hour that contains an instant, as text like `2025-06-01T13`."""

    type = sa.Text()
    inherit_cache = True


class days_after(GenericFunction[datetime]):  # noqa: N801
    """`days_after(instant, n)`: n times 24 hours after an instant."""

    type = Instant()
    inherit_cache = True


@compiles(days_after, "postgresql")
def _after_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    instant, days = (compiler.process(clause, **options) for clause in element.clauses)
    return (
        f"({instant} + make_interval(days => CAST({days} AS integer)))"  # sessions are in UTC: no summer time
    )


@compiles(days_after, "sqlite")
def _after_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    instant, days = (compiler.process(clause, **options) for clause in element.clauses)
    # Same text form as instants are stored in, so that comparing text compares instants.
    return f"strftime('%Y-%m-%d %H:%M:%f000', {instant}, {days} || ' days')"


@compiles(utc_day, "postgresql")
def _day_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC' AS date)"


@compiles(utc_day, "sqlite")
def _day_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10)"  # instants are UTC text


@compiles(utc_hour, "postgresql")
def _hour_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"""to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24')"""


@compiles(utc_hour, "sqlite")
def _hour_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"replace(substr({compiler.process(element.clauses, **options)}, 1, 13), ' ', 'T')"


def period(grain: Grain, day: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The period of `grain` that contains a day, named by its first day. Weeks begin on Monday (ISO 8601)."""
    return day if grain == "day" else first_day_of(sa.literal_column(grain, sa.Text), day)


def month_start(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def next_month_start(day: date) -> date:
    """The first of the following month."""
    return month_start(month_start(day) + timedelta(days=31))
