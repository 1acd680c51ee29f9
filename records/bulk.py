"""Loading many typed rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import io
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.bookkeeping import dirty_keys
from records.columns import Instant
from records.database import is_sqlite
from records.problems import Problem

_COPY_ROWS = 100_000  # rows a CSV block: bounds the memory of a load, not its speed
_SOURCES = ("tips", "shares", "views")


def load(db: Connection, table: sa.Table, frame: pd.DataFrame, *, mark: bool = True) -> int:
    """Insert the rows of `frame` into `table` inside the caller's transaction; returns how many.

    `frame`: columns of the table by name (those left out take the table's defaults), one row each. Instants
    are aware datetimes, days are dates or midnight datetimes (datetime64 is the fast form of both); missing
    values are stored as NULL. Rows that the table refuses raise SQLAlchemy's IntegrityError and nothing is
    stored. Keys of tips, shares and views are marked dirty unless `mark` is off (for a caller that rebuilds
    the rollups afterwards).

    Physical order matters to readers: hand the rows over in the order in which they are read.
    """
    columns = _columns(table, frame)
    if frame.empty:
        return 0
    if is_sqlite(db):
        _insert(db, table, columns, frame)
    else:
        _copy(db, table, columns, frame)
    if mark and table.name in _SOURCES:
        # As many keys as rows, where the rows are spread over days and objects: they are loaded the same way.
        keys = frame[["day", "object_id"]].drop_duplicates().assign(source=table.name)
        load(db, dirty_keys, keys, mark=False)
    return len(frame)


def staging(db: Connection, table: sa.Table, frame: pd.DataFrame, name: str | None = None) -> sa.Table:
    """A temporary table with the columns of `frame`, typed as in `table`, without keys or checks, and loaded.

    For set-based writes (insert what is new, update what changed). It lives until the connection closes or
    `DROP TABLE`; loading the same name again replaces it. `frame` may hold further integer columns of its own
    (a row number, say).
    """
    name = name or f"staged_{table.name}"
    types = {str(c): table.c[c].type if c in table.c else sa.BigInteger() for c in frame.columns}
    staged = temporary(db, name, types)
    load(db, staged, frame, mark=False)
    if not is_sqlite(db):
        db.exec_driver_sql(f'ANALYZE "{name}"')
    return staged


def temporary(db: Connection, name: str, columns: Mapping[str, sa.types.TypeEngine[Any]]) -> sa.Table:
    """An empty temporary table of this connection, without keys or checks; one of that name is replaced."""
    listed = [sa.Column(column, kind) for column, kind in columns.items()]
    table = sa.Table(name, sa.MetaData(), *listed, prefixes=["TEMPORARY"])
    db.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')
    db.execute(sa.schema.CreateTable(table))
    return table


def _columns(table: sa.Table, frame: pd.DataFrame) -> list[sa.Column[Any]]:
    unknown = [str(name) for name in frame.columns if name not in table.c]
    if unknown:
        raise Problem(f"{table.name} has no column {', '.join(unknown)}")
    return [table.c[name] for name in frame.columns]


def _kind(column: sa.Column[Any]) -> str:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        ((Instant, sa.DateTime), "instant"),
        (sa.Date, "day"),
        (sa.Boolean, "boolean"),
        (sa.Integer, "integer"),
        (sa.Float, "float"),
        (sa.LargeBinary, "bytes"),
    )
    return next((word for types, word in kinds if isinstance(column.type, types)), "text")


def _days(values: "pd.Series[Any]") -> "np.ndarray[Any, np.dtype[np.datetime64]]":
    return pd.to_datetime(values).to_numpy().astype("datetime64[D]")


def _utc(values: "pd.Series[Any]", name: str) -> "pd.Series[Any]":
    if values.isna().all():
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us, UTC]")
    if not isinstance(values.dtype, pd.DatetimeTZDtype):
        if pd.api.types.is_datetime64_dtype(values) or any(v.tzinfo is None for v in values.dropna()):
            raise ValueError(f"{name}: instant without a time zone; attach one before storing it")
        values = pd.to_datetime(values, utc=True)
    in_utc: pd.Series[Any] = values.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return in_utc


def _insert(db: Connection, table: sa.Table, columns: list[sa.Column[Any]], frame: pd.DataFrame) -> None:
    names = ", ".join(f'"{c.name}"' for c in columns)
    marks = ", ".join("?" * len(columns))
    values = [_sqlite_values(column, frame[column.name]) for column in columns]
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 -- names of our own tables
    db.exec_driver_sql(statement, cast(Any, list(zip(*values, strict=True))))


def _sqlite_values(column: sa.Column[Any], values: "pd.Series[Any]") -> list[Any]:
    """Python values as SQLite keeps them: text instants in UTC (as `Instant` writes them), text days."""
    kind = _kind(column)
    missing = values.isna().to_numpy()
    if kind == "instant":
        texts = np.datetime_as_string(
            _utc(values, column.name).dt.tz_localize(None).to_numpy("datetime64[us]"), unit="us"
        )
        filled: list[Any] = np.char.replace(texts, "T", " ").tolist()
    elif kind == "day":
        filled = np.datetime_as_string(_days(values)).tolist()
    else:
        as_python: dict[str, Callable[[Any], Any]] = {"boolean": int, "integer": int, "float": float}
        convert = as_python.get(kind)
        filled = values.astype(object).tolist()
        if convert is not None:
            filled = [None if gone else convert(v) for v, gone in zip(filled, missing, strict=True)]
    return [None if gone else v for v, gone in zip(filled, missing, strict=True)] if missing.any() else filled


def _copy(db: Connection, table: sa.Table, columns: list[sa.Column[Any]], frame: pd.DataFrame) -> None:
    names = ", ".join(f'"{c.name}"' for c in columns)
    cursor = db.connection.cursor()
    try:
        for start in range(0, len(frame), _COPY_ROWS):
            block = frame.iloc[start : start + _COPY_ROWS]
            cursor.copy_expert(f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT csv)', _csv(columns, block))
    except db.dialect.loaded_dbapi.Error as error:
        kinds = (sa.exc.IntegrityError, db.dialect.loaded_dbapi.IntegrityError)
        raised = kinds[0] if isinstance(error, kinds[1]) else sa.exc.DBAPIError
        raise raised(f"COPY {table.name}", None, error) from error
    finally:
        cursor.close()


def _csv(columns: list[sa.Column[Any]], block: pd.DataFrame) -> io.BytesIO:
    arrays = [_arrow(column, block[column.name]) for column in columns]
    arrow = pa.table(arrays, names=[c.name for c in columns])
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(arrow, buffer, pyarrow.csv.WriteOptions(include_header=False))
    buffer.seek(0)
    return buffer


def _arrow(column: sa.Column[Any], values: "pd.Series[Any]") -> Any:
    """An Arrow column whose CSV form COPY reads: text quoted, NULL bare and empty."""
    kind = _kind(column)
    if kind == "instant":
        return pa.Array.from_pandas(_utc(values, column.name), type=pa.timestamp("us", "UTC"))
    if kind == "day":
        return pa.array(_days(values), type=pa.date32())
    if kind == "bytes":
        return pa.array([None if v is None else "\\x" + bytes(v).hex() for v in values], type=pa.string())
    if kind == "text":
        return pa.Array.from_pandas(values.astype("str"))  # pandas keeps a missing one missing
    types = {"boolean": pa.bool_(), "integer": pa.int64(), "float": pa.float64()}
    return pa.Array.from_pandas(values, type=types[kind])
