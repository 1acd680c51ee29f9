"""Which (day, object) keys have stale rollups: logged by every writer in its own transaction."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.bookkeeping import dirty_keys

Key = tuple[date, str]
# Inline: the number of the new row is not asked for, as the public page's role may not read it.
_INSERT = dirty_keys.insert().inline()


def mark(db: Connection, source: str, keys: Iterable[Key]) -> None:
    """Log the distinct (day, object_id) keys of `source` (tips, shares, views) that a write touched.

    A writer that moves a row logs the old key and the new one.
    """
    rows = [{"source": source, "day": day, "object_id": object_id} for day, object_id in sorted(set(keys))]
    if rows:
        # One row by itself: nearly every write of the public page is one, and as a batch it takes longer.
        db.execute(_INSERT, rows[0] if len(rows) == 1 else rows)


def mark_other(db: Connection) -> None:
    """Log that something without a rollup changed (objects, outcomes, displays), so that pages look again."""
    db.execute(_INSERT, {"source": "other", "day": None, "object_id": None})


def mark_rows(db: Connection, table: sa.Table, where: sa.ColumnElement[Any]) -> None:
    """Log the keys of all rows of `table` (tips, shares, views) that match, in one statement.

    Call it before the rows are changed, and again after when day or object may have changed. The rows are
    locked until the transaction ends: nobody can move them between this call and the change.
    """
    locked = sa.select(table.c.day, table.c.object_id).where(where).with_for_update().cte("locked")
    chosen = sa.select(sa.literal(table.name), locked.c.day, locked.c.object_id).distinct()
    db.execute(dirty_keys.insert().from_select(["source", "day", "object_id"], chosen))
