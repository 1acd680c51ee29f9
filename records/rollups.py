"""Keeping the rollups equal to the raw rows: one refresher, which recomputes what writers marked as dirty.

Writers log the (day, object) keys they touch in their own transaction (records.dirty). A refresh reads those
keys and brings their cells up to date in one consistent transaction, so it neither loses a late commit nor
sees half of one: a key whose writer committed after the refresh began is simply still there the next time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from records import freshness, rollup_build, rollup_delta, schema
from records.bookkeeping import dirty_keys
from records.database import is_sqlite, reading, writing
from records.locks import Lock
from records.log import logger
from records.rollup_tables import ROLLUPS, SOURCES
from records.turns import Turns

log = logger("rollups")
_ATTEMPTS = 5
_DISTURBED = ("40001", "40P01")  # serialization failure, deadlock
# Marks done in one transaction, so that writers on the embedded database do not wait long.
_KEYS_AT_ONCE = 2_000


def refresh(engine: Engine, now: datetime) -> bool:
    """Bring every rollup up to date with what is committed; returns whether anything had changed.

    The version rises with each transaction, `as_of` becomes `now` with the last. False, and nothing done,
    when no key is dirty or another refresher is at work. Raises schema.OtherVersion, and leaves the keys,
    where the schema is another program's: that one has rollups that this one would not recount.
    """
    with reading(engine) as db:
        if db.execute(sa.select(dirty_keys.c.key_id).limit(1)).first() is None:
            return False
    with _only_refresher(engine, wait=False) as mine:
        changed = False
        while mine and _undisturbed(engine, lambda db: _refresh_some(db, now)):
            changed = True
        return changed


def rebuild(engine: Engine, now: datetime, progress: Callable[[str], None] = lambda _: None) -> None:
    """Fill every rollup anew from the raw rows, in one transaction; `progress` is told each table's name.

    Writers on the embedded database wait meanwhile; on PostgreSQL nobody waits. Raises schema.OtherVersion as
    `refresh` does.
    """
    with _only_refresher(engine, wait=True):
        _undisturbed(engine, lambda db: _rebuild(db, now, progress))
        _tidy(engine)


class Refresher(Turns):
    """A thread that refreshes every `interval` seconds while a server runs.

    Each server process may have one: only one of them works at a time. Start it after a fork, with an engine
    that has no connections from before it.
    """

    def __init__(
        self,
        engine: Engine,
        interval: float = 2.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__("refresher", interval)
        self._engine, self._clock = engine, clock
        self._outdated = False

    def turn(self) -> None:
        """Refresh, if anything is dirty. A schema of another version is told once, not at every turn."""
        try:
            if refresh(self._engine, self._clock()):
                log.debug("rollups refreshed")
                self._outdated = False
        except schema.OtherVersion as problem:
            if not self._outdated:
                log.error(f"rollups are no longer refreshed by this server: {problem}")
            self._outdated = True

    def failed(self) -> None:
        """Every page would become stale in silence."""
        log.error("rollups could not be refreshed; trying again", exc_info=True)


@contextmanager
def _only_refresher(engine: Engine, *, wait: bool) -> Iterator[bool]:
    """Whether we are the one refresher while the block runs.

    On PostgreSQL a lock of its own transaction: it must be held before the snapshot of the work is taken, or
    the work would look at rows from before the other refresher's commit. SQLite's write lock does it there.
    """
    if is_sqlite(engine):
        yield True
        return
    take = sa.func.pg_advisory_xact_lock if wait else sa.func.pg_try_advisory_xact_lock
    with engine.connect() as lock, lock.begin():
        taken = lock.execute(sa.select(take(int(Lock.ROLLUPS)))).scalar_one()
        yield wait or bool(taken)


def _undisturbed(engine: Engine, work: Callable[[Connection], bool]) -> bool:
    """Run `work` in one consistent transaction, again when the database asks for that."""
    for attempt in range(_ATTEMPTS):
        try:
            with writing(engine, snapshot=True) as db:
                return work(db)
        except OperationalError as error:
            if getattr(error.orig, "pgcode", None) not in _DISTURBED or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _refresh_some(db: Connection, now: datetime) -> bool:
    """Refresh one transaction's share of the dirty keys; returns whether there were any."""
    schema.require_current(db)
    key_id = dirty_keys.c.key_id
    bound = db.execute(sa.select(key_id).order_by(key_id).offset(_KEYS_AT_ONCE).limit(1)).scalar_one_or_none()
    share = sa.true() if bound is None else key_id < bound
    columns = (dirty_keys.c.source, dirty_keys.c.day, dirty_keys.c.object_id)
    marks = db.execute(sa.select(*columns).where(share).distinct()).all()
    if not marks:
        return False
    others = [
        (day, object_id) for source, day, object_id in marks if source == "other" and object_id is not None
    ]
    changed_objects = {object_id for day, object_id in others if day is None}
    if changed_objects:
        rollup_delta.reclassify(db, changed_objects)
    displayed = sorted(((day, object_id) for day, object_id in others if day is not None), reverse=True)
    if displayed:
        rollup_delta.redisplay(db, {object_id: day for day, object_id in displayed})  # the first day of each
    for raw in {table.name: table for table in SOURCES.values()}:
        keys = {(day, object_id) for name, day, object_id in marks if name == raw}
        if keys:
            rollup_delta.recount(db, raw, keys)
    db.execute(sa.delete(dirty_keys).where(share))  # the same snapshot: exactly the marks read above
    freshness.advance(db, now if bound is None else None)
    return True


def _rebuild(db: Connection, now: datetime, progress: Callable[[str], None]) -> bool:
    schema.require_current(db)
    # Sorts and groups of all raw rows in memory.
    if is_sqlite(db):
        db.exec_driver_sql("PRAGMA cache_size=-65536")
    else:
        db.exec_driver_sql("SET LOCAL work_mem = '128MB'")
        db.exec_driver_sql("SET LOCAL maintenance_work_mem = '128MB'")
        # What is summed lies nearly in the order of its sums. The planner expects as many groups as rows, and
        # would rather sort all of them than each object's own.
        db.exec_driver_sql("SET LOCAL enable_sort = off")
    rollup_build.fill_counted_objects(db)
    for rollup in (r for source in SOURCES for r in rollup_build.widest_first(source)):
        progress(rollup.name)
        rollup_build.refill(db, rollup)
    db.execute(sa.delete(dirty_keys))
    freshness.advance(db, now)
    return True


def _tidy(engine: Engine) -> None:
    """Give back the space of replaced rows and tell the planner what there is now."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        if is_sqlite(engine):
            db.exec_driver_sql("PRAGMA analysis_limit=1000")
            db.exec_driver_sql("ANALYZE")
            return
        tables: list[Any] = [r.table(grain) for r in ROLLUPS for grain in r.grains]
        for table in (*tables, *dict.fromkeys(SOURCES.values()), dirty_keys):
            db.exec_driver_sql(f'VACUUM (ANALYZE) "{table.name}"')
