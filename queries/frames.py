"""Rows of a statement as a typed DataFrame, with the same types when there are none."""

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.columns import Instant


def frame(db: Connection, statement: sa.Select[Any]) -> pd.DataFrame:
    """One row a row of the statement, columns named and typed as it says.

    Text is `str` (missing: NaN), whole numbers `int64` (`Int64` where some are missing), days midnight
    `datetime64[s]` without a zone, instants `datetime64[us, UTC]`, truth values `bool`.
    """
    rows = db.execute(statement).all()
    columns = list(statement.selected_columns)
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame({c.name: _series(c, v) for c, v in zip(columns, values, strict=True)})


def _series(column: sa.ColumnElement[Any], values: tuple[Any, ...]) -> "pd.Series[Any]":
    kind = column.type
    if isinstance(kind, Instant):
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype("datetime64[us, UTC]")
    if isinstance(kind, sa.Date):
        return pd.Series(values, dtype="datetime64[s]")
    if isinstance(kind, sa.Integer):
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if isinstance(kind, (sa.Float, sa.Numeric)):
        return pd.Series(values, dtype="float64")
    if isinstance(kind, sa.Boolean):
        return pd.Series(values, dtype="boolean" if None in values else "bool")
    return pd.Series(values, dtype="str")
