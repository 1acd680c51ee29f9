"""Bringing rollups up to date by what has changed, at a cost of the changed keys alone.

The cube of a source holds what was counted so far. For a stale (day, object) the difference between the raw
rows and the cube is what every table of the source lacks; it is added to each, the cube included. These are
whole numbers, so nothing can drift: `rollup --verify` compares every cell.
"""

import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from records import bulk
from records.database import is_sqlite
from records.periods import period
from records.rollup_build import present_class
from records.rollup_tables import (
    CLASS,
    SOURCES,
    Grain,
    Rollup,
    counted,
    counted_objects,
    cube,
    dimension,
    measures,
    of_source,
    total,
)
from records.tables import tips


def recount(db: Connection, raw: str, keys: Collection[tuple[date, str]]) -> None:
    """Bring every rollup of the raw table's rows up to date for the (day, object_id) keys."""
    frame = pd.DataFrame(sorted(keys), columns=["day", "object_id"])
    stale = bulk.staging(db, tips, frame, "stale_keys")  # typed as the keys of tips are
    _note_objects(db, stale)
    for source, table in SOURCES.items():
        if table.name == raw:
            _apply(db, source, _changes(db, source, stale), of_source(source))


def reclassify(db: Connection, object_ids: Collection[str]) -> None:
    """Count what is on record about objects under what they are now, in the rollups by class."""
    named = bulk.staging(db, tips, pd.DataFrame({"object_id": sorted(object_ids)}), "reclassified")
    now = present_class().where(sa.column("object_id").in_(sa.select(named.c.object_id))).subquery()
    for source in ("tips", "shares"):
        days = cube(source).day_table
        before = sa.select(*_cells(days, -1), *(counted_objects.c[name] for name in CLASS))
        after = sa.select(*_cells(days, 1), *(now.c[name] for name in CLASS))
        before = before.join(counted_objects, counted_objects.c.object_id == days.c.object_id)
        before = before.where(days.c.object_id.in_(sa.select(named.c.object_id)))
        after = after.join(now, now.c.object_id == days.c.object_id)
        changed = _stored(db, source, sa.union_all(before, after))
        _apply(db, source, changed, [rollup for rollup in of_source(source) if rollup.by_class])
    here = counted_objects.c.object_id.in_(sa.select(named.c.object_id))
    db.execute(sa.delete(counted_objects).where(here))
    _note_objects(db, named)


def redisplay(db: Connection, since: Mapping[str, date]) -> None:
    """Count anew which tips of these objects, from a local day on, came outside their displays."""
    frame = pd.DataFrame(sorted(since.items()), columns=["object_id", "day"])
    named = bulk.staging(db, tips, frame, "redisplayed")
    _note_objects(db, named)
    changed = _changes(db, "outside", named, operator.ge)
    _apply(db, "outside", changed, of_source("outside"))


def _note_objects(db: Connection, named: sa.Table) -> None:
    """Count objects that were never counted under what they are now."""
    now = present_class().subquery()
    wanted = sa.select(now).where(
        now.c.object_id.in_(sa.select(named.c.object_id)),
        now.c.object_id.not_in(sa.select(counted_objects.c.object_id)),
    )
    db.execute(counted_objects.insert().from_select(["object_id", *CLASS], wanted))


def _changes(
    db: Connection, source: str, stale: sa.Table, of_day: Callable[..., Any] = operator.eq
) -> sa.Table:
    """The cells of the cube that differ from the raw rows of the stale keys: key, class, differences.

    `of_day`: how a row's day compares with that of its key.
    """
    raw, days, key = SOURCES[source], cube(source).day_table, cube(source).key
    sums = measures(source)
    keys = [raw.c.day if name == "day" else dimension(raw, name) for name in key]
    columns = [column.label(name) for name, column in zip(key, keys, strict=True)]
    columns += [value.label(name) for name, value in sums.items()]
    now = sa.select(*columns).select_from(stale.join(raw, _same(stale, raw, of_day))).where(counted(source))
    now = now.group_by(*keys)
    before = sa.select(*_cells(days, -1)).select_from(stale.join(days, _same(stale, days, of_day)))
    both = sa.union_all(now, before).subquery()
    differences = {name: total(both.c[name]) for name in sums}
    changed = (
        sa.select(
            *(both.c[name] for name in key), *(value.label(name) for name, value in differences.items())
        )
        .group_by(*(both.c[name] for name in key))
        .having(sa.or_(*(value != 0 for value in differences.values())))
        .subquery()
    )
    classes = [counted_objects.c[name] for name in CLASS]
    joined = changed.join(counted_objects, counted_objects.c.object_id == changed.c.object_id)
    return _stored(db, source, sa.select(*changed.c, *classes).select_from(joined))


def _same(stale: sa.Table, rows: sa.Table, of_day: Callable[..., Any]) -> sa.ColumnElement[bool]:
    return sa.and_(rows.c.object_id == stale.c.object_id, of_day(rows.c.day, stale.c.day))


def _cells(days: sa.Table, sign: int) -> list[sa.ColumnElement[Any]]:
    """The columns of a cube, its measures times `sign`."""
    return [(column if column.primary_key else sign * column).label(column.name) for column in days.columns]


def _stored(db: Connection, source: str, cells: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Table:
    """A temporary table of changed cells."""
    columns = {**{column.name: column.type for column in cube(source).day_table.columns}}
    columns |= {name: sa.Text() for name in CLASS}
    table = bulk.temporary(db, f"changed_{source}", columns)
    db.execute(table.insert().from_select(list(columns), cells))
    if not is_sqlite(db):
        db.exec_driver_sql(f'ANALYZE "{table.name}"')
    return table


def _apply(db: Connection, source: str, changed: sa.Table, rollups: Iterable[Rollup]) -> None:
    """Add the changes to every table; cells that come to nothing go."""
    fewest = db.execute(sa.select(sa.func.min(changed.c.n))).scalar_one()
    if fewest is None:  # nothing changed
        return
    for rollup in rollups:
        for grain in rollup.grains:
            _add(db, rollup, grain, changed)
            if fewest < 0:
                _remove_empty(db, rollup, grain, changed)


def _add(db: Connection, rollup: Rollup, grain: Grain, changed: sa.Table) -> None:
    target, keys = rollup.table(grain), _keys(rollup, grain, changed)
    sums = {name: total(changed.c[name]) for name in rollup.measures}
    rows = (
        sa.select(*keys, *sums.values())
        .group_by(*keys)
        .having(sa.or_(*(value != 0 for value in sums.values())))
        .order_by(*keys)
    )
    insert = sqlite.insert(target) if is_sqlite(db) else postgresql.insert(target)
    filled = insert.from_select([*rollup.key, *rollup.measures], rows)
    added = {name: target.c[name] + filled.excluded[name] for name in rollup.measures}
    db.execute(filled.on_conflict_do_update(index_elements=list(rollup.key), set_=added))


def _remove_empty(db: Connection, rollup: Rollup, grain: Grain, changed: sa.Table) -> None:
    target = rollup.table(grain)
    touched = sa.select(*_keys(rollup, grain, changed)).distinct()
    key = sa.tuple_(*(target.c[name] for name in rollup.key))
    here = key.in_(touched) if len(rollup.key) > 1 else target.c.day.in_(touched)
    db.execute(sa.delete(target).where(here, target.c.n == 0))


def _keys(rollup: Rollup, grain: Grain, changed: sa.Table) -> list[sa.ColumnElement[Any]]:
    return [period(grain, changed.c.day) if name == "day" else changed.c[name] for name in rollup.key]
