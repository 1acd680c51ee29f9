"""Rows of a statement as a typed DataFrame, with the same types when there are none."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
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
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {c.name: _array(c.type, v) for c, v in zip(columns, values, strict=True)}
    return pd.DataFrame(arrays, copy=False)


def _array(kind: sa.types.TypeEngine[Any], values: Sequence[Any]) -> Any:
    convert = next((made for types, made in _CONVERSIONS if isinstance(kind, types)), _texts)
    return convert(values)


def _integers(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="Int64") if None in values else np.array(values, dtype="int64")


def _floats(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="float64")  # None becomes NaN


def _truths(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="boolean") if None in values else np.array(values, dtype="bool")


def _days(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")


def _instants(values: Sequence[Any]) -> Any:
    return pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype("datetime64[us, UTC]")


def _texts(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="str")


_CONVERSIONS: tuple[tuple[Any, Callable[[Sequence[Any]], Any]], ...] = (
    (Instant, _instants),
    (sa.Date, _days),
    (sa.Boolean, _truths),
    (sa.Integer, _integers),
    (sa.Numeric, _floats),
)
