"""Column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A UTC instant: `timestamptz` on PostgreSQL, sortable UTC text on SQLite.

    Aware datetimes go in and come out; a naive one is refused, because nobody can say which zone it meant.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"instant without a time zone: {value!r}; attach one before storing it")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enumerated(name: str, values: tuple[str, ...], **options: Any) -> sa.Column[Any]:
    """A text column restricted to known words by a check constraint (its metadata in `info["values"]`)."""
    listed = ", ".join(f"'{value}'" for value in values)
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=f"known_{name}")
    return sa.Column(name, sa.Text, check, info={"values": values}, **options)


# Countries: ISO 3166-1 alpha-2, XK, or the value `unknown`; a typo such as "uk" cannot get in.
COUNTRY_PATTERN_LENGTHS = "length({0}) = 2 AND {0} = upper({0}) OR {0} = 'unknown'"


def country(name: str, **options: Any) -> sa.Column[Any]:
    """A country column; NULL where allowed means that nothing was stated at all."""
    check = sa.CheckConstraint(COUNTRY_PATTERN_LENGTHS.format(name), name=f"country_{name}")
    return sa.Column(name, sa.Text, check, **options)
