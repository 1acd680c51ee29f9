"""Rows of a statement as a typed DataFrame, with the same types when there are none."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

import numpy as np
import pandas as pd
import sqlalchemy as sa
from pandas.api.extensions import take
from sqlalchemy.engine import Connection

from records.columns import Instant

_EPOCH, _FIRST = datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1).toordinal()
_NEVER = np.datetime64("NaT").view("int64")
_UTC = pd.DatetimeTZDtype("us", "UTC")


def frame(db: Connection, statement: sa.Select[Any]) -> pd.DataFrame:
    """One row a row of the statement, columns named and typed as it says.

    Text is `str` (missing: NaN), whole numbers `int64` (`Int64` where some are missing), days midnight
    `datetime64[s]` without a zone, instants `datetime64[us, UTC]`, truth values `bool`.
    """
    # The driver's own rows: whole columns are read into their types below, not value by value before.
    result = cast("sa.CursorResult[Any]", db.execute(statement))
    rows = result.cursor.fetchall() if result.cursor else []
    result.close()
    columns = list(statement.selected_columns)
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {c.name: _array(c.type, v) for c, v in zip(columns, values, strict=True)}
    return pd.DataFrame(arrays, copy=False)


def looked_up(frame: pd.DataFrame, by: str, keys: Sequence[Any], columns: Sequence[str]) -> dict[str, Any]:
    """For each key the values of `columns` in the row of `frame` whose `by` it is (unique there); missing
    where there is none. What a left merge adds, without its hashing and copying of both frames."""
    rows = {key: row for row, key in enumerate(frame[by].tolist())}
    at = np.fromiter((rows.get(key, -1) for key in keys), dtype="int64", count=len(keys))
    return {name: taken(frame[name], at) for name in columns}


def taken(column: "pd.Series[Any]", at: np.ndarray) -> Any:
    """The values at these places, missing at −1; types change only where one is missing, as by `merge`."""
    values: Any = column.array
    if isinstance(values, pd.arrays.NumpyExtensionArray):
        values = values.to_numpy()
    if not (at < 0).any():
        return values.take(at)
    if not len(values):  # nothing can be taken of it but the missing value of its type
        return column.reindex([-1] * len(at)).array
    return take(values, at, allow_fill=True)


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
    if _are_texts(values):  # SQLite keeps days and instants as text, always in the same form and in UTC
        return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    # By ordinals: numpy takes several times as long to read the fields of a date.
    known = np.array([_NEVER if day is None else day.toordinal() - _FIRST for day in values], dtype="int64")
    return known.view("datetime64[D]").astype("datetime64[s]")


def _instants(values: Sequence[Any]) -> Any:
    if _are_texts(values):
        return pd.array(np.array(values, dtype="datetime64[us]"), dtype=_UTC)
    known = np.array([_NEVER if at is None else _microseconds(at) for at in values], dtype="int64")
    return pd.array(known.view("datetime64[us]"), dtype=_UTC)


def _are_texts(values: Sequence[Any]) -> bool:
    return isinstance(next((value for value in values if value is not None), None), str)


def _microseconds(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _texts(values: Sequence[Any]) -> Any:
    return pd.array(values, dtype="str")


_CONVERSIONS: tuple[tuple[Any, Callable[[Sequence[Any]], Any]], ...] = (
    (Instant, _instants),
    (sa.Date, _days),
    (sa.Boolean, _truths),
    (sa.Integer, _integers),
    (sa.Numeric, _floats),
)
