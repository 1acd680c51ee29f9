"""What the rollups should hold, computed from the raw rows, and filling them anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.database import is_sqlite
from records.periods import period
from records.rollup_tables import (
    CLASS,
    SOURCES,
    Grain,
    Rollup,
    counted,
    counted_objects,
    dimension,
    measures,
    of_source,
    total,
    with_class,
)
from records.tables import cases, objects


def refill(db: Connection, rollup: Rollup) -> None:
    """Fill the tables of a rollup anew; the wider ones of its source must be filled already."""
    for grain in ("day", "month"):
        if grain in rollup.grains:
            table = rollup.table(grain)
            days = grain == "month" and "day" in rollup.grains
            rows = rollup.day_table if days else _wider(rollup)
            with _without_indexes(db, table, anew=not is_sqlite(db) and _begins(db, rollup, table, rows)):
                db.execute(sa.delete(table))
                _fill(db, rollup, grain, rows)


@contextmanager
def _without_indexes(db: Connection, table: sa.Table, *, anew: bool) -> Iterator[None]:
    """Without its secondary indexes in the block, where nobody is kept waiting: they are made faster at once.

    On PostgreSQL that would lock readers out until the transaction ends, so only for a table that is filled
    `anew`; there the primary key is made afterwards, too.
    """
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    if not (anew or is_sqlite(db)):
        indexes = []
    for index in indexes:
        index.drop(db)
    if anew:
        db.exec_driver_sql(f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{table.primary_key.name}"')
    yield
    if anew:
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        db.exec_driver_sql(
            f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{table.primary_key.name}" PRIMARY KEY ({key})'
        )
    for index in indexes:
        index.create(db)


def _begins(db: Connection, rollup: Rollup, table: sa.Table, rows: sa.Table) -> bool:
    """Whether a table that is empty will not be: one that rightly stays empty is like that every time."""
    some = rows.c.n > 0 if "n" in rows.c else counted(rollup.source)  # views may be recorded as 0
    return not _any(db, table, sa.true()) and _any(db, rows, some)


def _any(db: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> bool:
    return db.execute(sa.select(sa.literal(1)).select_from(table).where(where).limit(1)).first() is not None


def widest_first(source: str) -> list[Rollup]:
    """The rollups of a source in the order in which they can be summed from each other."""
    return list(reversed(of_source(source)))


def fill_counted_objects(db: Connection) -> None:
    """Note the present class of every object as the one under which it is counted."""
    db.execute(sa.delete(counted_objects))
    db.execute(counted_objects.insert().from_select(["object_id", *CLASS], present_class()))


def present_class() -> sa.Select[Any]:
    """One row an object: object_id, category, agency (empty for one without a case)."""
    classes = [dimension(objects, name).label(name) for name in CLASS]
    joined = objects.outerjoin(cases, cases.c.case_id == objects.c.case_id)
    return sa.select(objects.c.object_id, *classes).select_from(joined)


def expected(rollup: Rollup, rows: sa.Table, grain: Grain) -> sa.Select[Any]:
    """What a table of the rollup should hold, computed from raw rows or from a day table: key, measures."""
    raw = rows is SOURCES[rollup.source]
    sums = measures(rollup.source) if raw else {name: total(rows.c[name]) for name in rollup.measures}
    keys = _keys(rollup, rows, grain)
    joined = with_class(rows) if any(name not in rows.c for name in rollup.key) else rows
    columns = [key.label(name) for name, key in zip(rollup.key, keys, strict=True)]
    columns += [sums[name].label(name) for name in rollup.measures]
    # A cell without any is no cell: views may be recorded as 0.
    cells = sa.select(*columns).select_from(joined).group_by(*keys).having(sums["n"] > 0)
    return cells.where(counted(rollup.source)) if raw else cells


def _keys(rollup: Rollup, rows: sa.Table, grain: Grain) -> list[sa.ColumnElement[Any]]:
    return [period(grain, rows.c.day) if name == "day" else dimension(rows, name) for name in rollup.key]


def _fill(db: Connection, rollup: Rollup, grain: Grain, rows: sa.Table) -> None:
    in_order = expected(rollup, rows, grain).order_by(*_keys(rollup, rows, grain))
    db.execute(rollup.table(grain).insert().from_select([*rollup.key, *rollup.measures], in_order))


def _wider(rollup: Rollup) -> sa.Table:
    """The smallest day table that the rollup can be summed from, else the raw rows."""
    for other in of_source(rollup.source):
        offered = {*other.dimensions, *(CLASS if "object_id" in other.dimensions else ())}
        if other is not rollup and "day" in other.grains and set(rollup.dimensions) <= offered:
            return other.day_table
    return SOURCES[rollup.source]
