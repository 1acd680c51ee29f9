"""From staged rows to the records: known things only, each row once, and only what is new or changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from records import dirty
from records.bookkeeping import dirty_keys, imports
from records.columns import Instant
from records.importing.overlaps import reject_overlaps
from records.importing.references import create_objects, reject_unknown
from records.importing.repeats import drop_repeats, merge_counts
from records.importing.staging import CHANGED, NEW, UNCHANGED, Stage
from records.importing.targets import Target
from records.tables import display_periods, tip_assessments, tips

_COUNTED = ("tips", "shares", "views")


@dataclass(frozen=True)
class Act:
    """The import that stores: identifier, time, the columns that its file states, what it may create."""

    import_id: str
    at: dt.datetime
    stated: frozenset[str]
    create_objects: bool


@dataclass(frozen=True)
class Stored:
    """How many rows of the file were new or changed, and how many were on record already."""

    accepted: int
    unchanged: int


def store(stage: Stage, act: Act) -> Stored:
    """Store what is staged, inside the caller's transaction; what cannot be stored becomes a finding."""
    reject_unknown(stage, create_objects=act.create_objects)
    stage.drop_rejected()
    repeated = drop_repeats(stage)
    if stage.target.table is display_periods:
        reject_overlaps(stage)
        stage.drop_rejected()
    if stage.target.counts_rows:
        merge_counts(stage)
    if act.create_objects and stage.target.names_objects:
        create_objects(stage)
    _compare(stage, act)
    counts = _by_state(stage)
    _log_keys(stage, (CHANGED,), of_record=True)
    _log_keys(stage, (NEW, CHANGED), of_record=False)
    _write(stage, act)
    accepted = counts.get(NEW, 0) + counts.get(CHANGED, 0)
    if accepted and stage.target.name not in _COUNTED:
        dirty.mark_other(stage.db)
    return Stored(accepted, counts.get(UNCHANGED, 0) + repeated)


def _compare(stage: Stage, act: Act) -> None:
    """Mark staged rows that are on record: CHANGED where a stated value differs, else UNCHANGED."""
    rows, table = stage.rows, stage.target.table
    if table is tips:
        _warn_of_judged(stage, act)
    differs = sa.or_(*_differences(stage, act)) if _updated(stage, act) else sa.false()
    state = sa.case((differs, CHANGED), else_=UNCHANGED)
    stage.db.execute(sa.update(rows).values(state=state).where(*_same_key(stage)))


def _same_key(stage: Stage) -> list[sa.ColumnElement[bool]]:
    return [stage.rows.c[name] == stage.target.table.c[name] for name in stage.target.key]


def _updated(stage: Stage, act: Act) -> list[str]:
    """The columns that an import changes of rows on record: not the key, and only what the file states."""
    return [name for name in stage.columns if name in act.stated and name not in stage.target.key]


def _differences(stage: Stage, act: Act) -> list[sa.ColumnElement[bool]]:
    rows, record = stage.rows, stage.target.table
    return [
        sa.and_(rows.c[name].is_distinct_from(record.c[name]), *_open_to_import(stage.target, name))
        for name in _updated(stage, act)
    ]


def _open_to_import(target: Target, name: str) -> list[sa.ColumnElement[bool]]:
    """When an import may change a column: people's judgement of a tip outlasts the file's."""
    return [~_judged_here()] if name in target.judged else []


def _judged_here() -> sa.ColumnElement[bool]:
    """Whether a tip came in here, or was changed by people since it was last imported."""
    imported = sa.select(imports.c.at).where(imports.c.import_id == tips.c.import_id).correlate(tips)
    at = imported.scalar_subquery()
    return sa.or_(at.is_(None), tips.c.updated_at.is_distinct_from(at))


def _warn_of_judged(stage: Stage, act: Act) -> None:
    """Say where the file judges a tip otherwise than people did here."""
    rows = stage.rows
    for name in ("assessment", "investigation", "suggested_country", "cluster"):
        if name not in act.stated:
            continue
        stated = rows.c[name]
        reason = sa.literal("decided here since the last import: the file's value is not taken")
        finding = (rows.c.row_number, sa.literal(name), stated, reason, sa.literal("warning"))
        says_something = stated.not_in(["pending", "none"])
        stage.reject(
            sa.select(*finding)
            .select_from(rows.join(tips, tips.c.tip_id == rows.c.tip_id))
            .where(says_something, stated.is_distinct_from(tips.c[name]), _judged_here())
        )


