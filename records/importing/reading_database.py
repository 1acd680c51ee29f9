"""Views of an existing database, read as files are: rows in chunks, cells as text. It is only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from records.importing.findings import Findings
from records.importing.reading import CHUNK_ROWS, Chunk, Progress, object_array, plain_text
from records.importing.targets import Target
from records.problems import Problem


@contextmanager
def open_source(url: str) -> Iterator[Connection]:
    """A connection to an existing database that cannot write, in one consistent read.

    Any database that SQLAlchemy has a driver for; PostgreSQL and SQLite enforce read-only, elsewhere the
    account has to. Raises Problem, without the password, where it cannot be opened.
    """
    try:
        engine = _engine(sa.make_url(url))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise Problem(f"the source is no database address that can be opened: {error}") from error
    with _in_words(engine):
        db = engine.connect()
    try:
        with db, db.begin():
            yield db
    finally:
        engine.dispose()


@contextmanager
def _in_words(source: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Problem(f"the source {named(source)} cannot be read: {error.orig}") from error


def _engine(url: URL) -> Engine:
    backend = url.get_backend_name()
    if backend == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            raise Problem(f"there is no database file {path}")
        address = f"file:{quote(str(path.resolve()))}"
        return sa.create_engine(url.set(database=address, query={"mode": "ro", "uri": "true"}))
    if backend == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return sa.create_engine(url, execution_options=options)
    return sa.create_engine(url)


def named(source: Engine | Connection) -> str:
    """A database as people know it: its address without account and password."""
    url = source.engine.url
    if url.get_backend_name() == "sqlite":
        return Path(unquote(url.database or "")).name
    return f"{url.host}/{url.database}" if url.host else str(url.database)


def is_ours(db: Connection) -> bool:
    """Whether the source is such a campaign's records itself (whose text times are UTC)."""
    return sa.inspect(db).has_table("data_version")


class ViewReader:
    """A view or table of the source that bears the name of a record table; rows are numbered in key order."""

    fixed = True

    def __init__(self, db: Connection, target: Target, progress: Progress) -> None:
        self._db, self._progress = db, progress
        self.columns = [str(column["name"]) for column in sa.inspect(db).get_columns(target.name)]
        self.notes: list[str] = []
        self._table = sa.table(target.name, *(sa.column(name) for name in self.columns))
        self._order = [self._table.c[name] for name in target.key if name in self.columns]

    def survey(self) -> None:
        """Nothing to find out: all columns are known."""

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        names = [name for name in self.columns if wanted is None or name in wanted]
        chosen = sa.select(*(self._table.c[name] for name in names)).order_by(*self._order)
        with _in_words(self._db.engine):
            rows = self._db.execution_options(stream_results=True).execute(chosen)
        first = 1
        for block in rows.partitions(CHUNK_ROWS):
            columns = zip(*block, strict=True)
            cells = {
                name: object_array([plain_text(value) for value in column])
                for name, column in zip(names, columns, strict=True)
            }
            yield Chunk(cells, Findings(np.arange(first, first + len(block), dtype=np.int64)))
            first += len(block)
            self._progress(len(block))


def present(db: Connection, names: Iterator[str] | tuple[str, ...]) -> list[str]:
    """Which of the names the source has as a table or view."""
    inspector = sa.inspect(db)
    held = {*inspector.get_table_names(), *inspector.get_view_names()}
    return [name for name in names if name in held]
