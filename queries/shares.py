"""Shares: how many, on which network, from where, of what, when.

Every function takes a connection and filters and returns one row a group that has shares, with the columns
that its docstring names, then MEASURES: whole numbers. `n` is all shares on record; `clicks` are
those of them that are clicks on a share link (a click is not yet a share).
"""

import pandas as pd
from sqlalchemy.engine import Connection

from queries import calendar, source
from queries.filters import Filters
from queries.frames import frame
from records.periods import Grain
from records.rollup_tables import SHARE_MEASURES as MEASURES

__all__ = ["MEASURES"]


def totals(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row: all shares in scope."""
    return _counts(db, filters)


def count_by_network(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a network: `network`."""
    return _counts(db, filters, "network")


def count_by_country(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a country that shares came from: `country` (alpha-2 or `unknown`)."""
    return _counts(db, filters, "country")


def count_by_object(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object that was shared: `object_id`."""
    return _counts(db, filters, "object_id")


def count_by_category(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a category of objects that were shared: `category`."""
    return _counts(db, filters, "category")


def count_by_day(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a local day from the first with shares to the last: `day`."""
    return calendar.filled(_counts(db, filters, grain="day"), "day")


def count_by_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a week from the first with shares to the last: `week`, its Monday. Both ends may be partial."""
    return calendar.filled(_counts(db, filters, grain="week"), "week")


def count_by_month(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a month from the first with shares to the last: `month`, its first day."""
    return calendar.filled(_counts(db, filters, grain="month"), "month")


def count_by_network_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a network and week that have shares: `network`, `week` (its Monday)."""
    return _counts(db, filters, "network", grain="week")


def count_by_country_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a country and week that have shares: `country`, `week` (its Monday)."""
    return _counts(db, filters, "country", grain="week")


def count_by_object_and_week(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object and week that have shares: `object_id`, `week` (its Monday)."""
    return _counts(db, filters, "object_id", grain="week")


def _counts(db: Connection, filters: Filters, *by: str, grain: Grain | None = None) -> pd.DataFrame:
    return frame(db, source.counts(source.Question("shares", filters, by, grain)))