def _by_state(stage: Stage) -> dict[int, int]:
    size = sa.func.sum(stage.rows.c.weight) if "weight" in stage.rows.c else sa.func.count()
    counted = sa.select(stage.rows.c.state, size).group_by(stage.rows.c.state)
    return {int(state): int(n) for state, n in stage.db.execute(counted)}


def _log_keys(stage: Stage, states: tuple[int, ...], *, of_record: bool) -> None:
    """Log the (day, object) keys of rows in these states, as on record or as staged."""
    rows, record = stage.rows, stage.target.table
    if stage.target.name not in _COUNTED:
        return
    where: list[sa.ColumnElement[bool]] = [rows.c.state.in_(states)]
    seen: Any = record if of_record else rows
    if of_record:
        where += _same_key(stage)
    chosen = sa.select(sa.literal(record.name), seen.c.day, seen.c.object_id).where(*where).distinct()
    stage.db.execute(dirty_keys.insert().from_select(["source", "day", "object_id"], chosen))


def _write(stage: Stage, act: Act) -> None:
    record, signed = stage.target.table, _signature(stage, act)
    stated = {name: stage.rows.c[name] for name in _updated(stage, act)}
    if record is display_periods:
        _replace(stage, stated)
    elif stated:
        _update(stage, {**stated, **signed})
    constant = {
        name: sa.literal(value, record.c[name].type)
        for name, value in stage.target.defaults.items()
        if name not in stage.rows.c
    }
    values = {**constant, **{name: stage.rows.c[name] for name in stage.columns}, **signed}
    new = sa.select(*values.values()).where(stage.rows.c.state == NEW)
    stage.db.execute(record.insert().from_select([*values], new))
    if record is tips and {"assessment", "assessed_at"} <= act.stated:
        _keep_history(stage, act)


def _signature(stage: Stage, act: Act) -> dict[str, Any]:
    """What a tip bears of the import that wrote it last: tells the import's work from people's."""
    if stage.target.table is not tips:
        return {}
    return {"import_id": sa.literal(act.import_id), "updated_at": sa.literal(act.at, Instant)}


def _update(stage: Stage, values: dict[str, Any]) -> None:
    """Change the rows on record; of a tip that people judged here, their work and the mark of it stay."""
    record = stage.target.table
    if record is tips:
        theirs = {*stage.target.judged, "import_id", "updated_at"} & {*values}
        values |= {name: sa.case((_judged_here(), record.c[name]), else_=values[name]) for name in theirs}
    changed = (*_same_key(stage), stage.rows.c.state == CHANGED)
    stage.db.execute(sa.update(record).values(values).where(*changed))


def _replace(stage: Stage, stated: dict[str, Any]) -> None:
    """Take changed rows out and put them in anew: of two periods that trade places, one moves first."""
    record, changed = stage.target.table, (*_same_key(stage), stage.rows.c.state == CHANGED)
    anew = sa.select(*(stated.get(column.name, column).label(column.name) for column in record.columns))
    table = sa.CreateTableAs(anew.where(*changed), "staged_anew", temporary=True)
    stage.db.execute(table)
    (key,) = stage.target.key
    stage.db.execute(sa.delete(record).where(record.c[key].in_(sa.select(table.table.c[key]))))
    stage.db.execute(record.insert().from_select(record.c.keys(), sa.select(table.table)))


def _keep_history(stage: Stage, act: Act) -> None:
    """Add the assessments that the import brought to the history behind the current value."""
    rows, by = stage.rows, sa.literal(f"import {act.import_id}")
    taken = sa.select(tips.c.tip_id, tips.c.assessed_at, tips.c.assessment, by).where(
        tips.c.tip_id == rows.c.tip_id,
        rows.c.state.in_((NEW, CHANGED)),
        tips.c.assessment == rows.c.assessment,
        tips.c.assessed_at == rows.c.assessed_at,
        ~sa.exists().where(
            tip_assessments.c.tip_id == tips.c.tip_id, tip_assessments.c.at == tips.c.assessed_at
        ),
    )
    stage.db.execute(tip_assessments.insert().from_select(["tip_id", "at", "assessment", "by"], taken))
