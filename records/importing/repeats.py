"""Rows of one file that share a key: repeats, contradictions, and counts that add up."""

import sqlalchemy as sa

from records.importing.staging import Stage


def drop_repeats(stage: Stage) -> int:
    """Take out rows that repeat an earlier one of the file; returns how many were exactly the same.

    A row with the key of an earlier one but other values is rejected: to let the last one win would lose the
    first in silence.
    """
    rows, key = stage.rows, _key(stage)
    same_key = [rows.c[name] for name in key]
    first = sa.func.min(rows.c.row_number).label("first_row")
    several = sa.select(*same_key, first).group_by(*same_key).having(sa.func.count() > 1)
    grouped = sa.CreateTableAs(several, "staged_repeats", temporary=True)
    stage.db.execute(grouped)
    table = grouped.table
    if stage.db.execute(sa.select(table.c.first_row).limit(1)).first() is None:
        return 0
    _reject_contradictions(stage, table, key)
    stage.drop_rejected()
    repeated = sa.exists().where(
        rows.c.row_number > table.c.first_row, *(rows.c[name] == table.c[name] for name in key)
    )
    return stage.db.execute(sa.delete(rows).where(repeated)).rowcount


def _key(stage: Stage) -> list[str]:
    """What makes two rows of a file the same one. For counts, what the file itself says, not our spelling."""
    return [*stage.target.key, *(["source_key"] if stage.target.counts_rows else [])]


def _reject_contradictions(stage: Stage, repeats: sa.Table, key: list[str]) -> None:
    rows = stage.rows
    first = rows.alias("first_one")
    others = [name for name in stage.columns if name not in key]
    differs = sa.or_(*(rows.c[name].is_distinct_from(first.c[name]) for name in others))
    value: sa.ColumnElement[str] = sa.literal("")
    for name in stage.target.key:
        value = value + sa.func.substr(sa.cast(rows.c[name], sa.Text), 1, 60) + " "
    value = value + "(first in row " + sa.cast(first.c.row_number, sa.Text) + ")"
    known_by = ", ".join(stage.target.key)
    reason = sa.literal(f"an earlier row has the same {known_by} and other values: which one is right?")
    column = sa.literal(stage.target.key[0])
    again = repeats.join(rows, sa.and_(*(rows.c[n] == repeats.c[n] for n in key)))
    joined = again.join(
        first, sa.and_(first.c.row_number == repeats.c.first_row, *(first.c[n] == repeats.c[n] for n in key))
    )
    stage.reject(
        sa.select(rows.c.row_number, column, value, reason, sa.literal("error"))
        .select_from(joined)
        .where(rows.c.row_number > repeats.c.first_row, differs)
    )


def merge_counts(stage: Stage) -> None:
    """Add up staged counts of the same key, which the file spelt differently ("Burma", "Myanmar").

    The staged rows become one a key, with `weight`: of how many rows of the file.
    """
    rows, key = stage.rows, [stage.rows.c[name] for name in stage.target.key]
    summed = sa.select(
        *key,
        sa.cast(sa.func.sum(rows.c.n), sa.BigInteger).label("n"),
        sa.func.min(rows.c.row_number).label("row_number"),
        sa.func.min(rows.c.state).label("state"),
        sa.func.count().label("weight"),
    ).group_by(*key)
    merged = sa.CreateTableAs(summed, "staged_counts", temporary=True)
    stage.db.execute(merged)
    stage.rows = merged.table
