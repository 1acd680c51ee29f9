"""What staged rows refer to: cases, objects, tips that must be on record, or objects that are put there."""

import sqlalchemy as sa

from records import dirty
from records.countries import UNKNOWN
from records.importing.staging import Stage
from records.tables import objects


def reject_unknown(stage: Stage, *, create_objects: bool) -> None:
    """Reject rows that name a case, object, tip or rotation that is not on record."""
    rows = stage.rows
    for column in stage.target.table.columns:
        if column.name not in rows.c or (column.name == "object_id" and create_objects):
            continue
        for key in column.foreign_keys:
            known, named = key.column, rows.c[column.name]
            thing = known.table.name.removesuffix("s")
            reason = sa.literal(f"no {thing} with this identifier is on record")
            finding = (rows.c.row_number, sa.literal(column.name), sa.func.substr(named, 1, 60), reason)
            missing = ~sa.exists().where(known == named)
            stage.reject(sa.select(*finding, sa.literal("error")).where(named.is_not(None), missing))


def create_objects(stage: Stage) -> None:
    """Put objects on record that only the file knows: without case or picture, of unknown category."""
    named = stage.rows.c.object_id
    missing = sa.select(named, sa.literal(UNKNOWN)).where(
        named.is_not(None), ~sa.exists().where(objects.c.object_id == named)
    )
    insert = objects.insert().from_select(["object_id", "category"], missing.distinct())
    if stage.db.execute(insert).rowcount:
        dirty.mark_other(stage.db)
