"""Opening the records, and the transactions in which they are read and written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine


def connect(url: str) -> Engine:
    """An engine on `url` with our pragmas; opens no connection and creates no table.

    SQLite: WAL, foreign keys on, 10 s busy timeout, deleted content overwritten; the file's folder is made.
    PostgreSQL: UTC sessions.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(
            parsed, pool_pre_ping=True, pool_size=8, connect_args={"options": "-c timezone=UTC"}
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, connect_args={"timeout": 10})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions behind our back: reads begin plain, writes begin immediate.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Whoever deletes: a purge's tips go here, their counts in the refresher's own connection.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA cache_size=-16384")  # 16 MB; a server has several connections
    cursor.close()


def keep_caches_small(engine: Engine) -> None:
    """Let each new connection to the embedded database keep 4 MB of pages instead of 16.

    For servers: each of their threads has a connection, and pages' reads are no slower for it. What loads or
    rebuilds in bulk gains from more.
    """
    if is_sqlite(engine):
        sa.event.listen(engine, "connect", _shrink_sqlite)


def _shrink_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA cache_size=-4096")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("trace_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent read: all statements inside see the same data, so answers may be kept in
    `trace_asked` while it lasts (queries.once)."""
    options: dict[str, Any] = {"trace_asked": {}}
    if not is_sqlite(engine):
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, *, snapshot: bool = False) -> Iterator[Connection]:
    """One write transaction: all of it is stored, or nothing.

    On SQLite it takes the write lock at once, so that two writers queue instead of failing midway. With
    `snapshot` all its statements see the same data; PostgreSQL may then refuse a write (SQLSTATE 40001) that
    must be tried again.
    """
    options: dict[str, Any] = {"trace_writes": True}
    if snapshot and not is_sqlite(engine):
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def is_sqlite(bind: Engine | Connection) -> bool:
    """Whether the embedded database is behind `bind`."""
    return bind.dialect.name == "sqlite"
