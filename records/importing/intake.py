"""Records of others, from the first row read to the last row stored: all of it, or nothing."""

import datetime as dt
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from records import campaign, freshness, overview, rollups
from records.database import reading
from records.importing.columns import Circumstances
from records.importing.findings import Findings
from records.importing.mapping import Field, FileMapping, by_name, target_of
from records.importing.mapping_file import load
from records.importing.reading import Chunk, identify, object_array, open_reader
from records.importing.recording import Entry, list_rejects, record
from records.importing.shaping import shape
from records.importing.staging import Stage, own_connection
from records.importing.storing import Act, Stored, store
from records.importing.summary import Summary, kinds
from records.importing.supply import Supply, check_columns, notes, stated_columns
from records.problems import Conflict, Problem
from records.refusals import explained
from records.schema import OtherVersion

_PATIENCE, _PAUSE = 30.0, 0.2  # seconds to wait for another refresher, and between looks


class Progress(Protocol):
    """Whoever watches: told how many more bytes (or rows) were read, and when storing begins."""

    def read(self, more: int) -> object: ...

    def storing(self) -> object: ...


class Unwatched:
    """Nobody watches."""

    def read(self, more: int) -> None:
        """Ignore it."""

    def storing(self) -> None:
        """Ignore it."""


@dataclass(frozen=True)
class Order:
    """Who imports, when (the time that the records will bear), how strictly, and where rejects are listed."""

    by: str
    at: dt.datetime
    strict: bool = False
    rejects: Path | None = None


def import_file(
    engine: Engine,
    records: str,
    path: Path,
    order: Order,
    *,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Import one file into the table `records`.

    Raises Problem, in words, for a file or mapping that cannot be read, Conflict where others wrote the same
    rows meanwhile; nothing is stored then. Rows at fault are rejected one by one, or, with `order.strict`,
    refuse the whole file (`Summary.refused`).
    """
    progress = progress or Unwatched()
    used = load(mapping, records) if mapping else FileMapping(target_of(records))
    source = identify(path, used.format)
    if order.rejects is not None and order.rejects.resolve() == path.resolve():
        raise Problem(f"--rejects {order.rejects} would overwrite the file itself")
    reader = open_reader(source, used.encoding, used.delimiter, progress.read)
    return take_in(engine, Supply(reader, path.name, source.sha256), used, order, progress)


def take_in(
    engine: Engine, supply: Supply, mapping: FileMapping, order: Order, progress: Progress
) -> Summary:
    """Stage all rows of a supply, store them in one transaction, and bring the pages' figures up to date."""
    target, reader = mapping.target, supply.reader
    if mapping.fields is None:
        reader.survey()
    if reader.fixed or mapping.fields is None:
        check_columns(supply, mapping)
    fields = mapping.fields or by_name(target, reader.columns or target.kinds)
    with reading(engine) as db:
        present = campaign.read(db)
    circumstances = Circumstances(present.timezone, present.slots, order.at)
    with own_connection(engine) as db:
        with db.begin():
            work = _stage(db, supply, mapping, fields, circumstances, progress)
        check_columns(supply, mapping)
        progress.storing()
        summary = _store(db, work, order)
    if summary.accepted:
        _refresh(engine, order.at)
    with reading(engine) as db:
        return replace(summary, data_version=freshness.read(db).version)


def _refresh(engine: Engine, at: dt.datetime) -> None:
    """Bring the figures up to date, or wait a while for the refresher that is already at work."""
    for _ in range(int(_PATIENCE / _PAUSE)):
        try:
            if rollups.refresh(engine, at):
                return
        except OtherVersion:  # the rows are stored and marked: the newer program's refresher counts them
            return
        with reading(engine) as db:
            if not overview.unrefreshed(db):
                return
        time.sleep(_PAUSE)


@dataclass(frozen=True)
class _Work:
    """An import whose rows are staged, and how many rows it has read and skipped."""

    stage: Stage
    supply: Supply
    mapping: FileMapping
    fields: tuple[Field, ...]
    read: int
    skipped: int


def _stage(
    db: Connection,
    supply: Supply,
    mapping: FileMapping,
    fields: tuple[Field, ...],
    circumstances: Circumstances,
    progress: Progress,
) -> _Work:
    wanted = frozenset([*(name for field in fields for name in field.source), *mapping.skip_when_missing])
    none = Chunk({name: object_array([]) for name in wanted}, Findings(np.empty(0, dtype=np.int64)))
    empty = shape(none, mapping, fields, circumstances, supply.sha256)
    stage, read, skipped = Stage(db, mapping.target, empty.rows), 0, 0
    for chunk in supply.reader.chunks(wanted):
        shaped = shape(chunk, mapping, fields, circumstances, supply.sha256)
        stage.add(shaped.rows, shaped.findings)
        read, skipped = read + shaped.read, skipped + shaped.skipped
    stage.complete()
    return _Work(stage, supply, mapping, fields, read, skipped)


def _store(db: Connection, work: _Work, order: Order) -> Summary:
    db.execution_options(trace_writes=True)
    stated = stated_columns(work.supply, work.fields, work.mapping.target)
    act = Act(secrets.token_hex(8), order.at, stated, work.mapping.on_unknown_object == "create")
    try:
        with db.begin() as transaction:
            stored = store(work.stage, act)
            summary = _summary(work, stored)
            list_rejects(work.stage, order.rejects)
            if order.strict and summary.rejected:
                transaction.rollback()
                return summary.as_refused()
            entry = Entry(act.import_id, order.at, order.by, work.supply.sha256, work.mapping.sha256)
            record(work.stage, summary, entry)
            return summary
    except IntegrityError as error:
        raise Conflict(
            f"{work.supply.name} does not go together with what others wrote meanwhile: {explained(error)}; "
            "nothing was stored, import it again"
        ) from error


def _summary(work: _Work, stored: Stored) -> Summary:
    rejected = work.stage.rejected()
    counted = work.skipped + stored.accepted + stored.unchanged + rejected
    if counted != work.read:
        raise AssertionError(f"{work.read} rows read, {counted} accounted for")
    found, more = kinds(work.stage)
    return Summary(
        records=work.mapping.target.name,
        file_name=work.supply.name,
        read=work.read,
        skipped=work.skipped,
        accepted=stored.accepted,
        unchanged=stored.unchanged,
        rejected=rejected,
        warnings=work.stage.warnings(),
        data_version=0,
        faults=rejected,
        refused=False,
        kinds=found,
        more_kinds=more,
        notes=notes(work.supply, work.fields, work.mapping),
    )
