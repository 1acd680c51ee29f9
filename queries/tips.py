"""Tips: how many, from where, pointing where, about what, when.

Every function takes a connection and filters and returns one row a group that has tips, with the columns
that its docstring names, then MEASURES: whole numbers of tips. `n` is all tips; `pending`, `spam`,
`duplicate`, `unusable`, `actionable` are its parts by assessment; `identified` are those that identified.
"""

import pandas as pd
from sqlalchemy.engine import Connection

from queries import calendar, source
from queries.filters import Filters
from queries.frames import frame
from records.periods import Grain
from records.rollup_tables import TIP_MEASURES as MEASURES

__all__ = ["MEASURES"]


def totals(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row: all tips in scope."""
    return _counts(db, filters)


def count_by_country(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a country that tips came from: `country` (alpha-2 or `unknown`)."""
    return _counts(db, filters, "origin_country").rename(columns={"origin_country": "country"})


def count_by_suggested_country(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a country that tips point to: `country` (alpha-2, `unknown`, `none` where a tip names none)."""
    return _counts(db, filters, "suggested_country").rename(columns={"suggested_country": "country"})


def count_by_channel(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a channel that tips came by: `channel`."""
    return _counts(db, filters, "channel")


def count_by_object(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object that has tips: `object_id`."""
    return _counts(db, filters, "object_id")


def count_by_category(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a category of objects that have tips: `category`."""
    return _counts(db, filters, "category")


def count_by_day(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a local day from the first with tips to the last: `day`."""
    return calendar.filled(_counts(db, filters, grain="day"), "day")


def count_by_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a week from the first with tips to the last: `week`, its Monday. Both ends may be partial."""
    return calendar.filled(_counts(db, filters, grain="week"), "week")


def count_by_month(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a month from the first with tips to the last: `month`, its first day."""
    return calendar.filled(_counts(db, filters, grain="month"), "month")


def count_by_country_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a country of origin and week that have tips: `country`, `week` (its Monday)."""
    counts = _counts(db, filters, "origin_country", grain="week")
    return counts.rename(columns={"origin_country": "country"})


def count_by_suggested_country_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a suggested country and week that have tips: `country` (`none`: no suggestion), `week`."""
    counts = _counts(db, filters, "suggested_country", grain="week")
    return counts.rename(columns={"suggested_country": "country"})


def count_by_object_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object and week that have tips: `object_id`, `week` (its Monday)."""
    return _counts(db, filters, "object_id", grain="week")


def count_by_object_and_country(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object and country of origin that have tips: `object_id`, `country`."""
    counts = _counts(db, filters, "object_id", "origin_country")
    return counts.rename(columns={"origin_country": "country"})


def count_by_origin_and_suggested(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a pair that has tips: `origin_country`, `suggested_country` (`none`: no suggestion)."""
    return _counts(db, filters, "origin_country", "suggested_country")


def count_by_object_and_suggested(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object and country that its tips suggest: `object_id`, `suggested_country` (or `none`)."""
    return _counts(db, filters, "object_id", "suggested_country")


def _counts(db: Connection, filters: Filters, *by: str, grain: Grain | None = None) -> pd.DataFrame:
    return frame(db, source.counts(source.Question("tips", filters, by, grain)))
